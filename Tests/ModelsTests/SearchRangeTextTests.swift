import Models
import Testing

/// Ranges as people write them.
@Suite struct SearchRangeTextTests {
  private func range(_ text: String, isWhole: Bool = false) throws -> SearchRange {
    try SearchRange("x", text: text, isWhole: isWhole)
  }

  @Test func `numbers, logarithms and values are read`() throws {
    #expect(try range("0.05..5").values == .real(0.05, 5))
    #expect(try range("1e-4..1e-2:log").values == .real(1e-4, 1e-2, log: true))
    #expect(try range("2..20", isWhole: true).values == .integer(2, 20))
    #expect(try range("1..4").values == .real(1, 4))
    #expect(try range("-3..-1").values == .real(-3, -1))
    #expect(try range("8..512:log", isWhole: true).values == .integer(8, 512, log: true))
    #expect(try range("100,200,500", isWhole: true).values == .choice([100, 200, 500]))
    #expect(try range("true,false").values == .choice([true, false]))
    #expect(try range("genre").values == .choice(["genre"]))
  }

  @Test func `a range reads what it writes`() throws {
    for text in ["0.05..5.0", "0.0001..0.01:log", "100,0.5,true,genre"] {
      #expect(try range(text).text == text)
    }
    #expect(try range("2..20:log", isWhole: true).text == "2..20:log")
  }

  @Test(arguments: [
    "5..1", "1..1", "0..1:log", "-1..1:log", "1..x", "..", "nan..1", "1..2:ln", "1...2",
  ])
  func `what is no range is refused`(_ text: String) {
    #expect(throws: ConfigurationFault.self) { try range(text) }
  }

  @Test func `a fraction of a whole setting is refused`() {
    #expect(throws: ConfigurationFault.self) { try range("0.5..2", isWhole: true) }
  }
}
