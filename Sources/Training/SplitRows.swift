import Datasets
import Tensors

/// One table of a split, read: users in the order they first appear, each with its items and the
/// lines they stand on.
struct SplitRows {
  let file: String
  private(set) var users: [UserID] = []
  /// Columns of every user, in the order of the lines.
  private(set) var columns: [[Int32]] = []
  private var lines: [[Int]] = []
  private var rowOfUser: [UserID: Int] = [:]

  init(file: String) { self.file = file }

  /// Parses a table, refusing malformed rows, unknown items and pairs that come twice. O(rows).
  init(file: String, text: String, items: Vocabulary<ItemID>) throws(SplitFault) {
    self.init(file: file)
    var lines = Lines(text).makeIterator()
    let header = lines.next()?.text ?? ""
    guard let names = Self.fields(header), names == ["user", "item"] else {
      throw SplitFault(file: file, line: 1, .header(String(header)))
    }
    while let (number, line) = lines.next() {
      guard let fields = Self.fields(line), fields.count == 2, !fields.contains("") else {
        throw SplitFault(file: file, line: number, .row(String(line)))
      }
      guard let column = items.index(of: ItemID(fields[1])) else {
        throw SplitFault(file: file, line: number, .unknownItem(fields[1]))
      }
      append(UserID(fields[0]), Int32(column), line: number)
    }
    try refuseRepeatedRows(items)
  }

  /// Number of rows.
  var count: Int { columns.reduce(0) { $0 + $1.count } }

  /// The rows as a matrix. `[users, columns]`
  func matrix(columns width: Int) -> SparseRows { SparseRows(columns: width, rows: columns) }

  /// Throws at the first row of a user that `other` has too.
  func refuse(
    usersOf other: SplitRows, _ reason: (String) -> SplitFault.Reason
  ) throws(SplitFault) {
    for (r, user) in users.enumerated() where other.rowOfUser[user] != nil {
      throw SplitFault(file: file, line: lines[r].first, reason(user.rawValue))
    }
  }

  /// These rows as the visible part of held-out users and `hidden` as the part to find.
  func fold(
    hiding hidden: SplitRows, _ items: Vocabulary<ItemID>
  ) throws(SplitFault) -> FoldIn {
    var targets = [[Int32]](repeating: [], count: users.count)
    for (r, user) in hidden.users.enumerated() {
      guard let row = rowOfUser[user] else {
        throw SplitFault(
          file: hidden.file, line: hidden.lines[r].first, .nothingVisible(user.rawValue))
      }
      let seen = Set(columns[row])
      for (column, line) in zip(hidden.columns[r], hidden.lines[r]) where seen.contains(column) {
        throw SplitFault(
          file: hidden.file, line: line,
          .visibleAndHidden(user: user.rawValue, item: items[Int(column)].rawValue))
      }
      targets[row] = hidden.columns[r]
    }
    return FoldIn(
      users: users, visible: matrix(columns: items.count),
      hidden: SparseRows(columns: items.count, rows: targets))
  }

  private mutating func append(_ user: UserID, _ column: Int32, line: Int) {
    // Rows of one user usually follow each other.
    if let last = users.indices.last, users[last] == user {
      columns[last].append(column)
      lines[last].append(line)
    } else if let row = rowOfUser[user] {
      columns[row].append(column)
      lines[row].append(line)
    } else {
      rowOfUser[user] = users.count
      users.append(user)
      columns.append([column])
      lines.append([line])
    }
  }

  private func refuseRepeatedRows(_ items: Vocabulary<ItemID>) throws(SplitFault) {
    for (r, row) in columns.enumerated() {
      var seen: Set<Int32> = []
      for (column, line) in zip(row, lines[r]) where !seen.insert(column).inserted {
        throw SplitFault(
          file: file, line: line,
          .repeatedRow(user: users[r].rawValue, item: items[Int(column)].rawValue))
      }
    }
  }

  /// The fields of a line, or `nil` when a quotation mark is left open. O(length).
  static func fields(_ line: Substring) -> [String]? {
    guard line.utf8.contains(UInt8(ascii: "\"")) else {
      return line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
    }
    var fields = [""]
    var quoted = false
    var afterQuote = false
    for scalar in line.unicodeScalars {
      if scalar == "\"" {
        // A doubled mark inside quotes stands for one.
        if afterQuote { fields[fields.count - 1].unicodeScalars.append(scalar) }
        quoted.toggle()
        afterQuote = !quoted
      } else if scalar == ",", !quoted {
        fields.append("")
        afterQuote = false
      } else {
        fields[fields.count - 1].unicodeScalars.append(scalar)
        afterQuote = false
      }
    }
    return quoted ? nil : fields
  }
}

/// The lines of a text with their numbers from 1; ends of line may be LF or CR LF, and the last one
/// may have none.
struct Lines: Sequence {
  private let text: String

  init(_ text: String) { self.text = text }

  func makeIterator() -> Iterator { Iterator(rest: text[...].utf8) }

  struct Iterator: IteratorProtocol {
    fileprivate var rest: Substring.UTF8View
    private var number = 0

    fileprivate init(rest: Substring.UTF8View) { self.rest = rest }

    mutating func next() -> (number: Int, text: Substring)? {
      guard !rest.isEmpty else { return nil }
      number += 1
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      var line = rest[..<end]
      rest = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      return (number, Substring(line))
    }
  }
}
