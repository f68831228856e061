import Foundation

/// The file of `--rejects`: one rejected row per line, as line number, reason and row between tabs.
struct RejectsFile {
  private let handle: FileHandle
  private let path: String

  /// Opens the file: for a resumed run behind the rows up to the line that is committed, empty
  /// otherwise. Rows behind that line were noted by a run whose last transaction was undone; they
  /// come again.
  init(path: String, after line: Int64) throws(IngestFault) {
    self.path = path
    if line == 0 || !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw .unreadable(path: path, reason: "the file for rejected rows cannot be made")
      }
    }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw .unreadable(path: path, reason: "the file for rejected rows cannot be opened")
    }
    self.handle = handle
    do {
      try handle.truncate(atOffset: line == 0 ? 0 : Self.bytes(of: path, upTo: line))
    } catch {
      throw .unreadable(path: path, reason: "the file for rejected rows cannot be appended to")
    }
  }

  /// Bytes of the rejected rows up to a line.
  private static func bytes(of path: String, upTo line: Int64) throws -> UInt64 {
    let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    var end = data.startIndex
    while end < data.endIndex,
      let stop = data[end...].firstIndex(of: UInt8(ascii: "\n")),
      let number = Int64(String(decoding: data[end..<stop].prefix { $0 != 9 }, as: UTF8.self)),
      number <= line
    {
      end = stop + 1
    }
    return UInt64(end - data.startIndex)
  }

  /// Adds rows.
  func append(_ rows: [RejectedRow]) throws(IngestFault) {
    guard !rows.isEmpty else { return }
    let text = rows.map { row in
      let oneLine = row.text.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: "\\n")
      return "\(row.line)\t\(row.reason)\t\(oneLine)\n"
    }.joined()
    do { try handle.write(contentsOf: Data(text.utf8)) } catch {
      throw .unreadable(path: path, reason: "the file for rejected rows cannot be written")
    }
  }

  func close() throws(IngestFault) {
    do { try handle.close() } catch {
      throw .unreadable(path: path, reason: "the file for rejected rows cannot be closed")
    }
  }
}
