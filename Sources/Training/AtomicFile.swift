import Foundation

/// Files that appear whole or not at all.
enum AtomicFile {
  /// Writes a neighbour file through `body`, flushes it to the disk and renames it into place.
  static func write(to url: URL, _ body: (FileHandle) throws -> Void) throws {
    let folder = url.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let part = folder.appendingPathComponent(
      ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
    guard FileManager.default.createFile(atPath: part.path, contents: nil) else {
      throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: part.path])
    }
    do {
      let file = try FileHandle(forWritingTo: part)
      try body(file)
      try file.synchronize()
      try file.close()
      guard rename(part.path, url.path) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      }
    } catch {
      // The half-written neighbour is of no use to anyone; the first error is the one to report.
      try? FileManager.default.removeItem(at: part)
      throw error
    }
  }
}
