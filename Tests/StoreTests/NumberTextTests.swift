import Testing

@testable import Store

/// Numbers out of bytes.
@Suite struct NumberTextTests {
  private func number(_ text: String) -> Double? {
    NumberText.double(Array(text.utf8).span, 0..<text.utf8.count)
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
}
