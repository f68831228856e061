/// A name and how far to move it: one element of `add=c3:+1.0,c5:-2`. What the name means, and
/// whether the amount is added or set, is the command's affair.
public struct Adjustment: Sendable, Equatable {
  public let name: String
  public let amount: Double
  /// Whether the amount carried the unit the field admits (`+2sd`).
  public let hasUnit: Bool

  public init(name: String, amount: Double, hasUnit: Bool = false) {
    self.name = name
    self.amount = amount
    self.hasUnit = hasUnit
  }
}

/// The reader of overrides.
extension Fields {
  /// Named amounts under a key, in the order written: `add=c3:+1.0,"dark comedy":-2` on a line,
  /// `{"c3":1.0}` or the same text in JSON. A unit such as `sd` may follow an amount when the field
  /// names one. Empty when absent; `ARGS` for a name given twice; `RANGE` outside the range.
  public mutating func overrides(
    _ name: String, in range: ClosedRange<Double>, unit: String? = nil, limit: Int,
    _ summary: String
  ) throws(Fault) -> [Adjustment] {
    let words = "\(range.lowerBound) … \(range.upperBound)"
    let row = FieldRow(
      name, .key, "name:amount\(unit ?? ""), …", range: words, summary: summary)
    guard let input = take(row) else { return [] }
    let adjustments = try Self.adjustments(input, unit: unit, at: name)
    guard adjustments.count <= limit else {
      throw Fault(
        .tooBig, "\(name) has \(adjustments.count) names; the limit is \(limit)", at: name)
    }
    var seen: Set<String> = []
    for adjustment in adjustments {
      guard seen.insert(adjustment.name).inserted else {
        throw Fault(.arguments, "\(name) names \(adjustment.name) twice", at: name)
      }
      guard range.contains(adjustment.amount) else {
        throw Fault(
          .range, "\(name) of \(adjustment.name) is \(words), not \(adjustment.amount)", at: name)
      }
    }
    return adjustments
  }

  private static func adjustments(
    _ input: Input, unit: String?, at name: String
  ) throws(Fault) -> [Adjustment] {
    var adjustments: [Adjustment] = []
    switch input {
    case .text(let text, _), .value(.string(let text)):
      for (key, amount) in try ListText.pairs(of: text, at: name) {
        adjustments.append(try adjustment(key, amount, unit: unit, at: name))
      }
    case .value(.map(let map)):
      for entry in map.entries {
        if case .string(let amount) = entry.value {
          adjustments.append(try adjustment(entry.key, amount, unit: unit, at: name))
        } else {
          let amount = try number(.value(entry.value), at: name)
          adjustments.append(Adjustment(name: entry.key, amount: amount))
        }
      }
    case .words, .value:
      throw Fault(.arguments, "\(name) is a list of name:amount", at: name)
    }
    return adjustments
  }

  private static func adjustment(
    _ key: String, _ amount: String, unit: String?, at name: String
  ) throws(Fault) -> Adjustment {
    let hasUnit = unit.map { !$0.isEmpty && amount.hasSuffix($0) } ?? false
    guard let number = number(String(amount.dropLast(hasUnit ? unit?.count ?? 0 : 0))) else {
      throw Fault(.arguments, "\(name) needs a number behind \(key):, not \(amount)", at: name)
    }
    return Adjustment(name: key, amount: number, hasUnit: hasUnit)
  }
}
