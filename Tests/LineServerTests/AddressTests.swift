import Engine
import Foundation
@testable import LineServer
import Testing

/// Where the server listens and refuses to: `ListenAddress`, `UnixSocket` and `LineServer.bind`.
@Suite struct AddressTests {
  private let engine: QueryEngine

  init() throws { engine = try Serving.engine() }

  /// A folder with a short path, because a socket's path has about a hundred bytes.
  private func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder =
      FileManager.default.temporaryDirectory.path + "/facet-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
  }

  private func fault(_ addresses: [ListenAddress]) async -> LineFault? {
    await #expect(throws: LineFault.self) {
      _ = try await LineServer.bind(to: addresses, engine: engine)
    }
  }

  @Test func `addresses read as written`() throws {
    #expect(try ListenAddress(hostAndPort: "localhost:7700") == .tcp(host: "localhost", port: 7700))
    #expect(try ListenAddress(hostAndPort: ":0") == .tcp(host: "127.0.0.1", port: 0))
    #expect(try ListenAddress(hostAndPort: "[::1]:7700") == .tcp(host: "::1", port: 7700))
    #expect(ListenAddress.tcp(host: "::1", port: 1).description == "[::1]:1")
    for text in ["", "localhost", "localhost:", "localhost:70000", "::1:7700", "a:-1"] {
      #expect(throws: LineFault.self) { try ListenAddress(hostAndPort: text) }
    }
  }

  @Test(arguments: ["0.0.0.0", "192.0.2.1", "::"])
  func `an address that others can reach is refused with a reason`(host: String) async {
    let fault = await fault([.tcp(host: host, port: 0)])
    #expect(fault.map { "\($0)".contains("there are no tokens yet") } == true)
  }

  @Test func `a port in use is refused, and the other listeners are released`() async throws {
    try await withFolder { folder in
      try await Serving.run { server in
        let path = folder + "/s"
        let fault = await fault([.unix(path: path), server.addresses[0]])
        guard case .listening? = fault else {
          Issue.record("\(String(describing: fault))")
          return
        }
        #expect(!FileManager.default.fileExists(atPath: path))
      }
    }
  }

  @Test func `a Unix socket answers, belongs to its owner alone and goes with the server`()
    async throws
  {
    try await withFolder { folder in
      let path = folder + "/s"
      try await Serving.run(on: [.unix(path: path), .tcp(host: "127.0.0.1", port: 0)]) { server in
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        for address in server.addresses {
          let reply = try await LineClient.connect(to: address) { client in
            try await client.call("PING")
          }
          #expect(reply == #"{"ok":true,"reply":"PONG"}"#)
        }
        #expect(await fault([.unix(path: path)]) == .inUse(path))
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `a socket nobody answers on is replaced`() async throws {
    try await withFolder { folder in
      let path = folder + "/s"
      try Self.leaveStaleSocket(at: path)
      try await Serving.run(on: [.unix(path: path)]) { server in
        let reply = try await LineClient.connect(to: server.addresses[0]) { client in
          try await client.call("PING")
        }
        #expect(reply == #"{"ok":true,"reply":"PONG"}"#)
      }
    }
  }

  @Test func `a file that is no socket is left alone`() async throws {
    try await withFolder { folder in
      let path = folder + "/s"
      try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
      guard case .path? = await fault([.unix(path: path)]) else {
        Issue.record("the file was taken for a socket")
        return
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
  }

  @Test func `a path too long for a socket is refused`() async {
    let path = "/" + String(repeating: "x", count: 200)
    guard case .path? = await fault([.unix(path: path)]) else {
      Issue.record("the path was accepted")
      return
    }
  }

  /// Binds a socket and closes it, as a server that was killed does.
  private static func leaveStaleSocket(at path: String) throws {
    let socket = try UnixSocket.bind(path: path)
    close(socket.descriptor)
  }
}

/// What the client makes of a reply: `LineReply` and `LineClient`.
@Suite struct LineReplyTests {
  @Test func `a reply carries its exit code`() throws {
    #expect(try LineReply(#"{"ok":true,"reply":"PONG"}"#).exitCode == 0)
    let refusal = #"{"ok":false,"error":{"code":"NOUSER","message":"no user u9"}}"#
    #expect(try LineReply(refusal).exitCode == 66)
    #expect(try LineReply(#"{"ok":false,"error":{"code":"NEW"}}"#).code == .internal)
  }

  @Test(arguments: ["", "HTTP/1.1 400", "{}", #"{"ok":false}"#, #"{"ok":1}"#])
  func `what is no reply is refused`(text: String) {
    #expect(throws: LineFault.self) { try LineReply(text) }
  }

  @Test func `nobody there is a fault with the address`() async throws {
    let address = try await Serving.run { $0.addresses[0] }
    let error = await #expect(throws: LineFault.self) {
      try await LineClient.connect(to: address) { client in try await client.call("PING") }
    }
    guard case .connecting(address.description, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
