import Datasets
import Foundation
import Tensors
import Testing

@testable import Store

/// The folder with real data, or `nil`.
private let folder = ProcessInfo.processInfo.environment["FACET_DATA"]

/// The published counts of MovieLens, where `FACET_DATA` names the folder that holds it.
@Suite(.enabled(if: folder != nil, "FACET_DATA names no folder with real data"))
struct RealDataTests {
  @Test(arguments: [
    ("ml-100k/u.data.xz", "ml-100k/u.item.xz", 943, 1682, 1682, 100_000, 55_375),
    ("ml-1m/ratings.dat.xz", "ml-1m/movies.dat", 6040, 3706, 3883, 1_000_209, 575_281),
    (
      "ml-latest-small/ratings.csv.xz", "ml-latest-small/movies.csv.xz", 610, 9724, 9742, 100_836,
      48_580
    ),
  ])
  func `MovieLens has its published counts`(
    _ ratings: String, _ films: String, _ users: Int, _ rated: Int, _ items: Int, _ events: Int,
    _ positives: Int
  ) async throws {
    let folder = try #require(folder)
    let store = try InteractionStore.inMemory()
    _ = try await store.ingest("\(folder)/\(ratings)", IngestOptions())
    _ = try await store.ingest("\(folder)/\(films)", IngestOptions())
    let d = try store.describe()
    #expect((d.users, d.itemsWithEvents, d.items) == (users, rated, items))
    #expect((d.events, d.positives) == (events, positives))
    let set = try store.dataset(minimumHistory: 5)
    #expect(set.catalog.attributes["title"]?.coverage == 1)
    if ratings.hasPrefix("ml-1m") {
      #expect((set.users.count, set.catalog.count, set.histories.entries) == (6034, 3533, 575_272))
    }
  }
}
