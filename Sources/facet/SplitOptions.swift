public import ArgumentParser
public import Datasets

/// How the data of a store are divided. `facet data split`, `facet train` and `facet evaluate` take
/// the same options.
struct SplitOptions: ParsableArguments {
  @Option(
    name: [.customLong("split-kind"), .customLong("kind")],
    help: ArgumentHelp(
      "strong (users held out), kfold (in folds), global-time, loo (leave last out) or ratio.",
      valueName: "kind"))
  var kind: String?

  @Option(help: "kfold: number of folds.")
  var folds = 5

  @Option(help: "kfold: the fold whose users are test users, from 0; the next one validates.")
  var fold = 0

  @Option(
    help: ArgumentHelp("global-time, ratio: share for validation.", valueName: "share"))
  var validShare = 0.1

  @Option(help: ArgumentHelp("global-time, ratio: share for test.", valueName: "share"))
  var testShare = 0.1

  @Option(help: "ratio: random, or the latest by time.")
  var order = SplitOrder.random

  @Option(
    help: ArgumentHelp(
      "What is shown of test users and left out of their ranking: train or train+valid.",
      valueName: "parts"))
  var mask: SplitMask?

  func validate() throws {
    if let kind, !SplitKind.words.contains(kind) {
      throw ValidationError(
        "no split \(kind); there are \(SplitKind.words.joined(separator: ", "))")
    }
    if let complaint = splitKind(heldOut: .share(0.1), foldIn: 0.2).complaint {
      throw ValidationError("the split: \(complaint)")
    }
    if mask == .trainAndValidation, splitKind(heldOut: .share(0.1), foldIn: 0.2).holdsOutUsers {
      throw ValidationError("held-out users have no validation part of their own to mask")
    }
  }

  /// The options as they are written, defaults left out.
  var words: [String] {
    var words: [String] = []
    if let kind { words += ["--split-kind", kind] }
    if kind == "kfold" { words += ["--folds", "\(folds)", "--fold", "\(fold)"] }
    if validShare != 0.1 { words += ["--valid-share", "\(validShare)"] }
    if testShare != 0.1 { words += ["--test-share", "\(testShare)"] }
    if order != .random { words += ["--order", order.rawValue] }
    if let mask { words += ["--mask", mask.rawValue] }
    return words
  }

  /// The kind with its numbers; strong generalisation when none was named.
  func splitKind(heldOut: HeldOut, foldIn: Double) -> SplitKind {
    switch kind {
    case "kfold": .kFold(folds: folds, fold: fold, foldIn: foldIn)
    case "global-time": .globalTime(validation: validShare, test: testShare)
    case "loo": .leaveLastOut
    case "ratio": .ratio(validation: validShare, test: testShare, order: order)
    default: .strong(heldOut: heldOut, foldIn: foldIn)
    }
  }
}

extension SplitOrder: ExpressibleByArgument {}
extension SplitMask: ExpressibleByArgument {}

extension HeldOut {
  /// A count of users or a share of them, as a person may ask for: `500`, `0.1`.
  init(text: String) throws {
    switch HeldOut(text) {
    case .users(let users) where users > 0: self = .users(users)
    case .share(let share) where share > 0 && share < 0.5: self = .share(share)
    default:
      throw ValidationError("held-out users are a count or a share below 0.5, not \(text)")
    }
  }
}
