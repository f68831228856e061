import Testing

@testable import Evaluation

@Suite struct AxisScaleTests {
  @Test func `ticks are multiples of one, two or five and cover the values`() {
    let scale = AxisScale([0.13, 0.58], from: 0, to: 100)
    #expect(scale.ticks.map(scale.label) == ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"])
    #expect(scale.position(scale.low) == 0 && scale.position(scale.high) == 100)
    let wide = AxisScale([0, 23_000], from: 100, to: 0)
    #expect(wide.ticks.map(wide.label) == ["0", "5000", "10,000", "15,000", "20,000", "25,000"])
    #expect(wide.position(0) == 100)
  }

  @Test func `equal and absent values have a scale too`() {
    for values in [[], [0.5], [0, 0], [-2, -2]] as [[Double]] {
      let scale = AxisScale(values, from: 0, to: 10)
      #expect(scale.ticks.count > 1 && scale.low < scale.high)
    }
  }

  @Test func `a logarithmic scale gives equal factors equal room`() {
    let scale = AxisScale(ticks: [1, 10, 100], from: 0, to: 200)
    #expect(scale.position(1) == 0 && scale.position(100) == 200)
    #expect(abs(scale.position(10) - 100) < 1e-9)
    #expect(scale.ticks.map(scale.label) == ["1", "10", "100"])
  }
}
