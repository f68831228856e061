import Datasets
import Store

/// Whose taste is asked for: a user of the store, or somebody unseen with a history of their own.
struct Person: Sendable {
  /// The id, or `-` for somebody unseen.
  let user: String
  /// Items given with the request, instead of the store's; empty for none.
  let given: [String]
  /// Items of the history that the model is not to read.
  var ignored: [String] = []
  /// Items of the history that count more or less than once.
  var weighed: [Adjustment] = []

  /// Whether the request itself gives a history or changes one.
  var isGiven: Bool { !given.isEmpty || !ignored.isEmpty || !weighed.isEmpty }

  /// The history as columns of a model, oldest first, without what is ignored. Items of the store
  /// that came after the model are counted and left out; an item given with the request must be
  /// known, and counts once. `ARGS` for an item to ignore or weigh that is not in the history.
  func history(
    _ snapshot: Snapshot, on engine: QueryEngine
  ) throws(Fault) -> PersonHistory {
    let whole = try everything(snapshot, on: engine)
    guard !ignored.isEmpty || !weighed.isEmpty else { return whole }
    var items = whole.items
    let known = Set(items)
    var weights: [ItemIndex: Float] = [:]
    for adjustment in weighed {
      let item = try own(adjustment.name, known, snapshot, at: "weigh")
      weights[item] = Float(adjustment.amount)
    }
    for name in ignored { weights[try own(name, known, snapshot, at: "ignore")] = 0 }
    // What does not count is not read: a weight of 0 is the same as leaving the item out.
    let left = items.filter { weights[$0] == 0 }
    items.removeAll { weights[$0] == 0 }
    return PersonHistory(
      items: items, weights: weights.filter { $0.value != 0 && $0.value != 1 },
      steps: whole.steps, ignored: left, unknown: whole.unknown)
  }

  private func own(
    _ name: String, _ history: Set<ItemIndex>, _ snapshot: Snapshot, at field: String
  ) throws(Fault) -> ItemIndex {
    let item = try snapshot.index(of: ItemID(name), at: field)
    guard history.contains(item) else {
      throw Fault(.arguments, "\(name) is not in the history; like=\(name) adds it", at: field)
    }
    return item
  }

  private func everything(
    _ snapshot: Snapshot, on engine: QueryEngine
  ) throws(Fault) -> PersonHistory {
    guard given.isEmpty else {
      var seen: Set<ItemIndex> = []
      let items = try snapshot.indices(of: given, at: "history")
      return PersonHistory(items: items.filter { seen.insert($0).inserted }, unknown: 0)
    }
    guard user != "-" else {
      throw Fault(.arguments, "somebody unseen needs a history: history=i1,i2", at: "history")
    }
    guard
      let history = try engine.library.history(of: UserID(user), for: snapshot)
    else {
      throw Fault(
        .noUser,
        "no user \"\(user)\" in the store; somebody unseen is - and has history=i1,i2", at: "user")
    }
    return history
  }
}

/// A history as a request has it.
struct PersonHistory: Sendable {
  /// What the model reads, oldest first.
  var items: [ItemIndex]
  /// How much its items count, where not 1.
  var weights: [ItemIndex: Float] = [:]
  /// The session of every item, from 0 for the oldest; empty unless the model reads order, and for a
  /// list given with the request, which is one session.
  var steps: [ItemIndex: Int32] = [:]
  /// Items somebody has that the model does not read; they are not answered either.
  var ignored: [ItemIndex] = []
  /// Items of the store that the model does not know.
  var unknown: Int
}

extension Fields {
  /// The fields by which a command says whose taste it asks for.
  mutating func person() throws(Fault) -> Person {
    let user = try word("user", "a user of the store, or - for somebody unseen")
    return Person(user: user, given: [])
  }

  /// The history of somebody unseen, or one to use instead of the store's.
  mutating func history(of person: Person) throws(Fault) -> Person {
    let given = try list("history", limit: 1000, "items to use as the history, oldest first")
    let ignored = try list("ignore", limit: 1000, "items of the history not to read")
    let weighed = try overrides(
      "weigh", in: 0...100, limit: 1000, "how much items of the history count; i1:0.3")
    return Person(user: person.user, given: given, ignored: ignored, weighed: weighed)
  }

  /// The model to ask instead of the one in use.
  mutating func model() throws(Fault) -> String? {
    try string("model", "name@version to ask instead of the model in use")
  }
}
