import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A stream of bytes: a file, standard input, or what `gzip`, `xz` or `zstd` makes of a file.
///
/// Compressed files run through the programs that made them, so nothing is linked and nothing is
/// held but a pipe. The kind is told by the file's first bytes and not by its name.
final class ByteInput {
  /// A way of packing a file.
  private enum Packing: String {
    case gzip, xz, zstd

    static func of(_ head: [UInt8]) -> Packing? {
      if head.starts(with: [0x1F, 0x8B]) { return .gzip }
      if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A]) { return .xz }
      if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
      return nil
    }
  }

  /// Where the bytes come from, for messages.
  let path: String
  /// Size of the file, when reading it means reading as many bytes; `nil` for pipes and packed
  /// files.
  let size: Int64?
  private let handle: FileHandle
  private let unpacker: Process?

  /// The bytes at a path; `-` is standard input.
  init(path: String) throws(IngestFault) {
    self.path = path
    guard path != "-" else {
      handle = .standardInput
      size = nil
      unpacker = nil
      return
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .unreadable(path: path, reason: "there is no such file")
    }
    guard !isDirectory.boolValue else {
      throw .unreadable(path: path, reason: "it is a folder")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(path: path, reason: "it cannot be opened for reading")
    }
    let isRegular = Self.isRegular(file)
    let packing = isRegular ? Self.packing(of: file) : nil
    guard let packing else {
      handle = file
      size = isRegular ? Self.size(of: file) : nil
      unpacker = nil
      return
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [packing.rawValue, "-dc"]
    process.standardInput = file
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch {
      throw .unreadable(path: path, reason: "\(packing.rawValue) cannot be run")
    }
    handle = pipe.fileHandleForReading
    size = nil
    unpacker = process
  }

  /// Reads up to `room.count` bytes; 0 at the end. Throws when the file or its unpacker fails.
  func read(into room: UnsafeMutableRawBufferPointer) throws(IngestFault) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(handle.fileDescriptor, room.baseAddress, room.count)
      #else
        let count = Darwin.read(handle.fileDescriptor, room.baseAddress, room.count)
      #endif
      if count > 0 { return count }
      if count == 0 {
        try checkUnpacker()
        return 0
      }
      if errno != EINTR {
        throw .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
    }
  }

  /// Moves to a byte of the file without reading what is before it; false when that is not
  /// possible.
  func seek(to offset: Int64) -> Bool {
    guard unpacker == nil, path != "-" else { return false }
    return lseek(handle.fileDescriptor, off_t(offset), SEEK_SET) == off_t(offset)
  }

  /// Ends the unpacker, if there is one, and lets go of the file.
  func close() {
    if let unpacker, unpacker.isRunning { unpacker.terminate() }
    if path != "-" { try? handle.close() }  // nothing is written through it
  }

  private func checkUnpacker() throws(IngestFault) {
    guard let unpacker else { return }
    unpacker.waitUntilExit()
    guard unpacker.terminationStatus == 0 else {
      let name = unpacker.arguments?.first ?? "the unpacker"
      let reason =
        unpacker.terminationStatus == 127
        ? "\(name) is not installed; install it or unpack the file first"
        : "\(name) ended with status \(unpacker.terminationStatus): the file is damaged"
      throw .unreadable(path: path, reason: reason)
    }
  }

  private static func isRegular(_ file: FileHandle) -> Bool {
    var status = stat()
    guard fstat(file.fileDescriptor, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFREG
  }

  private static func size(of file: FileHandle) -> Int64? {
    var status = stat()
    return fstat(file.fileDescriptor, &status) == 0 ? Int64(status.st_size) : nil
  }

  private static func packing(of file: FileHandle) -> Packing? {
    var head = [UInt8](repeating: 0, count: 6)
    let count = pread(file.fileDescriptor, &head, head.count, 0)
    return Packing.of(Array(head.prefix(max(0, count))))
  }
}
