import Testing

@testable import Engine

@Suite struct ListTextTests {
  @Test(arguments: [
    ("a", ["a"]), ("a,b", ["a", "b"]), (#""a,b",c"#, ["a,b", "c"]), (#""a\"b""#, ["a\"b"]),
    ("a b,é", ["a b", "é"]),
  ])
  func `names are cut at commas outside quotes`(text: String, names: [String]) throws {
    #expect(try ListText.names(of: text, at: "f") == names)
  }

  @Test(arguments: ["", ",", "a,", ",a", #""""#, #""a"#, #"a"b"#])
  func `an empty or half-quoted element is refused`(text: String) {
    let fault = #expect(throws: Fault.self) { try ListText.names(of: text, at: "f") }
    #expect(fault?.code == .syntax && fault?.at == "f")
  }

  @Test func `a bare pair is cut at its last colon, a quoted name at its quote`() throws {
    let pairs = try ListText.pairs(of: #"tt:1:+2,"a:b, c":-1,c3.12:0"#, at: "f")
    #expect(pairs.map(\.0) == ["tt:1", "a:b, c", "c3.12"])
    #expect(pairs.map(\.1) == ["+2", "-1", "0"])
  }
}
