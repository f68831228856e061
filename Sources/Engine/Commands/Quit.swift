/// `QUIT`: a farewell; the connection ends behind the reply and what follows it is not run.
public struct Quit: Command {
  public static let row = CommandRow(
    "QUIT", .read, endsConnection: true, "answer and end the connection")

  public init(_ fields: inout Fields) throws(Fault) {}

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    Reply(["reply": "BYE"])
  }
}
