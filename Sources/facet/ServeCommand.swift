import ArgumentParser
import Dispatch
import Engine
import Foundation
import LineServer
import Tensors

/// `facet serve`: answers programs and people until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer requests on a TCP port or a Unix socket.",
    discussion: """
      One request a line, text or JSON; one JSON line back. SIGTERM and Ctrl-C answer what has \
      been received, then end.

        facet serve --line 127.0.0.1:7700
        printf 'REC u42 k=3 mute=Horror explain=1\\n' | nc -N 127.0.0.1 7700
        facet serve --unix facet.sock & facet call --unix facet.sock 'CONCEPTS'
      """)

  @OptionGroup var global: GlobalOptions

  @Option(help: ArgumentHelp("Listen on this loopback address.", valueName: "host:port"))
  var line: String?

  @Option(help: ArgumentHelp("Listen on a Unix socket at this path.", valueName: "path"))
  var unix: String?

  @Option(help: ArgumentHelp("Seconds to answer what is under way when stopping.", valueName: "s"))
  var drain = 10

  func validate() throws {
    guard line != nil || unix != nil else {
      throw ValidationError("say where to listen: --line HOST:PORT, --unix PATH, or both")
    }
    guard (0...3600).contains(drain) else {
      throw ValidationError("--drain is 0 to 3600 seconds, not \(drain)")
    }
  }

  func run() async throws {
    // Requests are answered side by side; inside one, products are small and stay on its thread.
    Parallel.threads = 1
    let library = ModelLibrary(try global.openStore())
    do throws(Fault) {
      try library.open()
    } catch {
      guard error.code == .noModel else { throw error }
      global.terminal.warn("\(error.message); answering what needs no model")
    }
    let engine = QueryEngine(version: Facet.version, library: library)
    var addresses: [ListenAddress] = []
    if let line { addresses.append(try ListenAddress(hostAndPort: line)) }
    if let unix { addresses.append(.unix(path: unix)) }
    let server = try await LineServer.bind(to: addresses, engine: engine)
    let signals = StopSignals()
    for address in server.addresses { global.terminal.talk("listening on \(address)") }
    global.terminal.talk("model \(library.current?.title ?? "none")")
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await server.run() }
      await signals.first()
      global.terminal.talk("draining \(server.connectionCount) connections")
      await server.drain(deadline: .seconds(drain))
    }
    global.terminal.talk("stopped")
  }
}

/// SIGTERM and SIGINT as something to wait for. A second one of the same kind ends the program at
/// once.
private struct StopSignals {
  private let stream: AsyncStream<Void>
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler {
        continuation.yield()
        // From now on the system's own answer: the next signal ends the program.
        signal(number, SIG_DFL)
      }
      source.resume()
      return source
    }
  }

  /// Returns when the first signal has come.
  func first() async {
    for await _ in stream { return }
  }
}
