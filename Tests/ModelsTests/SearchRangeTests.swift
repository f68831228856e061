import Foundation
import Models
import Testing

/// Ranges of settings: what stands at a position, and where a value stands.
@Suite struct SearchRangeTests {
  @Test func `the ends of a range stand at its ends`() {
    let real = SearchRange("a", .real(0.5, 2))
    #expect(real.value(at: 0) == .real(0.5) && real.value(at: 1) == .real(2))
    let step = SearchRange("b", .real(1e-4, 1e-2, log: true))
    #expect(step.value(at: 0) == .real(1e-4) && step.value(at: 1) == .real(1e-2))
    #expect(step.value(at: 0.5) == .real(1e-3))
    let whole = SearchRange("c", .integer(2, 5))
    #expect(whole.value(at: 0) == .integer(2) && whole.value(at: 1) == .integer(5))
  }

  @Test func `whole numbers and choices have cells of equal width`() {
    let whole = SearchRange("a", .integer(1, 4))
    let choice = SearchRange("b", .choice([1, 2, 3, 4]))
    for cell in 0..<4 {
      for inside in [0.01, 0.5, 0.99] {
        let position = (Double(cell) + inside) / 4
        #expect(whole.value(at: position) == .integer(cell + 1))
        #expect(choice.value(at: position) == .integer(cell + 1))
      }
    }
  }

  @Test(arguments: [
    SearchRange("a", .real(-3, 7)), SearchRange("b", .real(1e-5, 1, log: true)),
    SearchRange("c", .integer(3, 40)), SearchRange("d", .integer(1, 4096, log: true)),
    SearchRange("e", .choice([true, false])), SearchRange("f", .choice(["genre", ""])),
  ])
  func `a value stands where it was taken from`(_ range: SearchRange) throws {
    for step in 0...100 {
      let value = range.value(at: Double(step) / 100)
      let position = try #require(range.position(of: value))
      #expect(range.value(at: position) == value)
      guard range.count == nil else { continue }
      // Four digits of the value move the position by less than this.
      #expect(abs(position - Double(step) / 100) < 1e-3)
    }
  }

  @Test func `real values have four digits and are printed as they are`() {
    let value = SearchRange("a", .real(1e-4, 1e-2, log: true)).value(at: 0.123456)
    #expect(value == .real(0.0001766) && value.description == "0.0001766")
  }

  @Test func `a number outside stands at the nearer end, another kind nowhere`() {
    let step = SearchRange("a", .real(1e-5, 1, log: true))
    #expect(step.position(of: 0) == 0 && step.position(of: 7) == 1)
    #expect(step.position(of: 1) == 1 && step.position(of: "fast") == nil)
    #expect(SearchRange("b", .choice([1, 2])).position(of: 2.0) == 0.75)
    #expect(SearchRange("b", .choice([1, 2])).position(of: 3) == nil)
  }

  @Test func `values are written as JSON writes them`() throws {
    let values: [String: SettingValue] = ["a": 1, "b": 0.25, "c": true, "d": "genre"]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(values), as: UTF8.self)
    #expect(text == #"{"a":1,"b":0.25,"c":true,"d":"genre"}"#)
    let read = try JSONDecoder().decode([String: SettingValue].self, from: Data(text.utf8))
    #expect(read == values)
  }
}
