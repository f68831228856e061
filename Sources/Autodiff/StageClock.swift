/// Where the time of a pass goes: seconds by stage, in the order in which stages were first met. A
/// stage measured inside another is taken out of the outer one, so the seconds add up.
public final class StageClock {
  /// A stage and its seconds so far.
  public struct Stage: Sendable, Equatable {
    public let name: String
    public var seconds: Double
  }

  public private(set) var stages: [Stage] = []
  private var inner: [Double] = []

  public init() {}

  /// Runs a piece of work and adds its time to a stage.
  public func measure<Result, Fault: Error>(
    _ name: String, _ body: () throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    inner.append(0)
    defer {
      let total = (clock.now - start) / .seconds(1)
      add(name, total - (inner.popLast() ?? 0))
      if !inner.isEmpty { inner[inner.count - 1] += total }
    }
    return try body()
  }

  private func add(_ name: String, _ seconds: Double) {
    if let index = stages.firstIndex(where: { $0.name == name }) {
      stages[index].seconds += seconds
    } else {
      stages.append(Stage(name: name, seconds: seconds))
    }
  }
}
