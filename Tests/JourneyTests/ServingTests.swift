import Foundation
import LineServer
import Testing

/// The server as a process: what it has acknowledged survives it, and it stops in good order.
@Suite struct ServingTests {
  @Test func `an acknowledged event outlives a killed server`() async throws {
    let demo = try await Demo.trained.value.copied()
    let first = try await demo.serving()
    #expect(try await first.call("REC late").contains(#""code":"NOUSER""#))
    for item in ["m1", "m2", "m3"] {
      let line = "EVENT late \(item) rating value=5 id=late-\(item)"
      #expect(try await first.call(line).hasPrefix(#"{"ok":true,"#))
    }
    let before = try await first.call("REC late k=3")
    #expect(before.contains(#""history":3"#))
    first.program.send(SIGKILL)
    #expect(await first.program.exit() == 128 + SIGKILL)

    let second = try await demo.serving()
    let after = try await second.call("REC late k=3")
    let timeless = [before, after].map { $0.replacing(/"us":\d+/, with: "") }
    #expect(timeless[0] == timeless[1])
    let again = try await second.call("EVENT late m2 rating value=5 id=late-m2")
    #expect(again.contains(#""duplicate":true"#))
    second.program.send(SIGTERM)
    #expect(await second.program.exit() == 0)
  }

  @Test func `a server told to stop answers what it has received`() async throws {
    let server = try await Demo.trained.value.serving()
    let requests = (0..<200).map { "@\($0) REC u\($0 % 50 + 1) k=5 explain=1\n" }.joined()
    let program = server.program
    let pid = program.identifier
    let replies = try await LineClient.connect(to: server.unix) { client in
      try await client.send(bytes: Array(requests.utf8))
      var replies = [try await client.receive() ?? ""]
      kill(pid, SIGTERM)
      while let reply = try await client.receive() { replies.append(reply) }
      return replies
    }
    #expect(replies.count == 200)
    for (place, reply) in replies.enumerated() {
      #expect(reply.hasPrefix(#"{"ok":true,"id":"\#(place)","user""#))
    }
    let messages = await program.remainingMessages()
    #expect(messages == ["draining 1 connections", "stopped"])
    #expect(await program.exit() == 0)
  }

  @Test func `a model put in use over the socket is in use after a restart`() async throws {
    let demo = try await Demo.trained.value.copied()
    let first = try await demo.serving()
    #expect(
      try await first.call("MODEL USE popularity")
        == #"{"ok":true,"model":"popularity@1","before":"macridvae@1"}"#)
    first.program.send(SIGTERM)
    #expect(await first.program.exit() == 0)
    let second = try await demo.serving()
    #expect(try await second.call("HELLO").contains(#""model":"popularity@1","ready":true"#))
  }

  @Test func `a server over a store without a model answers what needs none`() async throws {
    let server = try await Demo.fresh().serving()
    #expect(try await server.call("HELLO").contains(#""model":null,"ready":false"#))
    #expect(try await server.call("REC u1").contains(#""code":"NOMODEL""#))
    #expect(try await server.call("EVENT u1 m1 click").hasPrefix(#"{"ok":true"#))
  }
}
