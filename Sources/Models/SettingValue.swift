import Foundation

/// The value of one setting, as JSON and TOML write it: a number, a truth value or a word.
public enum SettingValue: Sendable, Hashable {
  case real(Double)
  case integer(Int)
  case flag(Bool)
  case word(String)

  /// The value as a number; `nil` for a word or a truth value.
  public var number: Double? {
    switch self {
    case .real(let value): value
    case .integer(let value): Double(value)
    case .flag, .word: nil
    }
  }

  /// Whether two values mean the same setting: `2` and `2.0` do.
  public func isSame(as other: SettingValue) -> Bool {
    if let number, let another = other.number { return number == another }
    return self == other
  }
}

extension SettingValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
}

extension SettingValue: ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(stringLiteral value: String) { self = .word(value) }
}

extension SettingValue: CustomStringConvertible {
  /// The value as a person writes it after `--set name=`.
  public var description: String {
    switch self {
    case .real(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .word(let value): value
    }
  }

  /// The value a person wrote: `true`, `12`, `0.5`, or a word.
  public init(text: String) {
    if let flag = Bool(text) {
      self = .flag(flag)
    } else if let whole = Int(text) {
      self = .integer(whole)
    } else if let number = Double(text), number.isFinite {
      self = .real(number)
    } else {
      self = .word(text)
    }
  }
}

extension SettingValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let whole = try? container.decode(Int.self) {
      self = .integer(whole)
    } else if let number = try? container.decode(Double.self) {
      self = .real(number)
    } else {
      self = .word(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .real(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .word(let value): try container.encode(value)
    }
  }
}
