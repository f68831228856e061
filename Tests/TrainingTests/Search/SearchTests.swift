import Models
import Tensors
import Testing
import Training

/// Searches as waves of trials: defaults first, the same trials in any order, everything covered.
@Suite struct SearchTests {
  @Test(arguments: SearchMethod.allCases) func `the defaults come first`(_ method: SearchMethod) {
    let first = KnownFunction.search(method, trials: 12, seed: 1).wave(0) { _, _ in nil }
    #expect(first?.first?.trial == 0 && first?.first?.positions == nil)
    #expect(first?.dropFirst().allSatisfy { $0.positions?.count == 4 } == true)
  }

  @Test(arguments: SearchMethod.allCases)
  func `the same key gives the same trials, another key others`(_ method: SearchMethod) {
    func scores(_ seed: UInt64, backwards: Bool = false) -> [Double] {
      KnownFunction.run(
        KnownFunction.search(method, trials: 25, seed: seed), order: { backwards ? -$0 : $0 })
    }
    #expect(scores(1) == scores(1, backwards: true))
    #expect((scores(1) == scores(2)) == (method == .grid))
  }

  @Test(arguments: [SearchMethod.random, .halving])
  func `more trials leave the earlier ones as they are`(_ method: SearchMethod) {
    let few = KnownFunction.search(method, trials: 9, seed: 4).wave(0) { _, _ in nil }
    let many = KnownFunction.search(method, trials: 30, seed: 4).wave(0) { _, _ in nil }
    #expect(few?.map(\.positions) == many?.prefix(9).map(\.positions))
  }

  @Test func `a grid covers every combination once`() throws {
    let ranges = [
      SearchRange("a", .real(1, 100, log: true)), SearchRange("b", .choice(["x", "y"])),
      SearchRange("c", .integer(1, 3)), SearchRange("d", .integer(0, 100)),
    ]
    let search = Search(
      .grid, ranges, defaults: [0, 0, 0, 0], trials: 1, epochs: 1, key: RandomKey(seed: 1))
    let wave = try #require(search.wave(0) { _, _ in nil })
    #expect(wave.count == 1 + 3 * 2 * 3 * 3 && search.trials == wave.count)
    let points = wave.compactMap(\.positions).map { positions in
      zip(ranges, positions).map { $0.value(at: $1) }
    }
    #expect(Set(points).count == 54)
    #expect(Set(points.map { $0[0] }) == [1.0, 10.0, 100.0])
    #expect(Set(points.map { $0[2] }) == [1, 2, 3])
    #expect(Set(points.map { $0[3] }) == [0, 50, 100])
    #expect(search.wave(1) { _, _ in nil } == nil)
  }

  @Test func `without ranges there are the defaults alone`() {
    for method in SearchMethod.allCases {
      let search = Search(
        method, [], defaults: [], trials: 20, epochs: 9, key: RandomKey(seed: 1))
      #expect(search.trials == 1)
      #expect(search.wave(0) { _, _ in nil }?.map(\.trial) == [0])
    }
  }

  @Test func `a generation looks at the trials before it and not at its own`() throws {
    let search = KnownFunction.search(.tpe, trials: 18, seed: 3)
    var asked: Set<Int> = []
    let wave = try #require(
      search.wave(1) { trial, _ in
        asked.insert(trial)
        return Double(trial)
      })
    #expect(wave.map(\.trial) == [10, 11, 12, 13])
    #expect(asked == Set(0..<10))
    #expect(search.wave(2) { trial, _ in Double(trial) }?.map(\.trial) == [14, 15, 16, 17])
    #expect(search.wave(3) { trial, _ in Double(trial) } == nil)
  }
}
