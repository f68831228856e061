import Datasets
public import Evaluation
import Foundation
import Store
import Tensors

/// On whom something was measured, for the reader of a report.
public struct MeasuredScope: Sendable, Equatable, Codable {
  /// `test` or `validation`.
  public let part: String
  /// Fingerprint of the split.
  public let fingerprint: String
  /// Where the users came from: a folder of split files, or the store and its seed.
  public let source: String
  /// Users measured, and held-out users who have nothing to find.
  public let users: Int
  public let usersWithoutTargets: Int
  /// Items ranked for every user, visible ones left out.
  public let items: Int
  public let trainingUsers: Int
  /// The protocol in words (`SplitKind`), and which parts are left out of a user's ranking.
  public let kind: String
  public let mask: String
  /// What the split gives away, where it was counted, and what to beware of.
  public let leaks: String?
  public let warning: String?

  init(
    part: EvaluationJob.Part, split: Split, source: String, users: Int,
    usersWithoutTargets: Int
  ) {
    self.part = part.rawValue
    fingerprint = split.fingerprint
    self.source = source
    self.users = users
    self.usersWithoutTargets = usersWithoutTargets
    items = split.items.count
    trainingUsers = split.train.rows
    kind = "\(split.kind)"
    mask = split.mask.rawValue
    leaks = split.leaks?.brief
    warning = split.kind.warning
  }

  /// `60 test users, 400 items ranked in full`.
  public var sentence: String {
    let skipped =
      usersWithoutTargets == 0
      ? "" : "; \(Figures.grouped(usersWithoutTargets)) without targets left out"
    return "\(Figures.grouped(users)) \(part) users, \(Figures.grouped(items)) items ranked in full"
      + skipped
  }

  /// The facts at the end of a report. `command` is what was typed, `version` the program's.
  public func provenance(command: String, version: String) -> [Report.Fact] {
    [
      Report.Fact("command", command),
      Report.Fact("facet", version),
      Report.Fact("BLAS", "\(Processor.blasConfiguration), kernels \(Processor.blasCore)"),
      Report.Fact("threads", "\(Parallel.threads)"),
      Report.Fact("store", "schema \(InteractionStore.schemaVersion)"),
      Report.Fact("data fingerprint", fingerprint),
      Report.Fact("users from", source),
      Report.Fact("split", kind),
      Report.Fact("left out of the ranking", mask),
      Report.Fact("leaks", [leaks, warning].compactMap { $0 }.joined(separator: "; ")),
      Report.Fact("candidates", "the whole catalogue, ties to the lower column"),
      Report.Fact(
        "users",
        "\(users) \(part) users measured, \(usersWithoutTargets) without targets, "
          + "\(trainingUsers) training users"),
    ].filter { !$0.value.isEmpty }
  }
}
