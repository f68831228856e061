public import Datasets
import GRDB
import Tensors

/// Times of interactions, for the splits that ask for them.
extension InteractionStore {
  /// The data set of `cachedDataset` with the time of every interaction: the first positive event of
  /// the pair, as what somebody had once is never new again. A pair of which one event has no time
  /// has none. One more pass over the log; 8 bytes a pair.
  public func timedDataset(minimumHistory: Int) throws(StoreFault) -> Dataset {
    try firstPositives(minimumHistory: minimumHistory, readsSessions: false).data
  }

  /// The data set of `timedDataset`, its histories in order: the step of an interaction is the session in
  /// which it first came, given by the event or cut by time (`SessionCut`). Throws a `DatasetFault` when
  /// an interaction has no time. One pass over the log; 24 bytes a pair.
  public func orderedDataset(minimumHistory: Int) throws -> Dataset {
    let found = try firstPositives(minimumHistory: minimumHistory, readsSessions: true)
    return try found.data.ordered(found.sessions)
  }

  private func firstPositives(
    minimumHistory: Int, readsSessions: Bool
  ) throws(StoreFault) -> (data: Dataset, sessions: [String?]) {
    let data = try cachedDataset(minimumHistory: minimumHistory)
    do {
      let (users, items) = try database.read { db in
        (
          try Self.places(of: data.users, "user", db),
          try Self.places(of: data.catalog.items, "item", db)
        )
      }
      let state = try database.read { try LogState($0) }
      let isPositive = PositiveTest(state.types)
      var times = [Int64](repeating: .max, count: data.histories.entries)
      var sessions = [String?](repeating: nil, count: readsSessions ? times.count : 0)
      var scan = EventScan(database, upTo: state.last)
      scan.readsSessions = readsSessions
      try scan.forEach { row in
        guard isPositive(row), row.user < users.count, row.item < items.count,
          users[row.user] >= 0, items[row.item] >= 0,
          let entry = data.histories.entry(Int(users[row.user]), items[row.item]),
          row.time < times[entry]
        else { return }
        times[entry] = row.time
        if readsSessions { sessions[entry] = row.session }
      }
      return (data.timed(times.map { $0 == .max ? .min : $0 }), sessions)
    } catch { throw .wrap(error, in: "read times") }
  }

  /// Position in the vocabulary by key of the store; −1 for keys it does not have.
  private static func places<ID: RawRepresentable<String> & Hashable & Sendable>(
    of vocabulary: Vocabulary<ID>, _ table: String, _ db: Database
  ) throws -> [Int32] {
    var places: [Int32] = []
    let statement = try RawStatement(
      db, "SELECT key, id FROM \(table) ORDER BY key", named: "read \(table) ids")
    defer { statement.reset() }
    while try statement.step() {
      let key = Int(statement.integer(0))
      while places.count <= key { places.append(-1) }
      guard let id = ID(rawValue: statement.text(1)), let place = vocabulary.index(of: id) else {
        continue
      }
      places[key] = Int32(place)
    }
    return places
  }
}
