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
        facet call --wait 10 --unix facet.sock PING
        facet call --unix facet.sock '{"cmd":"rec","user":"u42","k":5}'
      """)

  @Option(help: ArgumentHelp("Where the server listens.", valueName: "host:port"))
  var line: String?

  @Option(help: ArgumentHelp("The Unix socket it listens on.", valueName: "path"))
  var unix: String?

  @Option(help: ArgumentHelp("Seconds to wait for a server that is starting.", valueName: "s"))
  var wait = 0

  @Argument(help: "The request, as on the socket.")
  var request: String

  func validate() throws {
    guard (line == nil) != (unix == nil) else {
      throw ValidationError("say where the server is: --line HOST:PORT or --unix PATH")
    }
    guard (0...3600).contains(wait) else {
      throw ValidationError("--wait is 0 to 3600 seconds, not \(wait)")
    }
    guard !request.contains("\n") else { throw ValidationError("a request is one line") }
  }

  func run() async throws {
    let address: ListenAddress =
      try unix.map { .unix(path: $0) } ?? ListenAddress(hostAndPort: line ?? "")
    let text = try await answer(from: address)
    print(text)
    let reply = try LineReply(text)
    if reply.exitCode != 0 { Foundation.exit(reply.exitCode) }
  }

  /// The reply; tries again while nobody listens and the time to wait has not passed.
  private func answer(from address: ListenAddress) async throws -> String {
    let request = request
    let deadline = ContinuousClock.now + .seconds(wait)
    while true {
      do {
        return try await LineClient.connect(to: address) { try await $0.call(request) }
      } catch LineFault.connecting where ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }
}
