/// What a reply is made of: JSON's values, with maps that keep the order they were written in.
///
/// Key order is part of the protocol (`grep '^{"ok":true'` works on a stream of replies), so a map
/// is an ordered list of entries and not a dictionary. Lookup is O(entries), which suits maps of a
/// dozen keys; nothing iterates over a hashed collection.
public enum Value: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  /// Kept apart from `double` because the shortest text of a `Float` is not that of its widening.
  case float(Float)
  case string(String)
  case list([Value])
  case map(Map)

  /// Keys and values in the order they were added.
  public struct Map: Sendable, Equatable {
    /// One key and its value.
    public struct Entry: Sendable, Equatable {
      public let key: String
      public var value: Value
    }

    public private(set) var entries: [Entry]

    /// The empty map.
    public init() { entries = [] }

    /// The keys in order.
    public var keys: [String] { entries.map(\.key) }

    /// The value of a key, or `nil` when the map does not have it. Setting replaces the value where
    /// the key stands, adds it at the end, or removes it. O(entries).
    public subscript(key: String) -> Value? {
      get { entries.first { $0.key == key }?.value }
      set {
        let position = entries.firstIndex { $0.key == key }
        switch (position, newValue) {
        case (let position?, let value?): entries[position].value = value
        case (let position?, nil): entries.remove(at: position)
        case (nil, let value?): entries.append(Entry(key: key, value: value))
        case (nil, nil): break
        }
      }
    }

    /// Adds a key that is known to be new. O(1).
    public mutating func append(_ key: String, _ value: Value) {
      entries.append(Entry(key: key, value: value))
    }

    /// Adds the entries of another map behind this one's. Keys are expected to be distinct.
    public mutating func append(contentsOf other: Map) { entries += other.entries }
  }

  /// The text of a `string`, `nil` for every other kind.
  public var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The entries of a `map`, `nil` for every other kind.
  public var map: Map? {
    guard case .map(let map) = self else { return nil }
    return map
  }

  /// Whether this is neither a list nor a map.
  public var isScalar: Bool {
    switch self {
    case .null, .bool, .int, .double, .float, .string: true
    case .list, .map: false
    }
  }
}

// MARK: - Literals

extension Value.Map: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) {
    entries = elements.map { Entry(key: $0, value: $1) }
  }
}

extension Value: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(nilLiteral: ()) { self = .null }
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .map(Value.Map(entries: elements.map { Map.Entry(key: $0, value: $1) }))
  }
}

extension Value.Map {
  fileprivate init(entries: [Entry]) { self.entries = entries }
}
