import Testing

@testable import Store

/// Facts about the byte-level parsers.
@Suite struct ParsingTests {
  private func number(_ text: String) -> Double? {
    NumberText.double(Array(text.utf8).span, 0..<text.utf8.count)
  }

  private func time(_ text: String, _ unit: TimeUnit? = nil) -> Int64? {
    var unit = unit
    return Timestamp.milliseconds(Array(text.utf8).span, 0..<text.utf8.count, unit: &unit)
  }

  @Test(arguments: [
    ("3", 3.0), ("3.5", 3.5), ("-0.1", -0.1), (".5", 0.5), ("5.", 5), ("1e3", 1000),
    ("0.30000000000000004", 0.30000000000000004),
    ("179769313486231570000000", 1.7976931348623157e23),
  ])
  func `a number is read to the last bit`(_ text: String, _ value: Double) {
    #expect(number(text) == value)
  }

  @Test(arguments: ["", "-", ".", "nan", "inf", "0x10", "1,5", "1e999", "4 stars", "1.2.3"])
  func `what is not a number is none`(_ text: String) {
    #expect(number(text) == nil)
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("2000-02-29T12:30:15Z", 951_827_415_000),
    ("2017-01-01 11:53:26", 1_483_271_606_000), ("2017-01-01T11:53:26+02:00", 1_483_264_406_000),
    ("2017-01-01T11:53-0530", 1_483_291_380_000), ("2017-01-01T11:53:26.25Z", 1_483_271_606_250),
    ("1969-12-31 23:59:59.999", -1), ("2017-01-01 11:53:26 UTC", 1_483_271_606_000),
    ("978300760", 978_300_760_000), ("1445714994123", 1_445_714_994_123),
    ("1445714994123456", 1_445_714_994_123), ("978300760.5", 978_300_760_500),
    ("9.78300760E8", 978_300_760_000),
  ])
  func `a time is milliseconds in UTC`(_ text: String, _ value: Int64) {
    #expect(time(text) == value)
  }

  @Test(arguments: ["2001-02-29", "2017-13-01", "yesterday", "2017-01-01T25:00", "12:30", "1e30"])
  func `what is not a time is none`(_ text: String) {
    #expect(time(text) == nil)
  }

  @Test func `a time beyond the unit of its file is none`() {
    #expect(time("1445714994123", .seconds) == nil)
    #expect(time("1445714994", .milliseconds) == 1_445_714_994)
  }

  @Test func `the calendar goes there and back for every day of eight centuries`() {
    for day in stride(from: Int64(-135_000), through: 160_000, by: 1) {
      let text = Timestamp.text(day * 86_400_000)
      #expect(time(text) == day * 86_400_000)
    }
  }

  private func cut(_ text: String, _ separator: String = ",", quotes: Bool = true) -> [String]? {
    var bytes = Array(text.utf8)
    var fields: [Field] = []
    let row = DelimitedRow(separator: Array(separator.utf8), hasQuotes: quotes)
    guard row.split(bytes, 0..<bytes.count, into: &fields) == .complete else { return nil }
    return fields.map { field in
      var field = field
      guard field.decode(in: &bytes) else { return "?" }
      return TextDecoding.string(bytes, field.range).text
    }
  }

  @Test func `a row is cut at its separators`() {
    #expect(cut("a,b,,d") == ["a", "b", "", "d"])
    #expect(cut("1::2::3:4", "::") == ["1", "2", "3:4"])
    #expect(cut("a,") == ["a", ""])
    #expect(cut("a|\"b|c", "|", quotes: false) == ["a", "\"b", "c"])
  }

  @Test func `quotes protect separators and double themselves`() {
    #expect(cut(#""a,b","say ""hi""",5'8""#) == ["a,b", #"say "hi""#, #"5'8""#])
    #expect(cut(#""""#) == [#""#])
    #expect(cut(#""open,b"#) == nil)
    #expect(cut(#""a"b,c"#) == nil)
  }

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

  @Test func `an intern table numbers strings by first sight and finds them again`() {
    var table = InternTable()
    var expected: [String: Int] = [:]
    for i in 0..<5000 {
      let text = "id\(i &* 7919 % 3001)"
      let bytes = Array(text.utf8)
      let found = table.find(bytes.span, 0..<bytes.count)
      #expect(found == expected[text])
      if found == nil { expected[text] = table.insert(bytes.span, 0..<bytes.count) }
    }
    #expect(table.count == 3001)
  }
}
