import Models
import Tensors
import Testing
import Training

/// Successive halving: the rungs, and who goes on.
@Suite struct HalvingTests {
  @Test func `27 trials of 81 epochs have the rungs of the paper`() {
    // Li et al. 2018, table 1, the bracket of s = 3.
    let rungs = Halving(trials: 27, epochs: 81, keep: 3).rungs
    #expect(rungs.map(\.trials) == [27, 9, 3, 1])
    #expect(rungs.map(\.epochs) == [3, 9, 27, 81])
  }

  @Test func `few trials and few epochs have few rungs`() {
    let six = Halving(trials: 6, epochs: 50, keep: 3).rungs
    #expect(six.map(\.trials) == [6, 2] && six.map(\.epochs) == [17, 50])
    let short = Halving(trials: 100, epochs: 2, keep: 3).rungs
    #expect(short.map(\.trials) == [100] && short.map(\.epochs) == [2])
    #expect(Halving(trials: 1, epochs: 9, keep: 3).rungs.map(\.epochs) == [9])
  }

  @Test func `the best go on, the failed never, ties by number`() {
    let halving = Halving(trials: 9, epochs: 9, keep: 3)
    let scores: [Double?] = [0.5, nil, 0.7, 0.5, 0.9, 0.1, 0.2, 0.5, nil]
    let below = scores.enumerated().map {
      Observation(trial: $0.offset, positions: [], score: $0.element)
    }
    #expect(halving.promoted(to: 1, from: below) == [0, 2, 4])
  }

  @Test func `a search halves rung by rung`() throws {
    let search = KnownFunction.search(.halving, trials: 27, seed: 1)
    // The order among trials turns round after the first rung.
    func score(_ trial: Int, _ epochs: Int) -> Double? {
      epochs == 3 ? Double(trial) : -Double(trial)
    }
    let waves = (0..<5).map { search.wave($0, score: score) }
    #expect(waves[0]?.map(\.trial) == Array(0..<27) && waves[0]?.first?.epochs == 3)
    #expect(waves[1]?.map(\.trial) == Array(18..<27) && waves[1]?.first?.epochs == 9)
    #expect(waves[2]?.map(\.trial) == [18, 19, 20] && waves[3]?.map(\.trial) == [18])
    #expect(waves[3]?.first?.epochs == 81 && waves[4] == nil)
    #expect(waves[1]?.first?.positions == waves[0]?[18].positions)
  }
}
