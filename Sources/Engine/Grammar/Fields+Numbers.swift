/// Readers of numbers, switches and spans of time.
extension Fields {
  /// A whole number under a key; `RANGE` outside the range.
  public mutating func int(
    _ name: String, default standard: Int, in range: ClosedRange<Int>, _ summary: String
  ) throws(Fault) -> Int {
    try int(name, .int(standard), range, .range, summary) ?? standard
  }

  /// A whole number under a key, or `nil`.
  public mutating func int(
    _ name: String, in range: ClosedRange<Int>, _ summary: String
  ) throws(Fault) -> Int? {
    try int(name, nil, range, .range, summary)
  }

  /// How many of something, from 1 to a limit of the server; `TOOBIG` above it.
  public mutating func count(
    _ name: String, default standard: Int, limit: Int, _ summary: String
  ) throws(Fault) -> Int {
    try int(name, .int(standard), 1...limit, .tooBig, summary) ?? standard
  }

  /// A number under a key; `RANGE` outside the range.
  public mutating func double(
    _ name: String, default standard: Double, in range: ClosedRange<Double>, _ summary: String
  ) throws(Fault) -> Double {
    try double(name, .double(standard), range, summary) ?? standard
  }

  /// A number under a key, or `nil`.
  public mutating func double(
    _ name: String, in range: ClosedRange<Double>, _ summary: String
  ) throws(Fault) -> Double? {
    try double(name, nil, range, summary)
  }

  /// A switch under a key: `1`, `0`, `true`, `false`, `yes`, `no`, `on`, `off`.
  public mutating func bool(
    _ name: String, default standard: Bool, _ summary: String
  ) throws(Fault) -> Bool {
    let row = FieldRow(name, .key, "switch", standard: .bool(standard), summary: summary)
    guard let input = take(row) else { return standard }
    if case .value(.bool(let value)) = input { return value }
    let text = try Self.text(input, at: name)
    switch text.lowercased() {
    case "1", "true", "yes", "on": return true
    case "0", "false", "no", "off": return false
    default: throw Fault(.arguments, "\(name) is 1 or 0, not \(text)", at: name)
    }
  }

  /// A span of time under a key, or `nil`: `50ms`, `2s`, `5m`, or a bare number of milliseconds.
  public mutating func duration(
    _ name: String, in range: ClosedRange<Duration>, _ summary: String
  ) throws(Fault) -> Duration? {
    let words = "\(Self.text(range.lowerBound)) … \(Self.text(range.upperBound))"
    let row = FieldRow(name, .key, "time", range: words, summary: summary)
    guard let input = take(row) else { return nil }
    let text = try Self.text(input, at: name)
    let number = text.prefix { $0.isNumber }
    let scale: Int? =
      switch text.dropFirst(number.count) {
      case "", "ms": 1
      case "s": 1000
      case "m": 60_000
      default: nil
      }
    guard let scale, let count = Int(number) else {
      throw Fault(.arguments, "\(name) is a time such as 50ms, 2s or 5m, not \(text)", at: name)
    }
    let (milliseconds, overflow) = count.multipliedReportingOverflow(by: scale)
    let duration = Duration.milliseconds(milliseconds)
    guard !overflow, range.contains(duration) else {
      throw Fault(.range, "\(name) is \(words), not \(text)", at: name)
    }
    return duration
  }

  // MARK: - Private parts

  private mutating func int(
    _ name: String, _ standard: Value?, _ range: ClosedRange<Int>, _ excess: Fault.Code,
    _ summary: String
  ) throws(Fault) -> Int? {
    let words = "\(range.lowerBound) … \(range.upperBound)"
    let row = FieldRow(
      name, .key, "whole number", standard: standard, range: words, summary: summary)
    guard let input = take(row) else { return nil }
    let number: Int
    if case .value(.double(let value)) = input {
      guard let whole = Int(exactly: value) else {
        throw Fault(.arguments, "\(name) is a whole number, not \(value)", at: name)
      }
      number = whole
    } else {
      let text = try Self.text(input, at: name)
      guard let whole = Int(text) else {
        throw Fault(.arguments, "\(name) is a whole number, not \(text)", at: name)
      }
      number = whole
    }
    guard range.contains(number) else {
      let code = number > range.upperBound ? excess : .range
      throw Fault(code, "\(name) is \(words), not \(number)", at: name)
    }
    return number
  }

  private mutating func double(
    _ name: String, _ standard: Value?, _ range: ClosedRange<Double>, _ summary: String
  ) throws(Fault) -> Double? {
    let words = "\(range.lowerBound) … \(range.upperBound)"
    let row = FieldRow(name, .key, "number", standard: standard, range: words, summary: summary)
    guard let input = take(row) else { return nil }
    let number = try Self.number(input, at: name)
    guard range.contains(number) else {
      throw Fault(.range, "\(name) is \(words), not \(number)", at: name)
    }
    return number
  }

  /// A finite number from text or JSON.
  static func number(_ input: Input, at name: String) throws(Fault) -> Double {
    switch input {
    case .value(.double(let number)): return number
    case .value(.int(let number)): return Double(number)
    default:
      let text = try text(input, at: name)
      guard let number = number(text) else {
        throw Fault(.arguments, "\(name) is a number, not \(text)", at: name)
      }
      return number
    }
  }

  /// A decimal number with an optional sign. Swift would also read `nan`, `inf` and `0x1p3`, which
  /// nobody means.
  static func number(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy {
      $0.isDigit || [UInt8(ascii: "+"), 0x2D, 0x2E, UInt8(ascii: "e"), 0x45].contains($0)
    }
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return number
  }

  private static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return attoseconds == 0
      ? "\(seconds)s" : "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms"
  }
}
