import Tensors

/// What a split lets a model know that it could not know in service, in numbers.
///
/// An interaction of the test part *leaks* when training knows something later. Where it is the
/// same user's later interaction, a model is asked for the past of somebody whose future it has
/// seen; where it is anybody's, the model knows fashions that had not come yet. A split by global
/// time has neither; leave-last-out has the second by construction.
public struct LeakReport: Sendable, Equatable, Codable {
  /// Interactions set aside for test, those with items that training does not know included.
  public var testEvents: Int
  /// Test interactions earlier than the last training interaction of anybody; `nil` when the times
  /// were not read.
  public var beforeTraining: Int?
  /// Test interactions earlier than a training interaction of the same user; `nil` when the times
  /// were not read.
  public var beforeOwnTraining: Int?
  /// Test interactions with items that no training user has; they cannot be found and are left out.
  public var unseenItemEvents: Int
  /// Distinct items of those.
  public var unseenItems: Int
  /// Users with test interactions.
  public var testUsers: Int
  /// Users with test interactions and no training history. In a split that holds users out these
  /// are all; in the others they cannot be measured and are left out.
  public var unseenUsers: Int

  public init(
    testEvents: Int, beforeTraining: Int?, beforeOwnTraining: Int?, unseenItemEvents: Int,
    unseenItems: Int, testUsers: Int, unseenUsers: Int
  ) {
    self.testEvents = testEvents
    self.beforeTraining = beforeTraining
    self.beforeOwnTraining = beforeOwnTraining
    self.unseenItemEvents = unseenItemEvents
    self.unseenItems = unseenItems
    self.testUsers = testUsers
    self.unseenUsers = unseenUsers
  }
}

/// The part of a split that an interaction belongs to.
enum SplitPart: UInt8 {
  case train, validation, test
  /// Shown by a user who is held out.
  case shown
}

extension LeakReport {
  /// Counts the leaks of an assignment of every interaction to a part. O(entries).
  init(_ source: OrderedHistories, parts: [SplitPart]) {
    self.init(
      testEvents: 0, beforeTraining: source.times == nil ? nil : 0,
      beforeOwnTraining: source.times == nil ? nil : 0, unseenItemEvents: 0, unseenItems: 0,
      testUsers: 0, unseenUsers: 0)
    var isKnown = [Bool](repeating: false, count: source.itemCount)
    var isUnseen = isKnown
    var lastTraining = Int64.min
    let histories = source.histories
    for (e, part) in parts.enumerated() where part == .train {
      isKnown[Int(histories.indices[e])] = true
      if let times = source.times { lastTraining = max(lastTraining, times[e]) }
    }
    for row in 0..<histories.rows {
      let entries = histories.offsets[row]..<histories.offsets[row + 1]
      let test = entries.filter { parts[$0] == .test }
      guard !test.isEmpty else { continue }
      let training = entries.filter { parts[$0] == .train }
      testUsers += 1
      testEvents += test.count
      if training.isEmpty { unseenUsers += 1 }
      for e in test where !isKnown[Int(histories.indices[e])] {
        unseenItemEvents += 1
        isUnseen[Int(histories.indices[e])] = true
      }
      guard let times = source.times else { continue }
      let own = training.reduce(Int64.min) { max($0, times[$1]) }
      beforeTraining = (beforeTraining ?? 0) + test.count { times[$0] < lastTraining }
      beforeOwnTraining = (beforeOwnTraining ?? 0) + test.count { times[$0] < own }
    }
    unseenItems = isUnseen.count { $0 }
  }
}
