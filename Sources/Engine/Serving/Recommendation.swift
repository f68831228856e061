public import Datasets

/// What is asked: whose history, how it is steered, and which items may be answered.
public struct Query: Sendable {
  /// What the model reads.
  public var history: [ItemIndex]
  /// How much items of the history count, where not 1.
  public var weights: [ItemIndex: Float] = [:]
  /// The session of every item, from 0 for the oldest, for a model that reads order; an item that is
  /// not named came last.
  public var steps: [ItemIndex: Int32] = [:]
  /// Items somebody has that the model does not read.
  public var ignored: [ItemIndex] = []
  public var k: Int
  public var steering = Steering()
  public var exclude: [ItemIndex] = []
  public var filters: [AttributeFilter] = []
  /// Rules about the list.
  var rules = RankingRules()
  /// Rules and overrides that a session brings and the request does not say.
  var inherited: Set<RuleName> = []
  /// Whether items of the history may be answered.
  public var includesSeen = false
  public var explains = false
  public var compares = false

  public init(history: [ItemIndex], k: Int) {
    self.history = history
    self.k = k
  }

  /// A query from a person's history as a request has it.
  init(_ history: PersonHistory, k: Int) {
    self.init(history: history.items, k: k)
    (weights, steps, ignored) = (history.weights, history.steps, history.ignored)
  }
}

/// What is answered.
public struct Recommendation: Sendable {
  /// Best first.
  public var items: [RankedItem]
  /// Against the same query without steering; `nil` when it was not asked for.
  public var difference: Difference?
  /// Elements of the code that were cut at their bound, with the bound.
  public var clamped: [String]
  /// The rules that changed the list.
  var rules: [ActedRule] = []
}

/// An item of an answer.
public struct RankedItem: Sendable {
  public var item: ItemIndex
  /// Log of the unnormalised probability, with what rules have added; only differences within one
  /// answer mean something.
  public var score: Float
  public var reasons: Reasons?
  /// What each rule added to the score, when reasons are asked for.
  var added: [(rule: RuleName, amount: Float)] = []
  /// Its rank before diversity, when reasons are asked for and there is some.
  var rankByScore: Int?
}

/// Why an item is where it is.
public struct Reasons: Sendable {
  /// Each concept's share in the item's probability, in the order of the concepts; they sum to one.
  /// Empty for a model without concepts.
  public var concepts: [Double]
  /// The history items that hold it up most: how far the score falls when the history is encoded
  /// without them, largest first.
  public var history: [(item: ItemIndex, drop: Float)]
}

/// What steering changed.
public struct Difference: Sendable, Equatable {
  /// In the list now and not before, and the other way round, each in order of rank.
  public var entered: [ItemIndex] = []
  public var left: [ItemIndex] = []
  /// In both at another rank: item, rank before, rank now (from 1), in order of the new rank.
  public var moved: [Move] = []

  public struct Move: Sendable, Equatable {
    public var item: ItemIndex
    public var before: Int
    public var now: Int
  }

  /// The difference of two lists that begin at the same rank.
  init(before: [ItemIndex], now: [ItemIndex], from first: Int = 1) {
    let old = Dictionary(uniqueKeysWithValues: before.enumerated().map { ($1, $0 + first) })
    let new = Set(now)
    entered = now.filter { old[$0] == nil }
    left = before.filter { !new.contains($0) }
    moved = now.enumerated().compactMap { rank, item in
      guard let was = old[item], was != rank + first else { return nil }
      return Move(item: item, before: was, now: rank + first)
    }
  }
}
