/// The service: a command table, the bounds it enforces, and what its commands read.
///
/// Every door turns bytes into a `Request` and an `Answer` into bytes; what happens between is
/// here, so a request means the same on a line, in JSON and on the command line. The engine is a
/// class because it is one place that all connections share; what changes while it runs, the model
/// in use, is a value behind a `Mutex` in the library.
public final class QueryEngine: Sendable {
  /// What the server calls itself in `HELLO`.
  public let server = "facet"
  /// The version of the program.
  public let version: String
  public let limits: Limits
  public let commands: CommandTable
  public let time: TimeSource

  /// Models and the store they learn from.
  public let library: ModelLibrary
  /// Where plain scoring passes of concurrent requests meet.
  let scoring = ScoringQueue()

  /// An engine that answers the commands of a table from a store and its models.
  public init(
    version: String, library: ModelLibrary, limits: Limits = Limits(),
    commands: CommandTable = .all, time: TimeSource = .system
  ) {
    self.version = version
    self.library = library
    self.limits = limits
    self.commands = commands
    self.time = time
  }

  /// Runs a command.
  public func run(_ command: some Command) async throws(Fault) -> Reply {
    try await command.run(on: self)
  }

  /// Looks a request up and reads its fields, without running anything.
  public func prepare(_ request: Request) -> Call {
    do throws(Fault) {
      return Call(id: request.id, .success(try commands.command(for: request)))
    } catch {
      return Call(id: request.id, .failure(error))
    }
  }

  /// Runs a prepared call. Never fails: a fault is an answer.
  public func answer(_ call: Call) async -> Answer {
    do throws(Fault) {
      return Answer(id: call.id, .success(try await run(call.command.get())))
    } catch {
      return Answer(id: call.id, .failure(error))
    }
  }

  /// Answers a request.
  public func answer(_ request: Request) async -> Answer { await answer(prepare(request)) }
}

/// A request that has been looked up: the command to run, or why there is none.
public struct Call: Sendable {
  public let id: Value?
  public let command: Result<any Command, Fault>

  public init(id: Value?, _ command: Result<any Command, Fault>) {
    self.id = id
    self.command = command
  }

  /// Rights and effect of the command; `nil` when there is none.
  public var row: CommandRow? {
    guard case .success(let command) = command else { return nil }
    return type(of: command).row
  }
}
