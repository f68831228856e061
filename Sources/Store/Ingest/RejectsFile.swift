import Foundation

/// The file of `--rejects`: one rejected row per line, as line number, reason and row between tabs.
struct RejectsFile {
  private let handle: FileHandle
  private let path: String

  /// Opens the file: from its end for a resumed run, empty otherwise.
  init(path: String, appends: Bool) throws(IngestFault) {
    self.path = path
    if !appends || !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw .unreadable(path: path, reason: "the file for rejected rows cannot be made")
      }
    }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw .unreadable(path: path, reason: "the file for rejected rows cannot be opened")
    }
    self.handle = handle
    do { try handle.seekToEnd() } catch {
      throw .unreadable(path: path, reason: "the file for rejected rows cannot be appended to")
    }
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
