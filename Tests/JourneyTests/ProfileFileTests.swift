import Foundation
import TestSupport
import Testing

/// A profile as a file: written, edited, given back.
@Suite struct ProfileFileTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  /// Writes a profile after an edit of its text; gives the path.
  private func file(
    _ profile: String, _ edits: [(String, String)] = []
  ) throws -> String {
    var text = profile
    for (before, after) in edits {
      guard text.contains(before) else { throw Unexpected("\(before) is not in \(text)") }
      text = text.replacing(before, with: after)
    }
    let file = scratch.file("\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  private func items(_ reply: String) -> Substring? {
    reply.firstMatch(of: /"items":\[.*?\]/)?.output
  }

  @Test func `an unedited profile gives the same list to the bit`() async throws {
    let demo = try await Demo.trained.value.copied()
    func say(_ arguments: [String]) async throws -> String {
      try await Program.succeed(arguments + demo.store + ["--json"])
    }
    _ = try await say(["session", "new", "s", "u81"])
    _ = try await say(["session", "set", "s", "--add", "Crime:+1", "--diversity", "0.2"])
    _ = try await say(["session", "save", "s"])
    for (user, options) in [
      ("u80", []), ("u81", []), ("u82", ["--add", "Comedy:+0.7", "--novelty", "-0.2"]),
      ("u83", ["--mute", "Romance", "--filter", "year>=1970"]),
    ] {
      let plain = try await say(["recommend", user, "-k", "400"] + options)
      let profile = try file(try await say(["profile", user] + options))
      for named in [[user], []] {
        let again = try await say(["recommend"] + named + ["-k", "400", "--profile", profile])
        #expect(items(again) == items(plain) && items(again) != nil, "\(user)")
        #expect(again.contains(#"{"ok":true,"user":"\#(user)""#))
      }
      func predicted(_ reply: String) -> [String] {
        reply.matches(of: /"predicted":([^,]*),/).map { String($0.output.1) }
      }
      let kept = try await say(["profile", user, "--profile", profile])
      #expect(predicted(kept) == predicted(try await say(["profile", user] + options)))
      #expect(predicted(kept).count == 4)
    }
  }

  @Test func `what is edited is what applies`() async throws {
    let demo = try await Demo.trained.value
    func say(_ arguments: [String]) async throws -> String {
      try await Program.succeed(arguments + demo.store + ["--json"])
    }
    let profile = try await say(["profile", "u34"])
    let history = try #require(profile.firstMatch(of: /"history":\["(m\d+)","(m\d+)"/)).output
    let (first, second) = (String(history.1), String(history.2))
    let predicted = try #require(
      profile.firstMatch(of: /"name":"Crime","history":[^,]*,"predicted":([^,]*),/)
    ).output.1

    let shares = try file(profile, [("\"predicted\":\(predicted),", "\"predicted\":0.5,")])
    let shared = try await say(["recommend", "u34", "-k", "400", "--profile", shares])
    let asked = try await say(["recommend", "u34", "-k", "400", "--share", "Crime:0.5"])
    #expect(items(shared) == items(asked) && shared.contains(#""shares":[{"concept":"#))
    let again = try await say(["profile", "u34", "--profile", shares])
    let reached = try #require(
      again.firstMatch(of: /"name":"Crime","history":[^,]*,"predicted":([^,]*),/)
    ).output.1
    #expect(abs((Double(reached) ?? .nan) - 0.5) < 2e-4)

    let removed = try file(profile, [("\"history\":[\"\(first)\",", "\"history\":[")])
    let without = try await say(["recommend", "u34", "-k", "400", "--profile", removed])
    #expect(without.contains(#""history":68"#) && without.contains("\"item\":\"\(first)\""))

    let weights = #"],"weigh":{"\#(first)":0,"\#(second)":0.25}}}"#
    let weighed = try file(profile, [("]}}", weights)])
    let light = try await say(["recommend", "u34", "-k", "400", "--profile", weighed])
    let own = try await say(
      ["recommend", "u34", "-k", "400", "--weigh", "\(first):0,\(second):0.25"])
    #expect(items(light) == items(own) && !light.contains("\"item\":\"\(first)\""))

    // What is said on the line stands above the file.
    let both = try await say(
      ["recommend", "u34", "-k", "400", "--profile", shares, "--share", "Crime:0.1"])
    #expect(
      items(both)
        == items(
          try await say(
            ["recommend", "u34", "-k", "400", "--share", "Crime:0.1"])))
    let why = try await say(["explain", "u34", "m39", "--profile", shares])
    #expect(why.contains(#""shares":["#))
  }

  @Test func `what does not fit is refused by name`() async throws {
    let demo = try await Demo.trained.value
    let profile = try await Program.succeed(["profile", "u34", "--json"] + demo.store)
    let predicted = try #require(
      profile.firstMatch(of: /"name":"Crime","history":[^,]*,"predicted":([^,]*),/)
    ).output.1
    func edited(_ share: String) throws -> String {
      try file(profile, [("\"predicted\":\(predicted),", "\"predicted\":\(share),")])
    }
    let history = "\"history\":[\""
    let cases: [(path: String, user: String, exit: Int32, message: String)] = [
      (try file(profile), "u35", 64, "ARGS PATH is the profile of u34, not of u35\n"),
      (scratch.file("none.json").path, "u34", 66, "NOINPUT there is no file PATH\n"),
      (try file("{\"a\":"), "u34", 65, "DATA PATH is not JSON: the text ends where"),
      (try file("[1]"), "u34", 65, "DATA PATH has neither a request nor a history"),
      (try edited("1.5"), "u34", 64, "RANGE share of c"),
      (try edited("\"much\""), "u34", 64, "ARGS share needs a number behind c"),
      (try edited("0.0000001"), "u34", 64, "RANGE the share of Crime cannot be "),
      (
        try file(profile, [(history, history + "zz\",\"")]), "u34",
        66,
        "NOITEM no item \"zz\" in macridvae@1"
      ),
      (
        try file(profile, [("]}}", #"],"weigh":{"m399":2,"m1":0.5,"m2":0.5}}}"#)]), "u34", 64,
        "ARGS m"
      ),
      (
        try file(profile, [("\"session\":\"-\"", "\"sesion\":\"-\"")]), "u34", 64,
        "ARGS REC has no field \"sesion\"; did you mean session?"
      ),
      (
        try file(
          profile,
          [("\"model\":\"macridvae@1\",\"session\"", "\"model\":\"macridvae@7\",\"session\"")]),
        "u34", 66, "NOMODEL no model macridvae@7"
      ),
    ]
    for (path, user, exit, message) in cases {
      let run = try await Program.run(["recommend", user, "--profile", path] + demo.store)
      #expect(run.exit == exit && run.output.isEmpty, "\(message): \(run)")
      #expect(
        run.messages.hasPrefix(message.replacing("PATH", with: path)), "\(run.messages)")
    }
  }
}
