public import Foundation

/// Files that may be packed with gzip, xz or zstd, read as what they hold.
public enum PackedFile {
  /// Writes what a file holds to another place, unpacked. Memory is one buffer. Throws when the
  /// file cannot be read or unpacked, or the place cannot be written.
  public static func unpack(_ path: String, to target: URL) throws {
    let input = try ByteInput(path: path)
    defer { input.close() }
    guard FileManager.default.createFile(atPath: target.path, contents: nil) else {
      throw IngestFault.unreadable(path: target.path, reason: "it cannot be written")
    }
    let output = try FileHandle(forWritingTo: target)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try input.read(into: $0) }
      guard count > 0 else { break }
      try output.write(contentsOf: buffer[..<count])
    }
    try output.close()
  }
}
