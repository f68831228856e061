/// `HELP [command…]`: the command table, or one command with its fields, read off the declarations.
public struct Help: Command {
  public static let row = CommandRow("HELP", .read, "list the commands, or the fields of one")

  let name: [String]

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.rest("command", atLeast: 0, "the command to explain")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    guard !name.isEmpty else {
      return Reply(["commands": .list(engine.commands.entries.map { .map(Self.summary($0)) })])
    }
    let joined = name.joined(separator: " ")
    if let entry = engine.commands.entry(named: joined) {
      var map = Self.summary(entry)
      map.append("fields", .list(entry.fields.map { .map($0.value) }))
      return Reply(map)
    }
    let family = engine.commands.entries.filter {
      $0.row.name.hasPrefix(joined.uppercased() + " ")
    }
    guard !family.isEmpty else { throw engine.commands.unknown(joined) }
    return Reply(["commands": .list(family.map { .map(Self.summary($0)) })])
  }

  private static func summary(_ entry: CommandTable.Entry) -> Value.Map {
    [
      "command": .string(entry.row.name), "usage": .string(entry.usage),
      "scope": .string(entry.row.scope.rawValue), "summary": .string(entry.row.summary),
    ]
  }
}
