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

  @Option(
    help: ArgumentHelp(
      "strong: users held out for validation, and as many for test: a number, or a share.",
      valueName: "number"),
    transform: HeldOut.init(text:))
  var heldOut: HeldOut = .share(0.1)

  @Option(
    help: ArgumentHelp(
      "strong, kfold: share of a held-out history that is hidden.", valueName: "share"))
  var hidden = 0.2

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
    if let complaint = splitKind.complaint { throw ValidationError("the split: \(complaint)") }
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
    if heldOut != .share(0.1) { words += ["--held-out", "\(heldOut)"] }
    if hidden != 0.2 { words += ["--hidden", "\(hidden)"] }
    return words
  }

  /// The kind with its numbers; strong generalisation when none was named.
  var splitKind: SplitKind {
    switch kind {
    case "kfold": .kFold(folds: folds, fold: fold, foldIn: hidden)
    case "global-time": .globalTime(validation: validShare, test: testShare)
    case "loo": .leaveLastOut
    case "ratio": .ratio(validation: validShare, test: testShare, order: order)
    default: .strong(heldOut: heldOut, foldIn: hidden)
    }
  }

  /// The whole recipe.
  func recipe(minimum: Int, seed: UInt64) throws -> SplitRecipe {
    guard minimum > 0 else {
      throw ValidationError("the shortest history has at least 1 item, not \(minimum)")
    }
    guard mask != .trainAndValidation || !splitKind.holdsOutUsers else {
      throw ValidationError("held-out users have no validation part of their own to mask")
    }
    return SplitRecipe(splitKind, mask: mask, minimum: minimum, seed: seed)
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
