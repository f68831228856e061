/// What is wrong with a directory of split files: which file, which line, and what a person can do.
public struct SplitFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// Path of the file, or of the directory.
  public let file: String
  /// Line in the file, from 1; `nil` when the fault is not on a line.
  public let line: Int?
  public let reason: Reason

  public init(file: String, line: Int? = nil, _ reason: Reason) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  public enum Reason: Sendable, Equatable {
    case missing
    /// Only the compressed file is there.
    case compressed
    case unreadable(String)
    case unwritable(String)
    case notUTF8
    /// The first line does not name the columns user and item.
    case header(String)
    /// A row has another number of fields than two, an empty id, or a quotation mark left open.
    case row(String)
    case repeatedItem(String)
    case unknownItem(String)
    case repeatedRow(user: String, item: String)
    case trainingUser(String)
    case validationUser(String)
    /// A user has something to find and nothing to be known by.
    case nothingVisible(String)
    case visibleAndHidden(user: String, item: String)
    case metadata(String)
    case rowCount(stated: Int, found: Int)
    case fingerprint(stated: String, found: String)
    /// An id holds a line break, which a line of a split cannot carry.
    case lineBreak(String)
  }

  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): \(sentence)"
  }

  private var sentence: String {
    switch reason {
    case .missing: return "no such file"
    case .compressed: return "only \(file).xz is here; decompress it with: xz -dk '\(file).xz'"
    case .unreadable(let why): return "cannot be read: \(why)"
    case .unwritable(let why): return "cannot be written: \(why)"
    case .notUTF8: return "is not UTF-8 text"
    case .header(let line): return "the header is \"\(line)\", not \"user,item\""
    case .row(let line): return "\"\(line)\" is not a user and an item"
    case .repeatedItem(let item): return "item \(item) is listed before"
    case .unknownItem(let item): return "item \(item) is not in items.txt"
    case .repeatedRow(let user, let item): return "user \(user) has item \(item) on an earlier line"
    case .trainingUser(let user): return "held-out user \(user) is also in train.csv"
    case .validationUser(let user): return "test user \(user) is also a validation user"
    case .nothingVisible(let user): return "user \(user) has hidden items and no visible ones"
    case .visibleAndHidden(let user, let item):
      return "item \(item) of user \(user) is also among the visible ones"
    case .metadata(let why): return "is not the description of a split: \(why)"
    case .rowCount(let stated, let found): return "meta.json states \(stated) rows, found \(found)"
    case .fingerprint(let stated, let found):
      return "the files have fingerprint \(found), meta.json states \(stated)"
    case .lineBreak(let id): return "the id \(id.debugDescription) holds a line break"
    }
  }
}
