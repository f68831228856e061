import Tensors
import Testing

@testable import Store

/// The filter never lets a repeat pass, and seldom suspects what is new.
@Suite struct RepeatFilterTests {
  private let rows = (0..<20_000).map { RandomKey(seed: 9).bits(at: $0) }

  @Test func `what was noted is recognised`() {
    var filter = RepeatFilter(logBlocks: 4)
    for row in rows { _ = filter.note(row) }
    let missed = rows.count { !filter.note($0) }
    #expect(missed == 0)
  }

  @Test func `of new rows few are suspected`() {
    // 13 bits a row, as 20 million rows have in the filter of a load.
    var filter = RepeatFilter(logBlocks: 9)
    let suspected = rows.count { filter.note($0) }
    #expect(suspected < 100)
  }

  @Test func `equal events have equal hashes and each part counts`() {
    func hash(
      _ user: Int64 = 1, _ item: Int64 = 2, _ type: Int64 = 3, _ time: Int64 = 4,
      _ value: Double = 0
    ) -> UInt64 {
      EventIdentity(user: user, item: item, type: type, time: time, value: value).hash
    }
    #expect(hash() == hash(1, 2, 3, 4, -0.0))
    #expect(
      Set([hash(), hash(2), hash(1, 3), hash(1, 2, 4), hash(1, 2, 3, 5), hash(1, 2, 3, 4, 1)])
        .count == 6)
  }

  @Test(arguments: ["r", "r:0", "r:-1", "r>=4", "r<=4", "r>4", "r<4", "r=4", "r>=4:0.5", "r>=4:0"])
  func `bounds say what the rule says`(_ text: String) throws {
    let rule = try EventRule(parsing: text)
    let values = PositiveValues(rule)
    for value in [-1e308, -4, 0, 3.5, (4.0).nextDown, 4, (4.0).nextUp, 5, 1e308] {
      #expect(values.contains(value) == rule.isPositive(value))
    }
    #expect(values.contains(.nan) == rule.isPositive(nil))
  }
}
