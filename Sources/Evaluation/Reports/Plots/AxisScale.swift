import Foundation

/// A map from values to pixels, with ticks at numbers that people like (Heckbert, "Nice numbers for
/// graph labels", Graphics Gems 1990: multiples of 1, 2 or 5 times a power of ten).
struct AxisScale {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let from: Double
  private let to: Double
  private let isLogarithmic: Bool
  private let decimals: Int

  /// A linear scale over all of `values`, stretched to ticks. Equal values get room around them.
  init(_ values: [Double], from: Double, to: Double, includesZero: Bool = false, count: Int = 5) {
    let finite = values.filter(\.isFinite) + (includesZero ? [0] : [])
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if low == high {
      let room = low == 0 ? 1 : abs(low) * 0.5
      (low, high) = (low - (includesZero && low >= 0 ? 0 : room), high + room)
    }
    let step = Self.nice((high - low) / Double(count))
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    self.low = first * step
    self.high = last * step
    self.from = from
    self.to = to
    isLogarithmic = false
    decimals = max(0, Int(-log10(step).rounded(.down)))
  }

  /// A logarithmic scale with ticks at given positive values.
  init(ticks: [Double], from: Double, to: Double) {
    self.ticks = ticks
    let low = ticks.min() ?? 1
    self.low = low
    high = max(ticks.max() ?? 10, low * 1.0001)
    self.from = from
    self.to = to
    isLogarithmic = true
    decimals = 0
  }

  /// Where a value stands, pixels.
  func position(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? log(max(value, low) / low) / log(high / low) : (value - low) / (high - low)
    return from + (to - from) * share
  }

  /// A tick as text, as many decimals as the step has.
  func label(_ tick: Double) -> String {
    isLogarithmic
      ? Figures.short(tick)
      : abs(tick) >= 10_000 ? Figures.grouped(Int(tick.rounded())) : Figures.fixed(tick, decimals)
  }

  /// The nearest of 1, 2, 5, 10 times a power of ten at or above a step.
  private static func nice(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    let rest = step / power
    return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10)
  }
}
