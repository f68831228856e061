/// External names and dense indices are different types, so that one is never taken for the other.

/// What the outside world calls a user. Any non-empty string.
public struct UserID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ rawValue: String) { self.rawValue = rawValue }
  public var description: String { rawValue }
}

/// What the outside world calls an item. Any non-empty string.
public struct ItemID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ rawValue: String) { self.rawValue = rawValue }
  public var description: String { rawValue }
}

/// Position of an item in a catalogue: the column of every score and every history.
public struct ItemIndex: Hashable, Sendable, Comparable {
  public let value: Int32
  public init(_ value: Int32) { self.value = value }
  public init(_ value: Int) { self.value = Int32(value) }
  public static func < (a: ItemIndex, b: ItemIndex) -> Bool { a.value < b.value }
}

/// External ids in their dense order, and the way back. Ids are distinct.
public struct Vocabulary<ID: Hashable & Sendable>: Sendable {
  /// The ids; the position of an id is its dense index.
  public let ids: [ID]
  private let positions: [ID: Int]

  /// A vocabulary in the given order; traps on a repeated id.
  public init(_ ids: [ID]) {
    self.ids = ids
    positions = Dictionary(
      ids.enumerated().map { ($1, $0) },
      uniquingKeysWith: { a, b in
        preconditionFailure("vocabulary: \(ids[a]) stands at \(a) and at \(b)")
      })
  }

  /// Number of ids.
  public var count: Int { ids.count }
  /// Dense index of an id, or `nil` when it is not in the vocabulary. O(1).
  public func index(of id: ID) -> Int? { positions[id] }
  /// The id at a dense index.
  public subscript(index: Int) -> ID { ids[index] }
}

extension Vocabulary: Equatable {
  public static func == (a: Vocabulary, b: Vocabulary) -> Bool { a.ids == b.ids }
}
