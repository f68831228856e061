public import Datasets
import Foundation
import Tensors

/// Reading a split directory back, refusing what would make a comparison meaningless.
extension SplitFiles {
  /// Reads a split in the layout of `SplitFiles`, whoever wrote it.
  ///
  /// Refused, with file and line: a missing or compressed file, a wrong header, a malformed row, an
  /// item that is not in items.txt, a user–item pair that comes twice, hidden items that are visible
  /// or belong to a user with nothing visible, and row counts or a fingerprint other than meta.json
  /// states; where users are held out, one who is also a training user or in both held-out parts.
  public static func read(from directory: String) throws(SplitFault) -> Split {
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    let metadata = try readMetadata(folder)
    guard let kind = metadata.splitKind else {
      throw SplitFault(file: path(folder, Self.metadata), .metadata("kind \(metadata.kind ?? "")"))
    }
    let items = try readItems(folder)
    var tables: [String: SplitRows] = [:]
    for name in [train, validationVisible, validationHidden, testVisible, testHidden] {
      let file = path(folder, name)
      let rows = try SplitRows(file: file, text: text(folder, name), items: items)
      if let stated = metadata.rows[name], stated != rows.count {
        throw SplitFault(file: file, .rowCount(stated: stated, found: rows.count))
      }
      tables[name] = rows
    }
    func table(_ name: String) -> SplitRows { tables[name] ?? SplitRows(file: name) }

    let trainRows = table(train)
    let validationRows = table(validationVisible)
    let testRows = table(testVisible)
    if kind.holdsOutUsers {
      try validationRows.refuse(usersOf: trainRows) { .trainingUser($0) }
      try testRows.refuse(usersOf: trainRows) { .trainingUser($0) }
      try testRows.refuse(usersOf: validationRows) { .validationUser($0) }
    }
    let split = Split(
      items: items, trainUsers: Vocabulary(trainRows.users),
      train: trainRows.matrix(columns: items.count),
      validation: try validationRows.fold(hiding: table(validationHidden), items),
      test: try testRows.fold(hiding: table(testHidden), items),
      kind: kind, mask: metadata.mask ?? .train, leaks: metadata.leaks,
      provenance: metadata.provenance(directory: directory))
    if let stated = metadata.fingerprint, stated != split.fingerprint {
      throw SplitFault(file: directory, .fingerprint(stated: stated, found: split.fingerprint))
    }
    return split
  }

  private static func readMetadata(_ folder: URL) throws(SplitFault) -> SplitMetadata {
    let text = try text(folder, metadata)
    do {
      return try JSONDecoder().decode(SplitMetadata.self, from: Data(text.utf8))
    } catch {
      throw SplitFault(file: path(folder, metadata), .metadata("\(error)"))
    }
  }

  private static func readItems(_ folder: URL) throws(SplitFault) -> Vocabulary<ItemID> {
    var ids: [ItemID] = []
    var seen: Set<ItemID> = []
    for (number, line) in Lines(try text(folder, items)) {
      let id = ItemID(String(line))
      guard !line.isEmpty else {
        throw SplitFault(file: path(folder, items), line: number, .row(""))
      }
      guard seen.insert(id).inserted else {
        throw SplitFault(file: path(folder, items), line: number, .repeatedItem(id.rawValue))
      }
      ids.append(id)
    }
    return Vocabulary(ids)
  }

  private static func text(_ folder: URL, _ name: String) throws(SplitFault) -> String {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else {
      let compressed = FileManager.default.fileExists(atPath: file.path + ".xz")
      throw SplitFault(file: file.path, compressed ? .compressed : .missing)
    }
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw SplitFault(file: file.path, .unreadable(error.localizedDescription))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw SplitFault(file: file.path, .notUTF8)
    }
    return text
  }
}
