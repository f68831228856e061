/// What may be an external id: 1 to 512 bytes of UTF-8 without a NUL byte.
///
/// The bound keeps a damaged file from filling the vocabulary with paragraphs; NUL ends a C string
/// and would make two ids look like one.
public enum IdentifierFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no id.
  case empty
  /// The id has this many bytes, more than `longest`.
  case tooLong(Int)
  /// The id contains a NUL byte.
  case nulByte

  /// The longest id, in bytes.
  public static let longest = 512

  public var description: String {
    switch self {
    case .empty: "the id is empty"
    case .tooLong(let bytes): "the id has \(bytes) bytes; the longest has \(Self.longest)"
    case .nulByte: "the id contains a NUL byte"
    }
  }

  /// Passes when the text may be an id. O(bytes).
  public static func check(_ text: String) throws(IdentifierFault) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= longest else { throw .tooLong(text.utf8.count) }
    guard !text.utf8.contains(0) else { throw .nulByte }
  }
}

extension UserID {
  /// A user's id from outside the program; throws when it cannot be one.
  public init(checking text: String) throws(IdentifierFault) {
    try IdentifierFault.check(text)
    self.init(text)
  }
}

extension ItemID {
  /// An item's id from outside the program; throws when it cannot be one.
  public init(checking text: String) throws(IdentifierFault) {
    try IdentifierFault.check(text)
    self.init(text)
  }
}
