public import Engine
import NIOCore
import NIOPosix

/// The other end of the line: sends requests and reads replies, for `facet call` and for tests.
///
///     let reply = try await LineClient.connect(to: address) { client in
///       try await client.call("REC u1 k=5")
///     }
///
/// It neither retries nor reconnects; the connection ends with the closure.
public struct LineClient {
  private let socket: any Channel
  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private var received: [UInt8] = []
  private var start = 0

  /// Connects, runs the body and closes. Throws `LineFault.connecting` or what the body throws.
  public static func connect<Result: Sendable>(
    to address: ListenAddress, _ body: @Sendable (inout LineClient) async throws -> Result
  ) async throws -> Result {
    let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    do {
      channel = try await open(address)
    } catch {
      throw LineFault.connecting(address.description, String(describing: error))
    }
    return try await channel.executeThenClose { inbound, _ in
      var client = LineClient(channel.channel, inbound.makeAsyncIterator())
      return try await body(&client)
    }
  }

  private init(
    _ socket: any Channel, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  ) {
    self.socket = socket
    self.inbound = inbound
  }

  /// Sends a request and waits for its reply. Throws `LineFault.closed` when none comes.
  public mutating func call(_ request: String) async throws -> String {
    try await send(request)
    guard let reply = try await receive() else { throw LineFault.closed }
    return reply
  }

  /// Sends one line.
  public func send(_ line: String) async throws { try await send(bytes: Array((line + "\n").utf8)) }

  /// Sends bytes as they are; returns when the system has taken them.
  public func send(bytes: [UInt8]) async throws {
    try await socket.writeAndFlush(ByteBuffer(bytes: bytes))
  }

  /// Says that nothing more will be sent; replies still come.
  public func finishSending() async throws { try await socket.close(mode: .output) }

  /// The next reply without its line end, or `nil` when the server has ended the connection.
  public mutating func receive() async throws -> String? {
    var scanned = start
    while true {
      if let end = received[scanned...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        let line = received[start..<end]
        return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      }
      received.removeFirst(start)
      start = 0
      scanned = received.count
      guard let bytes = try await inbound.next() else { return nil }
      received += bytes.readableBytesView
    }
  }

  /// Waits until the connection is closed from the other side, without reading.
  func closed() async {
    // The future of a close never fails.
    _ = try? await socket.closeFuture.get()
  }

  private static func open(
    _ address: ListenAddress
  ) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    let wrap: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> =
      { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
      }
    switch address {
    case .tcp(let host, let port):
      return try await bootstrap.connect(host: host, port: port, channelInitializer: wrap)
    case .unix(let path):
      return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap)
    }
  }
}

/// A reply as the client sees it: the text, and what a shell has to know of it.
public struct LineReply: Sendable, Equatable {
  /// The line as received.
  public let text: String
  /// The word of the fault; `nil` for a success.
  public let code: Fault.Code?

  /// 0 for a success, otherwise the exit code of the fault.
  public var exitCode: Int32 { code?.exitCode ?? 0 }

  /// Reads `ok` and `error.code` of a line. Throws `LineFault.reply` when they are not there. A
  /// word that this program does not know yet counts as `INTERNAL`.
  public init(_ text: String) throws(LineFault) {
    self.text = text
    guard let map = (try? Value(json: text))?.map, case .bool(let isSuccess)? = map["ok"] else {
      throw .reply(String(text.prefix(200)))
    }
    guard !isSuccess else {
      code = nil
      return
    }
    guard let word = map["error"]?.map?["code"]?.text else {
      throw .reply(String(text.prefix(200)))
    }
    code = Fault.Code(rawValue: word) ?? .internal
  }
}
