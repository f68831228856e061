public import Datasets
import Foundation
import Tensors

/// A split as a directory, so that programs compare on the same users.
///
/// ```
/// items.txt     training items, one a line: the column order of every program
/// train.csv     whole histories of the training users
/// val_tr.csv    visible part of the validation users       val_te.csv   hidden part
/// test_tr.csv   visible part of the test users             test_te.csv  hidden part
/// meta.json     protocol, mask, leaks, counts, seed, fingerprint; written last: without it the
///               split is unfinished
/// ```
/// Where interactions are divided and not users, the same users stand in several files: train.csv
/// has what they did before, val_te.csv and test_te.csv what was set aside.
///
/// The tables have the header `user,item`, UTF-8, ids as text, quoted as RFC 4180 says where they
/// hold a comma or a quotation mark. Rows are grouped by user and ascend by item id, numbers as
/// numbers. Users are numbered as they first appear. The same split always gives the same bytes.
public enum SplitFiles {
  static let items = "items.txt"
  static let metadata = "meta.json"
  static let train = "train.csv"
  static let validationVisible = "val_tr.csv"
  static let validationHidden = "val_te.csv"
  static let testVisible = "test_tr.csv"
  static let testHidden = "test_te.csv"
  static let header = "user,item"

  /// Writes a split, creating the directory and replacing a split that is there.
  ///
  /// Every file appears whole or not at all; meta.json goes first and comes back last, so that an
  /// interrupted write is refused by `read(from:)` rather than read as a mixture.
  public static func write(
    _ split: Split, to directory: String
  ) throws(SplitFault) {
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    let users = split.trainUsers.ids + split.validation.users + split.test.users
    for id in split.items.ids.map(\.rawValue) + users.map(\.rawValue) {
      // A line break in an id would need quoting that items.txt does not have.
      guard !id.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
      else { throw SplitFault(file: directory, .lineBreak(id)) }
    }
    let metadataFile = folder.appendingPathComponent(metadata)
    try attempt(directory) {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if FileManager.default.fileExists(atPath: metadataFile.path) {
        try FileManager.default.removeItem(at: metadataFile)
      }
    }
    try put(split.items.ids.map { $0.rawValue + "\n" }.joined(), folder, items)
    let table = SplitTable(items: split.items)
    try put(table.text(split.trainUsers.ids, split.train), folder, train)
    try put(table.text(split.validation, \.visible), folder, validationVisible)
    try put(table.text(split.validation, \.hidden), folder, validationHidden)
    try put(table.text(split.test, \.visible), folder, testVisible)
    try put(table.text(split.test, \.hidden), folder, testHidden)
    try attempt(metadataFile.path) {
      let json = try SplitMetadata(split).json()
      try AtomicFile.write(to: metadataFile) { try $0.write(contentsOf: json) }
    }
  }

  static func path(_ folder: URL, _ name: String) -> String {
    folder.appendingPathComponent(name).path
  }

  private static func put(_ text: String, _ folder: URL, _ name: String) throws(SplitFault) {
    let file = folder.appendingPathComponent(name)
    try attempt(file.path) {
      try AtomicFile.write(to: file) { try $0.write(contentsOf: Data(text.utf8)) }
    }
  }

  private static func attempt(_ file: String, _ body: () throws -> Void) throws(SplitFault) {
    do {
      try body()
    } catch {
      throw SplitFault(file: file, .unwritable(error.localizedDescription))
    }
  }
}

/// Renders the rows of a split as a table.
private struct SplitTable {
  private let fields: [String]
  private let rank: [Int]

  init(items: Vocabulary<ItemID>) {
    fields = items.ids.map(\.rawValue.csvField)
    let order = items.ids.indices.sorted { items[$0].naturallyPrecedes(items[$1]) }
    var rank = [Int](repeating: 0, count: order.count)
    for (position, item) in order.enumerated() { rank[item] = position }
    self.rank = rank
  }

  func text(_ part: FoldIn, _ side: KeyPath<FoldIn, SparseRows>) -> String {
    text(part.users, part[keyPath: side])
  }

  func text(_ users: [UserID], _ rows: SparseRows) -> String {
    var text = SplitFiles.header + "\n"
    for (r, user) in users.enumerated() {
      let name = user.rawValue.csvField
      for column in rows.row(r).sorted(by: { rank[Int($0)] < rank[Int($1)] }) {
        text += name
        text += ","
        text += fields[Int(column)]
        text += "\n"
      }
    }
    return text
  }
}
