import Store
import Testing

@testable import Engine

private struct FamilyList: Command {
  static let row = CommandRow("MODEL LIST", .read, "list the models")
  init(_ fields: inout Fields) throws(Fault) {}
  func run(on engine: QueryEngine) async throws(Fault) -> Reply { Reply(["models": []]) }
}

private struct FamilyUse: Command {
  static let row = CommandRow("MODEL USE", .admin, "answer with another model")
  let name: String
  init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("name", "the model to use")
  }
  func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    return Reply(["model": .string(name)])
  }
}

@Suite struct CommandTests {
  private let engine: QueryEngine

  init() throws {
    engine = QueryEngine(
      version: "1.2.3", library: ModelLibrary(try .inMemory()),
      commands: CommandTable([
        Ping.self, Echo.self, Hello.self, Help.self, Quit.self, FamilyList.self, FamilyUse.self,
      ]), time: .fixed(milliseconds: 0))
  }

  private func ask(_ line: String) async throws -> String {
    let bytes = Array(line.utf8)
    let request =
      line.hasPrefix("{")
      ? try Request(json: bytes, limits: engine.limits)
      : try Request(line: bytes, limits: engine.limits)
    return await engine.answer(request).value.json
  }

  @Test(arguments: [
    ("PING", #"{"ok":true,"reply":"PONG"}"#),
    ("@7 ping a=b", #"{"ok":true,"id":"7","reply":"a=b"}"#),
    (#"ECHO "a\nb""#, #"{"ok":true,"reply":"a\nb"}"#), ("quit", #"{"ok":true,"reply":"BYE"}"#),
    (#"{"id":7,"cmd":"echo","text":"é"}"#, #"{"ok":true,"id":7,"reply":"é"}"#),
    ("MODEL LIST", #"{"ok":true,"models":[]}"#), ("model list", #"{"ok":true,"models":[]}"#),
    (#"{"cmd":"model use","name":"m@1"}"#, #"{"ok":true,"model":"m@1"}"#),
    (
      "ECHO",
      #"{"ok":false,"error":{"code":"ARGS","message":"ECHO needs text; usage: ECHO text","retry":false,"at":"text"}}"#
    ),
    (
      "QUIT now",
      #"{"ok":false,"error":{"code":"ARGS","message":"\"now\" is one word too many; usage: QUIT","retry":false}}"#
    ),
    (
      "HELLO 3",
      #"{"ok":false,"error":{"code":"NOPROTO","message":"RESP 3 is not spoken here; send text lines or JSON lines","retry":false,"at":"proto"}}"#
    ),
    (
      "PIGN",
      #"{"ok":false,"error":{"code":"UNKNOWN","message":"no command \"PIGN\"; did you mean PING?","retry":false,"near":["PING"]}}"#
    ),
    (
      "MODEL USES x",
      #"{"ok":false,"error":{"code":"UNKNOWN","message":"no command \"MODEL USES\"; did you mean MODEL USE?","retry":false,"near":["MODEL USE"]}}"#
    ),
    (
      "XYZZY",
      #"{"ok":false,"error":{"code":"UNKNOWN","message":"no command \"XYZZY\"; HELP lists the commands","retry":false}}"#
    ),
    (
      "MODEL",
      #"{"ok":false,"error":{"code":"ARGS","message":"MODEL needs a second word: MODEL LIST, MODEL USE","retry":false}}"#
    ),
  ])
  func `a request has one answer, word for word`(request: String, reply: String) async throws {
    #expect(try await ask(request) == reply)
  }

  @Test func `HELLO names server, versions, limits and model in order`() async throws {
    let limits =
      #""limits":{"max_line":1048576,"max_bulk":16777216,"max_args":1024,"max_k":1000,"#
      + #""max_depth":32,"window":256,"max_output":8388608,"max_connections":512}"#
    let head =
      #"{"ok":true,"server":"facet","version":"1.2.3","proto":["text","json"],"api":1,"api_min":1,"#
    #expect(
      try await ask("HELLO") == head + limits + #","auth":"none","model":null,"ready":false}"#)
  }

  @Test func `HELP lists the table, a family, and the fields of one command`() async throws {
    let all = try Value(json: try await ask("HELP"))
    guard case .list(let commands)? = all.map?["commands"] else {
      Issue.record("no list of commands")
      return
    }
    #expect(
      commands.compactMap { $0.map?["usage"]?.text }
        == [
          "PING [text]", "ECHO text", "HELLO [proto]", "HELP [command…]", "QUIT", "MODEL LIST",
          "MODEL USE name",
        ])
    #expect(
      try await ask("HELP model use")
        == #"{"ok":true,"command":"MODEL USE","usage":"MODEL USE name","scope":"admin","#
        + #""summary":"answer with another model","fields":[{"name":"name","place":"position","#
        + #""type":"text","required":true,"summary":"the model to use"}]}"#)
    #expect(try await ask("HELP model").contains(#""command":"MODEL LIST""#))
    #expect(try await ask("HELP pong").contains(#""near":["PING"]"#))
  }

  @Test func `arity is read off the fields`() throws {
    let arities = engine.commands.entries.map { ($0.row.name, $0.arity) }
    #expect(arities.first { $0.0 == "PING" }?.1 ?? (9, 9) == (0, 1))
    #expect(arities.first { $0.0 == "ECHO" }?.1 ?? (9, 9) == (1, 1))
    let help = try #require(engine.commands.entry(named: "help")?.arity)
    #expect(help.least == 0 && help.most == nil)
  }
}

@Suite struct FaultTests {
  @Test(arguments: [
    ("SYNTAX", 400, 64, false), ("UNKNOWN", 404, 64, false), ("ARGS", 400, 64, false),
    ("RANGE", 400, 64, false), ("TOOBIG", 413, 64, false), ("NOUSER", 404, 66, false),
    ("NOITEM", 404, 66, false), ("NOMODEL", 404, 66, false), ("NOCONCEPT", 404, 66, false),
    ("NOJOB", 404, 66, false), ("NOSESSION", 404, 66, false), ("NOAUTH", 401, 77, false),
    ("DENIED", 403, 77, false), ("NOPROTO", 400, 64, false), ("CONFLICT", 409, 75, true),
    ("BUSY", 429, 75, true), ("TIMEOUT", 504, 75, true), ("LOADING", 503, 75, true),
    ("READONLY", 503, 75, true), ("DATA", 422, 65, false), ("STORE", 500, 74, false),
    ("INTERNAL", 500, 70, false),
  ])
  func `every word has its status, exit code and retry`(
    word: String, http: Int, exit: Int32, retry: Bool
  ) throws {
    let code = try #require(Fault.Code(rawValue: word))
    #expect(code.httpStatus == http && code.exitCode == exit && code.row.retry == retry)
    #expect(Fault.Code.allCases.count == 22)
  }

  @Test func `a fault renders its parts in order`() {
    let fault = Fault(
      .busy, "later", at: "k", retryMilliseconds: 50, details: ["queue": 3])
    #expect(
      fault.value.json
        == #"{"code":"BUSY","message":"later","retry":true,"retry_ms":50,"at":"k","queue":3}"#)
    #expect(fault.description == "BUSY later")
  }
}

@Suite struct SpellingTests {
  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "abc", 0), ("explian", "explain", 1),
    ("ca", "abc", 3),
  ])
  func `slips are counted as hand-worked`(a: String, b: String, slips: Int) {
    #expect(Spelling.distance(Array(a), Array(b)) == slips)
    #expect(Spelling.distance(Array(b), Array(a)) == slips)
  }

  @Test func `the nearest comes first and the far do not come`() {
    #expect(Spelling.near("mod", in: ["mode", "model", "mad", "k"]) == ["mode", "mad"])
    #expect(Spelling.near("x", in: ["k"]).isEmpty)
    #expect(Spelling.near(String(repeating: "m", count: 1000), in: ["m"]).isEmpty)
  }
}
