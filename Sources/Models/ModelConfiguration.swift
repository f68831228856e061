public import Foundation

/// The settings of a model: a struct with a documented default for every field.
///
/// Decoding is strict and knows the defaults, which synthesised `Decodable` ignores: the default is
/// encoded, the given keys are laid over it, a key it does not have is refused, and the result is
/// decoded. A wrong type does not decode.
public protocol ModelConfiguration: Codable, Sendable, Equatable {
  /// The default settings.
  init()
  /// Refuses values outside their range, naming the field.
  func validate() throws(ConfigurationFault)
  /// Where a search should look, most important first; a setting that is not named keeps its
  /// default. Settings of the training loop stand under `SearchRange.trainingPrefix`.
  static var searchSpace: [SearchRange] { get }
}

extension ModelConfiguration {
  /// Nothing to search.
  public static var searchSpace: [SearchRange] { [] }
}

/// What is wrong with the settings of a model.
public enum ConfigurationFault: Error, Equatable, CustomStringConvertible {
  case unknownKey(String, known: [String])
  case wrongType(key: String, expected: String)
  case outOfRange(key: String, value: String, range: String)
  case malformed(String)
  case unknownModel(String, known: [String])

  public var description: String {
    switch self {
    case .unknownKey(let key, let known):
      return "no setting \"\(key)\"; there are \(known.joined(separator: ", "))"
    case .wrongType(let key, let expected): return "setting \(key) must be \(expected)"
    case .outOfRange(let key, let value, let range):
      return "setting \(key) is \(value); it must be in \(range)"
    case .malformed(let reason): return "settings are not a JSON object: \(reason)"
    case .unknownModel(let name, let known):
      return "no model \"\(name)\"; there are \(known.joined(separator: ", "))"
    }
  }
}

extension ModelConfiguration {
  /// The default settings with the keys of a JSON object laid over them, validated.
  public init(json: Data) throws(ConfigurationFault) {
    var fields = try Self.fields(JSONEncoder().encodeOrEmpty(Self()))
    for (key, value) in try Self.fields(json) {
      guard let known = fields[key] else {
        throw .unknownKey(key, known: fields.keys.sorted())
      }
      // Foundation would read true as 1 and 1 as true.
      guard Self.isBoolean(known) == Self.isBoolean(value) else {
        throw .wrongType(key: key, expected: Self.isBoolean(known) ? "true or false" : "a number")
      }
      fields[key] = value
    }
    do {
      let merged = try JSONSerialization.data(withJSONObject: fields)
      self = try JSONDecoder().decode(Self.self, from: merged)
    } catch DecodingError.typeMismatch(let type, let context) {
      throw .wrongType(key: context.codingPath.map(\.stringValue).joined(), expected: "\(type)")
    } catch DecodingError.dataCorrupted(let context) {
      throw .wrongType(
        key: context.codingPath.map(\.stringValue).joined(), expected: context.debugDescription)
    } catch {
      throw .malformed("\(error)")
    }
    try validate()
  }

  /// The settings as JSON with sorted keys: equal settings, equal text.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: encoder.encodeOrEmpty(self), as: UTF8.self)
  }

  private static func fields(_ json: Data) throws(ConfigurationFault) -> [String: Any] {
    do {
      guard let fields = try JSONSerialization.jsonObject(with: json) as? [String: Any] else {
        throw ConfigurationFault.malformed("it is another kind of value")
      }
      return fields
    } catch let fault as ConfigurationFault {
      throw fault
    } catch {
      throw .malformed("\(error)")
    }
  }

  private static func isBoolean(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return CFBooleanTypeCheck.isBoolean(number)
  }
}

/// Foundation keeps booleans and numbers in one class; the type code of a boolean is `c` or `B`.
private enum CFBooleanTypeCheck {
  static func isBoolean(_ number: NSNumber) -> Bool {
    let code = String(cString: number.objCType)
    return code == "c" || code == "B"
  }
}

extension JSONEncoder {
  /// Settings are plain numbers and words; one that cannot be encoded becomes an empty object,
  /// which then fails to decode.
  fileprivate func encodeOrEmpty(_ value: some Encodable) -> Data {
    (try? encode(value)) ?? Data("{}".utf8)
  }
}

/// Range checks that read aloud.
func require<Value: Comparable>(
  _ key: String, _ value: Value, in range: ClosedRange<Value>
) throws(ConfigurationFault) {
  guard range.contains(value) else {
    throw .outOfRange(
      key: key, value: "\(value)", range: "\(range.lowerBound) ... \(range.upperBound)")
  }
}
