/// What a split is asked to be: everything but the data. Equal data and an equal recipe give an
/// equal split.
public struct SplitRecipe: Sendable, Equatable {
  public var kind: SplitKind
  /// What is shown to a model and left out of the ranking of a test user. Users who are held out
  /// whole have no validation part of their own, so that for them the two masks are one.
  public var mask: SplitMask
  /// Shortest history that is used at all, and that is divided.
  public var minimum: Int
  /// Seed of every draw.
  public var seed: UInt64

  public init(
    _ kind: SplitKind = .strong(), mask: SplitMask? = nil, minimum: Int = 5, seed: UInt64 = 98765
  ) {
    self.kind = kind
    self.mask = mask ?? (kind.holdsOutUsers ? .train : .trainAndValidation)
    self.minimum = minimum
    self.seed = seed
  }
}

/// How many users are held out for validation, and as many again for test.
public enum HeldOut: Sendable, Equatable, LosslessStringConvertible {
  case users(Int)
  /// A share of all users, rounded down but at least one.
  case share(Double)

  /// The number for a population of `users`.
  public func count(of users: Int) -> Int {
    switch self {
    case .users(let count): return count
    case .share(let share): return max(1, Int(share * Double(users)))
    }
  }

  /// A count or a share, as `description` writes them.
  public init?(_ text: String) {
    if let users = Int(text) {
      self = .users(users)
    } else if let share = Double(text) {
      self = .share(share)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .users(let users): "\(users)"
    case .share(let share): "\(share)"
    }
  }
}

/// What is known of a test user when the catalogue is ranked: it is fed to the model and its items
/// are left out of the ranking.
public enum SplitMask: String, Sendable, Equatable, CaseIterable, Codable {
  /// The training part. Items of the validation part are ranked and count as misses.
  case train
  /// The training and the validation part.
  case trainAndValidation = "train+valid"
}

/// The order in which a ratio split divides a history.
public enum SplitOrder: String, Sendable, Equatable, CaseIterable, Codable {
  case random, time
}

/// The protocols by which data are divided.
public enum SplitKind: Sendable, Equatable {
  /// Users are held out, validation and test users each as many as said; a held-out user hides the
  /// share `foldIn` of the history (Liang et al., WWW 2018).
  case strong(heldOut: HeldOut = .share(0.1), foldIn: Double = 0.2)
  /// Users are dealt into `folds` equal parts; part `fold` is the test users, the next one the
  /// validation users. A held-out user hides the share `foldIn`.
  case kFold(folds: Int, fold: Int, foldIn: Double = 0.2)
  /// Two cuts in time, the same for everybody: the last `test` of all interactions are test, the
  /// `validation` before them validation, what came earlier training.
  case globalTime(validation: Double = 0.1, test: Double = 0.1)
  /// Every user's last interaction is test, the one before validation.
  case leaveLastOut
  /// Of every user's history the share `test` is test and the share `validation` validation, drawn
  /// at random or the latest.
  case ratio(validation: Double = 0.1, test: Double = 0.2, order: SplitOrder = .random)

  /// Word for the kind, as options and files write it.
  public var word: String {
    switch self {
    case .strong: "strong"
    case .kFold: "kfold"
    case .globalTime: "global-time"
    case .leaveLastOut: "loo"
    case .ratio: "ratio"
    }
  }

  /// Every word.
  public static let words = ["strong", "global-time", "loo", "ratio", "kfold"]

  /// Whether validation and test users are strangers to the model, rather than training users of
  /// whom a later part is asked.
  public var holdsOutUsers: Bool {
    switch self {
    case .strong, .kFold: true
    case .globalTime, .leaveLastOut, .ratio: false
    }
  }

  /// Whether it takes the times of the interactions to make the split.
  public var needsTimes: Bool {
    switch self {
    case .globalTime, .leaveLastOut, .ratio(_, _, order: .time): true
    case .strong, .kFold, .ratio: false
    }
  }

  /// What is wrong with the numbers, or `nil`.
  public var complaint: String? {
    func isShare(_ share: Double) -> Bool { share > 0 && share < 1 }
    switch self {
    case .strong(_, let foldIn):
      return isShare(foldIn) ? nil : "a share of \(foldIn) cannot be hidden"
    case .kFold(let folds, let fold, let foldIn):
      guard folds >= 3 else { return "\(folds) folds; at least 3 are needed" }
      guard fold >= 0, fold < folds else { return "fold \(fold) of folds 0…\(folds - 1)" }
      return isShare(foldIn) ? nil : "a share of \(foldIn) cannot be hidden"
    case .globalTime(let validation, let test), .ratio(let validation, let test, _):
      let fits = validation >= 0 && isShare(test) && validation + test < 1
      return fits
        ? nil : "shares of \(validation) for validation and \(test) for test leave nothing"
    case .leaveLastOut: return nil
    }
  }
}
