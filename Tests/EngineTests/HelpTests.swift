import Store
import Testing

@testable import Engine

/// Help of the whole table: every command, every field.
@Suite struct HelpTests {
  private let engine: QueryEngine

  init() throws { engine = QueryEngine(version: "1", library: ModelLibrary(try .inMemory())) }

  @Test(arguments: CommandTable.all.entries.map(\.row.name))
  func `every command explains itself and its fields`(name: String) async throws {
    let reply = try await engine.ask("HELP \(name)")
    #expect(reply["command"]?.text == name)
    #expect(reply["usage"]?.text?.hasPrefix(name) == true)
    let summary = try #require(reply["summary"]?.text)
    #expect(!summary.isEmpty && !summary.hasSuffix(".") && summary.first?.isLowercase == true)
    let fields = reply.maps("fields")
    #expect(Set(fields.compactMap { $0["name"]?.text }).count == fields.count)
    for field in fields {
      #expect(field["summary"]?.text?.isEmpty == false && field["type"]?.text?.isEmpty == false)
    }
  }

  @Test func `the list has every command and each line of usage names its fields`() async throws {
    let commands = try await engine.ask("HELP").maps("commands")
    #expect(commands.compactMap { $0["command"]?.text } == CommandTable.all.entries.map(\.row.name))
    let rec = try #require(commands.first { $0["command"] == "REC" }?["usage"]?.text)
    #expect(rec.hasPrefix("REC user [k=] [model=] [history=] [ignore=] [weigh=] [share=] [set=]"))
    #expect(commands.first { $0["command"] == "EVENT" }?["scope"] == "write")
    #expect(commands.first { $0["command"] == "MODEL USE" }?["scope"] == "admin")
  }
}
