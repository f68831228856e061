import Engine
import Foundation
import Testing

/// The command line against the command table: one vocabulary, and help that shows how.
@Suite struct CommandLineTests {
  /// A command as the argument parser describes itself.
  struct Described: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind: String
        let name: String
      }
      let kind: String
      let names: [Name]?
      let valueName: String?
    }
    let commandName: String
    let abstract: String?
    let discussion: String?
    let arguments: [Argument]?
    let subcommands: [Described]?

    /// Long names of options and flags, words of positions.
    var words: Set<String> {
      Set(
        (arguments ?? []).compactMap { argument in
          argument.kind == "positional"
            ? argument.valueName : argument.names?.first { $0.kind == "long" }?.name
        })
    }

    /// This command and all below it, with their whole names.
    func all(under prefix: String = "") -> [(name: String, command: Described)] {
      let name = prefix.isEmpty ? commandName : "\(prefix) \(commandName)"
      return [(name, self)]
        + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { $0.all(under: name) }
    }
  }

  private struct Dump: Decodable { let command: Described }

  private func commands() async throws -> [(name: String, command: Described)] {
    let dump = try await Program.succeed(["--experimental-dump-help"])
    return try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command.all()
  }

  /// What every command takes, and what many lists at once take: no fields of a request.
  private static let doorsOwn: Set<String> = [
    "store", "json", "quiet", "help", "version", "all", "users-file", "format", "out",
    "profile",
  ]

  @Test(arguments: [
    ("recommend", ["REC"]), ("explain", ["EXPLAIN"]), ("similar", ["SIMILAR"]),
    ("profile", ["PROFILE"]), ("factors", ["FACTORS"]), ("concepts", ["CONCEPTS", "CONCEPT"]),
    ("traverse", ["TRAVERSE"]), ("model list", ["MODEL LIST"]),
    ("model info", ["MODEL INFO"]), ("model use", ["MODEL USE"]), ("whynot", ["WHYNOT"]),
    ("tune-item", ["TUNE"]), ("critique", ["CRITIQUE"]), ("session new", ["SESSION NEW"]),
    ("session set", ["SESSION SET"]), ("session undo", ["SESSION UNDO"]),
    ("session show", ["SESSION SHOW"]), ("session reset", ["SESSION RESET"]),
    ("session save", ["SESSION SAVE"]), ("session end", ["SESSION END"]),
  ])
  func `options are the fields of the command they stand for`(
    name: String, requests: [String]
  ) async throws {
    let command = try #require(try await commands().first { $0.name == "facet \(name)" }?.command)
    let fields = requests.flatMap { CommandTable.all.entry(named: $0)?.fields.map(\.name) ?? [] }
    #expect(command.words.subtracting(Self.doorsOwn) == Set(fields))
  }

  @Test func `help of every command says what it does and shows an example`() async throws {
    let commands = try await commands()
    #expect(commands.count > 15)
    for (name, command) in commands {
      let abstract = try #require(command.abstract, "\(name)")
      #expect(abstract.hasSuffix("."), "\(name): \(abstract)")
      #expect(
        command.discussion?.contains("facet \(name.split(separator: " ")[safe: 1] ?? "")") == true,
        "\(name) has no example")
    }
  }

  @Test func `help and version go to standard output and succeed`() async throws {
    #expect(try await Program.succeed(["--help"]).contains("facet recommend 42 --add Horror:+2"))
    let version = try await Program.succeed(["--version"])
    #expect(version.split(separator: ".").count == 3)
    #expect(try await Program.succeed(["help", "train"]).contains("--checkpoint-every"))
  }
}

extension Collection {
  fileprivate subscript(safe index: Index) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
