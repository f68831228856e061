import NIOCore

/// The clients that have been accepted and not yet been taken on.
///
/// NIO's own asynchronous `bind` has such a queue too, but lets a client that arrives while the
/// listener closes fall out of it, and a `NIOAsyncChannel` that nobody takes traps when it is
/// released (swift-nio 2.101). Here whoever comes too late is sent away.
struct Arrivals: Sendable {
  typealias Client = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// The clients in the order of their arrival; ends after `finish`. For one consumer.
  let clients: AsyncStream<Client>
  private let door: AsyncStream<Client>.Continuation

  init() { (clients, door) = AsyncStream.makeStream() }

  /// Lets a client in, or sends it away when the door is shut.
  func welcome(_ client: Client) {
    guard case .enqueued = door.yield(client) else {
      // The event loop calls, which must not wait.
      Task { await Connection.refuse(client, with: []) }
      return
    }
  }

  /// Shuts the door. Who is in already is still taken on.
  func finish() { door.finish() }
}
