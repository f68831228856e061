import Tensors
import Testing

@Suite struct PackedStepsTests {
  /// Sequences a, b, (nothing), c of 3, 1, 0 and 2 steps.
  private let packed = PackedSteps(offsets: [0, 3, 4, 4, 6])

  @Test func `first steps stand before second ones, the longest sequence first`() {
    #expect(packed.counts == [3, 2, 1])
    #expect(packed.steps == [0, 4, 3, 1, 5, 2])
    #expect(packed.count == 6)
    #expect(packed.owners == [0, 2, 1, 0, 2, 0] && packed.times == [0, 0, 0, 1, 1, 2])
  }

  @Test func `every step is found again, and mirrored within its sequence`() {
    #expect(packed.places.indices.allSatisfy { packed.steps[Int(packed.places[$0])] == $0 })
    // a1 ↔ a3, a2 stays, b1 stays, c1 ↔ c2.
    let mirrored = packed.mirrored.map { packed.steps[Int($0)] }
    #expect(mirrored == [2, 5, 3, 1, 4, 0])
  }

  @Test func `ends are those of the sequences that have a step`() {
    #expect(packed.sequences == [0, 1, 3])
    #expect(packed.firsts.map { packed.steps[Int($0)] } == [0, 3, 4])
    #expect(packed.lasts.map { packed.steps[Int($0)] } == [2, 3, 5])
  }

  @Test func `nothing packs to nothing`() {
    for offsets in [[0], [0, 0, 0]] {
      let empty = PackedSteps(offsets: offsets)
      #expect(empty.counts.isEmpty && empty.steps.isEmpty && empty.sequences.isEmpty)
    }
  }
}
