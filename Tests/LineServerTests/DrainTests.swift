import Engine
@testable import LineServer
import Testing

/// How the server ends: `LineServer.drain` and the connections it lets go.
@Suite struct DrainTests {
  @Test func `draining answers what has been received, then closes`() async throws {
    let gate = "drain"
    let (server, replies) = try await Serving.run(commands: [Wait.self]) { server in
      let replies = try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.send("WAIT \(gate)\nPING")
        try await client.send(bytes: Array("HALF A LI".utf8))
        await Gates.shared.arrivals(at: gate, count: 1)
        // The deadline is another test's; on a busy machine the usual one passes.
        async let drained: Void = server.drain(deadline: .seconds(300))
        // Nobody is let in any more; the connection that is there is still being answered.
        while (try? await LineClient.connect(to: server.addresses[0], { _ in })) != nil {
          await Task.yield()
        }
        Gates.shared.open(gate)
        var replies: [String] = []
        while let reply = try await client.receive() { replies.append(reply) }
        await drained
        return replies
      }
      return (server, replies)
    }
    #expect(replies == [#"{"ok":true,"gate":"drain"}"#, #"{"ok":true,"reply":"PONG"}"#])
    // Draining what is drained is nothing.
    await server.drain()
  }

  @Test func `a request that does not end is cut off at the deadline`() async throws {
    let gate = "deadline"
    try await Serving.run(commands: [Wait.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.send("WAIT \(gate)")
        await Gates.shared.arrivals(at: gate, count: 1)
        async let drained: Void = server.drain(deadline: .milliseconds(20))
        await client.closed()
        // The command pays no heed to cancellation, so only its own end frees the server.
        Gates.shared.open(gate)
        await drained
      }
    }
  }

  @Test func `idle connections do not hold up draining`() async throws {
    try await Serving.run { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        _ = try await client.call("PING")
        async let drained: Void = server.drain()
        #expect(try await client.receive() == nil)
        await drained
      }
    }
  }

  @Test func `a server that never ran can be drained with clients at its door`() async throws {
    let server = try await LineServer.bind(
      to: [.tcp(host: "127.0.0.1", port: 0)], engine: try Serving.engine())
    try await LineClient.connect(to: server.addresses[0]) { client in
      try await client.send("PING")
      await server.drain()
      // The system resets a client that the server had not yet accepted.
      let reply = try? await client.receive()
      #expect(reply == nil)
    }
  }

  @Test func `cancelling the task of a server drains it`() async throws {
    let server = try await LineServer.bind(
      to: [.tcp(host: "127.0.0.1", port: 0)], engine: try Serving.engine())
    let running = Task { await server.run() }
    try await LineClient.connect(to: server.addresses[0]) { client in
      _ = try await client.call("PING")
      running.cancel()
      #expect(try await client.receive() == nil)
    }
    await running.value
  }
}
