import Foundation

extension SearchRange {
  /// A range as people write it: `0.05..5`, `1e-4..1e-2:log`, `2..20`, or values `a,b,c`.
  ///
  /// `isWhole` says whether the setting takes whole numbers only. Throws `malformed` for a text
  /// that is no range, naming it.
  public init(_ name: String, text: String, isWhole: Bool) throws(ConfigurationFault) {
    let values = try Self.values(text, isWhole: isWhole, of: name)
    if let reason = values.misfit { throw .malformed("range of \(name): \(reason)") }
    self.init(name, values)
  }

  /// The range as `init(text:)` reads it.
  public var text: String {
    switch values {
    case .real(let low, let high, let log): "\(low)..\(high)\(log ? ":log" : "")"
    case .integer(let low, let high, let log): "\(low)..\(high)\(log ? ":log" : "")"
    case .choice(let all): all.map { "\($0)" }.joined(separator: ",")
    }
  }

  private static func values(
    _ text: String, isWhole: Bool, of name: String
  ) throws(ConfigurationFault) -> Values {
    guard let dots = text.firstRange(of: "..") else {
      let words = text.split(separator: ",", omittingEmptySubsequences: false)
      return .choice(words.map { SettingValue(text: String($0)) })
    }
    var high = String(text[dots.upperBound...])
    let log = high.hasSuffix(":log")
    if log { high.removeLast(4) }
    let low = String(text[..<dots.lowerBound])
    if isWhole, let low = Int(low), let high = Int(high) { return .integer(low, high, log: log) }
    if !isWhole, let low = Double(low), let high = Double(high), low.isFinite, high.isFinite {
      return .real(low, high, log: log)
    }
    throw .malformed(
      "range of \(name): \"\(text)\" is neither low..high of \(isWhole ? "whole " : "")numbers, "
        + "with :log behind it or without, nor values a,b,c")
  }
}
