import Dispatch
import Foundation

/// Ctrl-C as cancellation: the work ends at its next safe point instead of in the middle.
enum Interruption {
  /// Runs the work; SIGINT and SIGTERM cancel it. A second signal ends the program at once.
  static func cancelling<T: Sendable>(
    _ work: sending @escaping () async throws -> T
  ) async throws -> T {
    let task = Task { try await work() }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler {
        if task.isCancelled { exit(FaultExit.interrupted) }
        task.cancel()
      }
      source.resume()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
    return try await task.value
  }
}
