#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The file of a Unix socket: bound with mode 0600, so that only its owner may speak to the server,
/// and removed when the server ends.
///
/// A socket file outlives a server that was killed. Such a file is removed, but only after a trial
/// connection has been refused: a file that is no socket, or behind which somebody answers, is left
/// alone. Two servers that start on one path in the same instant could still take each other for
/// dead; whoever starts them is expected to start one.
struct UnixSocket: Sendable {
  let path: String
  /// The listening end, not yet listening. Whoever takes it closes it.
  let descriptor: Int32
  /// Identity of the file, to know it again.
  private let file: [UInt64]

  /// Binds a path. Throws `.path`, `.inUse` or `.listening`.
  static func bind(path: String) throws(LineFault) -> UnixSocket {
    let limit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
    guard !path.isEmpty, path.utf8.count <= limit, !path.utf8.contains(0) else {
      throw .path(path, "a socket path has 1 to \(limit) bytes")
    }
    try removeStale(path)
    let descriptor = open()
    guard descriptor >= 0 else { throw .listening(path, reason()) }
    // On Linux the file takes its mode from the descriptor, so it is never open to others.
    // Elsewhere the call below closes the gap right after.
    _ = fchmod(descriptor, 0o600)
    guard withAddress(path, { Self.bind(descriptor, $0, $1) }) == 0, chmod(path, 0o600) == 0,
      let file = identity(path)?.file
    else {
      let reason = reason()
      close(descriptor)
      throw .listening(path, reason)
    }
    return UnixSocket(path: path, descriptor: descriptor, file: file)
  }

  /// Removes the file, if it is still the one that was bound.
  func remove() {
    if Self.identity(path)?.file == file { unlink(path) }
  }

  // MARK: - Private parts

  private static func removeStale(_ path: String) throws(LineFault) {
    guard let (_, isSocket) = identity(path) else { return }
    guard isSocket else { throw .path(path, "a file that is no socket is in the way") }
    let descriptor = open()
    guard descriptor >= 0 else { throw .listening(path, reason()) }
    defer { close(descriptor) }
    if withAddress(path, { connect(descriptor, $0, $1) }) == 0 { throw .inUse(path) }
    switch errno {
    case ECONNREFUSED:
      guard unlink(path) == 0 || errno == ENOENT else { throw .listening(path, reason()) }
    case ENOENT: return
    default: throw .path(path, "a socket is in the way and cannot be tried: \(reason())")
    }
  }

  private static func open() -> Int32 {
    #if canImport(Darwin)
      socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    #endif
  }

  private static func bind(
    _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
  ) -> Int32 {
    #if canImport(Glibc)
      Glibc.bind(descriptor, address, length)
    #elseif canImport(Musl)
      Musl.bind(descriptor, address, length)
    #else
      Darwin.bind(descriptor, address, length)
    #endif
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func identity(_ path: String) -> (file: [UInt64], isSocket: Bool)? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return ([UInt64(status.st_dev), UInt64(status.st_ino)], status.st_mode & S_IFMT == S_IFSOCK)
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
