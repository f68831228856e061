/// Where a server listens or a client calls: `HOST:PORT` or the path of a Unix socket.
public enum ListenAddress: Sendable, Hashable {
  case tcp(host: String, port: Int)
  case unix(path: String)

  /// Reads `HOST:PORT`, `[IPV6]:PORT` or `:PORT`, the last meaning the loopback interface. Port 0
  /// asks the system for a free one. Throws `.address`.
  public init(hostAndPort text: String) throws(LineFault) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { throw .address(text, "it needs a port, as in 127.0.0.1:7700") }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      throw .address(text, "an IPv6 address stands in brackets, as in [::1]:7700")
    }
    self = .tcp(host: host.isEmpty ? "127.0.0.1" : host, port: Int(port))
  }
}

extension ListenAddress: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): path
    }
  }
}

/// What can go wrong between a socket and the system.
public enum LineFault: Error, Sendable, Equatable {
  /// The text is no address: the text and what is missing.
  case address(String, String)
  /// The address can be reached from other machines.
  case notLoopback(String)
  /// The path cannot hold a socket: the path and why.
  case path(String, String)
  /// Another server answers on the path.
  case inUse(String)
  /// The system refused to listen: the address and its reason.
  case listening(String, String)
  /// The system refused to connect: the address and its reason.
  case connecting(String, String)
  /// The other side ended the connection before the reply.
  case closed
  /// A reply is no reply of this protocol.
  case reply(String)
}

extension LineFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .address(let text, let reason): "\"\(text)\" is not an address: \(reason)"
    case .notLoopback(let address):
      """
      refusing to listen on \(address): other machines could reach it and there are no tokens yet; \
      listen on 127.0.0.1 or on a Unix socket and let ssh forward the port
      """
    case .path(let path, let reason): "cannot listen on \(path): \(reason)"
    case .inUse(let path): "cannot listen on \(path): a server answers there already"
    case .listening(let address, let reason): "cannot listen on \(address): \(reason)"
    case .connecting(let address, let reason): "cannot connect to \(address): \(reason)"
    case .closed: "the connection ended before the reply"
    case .reply(let text): "not a reply of this protocol: \(text)"
    }
  }
}
