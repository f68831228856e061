public import Engine
import NIOCore
import NIOPosix
import Synchronization

/// The door for programs and for `nc`: text and JSON lines on a TCP port, a Unix socket, or both.
///
///     let server = try await LineServer.bind(to: [.unix(path: path)], engine: engine)
///     async let running: Void = server.run()
///     …
///     await server.drain()
///
/// There are no tokens yet, so every client may do everything; the server therefore refuses any TCP
/// address but the loopback ones, and its Unix socket belongs to its owner alone.
public final class LineServer: Sendable {
  private typealias Client = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private struct Listener: Sendable {
    let channel: any Channel
    let address: ListenAddress
    let file: UnixSocket?

    /// Closes the socket and removes its file. Doing so again does nothing.
    func stop() {
      file?.remove()
      channel.close(promise: nil)
    }
  }

  private let engine: QueryEngine
  private let listeners: [Listener]
  private let registry: ConnectionRegistry
  private let arrivals: Arrivals
  private let hasRun = Atomic(false)

  private init(_ listeners: [Listener], _ arrivals: Arrivals, engine: QueryEngine) {
    self.listeners = listeners
    self.arrivals = arrivals
    self.engine = engine
    registry = ConnectionRegistry(limit: engine.limits.maxConnections)
  }

  /// Where the server listens, with the port the system chose where 0 was asked for.
  public var addresses: [ListenAddress] { listeners.map(\.address) }

  /// Connections that are open at this moment.
  public var connectionCount: Int { registry.count }

  /// Listens on every address, or on none: throws `LineFault` and releases what it had taken when
  /// one is refused. Clients may connect from now on; they are answered once `run` is called.
  public static func bind(
    to addresses: [ListenAddress], engine: QueryEngine
  ) async throws(LineFault) -> LineServer {
    let arrivals = Arrivals()
    var listeners: [Listener] = []
    do throws(LineFault) {
      for address in addresses { listeners.append(try await listen(on: address, arrivals)) }
    } catch {
      for listener in listeners { listener.stop() }
      arrivals.finish()
      for await client in arrivals.clients { await Connection.refuse(client, with: []) }
      throw error
    }
    return LineServer(listeners, arrivals, engine: engine)
  }

  /// Answers clients until `drain` has ended the last of them; returns at once when it runs already
  /// or has been drained. Cancelling the task has the effect of `drain` without a deadline.
  public func run() async {
    guard !hasRun.exchange(true, ordering: .relaxed) else { return }
    // A task of its own, because a cancelled loop would let accepted connections fall unserved.
    let accepting = Task { await accept() }
    await withTaskCancellationHandler {
      await accepting.value
    } onCancel: {
      stopAccepting()
    }
  }

  /// Ends the service in good order: accepts nobody, listens to nobody, answers what has been
  /// received, and closes. What is still open after the deadline is cut off.
  public func drain(deadline: Duration = .seconds(10)) async {
    stopAccepting()
    // A server that never ran still has to send away those who came.
    if !hasRun.exchange(true, ordering: .relaxed) { await accept() }
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await self.registry.empty()
        return true
      }
      group.addTask { [registry] in
        // Cancelled as soon as the last connection has ended.
        let isDue = (try? await Task.sleep(for: deadline)) != nil
        if isDue { registry.closeAll() }
        return false
      }
      for await isEmpty in group where isEmpty { group.cancelAll() }
    }
  }

  // MARK: - Listening

  private static func listen(
    on address: ListenAddress, _ arrivals: Arrivals
  ) async throws(LineFault) -> Listener {
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(InputGate())
          arrivals.welcome(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
        }
      }
    switch address {
    case .tcp(let host, let port):
      do {
        let resolved = try SocketAddress.makeAddressResolvingHost(host, port: port)
        guard resolved.isLoopback else { throw LineFault.notLoopback(address.description) }
        let channel = try await bootstrap.bind(to: resolved).get()
        let bound = channel.localAddress?.port ?? port
        return Listener(channel: channel, address: .tcp(host: host, port: bound), file: nil)
      } catch let fault as LineFault {
        throw fault
      } catch {
        throw .listening(address.description, String(describing: error))
      }
    case .unix(let path):
      let file = try UnixSocket.bind(path: path)
      do {
        let channel = try await bootstrap.withBoundSocket(file.descriptor).get()
        return Listener(channel: channel, address: address, file: file)
      } catch {
        file.remove()
        throw .listening(path, String(describing: error))
      }
    }
  }

  private func stopAccepting() {
    for listener in listeners { listener.stop() }
    arrivals.finish()
    registry.drain()
  }

  // MARK: - Accepting

  private func accept() async {
    await withDiscardingTaskGroup { group in
      for await client in arrivals.clients {
        group.addTask { await self.serve(client) }
      }
    }
  }

  private func serve(_ client: Client) async {
    let socket = client.channel
    switch registry.admit(socket) {
    case .admitted:
      defer { registry.leave(socket) }
      await Connection(client, engine: engine, isDraining: { self.registry.isDraining }).serve()
    case .full:
      let fault = Fault(
        .busy, "\(engine.limits.maxConnections) connections are open, which is the limit",
        retryMilliseconds: 1000)
      let reply = ReplyEncoder.line(Answer(id: nil, .failure(fault)))
      await Connection.refuse(client, with: reply)
    case .draining:
      await Connection.refuse(client, with: [])
    }
  }
}

extension SocketAddress {
  /// Whether only this machine can reach the address: 127.0.0.0/8, ::1, or the former in the
  /// latter's clothes.
  var isLoopback: Bool {
    switch self {
    case .v4, .v6:
      guard let text = ipAddress else { return false }
      return text.hasPrefix("127.") || text == "::1" || text.hasPrefix("::ffff:127.")
    case .unixDomainSocket: return true
    }
  }
}
