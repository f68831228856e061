import Tensors
import Testing

@testable import Engine

@Suite struct RequestTests {
  private func line(_ text: String) throws -> Request {
    try Request(line: Array(text.utf8), limits: Limits())
  }

  private func fault(_ text: String) -> MalformedRequest? {
    #expect(throws: MalformedRequest.self) { try line(text) }
  }

  @Test func `a line is a command and words with blanks between`() throws {
    let request = try line("  rec\tu42  k=3 add=c3:+1.0 ")
    #expect(request.id == nil)
    #expect(request.name == "rec")
    #expect(
      request.arguments
        == .words([
          Word(key: nil, value: "u42", form: .bare), Word(key: "k", value: "3", form: .bare),
          Word(key: "add", value: "c3:+1.0", form: .bare),
        ]))
  }

  @Test func `a tag is echoed even when the rest of the line is broken`() throws {
    #expect(try line("@a-7_b.C PING").id == "a-7_b.C")
    #expect(fault("@7 PING \"x")?.id == "7")
    #expect(fault("@7")?.id == "7")
  }

  @Test(arguments: ["@", "@ PING", "@a/b PING", "@" + String(repeating: "x", count: 65) + " PING"])
  func `a bad tag is a syntax fault`(text: String) {
    #expect(fault(text)?.fault.code == .syntax)
  }

  @Test func `a tag has up to 64 characters`() throws {
    let tag = String(repeating: "x", count: 64)
    #expect(try line("@\(tag) PING").id == .string(tag))
  }

  @Test(arguments: ["7PING", "-", "\"PING\"", "PI_NG", "é", "]"])
  func `a line that begins with no command is a syntax fault`(text: String) {
    #expect(fault(text)?.fault.code == .syntax)
  }

  @Test func `NUL, a stray carriage return and bad UTF-8 are syntax faults`() {
    for bytes: [UInt8] in [
      Array("PING \0".utf8), Array("PING a\rb".utf8), Array("PING ".utf8) + [0xC3],
      Array("PING ".utf8) + [0xED, 0xA0, 0x80], Array("PING ".utf8) + [0xC0, 0x80],
    ] {
      let error = #expect(throws: MalformedRequest.self) {
        try Request(line: bytes, limits: Limits())
      }
      #expect(error?.fault.code == .syntax)
    }
  }

  @Test func `quotes are those of JSON`() throws {
    let request = try line(#"ECHO "a \"b\"\n\u00e9 c" key="x y" plain=a=b"#)
    #expect(
      request.arguments
        == .words([
          Word(key: nil, value: "a \"b\"\né c", form: .quoted),
          Word(key: "key", value: "x y", form: .quoted),
          Word(key: "plain", value: "a=b", form: .bare),
        ]))
  }

  @Test func `a value that mixes quotes and bare text is kept as written`() throws {
    let request = try line(#"REC u add="dark comedy":-1,c3:+1 like=i1,"a \" b""#)
    #expect(
      request.arguments
        == .words([
          Word(key: nil, value: "u", form: .bare),
          Word(key: "add", value: #""dark comedy":-1,c3:+1"#, form: .mixed),
          Word(key: "like", value: #"i1,"a \" b""#, form: .mixed),
        ]))
  }

  @Test(arguments: [
    (#"ECHO "a"#, "never closed at byte 6"), (#"ECHO "a"b"#, "ends with a blank at byte 9"),
    (#"ECHO a"b""#, "a quote inside a word"), (#"ECHO "\q""#, "unknown escape at byte 7"),
    (#"ECHO 1a="b""#, "a quote inside a word"), (#"ECHO a="b"c"d"#, "never closed at byte 12"),
    ("ECHO \"a\tb\"", "control character"),
  ])
  func `bad quoting is a syntax fault at its byte`(text: String, reason: String) {
    let error = fault(text)
    #expect(error?.fault.code == .syntax)
    #expect(error?.fault.message.contains(reason) == true, "\(error?.fault.message ?? "")")
  }

  @Test func `more words than the limit are refused`() {
    let words = String(repeating: " x", count: 1025)
    #expect(fault("ECHO" + words)?.fault.code == .arguments)
    #expect(throws: Never.self) { try line("ECHO" + words.dropLast(2)) }
  }

  @Test func `any text survives quoting, as a word and as a value`() throws {
    for trial in 0..<1000 {
      var generator = RandomKey(seed: 11).child(trial).generator
      let text = Text.random(&generator)
      let quoted = Value.string(text).json
      let request = try line("ECHO \(quoted) v=\(quoted)")
      #expect(
        request.arguments
          == .words([
            Word(key: nil, value: text, form: .quoted), Word(key: "v", value: text, form: .quoted),
          ]))
    }
  }

  @Test func `a JSON line names its command and carries any scalar as its tag`() throws {
    for (id, value) in [
      ("7", Value.int(7)), ("\"a\"", "a"), ("1.5", 1.5), ("true", true), ("null", nil),
    ] as [(String, Value)] {
      let request = try Request(
        json: Array(#"{"id":\#(id),"cmd":"rec","user":"u","add":{"c3":1.0}}"#.utf8),
        limits: Limits())
      #expect(request.id == value)
      #expect(request.name == "rec")
      #expect(request.arguments == .map(["user": "u", "add": ["c3": 1.0]]))
    }
  }

  @Test(arguments: [
    ("{", "not JSON"), ("{}", "names its command"), (#"{"cmd":7}"#, "names its command"),
    (#"{"id":[1],"cmd":"ping"}"#, "id must be"), (#"{"cmd":"ping"} x"#, "behind the value"),
    (#"{"cmd":"ping","cmd":"quit"}"#, "stands twice"),
  ])
  func `a JSON line that asks nothing is a syntax fault`(text: String, reason: String) {
    let error = #expect(throws: MalformedRequest.self) {
      try Request(json: Array(text.utf8), limits: Limits())
    }
    #expect(error?.fault.code == .syntax)
    #expect(error?.fault.message.contains(reason) == true, "\(error?.fault.message ?? "")")
  }

  @Test func `nesting in a JSON line is bounded as announced`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      let lists = depth - 1
      let text =
        #"{"cmd":"ping","x-deep":"# + String(repeating: "[", count: lists)
        + String(repeating: "]", count: lists) + "}"
      return Array(text.utf8)
    }
    let limits = Limits()
    #expect(throws: Never.self) { try Request(json: nested(limits.maxDepth), limits: limits) }
    #expect(throws: MalformedRequest.self) {
      try Request(json: nested(limits.maxDepth + 1), limits: limits)
    }
  }

  @Test func `bad UTF-8 inside a JSON line is a syntax fault`() {
    let bytes = Array(#"{"cmd":"echo","text":""#.utf8) + [0xFF] + Array("\"}".utf8)
    let error = #expect(throws: MalformedRequest.self) {
      try Request(json: bytes, limits: Limits())
    }
    #expect(error?.fault.message == "the line is not valid UTF-8")
  }
}
