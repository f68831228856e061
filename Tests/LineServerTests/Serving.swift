import Engine
import LineServer
import NIOCore
import Store
import Synchronization

/// What the tests of the socket share: a server on a free loopback port, and commands that wait.
enum Serving {
  /// An engine over an empty store, with the commands of a connection and those of a test.
  static func engine(
    limits: Limits = Limits(), commands: [any Command.Type] = []
  ) throws -> QueryEngine {
    let connection: [any Command.Type] = [
      Ping.self, Echo.self, Hello.self, Help.self, Quit.self,
    ]
    return QueryEngine(
      version: "1", library: ModelLibrary(try .inMemory()), limits: limits,
      commands: CommandTable(connection + commands), time: .fixed(milliseconds: 0))
  }

  /// Runs a server on a free port for the length of the body, then drains it.
  static func run<Result: Sendable>(
    limits: Limits = Limits(), commands: [any Command.Type] = [],
    on addresses: [ListenAddress] = [.tcp(host: "127.0.0.1", port: 0)],
    deadline: Duration = .seconds(10),
    _ body: @Sendable (LineServer) async throws -> Result
  ) async throws -> Result {
    let server = try await LineServer.bind(
      to: addresses, engine: try engine(limits: limits, commands: commands))
    async let running: Void = server.run()
    do {
      let result = try await body(server)
      await server.drain(deadline: deadline)
      await running
      return result
    } catch {
      await server.drain(deadline: .zero)
      await running
      throw error
    }
  }

  /// Sends pieces, closes the sending side and collects every reply up to the end.
  static func replies(
    from server: LineServer, to pieces: [[UInt8]], closing: Bool = true
  ) async throws -> [String] {
    try await LineClient.connect(to: server.addresses[0]) { client in
      do {
        for piece in pieces { try await client.send(bytes: piece) }
        if closing { try await client.finishSending() }
      } catch  where error is ChannelError || error is IOError {
        // The server has ended the connection; what it said before is still there to be read.
      }
      var replies: [String] = []
      while let reply = try await client.receive() { replies.append(reply) }
      return replies
    }
  }

  static func replies(from server: LineServer, to text: String) async throws -> [String] {
    try await replies(from: server, to: [Array(text.utf8)])
  }
}

/// A gate that commands wait at and tests open. One per test, found by name.
final class Gates: Sendable {
  static let shared = Gates()

  private struct Gate {
    var isOpen = false
    var arrived = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let gates = Mutex<[String: Gate]>([:])

  func pass(_ name: String) async {
    await withCheckedContinuation { continuation in
      let (isOpen, watchers) = gates.withLock { gates in
        var gate = gates[name, default: Gate()]
        gate.arrived += 1
        if !gate.isOpen { gate.waiting.append(continuation) }
        let due = gate.watchers.filter { $0.count <= gate.arrived }
        gate.watchers.removeAll { $0.count <= gate.arrived }
        gates[name] = gate
        return (gate.isOpen, due.map(\.continuation))
      }
      if isOpen { continuation.resume() }
      for watcher in watchers { watcher.resume() }
    }
  }

  /// Waits until so many have come to the gate.
  func arrivals(at name: String, count: Int) async {
    await withCheckedContinuation { continuation in
      let isDue = gates.withLock { gates in
        let isDue = gates[name, default: Gate()].arrived >= count
        if !isDue { gates[name, default: Gate()].watchers.append((count, continuation)) }
        return isDue
      }
      if isDue { continuation.resume() }
    }
  }

  func arrived(at name: String) -> Int { gates.withLock { $0[name]?.arrived ?? 0 } }

  func open(_ name: String) {
    let waiting = gates.withLock { gates in
      gates[name, default: Gate()].isOpen = true
      defer { gates[name]?.waiting = [] }
      return gates[name]?.waiting ?? []
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// `WAIT gate`: answers when the gate is open.
struct Wait: Command {
  static let row = CommandRow("WAIT", .read, "wait at a gate")
  let gate: String
  init(_ fields: inout Fields) throws(Fault) { gate = try fields.word("gate", "its name") }
  func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    await Gates.shared.pass(gate)
    return Reply(["gate": .string(gate)])
  }
}

/// `NOTE gate`: a write that says how many had come to the gate when it ran.
struct Note: Command {
  static let row = CommandRow("NOTE", .write, "count the arrivals at a gate")
  let gate: String
  init(_ fields: inout Fields) throws(Fault) { gate = try fields.word("gate", "its name") }
  func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    Reply(["arrived": .int(Gates.shared.arrived(at: gate))])
  }
}

/// `BLOB bytes=`: a reply of so many letters.
struct Blob: Command {
  static let row = CommandRow("BLOB", .read, "answer so many letters")
  let bytes: Int
  init(_ fields: inout Fields) throws(Fault) {
    bytes = try fields.int("bytes", default: 1, in: 1...(1 << 26), "how many")
  }
  func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    Reply(["blob": .string(String(repeating: "x", count: bytes))])
  }
}
