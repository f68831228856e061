import Datasets
import Store

/// Whose taste is asked for: a user of the store, or somebody unseen with a history of their own.
struct Person: Sendable {
  /// The id, or `-` for somebody unseen.
  let user: String
  /// Items given with the request, instead of the store's; empty for none.
  let given: [String]

  /// The history as columns of a model, oldest first. Items of the store that came after the model
  /// are counted and left out; an item given with the request must be known, and counts once.
  func history(
    _ snapshot: Snapshot, on engine: QueryEngine
  ) throws(Fault) -> (items: [ItemIndex], unknown: Int) {
    guard given.isEmpty else {
      var seen: Set<ItemIndex> = []
      let items = try snapshot.indices(of: given, at: "history")
      return (items.filter { seen.insert($0).inserted }, 0)
    }
    guard user != "-" else {
      throw Fault(.arguments, "somebody unseen needs a history: history=i1,i2", at: "history")
    }
    guard let stored = try engine.library.history(of: UserID(user)) else {
      throw Fault(
        .noUser,
        "no user \"\(user)\" in the store; somebody unseen is - and has history=i1,i2", at: "user")
    }
    let known = stored.compactMap { snapshot.catalog.items.index(of: $0) }.map { ItemIndex($0) }
    return (known, stored.count - known.count)
  }
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
    return Person(user: person.user, given: given)
  }

  /// The model to ask instead of the one in use.
  mutating func model() throws(Fault) -> String? {
    try string("model", "name@version to ask instead of the model in use")
  }
}
