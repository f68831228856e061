/// `ECHO text`: the text back. Bulk loaders use it to learn that everything before it was read.
public struct Echo: Command {
  public static let row = CommandRow("ECHO", .read, "answer the text that was sent")

  let text: String

  public init(_ fields: inout Fields) throws(Fault) {
    text = try fields.word("text", "what to answer")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    Reply(["reply": .string(text)])
  }
}
