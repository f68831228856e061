import Tensors
import Testing

@testable import Engine

@Suite struct JSONTests {
  @Test func `keys keep the order they were written in`() {
    let map: Value.Map = ["ok": true, "b": 1, "a": [nil, 0.5, "x"], "m": ["z": 1, "y": 2]]
    #expect(map.json == #"{"ok":true,"b":1,"a":[null,0.5,"x"],"m":{"z":1,"y":2}}"#)
  }

  @Test(arguments: [
    (Value.float(3.214), "3.214"), (.double(0.1), "0.1"), (.float(0.1), "0.1"),
    (.double(1e300), "1e+300"), (.double(.nan), "null"), (.float(-.infinity), "null"),
    (.double(-0.0), "-0.0"), (.int(.min), "-9223372036854775808"),
  ])
  func `numbers are the shortest text that reads back`(value: Value, text: String) {
    #expect(value.json == text)
  }

  @Test func `control characters, quotes and backslashes are escaped and nothing else is`() {
    let text = "\u{0}\u{1F}\n\r\t\"\\/é\u{2028}😀"
    #expect(Value.string(text).json == #""\u0000\u001f\n\r\t\"\\/é"# + "\u{2028}😀\"")
  }

  @Test func `setting a key replaces it in place, and setting nil removes it`() {
    var map: Value.Map = ["a": 1, "b": 2]
    map["a"] = 3
    map["c"] = 4
    map["b"] = nil
    #expect(map == ["a": 3, "c": 4])
  }

  @Test(arguments: [
    (
      #" {"a" : [1, -2.5e1, true, false, null], "b":{}, "c":[]} "#,
      #"{"a":[1,-25.0,true,false,null],"b":{},"c":[]}"#
    ),
    (#""\u00e9\ud83d\ude00\/\b\f""#, #""é😀/\u0008\u000c""#),
    ("9223372036854775808", "9.223372036854776e+18"),
  ])
  func `documents read as they mean`(text: String, written: String) throws {
    #expect(try Value(json: text).json == written)
  }

  @Test(arguments: [
    ("", 1, "ends where"), ("nul", 1, "no JSON value"), ("[1,]", 4, "no JSON value"),
    ("{\"a\":1,}", 8, "a key in quotes"), ("01", 2, "begin with 0"), ("1.", 3, "a digit"),
    ("-", 2, "a digit"), ("1e999", 1, "out of range"), ("\"\n\"", 2, "control character"),
    (#""\x""#, 2, "unknown escape"), (#""\ud800""#, 2, "surrogate"),
    (#""\udc00\ud800""#, 2, "surrogate"), (#""\u12g4""#, 2, "four hexadecimal"),
    ("\"abc", 1, "never closed"), ("\"abc\\", 5, "never closed"), ("1 2", 3, "behind the value"),
    (#"{"k":1,"k":2}"#, 8, "stands twice"), (#"{"k"=1}"#, 5, "\":\" behind"),
    ("[1 2]", 4, "\",\" or \"]\""), ("{'a':1}", 2, "a key in quotes"), ("NaN", 1, "no JSON"),
  ])
  func `what is not JSON is refused at its byte`(text: String, byte: Int, reason: String) {
    let fault = #expect(throws: Fault.self) { try Value(json: text) }
    #expect(fault?.code == .syntax)
    #expect(fault?.message.contains(reason) == true, "\(fault?.message ?? "")")
    #expect(fault?.message.hasSuffix("at byte \(byte)") == true, "\(fault?.message ?? "")")
  }

  @Test func `depth and number of values are bounded exactly`() throws {
    let bounds = JSONReader.Bounds(depth: 3, values: 4)
    #expect(throws: Never.self) { try JSONReader.read(Array("[[[1]]]".utf8), bounds: bounds) }
    #expect(throws: JSONReader.Malformed.self) {
      try JSONReader.read(Array("[[[[]]]]".utf8), bounds: bounds)
    }
    #expect(throws: JSONReader.Malformed.self) {
      try JSONReader.read(Array("[1,2,3,4]".utf8), bounds: bounds)
    }
    let bomb = Array(String(repeating: "[", count: 1 << 20).utf8)
    #expect(throws: JSONReader.Malformed.self) { try JSONReader.read(bomb) }
  }

  @Test func `what is written reads back`() throws {
    for trial in 0..<500 {
      var generator = RandomKey(seed: 7).child(trial).generator
      let value = Self.random(depth: 0, &generator)
      #expect(try Value(json: value.json) == value)
    }
  }

  private static func random(depth: Int, _ generator: inout RandomKey.Generator) -> Value {
    switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2: return .int(.random(in: .min ... .max, using: &generator))
    case 3, 4: return .string(Text.random(&generator))
    case 5: return .double(.random(in: -1e6...1e6, using: &generator))
    case 6:
      return .list((0..<3).map { _ in random(depth: depth + 1, &generator) })
    default:
      var map = Value.Map()
      for _ in 0..<3 { map[Text.random(&generator)] = random(depth: depth + 1, &generator) }
      return .map(map)
    }
  }
}

/// Short texts full of what makes trouble.
enum Text {
  static func random(_ generator: inout RandomKey.Generator) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\t", "\n", "\r", "\0", "\u{1F}", "\"", "\\", "/", ",", ":", "=", "@",
      "#", "{", "é", "\u{2028}", "😀", "\u{301}", "\u{FFFD}", "\u{7F}",
    ]
    let count = Int.random(in: 0...12, using: &generator)
    var text = String.UnicodeScalarView()
    for _ in 0..<count { text.append(scalars.randomElement(using: &generator) ?? "a") }
    return String(text)
  }
}
