/// `PING [text]`: whether the server answers.
public struct Ping: Command {
  public static let row = CommandRow("PING", .read, "answer PONG, or the text that was sent")

  let text: String?

  public init(_ fields: inout Fields) throws(Fault) {
    text = try fields.optionalWord("text", "what to answer instead of PONG")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    Reply(["reply": .string(text ?? "PONG")])
  }
}
