import Foundation
import Testing

/// Replies as a person reads them at a terminal.
@Suite struct TextTests {
  private func say(_ arguments: [String]) async throws -> [String] {
    let demo = try await Demo.trained.value
    return try await Program.succeed(arguments + demo.store).split(separator: "\n").map(String.init)
  }

  @Test func `a number that rounds to nothing has no sign`() async throws {
    for block in ["weight", "taste"] {
      let lines = try await say(["factors", "--block", block])
      #expect(lines.count > 4 && !lines.contains { $0.contains(/-0\.0+\b(?!\d)/) })
    }
  }

  @Test func `fields are the columns of a list`() async throws {
    let lines = try await say(["recommend", "u1", "-k", "3", "--fields", "year,item,genre"])
    #expect(lines.count == 5 && lines[1].hasPrefix("year  item  genre"))
    #expect(lines[2...4].allSatisfy { $0.contains(/^\d{4}  m\d+ +\S/) })
    let refused = try await Program.run(
      ["similar", "m1", "--fields", "colour"] + (try await Demo.trained.value.store))
    #expect(refused.exit == 64)
    #expect(
      refused.messages
        == "ARGS items have no field \"colour\"; there are rank, item, title, cosine, genre, year\n"
    )
  }

  @Test func `a walk from a user says where it starts and how far it may go`() async throws {
    let lines = try await say(["traverse", "u34", "--dim", "3", "--stops", "4"])
    #expect(lines.count == 6)
    #expect(
      lines[0].contains(
        /^c\d .+ from u34: coordinate 3 at -?\d\.\d+, nearest from -?\d\.\d+ to -?\d\.\d+$/))
    #expect(lines[1].hasPrefix("coordinate 3  cosine  in  item"))
  }

  @Test func `rules say what they did to a list and to an item`() async throws {
    let list = try await say(
      ["recommend", "u34", "--filter", "year>=1980", "--boost", "genre=Crime:+1"])
    #expect(list.last?.contains(/^rules: filter year>=1980 \d+, boost genre=Crime \d+$/) == true)
    let why = try await say(["explain", "u34", "m39", "--boost", "genre=Crime:+1"])
    #expect(why.last?.contains(/^boost genre=Crime adds 0\.000: rank 3 without it$/) == true)
    let shares = try await say(["recommend", "u34", "--share", "Crime:0.5"])
    #expect(shares.last?.contains(/^shares: Crime 50\.0 % by adding \d\.\d+$/) == true)
  }
}
