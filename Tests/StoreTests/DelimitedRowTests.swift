import Testing

@testable import Store

/// Rows cut at separators.
@Suite struct DelimitedRowTests {
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
}
