import Datasets
import Testing

@Suite struct NaturalOrderTests {
  @Test func `numbers come first and by size, words after them byte by byte`() {
    let ids = ["b", "10", "9", "a10", "a9", "99999999999999999999999", "007", "7", "", "-1"]
    let sorted = ids.map { UserID($0) }.sorted { $0.naturallyPrecedes($1) }.map(\.rawValue)
    #expect(
      sorted == ["007", "7", "9", "10", "99999999999999999999999", "", "-1", "a10", "a9", "b"])
  }

  @Test func `no id precedes itself`() {
    for id in ["7", "a", ""] { #expect(!UserID(id).naturallyPrecedes(UserID(id))) }
  }
}
