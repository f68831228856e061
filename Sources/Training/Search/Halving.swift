// Successive halving: K. Jamieson, A. Talwalkar, "Non-stochastic Best Arm Identification and
// Hyperparameter Optimization", AISTATS 2016; the rungs as in L. Li et al., "Hyperband", JMLR 2018,
// algorithm 1, one bracket.
//
//   s = ⌊log_η n⌋;   rung i of 0 … s:  the best ⌊n / η^i⌋ trials reach ⌈R / η^(s−i)⌉ epochs
//
// n trials, R epochs at most, η the share that is kept. A promoted trial goes on from where it
// stood, so the whole costs about (s + 1)·n·R/η^s epochs instead of n·R.

/// Which trials get how many epochs.
public struct Halving: Sendable, Equatable {
  /// A rung: how many trials reach it, and the epochs they have then.
  public struct Rung: Sendable, Equatable {
    public let trials: Int
    public let epochs: Int
  }

  /// The rungs, lowest first.
  public let rungs: [Rung]

  /// The rungs for `trials` trials of at most `epochs` epochs, of which one in `keep` goes on.
  /// Traps on nothing to halve.
  public init(trials: Int, epochs: Int, keep: Int) {
    precondition(trials > 0 && epochs > 0 && keep > 1, "halving: \(trials), \(epochs), \(keep)")
    var top = 0
    var shares = [1]
    // No rung below one epoch: it could not be told from the next.
    while let last = shares.last, last * keep <= min(trials, epochs) {
      shares.append(last * keep)
      top += 1
    }
    rungs = (0...top).map { i in
      let divisor = shares[top - i]
      return Rung(trials: trials / shares[i], epochs: (epochs + divisor - 1) / divisor)
    }
  }

  /// The trials that reach a rung, given those of the rung below with their scores there; in order
  /// of number.
  public func promoted(to rung: Int, from below: [Observation]) -> [Int] {
    ranked(below).prefix(rungs[rung].trials).map(\.trial).sorted()
  }
}
