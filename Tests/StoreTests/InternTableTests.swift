import Testing

@testable import Store

/// Strings and their numbers.
@Suite struct InternTableTests {
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
