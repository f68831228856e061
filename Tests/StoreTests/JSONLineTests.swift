import Testing

@testable import Store

/// Objects cut into fields.
@Suite struct JSONLineTests {
  private func members(_ text: String, _ keys: [String]) -> [String?]? {
    var bytes = Array(text.utf8)
    var fields: [Field] = []
    let line = JSONLine(keys: keys.map { Array($0.utf8) })
    guard line.split(bytes, 0..<bytes.count, into: &fields) == nil else { return nil }
    return fields.map { field in
      var field = field
      guard field.form != .absent, field.decode(in: &bytes) else { return nil }
      return TextDecoding.string(bytes, field.range).text
    }
  }

  @Test func `a JSON object yields the keys that are asked for`() {
    let text =
      #" {"u":"a\"b\u00e9\ud83d\ude00","x":{"u":[1,{"u":2}]},"n": -1.5e2 ,"z":null,"t":true} "#
    #expect(members(text, ["u", "n", "z", "t", "gone"]) == ["a\"bé😀", "-1.5e2", nil, "true", nil])
    #expect(members("{}", ["u"]) == [nil])
  }

  @Test(arguments: [
    "", "[]", #"{"a":1"#, #"{"a" 1}"#, #"{"a":1}x"#, #"{"a":01x}"#, #"{"a":nul}"#, #"{'a':1}"#,
    #"{"a":"b}"#,
  ])
  func `broken JSON is refused`(_ text: String) {
    #expect(members(text, ["a"]) == nil)
  }
}
