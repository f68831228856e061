extension LeakReport {
  /// The report in sentences, one a line of output.
  public var sentences: [String] {
    var sentences: [String] = []
    if let beforeTraining, let beforeOwnTraining {
      sentences.append(
        "\(beforeTraining) of \(testEvents) test events precede training events, "
          + "\(beforeOwnTraining) of them training events of the same user")
    } else {
      sentences.append("the times of \(testEvents) test events were not read")
    }
    sentences.append(
      "\(unseenItemEvents) test events with \(unseenItems) items unseen in training left out")
    sentences.append("\(unseenUsers) of \(testUsers) test users unseen in training")
    return sentences
  }

  /// The report in one line.
  public var brief: String {
    let early = beforeTraining.map { "\($0) of \(testEvents) test events precede training" }
    return [
      early ?? "times not read", "\(unseenItems) test items unseen",
      "\(unseenUsers) of \(testUsers) test users unseen",
    ].joined(separator: ", ")
  }
}

extension SplitKind {
  /// What to beware of in results of this kind; `nil` when there is nothing.
  public var warning: String? {
    switch self {
    case .leaveLastOut:
      "leave-last-out leaks: training holds interactions of others that are later than a user's "
        + "last one, so results are higher than in service; global-time has no such leak"
    case .ratio(_, _, order: .random):
      "a random ratio leaks: training holds later interactions of the same user"
    case .ratio(_, _, order: .time):
      "a ratio by time leaks: training holds interactions of others that are later"
    case .strong, .kFold, .globalTime: nil
    }
  }
}
