// Rearrangements by hand.
import Testing

@testable import Tensors

struct SlicesTests {
  static let x = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])

  @Test func `columns are cut out and put back`() {
    let cut = Self.x.columns(1..<3)
    #expect(cut == Tensor(shape: [2, 2], scalars: [2, 3, 5, 6]))
    #expect(
      cut.widened(to: [2, 3], at: 1..<3)
        == Tensor(shape: [2, 3], scalars: [0, 2, 3, 0, 5, 6]))
    #expect(Self.x.columns(1..<1).shape == [2, 0])
  }

  @Test func `transposing twice changes nothing`() {
    #expect(Self.x.transposed() == Tensor(shape: [3, 2], scalars: [1, 4, 2, 5, 3, 6]))
    #expect(Self.x.transposed().transposed() == Self.x)
  }

  @Test func `rows are taken in the order asked for, more than once`() {
    let taken = Self.x.selectingRows([1, 0, 1])
    #expect(taken == Tensor(shape: [3, 3], scalars: [4, 5, 6, 1, 2, 3, 4, 5, 6]))
    #expect(
      taken.scatteringRows([1, 0, 1], into: [2, 3])
        == Tensor(shape: [2, 3], scalars: [1, 2, 3, 8, 10, 12]))
  }

  @Test func `elementwise operations by hand`() {
    let y = Tensor(shape: [2, 3], repeating: 2)
    #expect((Self.x + y).scalars == [3, 4, 5, 6, 7, 8])
    #expect((Self.x - y).scalars == [-1, 0, 1, 2, 3, 4])
    #expect((Self.x * y).scalars == [2, 4, 6, 8, 10, 12])
    #expect((Self.x * 0.5).scalars == [0.5, 1, 1.5, 2, 2.5, 3])
    #expect(
      Self.x.addingRow(Tensor(shape: [3], scalars: [1, 0, -1])).scalars == [2, 2, 2, 5, 5, 5])
    #expect(
      Self.x.scalingRows(Tensor(shape: [2], scalars: [1, 2])).scalars == [1, 2, 3, 8, 10, 12])
  }
}
