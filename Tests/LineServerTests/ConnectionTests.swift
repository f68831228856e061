import Engine
@testable import LineServer
import Testing

@Suite struct ConnectionTests {
  @Test func `ten thousand requests in one go are answered in order`() async throws {
    let count = 10_000
    let text = (0..<count).map { "@\($0) ECHO \($0)\n" }.joined()
    let replies = try await Serving.run { server in
      try await Serving.replies(from: server, to: text)
    }
    #expect(replies.count == count)
    let isInOrder = replies.enumerated().allSatisfy { number, reply in
      reply == #"{"ok":true,"id":"\#(number)","reply":"\#(number)"}"#
    }
    #expect(isInOrder)
  }

  @Test func `a slow request holds back the replies behind it and nothing else`() async throws {
    let gate = "slow"
    let replies = try await Serving.run(commands: [Wait.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.send("WAIT \(gate)\nPING\nWAIT \(gate)")
        await Gates.shared.arrivals(at: gate, count: 2)
        // Another connection is not concerned.
        let other = try await LineClient.connect(to: server.addresses[0]) { client in
          try await client.call("PING other")
        }
        #expect(other == #"{"ok":true,"reply":"other"}"#)
        Gates.shared.open(gate)
        var replies: [String] = []
        for _ in 0..<3 { replies.append(try await client.receive() ?? "") }
        return replies
      }
    }
    let waited = #"{"ok":true,"gate":"slow"}"#
    #expect(replies == [waited, #"{"ok":true,"reply":"PONG"}"#, waited])
  }

  @Test func `no more than a window of requests is computed at a time`() async throws {
    var limits = Limits()
    limits.window = 8
    let gate = "window"
    try await Serving.run(limits: limits, commands: [Wait.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.send(
          bytes: Array(String(repeating: "WAIT \(gate)\n", count: 50).utf8))
        await Gates.shared.arrivals(at: gate, count: 8)
        let other = try await LineClient.connect(to: server.addresses[0]) { client in
          try await client.call("PING")
        }
        #expect(other == #"{"ok":true,"reply":"PONG"}"#)
        #expect(Gates.shared.arrived(at: gate) == 8)
        Gates.shared.open(gate)
        for _ in 0..<50 { #expect(try await client.receive() == #"{"ok":true,"gate":"window"}"#) }
      }
    }
  }

  @Test func `a write runs behind all before it and before all behind it`() async throws {
    let gate = "barrier"
    let replies = try await Serving.run(commands: [Wait.self, Note.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.send("WAIT \(gate)\nNOTE \(gate)\nWAIT \(gate)\nNOTE \(gate)")
        await Gates.shared.arrivals(at: gate, count: 1)
        Gates.shared.open(gate)
        var replies: [String] = []
        for _ in 0..<4 { replies.append(try await client.receive() ?? "") }
        return replies
      }
    }
    #expect(replies[1] == #"{"ok":true,"arrived":1}"#)
    #expect(replies[3] == #"{"ok":true,"arrived":2}"#)
  }

  @Test func `a client that closes its side gets every reply still being computed`() async throws {
    let gate = "half"
    let replies = try await Serving.run(commands: [Wait.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.send("WAIT \(gate)\nPING")
        try await client.finishSending()
        await Gates.shared.arrivals(at: gate, count: 1)
        Gates.shared.open(gate)
        var replies: [String] = []
        while let reply = try await client.receive() { replies.append(reply) }
        return replies
      }
    }
    #expect(replies == [#"{"ok":true,"gate":"half"}"#, #"{"ok":true,"reply":"PONG"}"#])
  }

  @Test(arguments: [(-1, true), (0, true), (1, false)])
  func `a line of a mebibyte passes and one byte more is refused and survived`(
    excess: Int, passes: Bool
  ) async throws {
    let payload = String(repeating: "x", count: (1 << 20) - 5 + excess)
    let replies = try await Serving.run { server in
      try await Serving.replies(from: server, to: "ECHO \(payload)\r\nPING\n")
    }
    #expect(
      replies[0]
        == (passes
          ? #"{"ok":true,"reply":"\#(payload)"}"#
          : TranscriptTests.refusal(
            "TOOBIG", "a line is at most 1048576 bytes; this one was dropped")))
    #expect(replies[1] == #"{"ok":true,"reply":"PONG"}"#)
  }

  @Test func `three over-long lines in a row end the connection`() async throws {
    var limits = Limits()
    limits.maxLine = 10
    let line = String(repeating: "x", count: 11) + "\n"
    let replies = try await Serving.run(limits: limits) { [limits] server in
      #expect(limits.maxMalformed == 3)
      return try await Serving.replies(from: server, to: line + line + line + "PING\n")
    }
    #expect(replies.count == 3)
    #expect(replies.last?.contains("malformed requests in a row") == true)
  }

  @Test(arguments: ["GET / HTTP/1.1", "POST /x HTTP/1.1", "PUT /x", "Host: localhost"])
  func `what a browser sends closes the connection without a reply`(line: String) async throws {
    let replies = try await Serving.run { server in
      try await Serving.replies(
        from: server, to: [Array("\(line)\r\n\r\nPING\n".utf8)], closing: false)
    }
    #expect(replies.isEmpty)
  }

  @Test func `a reader that takes nothing is closed when too much waits for it`() async throws {
    var limits = Limits()
    limits.stall = .milliseconds(20)
    try await Serving.run(limits: limits, commands: [Blob.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        _ = try await client.call("PING")
        // 64 MB of replies: beyond the limit and whatever the kernel buffers on both sides. The
        // client takes none of them until the server has given up.
        try await client.send(
          bytes: Array(String(repeating: "BLOB bytes=1000000\n", count: 64).utf8))
        while server.connectionCount > 0 { await Task.yield() }
      }
    }
  }

  @Test func `a reader that takes its replies may ask for more than the buffer holds`()
    async throws
  {
    let count = 12
    let replies = try await Serving.run(commands: [Blob.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        var received = 0
        for _ in 0..<count {
          received += try await client.call("BLOB bytes=1000000").utf8.count
        }
        return received
      }
    }
    #expect(replies == count * (1_000_000 + #"{"ok":true,"blob":""}"#.utf8.count))
  }

  @Test func `connections over the limit are told so and closed`() async throws {
    var limits = Limits()
    limits.maxConnections = 1
    try await Serving.run(limits: limits) { server in
      let address = server.addresses[0]
      try await LineClient.connect(to: address) { client in
        _ = try await client.call("PING")
        let refusal = try await LineClient.connect(to: address) { client in
          let reply = try await client.receive()
          #expect(try await client.receive() == nil)
          return reply
        }
        #expect(
          refusal == #"{"ok":false,"error":{"code":"BUSY","message":"1 connections are open, "#
            + #"which is the limit","retry":true,"retry_ms":1000}}"#)
      }
    }
  }

  @Test func `a client that vanishes takes nobody with it`() async throws {
    let gate = "vanish"
    try await Serving.run(commands: [Wait.self]) { server in
      try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.send("WAIT \(gate)\nPING")
        await Gates.shared.arrivals(at: gate, count: 1)
      }
      Gates.shared.open(gate)
      let reply = try await LineClient.connect(to: server.addresses[0]) { client in
        try await client.call("PING")
      }
      #expect(reply == #"{"ok":true,"reply":"PONG"}"#)
    }
  }
}
