import ArgumentParser
import Engine
import Foundation
import LineServer

/// `facet call`: one request to a running server, its reply on standard output.
struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Send one request to a running server.",
    discussion: """
      The exit code is that of the reply's error word.

        facet call --line 127.0.0.1:7700 'REC u42 k=5 add=c3:+1'
        facet call --unix facet.sock '{"cmd":"rec","user":"u42","k":5}'
      """)

  @Option(help: ArgumentHelp("Where the server listens.", valueName: "host:port"))
  var line: String?

  @Option(help: ArgumentHelp("The Unix socket it listens on.", valueName: "path"))
  var unix: String?

  @Argument(help: "The request, as on the socket.")
  var request: String

  func validate() throws {
    guard (line == nil) != (unix == nil) else {
      throw ValidationError("say where the server is: --line HOST:PORT or --unix PATH")
    }
    guard !request.contains("\n") else { throw ValidationError("a request is one line") }
  }

  func run() async throws {
    let address: ListenAddress =
      try unix.map { .unix(path: $0) } ?? ListenAddress(hostAndPort: line ?? "")
    let request = request
    let text = try await LineClient.connect(to: address) { try await $0.call(request) }
    print(text)
    let reply = try LineReply(text)
    if reply.exitCode != 0 { Foundation.exit(reply.exitCode) }
  }
}
