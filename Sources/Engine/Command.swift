/// One thing the service can do, the same through every door.
///
/// `init` is the grammar, `run` the work, `row` the line of the command table. A new command is a
/// file in `Commands/` and a line in `CommandTable.all`; parsing, help, near names and rights
/// follow.
public protocol Command: Sendable {
  /// Name, summary and rights.
  static var row: CommandRow { get }

  /// Reads the fields. Calls the same readers whatever their values are, because the help is
  /// recorded by running it on no request.
  init(_ fields: inout Fields) throws(Fault)

  /// Does the work.
  func run(on engine: QueryEngine) async throws(Fault) -> Reply
}

/// What the table says about a command. How many words it takes is not said here: the fields say
/// it.
public struct CommandRow: Sendable, Equatable {
  /// Who may run a command, and what a connection may do meanwhile: reads run side by side, a write
  /// or an administrative command runs alone and in its place.
  public enum Scope: String, Sendable { case read, write, admin }

  /// The name in upper case: one word, or two with a blank between.
  public let name: String
  /// One sentence without a full stop.
  public let summary: String
  public let scope: Scope
  /// Whether the connection ends behind the reply.
  public let endsConnection: Bool

  public init(
    _ name: String, _ scope: Scope, endsConnection: Bool = false, _ summary: String
  ) {
    self.name = name
    self.summary = summary
    self.scope = scope
    self.endsConnection = endsConnection
  }
}
