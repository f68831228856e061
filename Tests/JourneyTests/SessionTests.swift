import Foundation
import LineServer
import Testing

/// Steering sessions through the program: every door, and beyond a kill.
@Suite struct SessionTests {
  private func timeless(_ reply: String) -> String {
    reply.replacing(/"us":\d+/, with: #""us":0"#)
  }

  @Test func `a session and every list before a step outlive a killed server`() async throws {
    let demo = try await Demo.trained.value.copied()
    let first = try await demo.serving()
    let plain = timeless(try await first.call("REC u60 k=5"))
    #expect(
      try await first.call("SESSION NEW evening user=u60")
        == #"{"ok":true,"session":"evening","user":"u60","steps":0,"saved":false}"#)
    var lists: [String] = []
    for line in [
      "SESSION SET evening add=Romance:+2 k=5", "CRITIQUE evening less Comedy k=5",
      "SESSION SET evening mute=Crime k=5",
      "SESSION SET evening diversity=0.4 boost=genre=Comedy:0.5 filter=year>=1960 k=5",
    ] {
      #expect(try await first.call(line).hasPrefix(#"{"ok":true,"session":"evening""#), "\(line)")
      lists.append(timeless(try await first.call("REC u60 k=5 session=evening")))
    }
    #expect(try await first.call("SESSION SAVE evening").contains(#""saved":true"#))
    first.program.send(SIGKILL)
    #expect(await first.program.exit() == 128 + SIGKILL)

    let second = try await demo.serving()
    #expect(timeless(try await second.call("REC u60 k=5")) == lists[3])
    #expect(try await second.call("REC u60 k=5").contains(#""session":"evening""#))
    #expect(
      try await second.call("SESSION SHOW evening")
        .contains(
          #"{"boost":{"genre=Comedy":0.5},"diversity":0.4,"filter":["year>=1960"]}]"#))
    for list in [lists[2], lists[1], lists[0]] {
      #expect(try await second.call("SESSION UNDO evening k=5").contains(#""diff":{"entered":["#))
      #expect(timeless(try await second.call("REC u60 k=5")) == list)
    }
    #expect(try await second.call("SESSION RESET evening").contains(#""state":{}"#))
    #expect(timeless(try await second.call("REC u60 k=5")) == plain)
    second.program.send(SIGTERM)
    #expect(await second.program.exit() == 0)
  }

  @Test func `the command line and the socket speak of the same sessions`() async throws {
    let demo = try await Demo.trained.value.copied()
    func say(_ arguments: [String]) async throws -> String {
      try await Program.succeed(arguments + demo.store)
    }
    #expect(try await say(["session", "new", "s", "u61"]) == "s of u61, 0 steps")
    let set = try await say(["session", "set", "s", "--add", "Romance:+2", "-k", "3", "--json"])
    let server = try await demo.serving()
    #expect(try await server.call("SESSION SHOW s").contains(#""list":[{"add":{"Romance":2.0}}]"#))
    #expect(try await server.call("SESSION UNDO s").contains(#""steps":0"#))
    #expect(try await server.call("SESSION SET s add=Romance:+2 k=3") == set)
    let critique = try await say(["critique", "s", "less", "--like", "m7"])
    #expect(critique.contains("critique: ") && critique.contains(", m7 is not answered"))
    #expect(critique.hasPrefix("s of u61, 2 steps\nstate: {"))
    let shown = try await say(["session", "show", "s"])
    #expect(shown.contains(#"1  {"add":{"Romance":2.0}}"#) && shown.contains("less like=m7"))
    #expect(try await say(["session", "save", "s"]).contains("steers every query of u61"))
    #expect(try await say(["recommend", "u61", "--json"]).contains(#""session":"s""#))
    let undone = try await say(["session", "undo", "s", "2"])
    #expect(undone.hasPrefix("s of u61, 0 steps"))
    #expect(try await say(["session", "reset", "s"]).contains("state: {}"))
    #expect(try await say(["session", "end", "s"]) == "s of u61, 0 steps, ended")
    let refused = try await Program.run(["session", "show", "s"] + demo.store)
    #expect(refused.exit == 66)
    #expect(refused.messages == "NOSESSION no session \"s\"; SESSION NEW makes one\n")
    server.program.send(SIGTERM)
    #expect(await server.program.exit() == 0)
  }

  @Test func `why not is told in words`() async throws {
    let demo = try await Demo.trained.value
    let list = try await Program.succeed(["recommend", "u62", "-k", "30", "--json"] + demo.store)
    let items = list.matches(of: /"item":"(m\d+)"/).map { String($0.1) }
    let far = try await Program.succeed(["whynot", "u62", items[29]] + demo.store)
    #expect(far.contains("is at rank 30, not in the first 10") && far.contains("add "))
    let near = try await Program.succeed(["whynot", "u62", items[3]] + demo.store)
    #expect(near.hasSuffix("is answered, at rank 4"))
    let barred = try await Program.succeed(
      ["whynot", "u62", items[3], "--exclude", items[3]] + demo.store)
    #expect(
      barred.hasSuffix(
        "cannot be answered: excluded\n  exclude bars it: rank 4 without it, in the first 10"))
  }
}
