public import Datasets
import Tensors

/// The same metrics by groups of users: whom a model serves well and whom it does not.
public struct Breakdown: Sendable, Equatable, Codable {
  /// One group.
  public struct Group: Sendable, Equatable, Codable {
    public let name: String
    public let metrics: [MetricSummary]

    /// Users measured in it.
    public var users: Int { metrics.first?.users ?? 0 }
  }

  /// What users are grouped by: an attribute, or `activity`.
  public let attribute: String
  /// Groups that have a measured user, in the order of `UserGroups`.
  public let groups: [Group]

  /// Summaries of a result by group; a user of several groups counts in each. O(users · metrics).
  public init(_ result: EvaluationResult, by groups: UserGroups) {
    attribute = groups.attribute
    self.groups = groups.names.enumerated().compactMap { number, name in
      let members = result.users.indices.filter {
        groups.groupsOfUser[result.users[$0]]?.contains(number) ?? false
      }
      guard !members.isEmpty else { return nil }
      return Group(
        name: name,
        metrics: zip(result.metrics, result.values).map { metric, values in
          MetricSummary(name: metric, values: members.map { values[$0] })
        })
    }
  }
}

/// Which users belong to which groups.
public struct UserGroups: Sendable, Equatable {
  /// The word for groups by length of the visible history.
  public static let activity = "activity"
  /// Most distinct numbers that are groups of their own.
  private static let mostNumbers = 12

  public let attribute: String
  public let names: [String]
  fileprivate let groupsOfUser: [UserID: [Int]]

  private init(_ attribute: String, _ names: [String], _ groupsOfUser: [UserID: [Int]]) {
    self.attribute = attribute
    self.names = names
    self.groupsOfUser = groupsOfUser
  }

  /// Quarters of the users by how much they show, from the least active.
  public init(activityOf held: FoldIn) {
    self = Self.quarters(
      Self.activity, held.users, held.users.indices.map { Double(held.visible.count($0)) })
  }

  /// Groups by the values of an attribute over `users`: a group a value, in the order of the
  /// values, and `(none)`. Numbers with more than twelve distinct values are cut into quarters.
  /// O(users log users).
  public init(_ users: [UserID], _ column: AttributeColumn) {
    precondition(
      column.rows == users.count, "groups: \(column.rows) rows for \(users.count) users")
    let values = Set(column.values).sorted { $0.precedes($1) }
    if column.kind == .numeric, values.count > Self.mostNumbers {
      let numbers: [Double?] = users.indices.map { row in
        guard case .number(let number)? = column.row(row).first else { return nil }
        return number
      }
      self = Self.quarters(column.name, users, numbers)
      return
    }
    let number = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    self.init(
      column.name, values.map(\.text) + ["(none)"],
      Dictionary(
        users.enumerated().map { row, user in
          let own = column.row(row).compactMap { number[$0] }
          return (user, own.isEmpty ? [values.count] : own)
        }, uniquingKeysWith: { first, _ in first }))
  }

  /// Quarters of the users by a number, named by their ranges; without one `(none)`. Equal numbers
  /// stay together, so quarters may be uneven.
  private static func quarters(
    _ attribute: String, _ users: [UserID], _ numbers: [Double?]
  ) -> UserGroups {
    let sorted = numbers.compactMap(\.self).sorted()
    let cuts = sorted.isEmpty ? [] : (1...3).map { sorted[$0 * sorted.count / 4] }
    func quarter(_ number: Double) -> Int { cuts.count { $0 <= number } }
    let names = (0..<4).map { place in
      let own = sorted.filter { quarter($0) == place }
      guard let first = own.first, let last = own.last else { return "(empty)" }
      let (low, high) = (AttributeValue.number(first).text, AttributeValue.number(last).text)
      return low == high ? low : "\(low) to \(high)"
    }
    return UserGroups(
      attribute, names + ["(none)"],
      Dictionary(
        zip(users, numbers).map { ($0, [$1.map(quarter) ?? 4]) },
        uniquingKeysWith: { first, _ in first }))
  }
}

extension AttributeValue {
  /// Numbers by size, then words byte by byte.
  fileprivate func precedes(_ other: AttributeValue) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)): a < b
    case (.number, .word): true
    case (.word, .number): false
    case (.word(let a), .word(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }
}
