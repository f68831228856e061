/// The commands of a service by name. Requests from every door are looked up here, and `HELP` is
/// printed from here.
public struct CommandTable: Sendable {
  /// A command with what its fields declared.
  public struct Entry: Sendable {
    public let type: any Command.Type
    public let fields: [FieldRow]

    public var row: CommandRow { type.row }

    /// The line of usage: `REC user [k=] [model=]`.
    public var usage: String { ([row.name] + fields.map(\.usage)).joined(separator: " ") }

    /// How many words stand behind the name, keys aside; open above when the last is a rest.
    public var arity: (least: Int, most: Int?) {
      var least = 0
      var most: Int? = 0
      for field in fields {
        switch field.place {
        case .position: (least, most) = (least + 1, most.map { $0 + 1 })
        case .optionalPosition: most = most.map { $0 + 1 }
        case .rest(let atLeast): (least, most) = (least + atLeast, nil)
        case .key: continue
        }
      }
      return (least, most)
    }
  }

  /// In the order of the table.
  public let entries: [Entry]
  private let positions: [String: Int]
  /// First words of names that have two.
  private let families: Set<String>

  /// A table; traps on a repeated name or on a command whose fields cannot be recorded.
  public init(_ types: [any Command.Type]) {
    entries = types.map { type in
      var fields = Fields.recording()
      do { _ = try type.init(&fields) } catch {
        preconditionFailure("\(type.row.name): fields cannot be recorded: \(error)")
      }
      return Entry(type: type, fields: fields.rows)
    }
    positions = Dictionary(
      entries.enumerated().map { ($1.row.name, $0) },
      uniquingKeysWith: { a, _ in preconditionFailure("command \(types[a].row.name) stands twice") }
    )
    families = Set(
      entries.map { $0.row.name.split(separator: " ") }
        .filter { $0.count == 2 }.map { String($0[0]) })
  }

  /// The entry of a name in any case; `nil` when there is none. O(length of the name).
  public func entry(named name: String) -> Entry? {
    positions[name.uppercased()].map { entries[$0] }
  }

  /// The command a request asks for. Throws `UNKNOWN` with near names, or what the fields throw.
  public func command(for request: Request) throws(Fault) -> any Command {
    let (entry, arguments) = try find(request)
    var fields = try Fields(arguments, of: entry.row.name, rows: entry.fields)
    return try entry.type.init(&fields)
  }

  /// The refusal of a name that is not in the table.
  public func unknown(_ name: String) -> Fault {
    let shown = String(name.prefix(64))
    let near = Spelling.near(shown, in: entries.map(\.row.name))
    let advice =
      near.isEmpty ? "HELP lists the commands" : "did you mean \(near.joined(separator: " or "))?"
    return Fault(
      .unknown, "no command \"\(shown)\"; \(advice)",
      details: near.isEmpty ? [:] : ["near": .list(near.map { .string($0) })])
  }

  /// The entry, with the second word of a two-word name taken from the arguments of a line.
  private func find(_ request: Request) throws(Fault) -> (Entry, Arguments) {
    if let entry = entry(named: request.name) { return (entry, request.arguments) }
    let family = request.name.uppercased()
    guard families.contains(family) else { throw unknown(request.name) }
    guard case .words(let words) = request.arguments, let second = words.first else {
      let members = entries.map(\.row.name).filter { $0.hasPrefix(family + " ") }
      throw Fault(.arguments, "\(family) needs a second word: \(members.joined(separator: ", "))")
    }
    let name = "\(family) \(second.text)"
    guard let entry = entry(named: name) else { throw unknown(name) }
    return (entry, .words(Array(words.dropFirst())))
  }
}
