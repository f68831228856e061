import Datasets
import Models
import Store
import Tensors
import Testing

@testable import Engine

/// Requests that come together share a pass and are answered as if each had come alone.
@Suite struct ScoringQueueTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func rows(_ snapshot: Snapshot) throws -> [SparseRows] {
    try (1...60).map { user in
      let items = try service.store.history(of: UserID("u\(user)")) ?? []
      let columns = items.compactMap { snapshot.catalog.items.index(of: $0) }.map { Int32($0) }
      return SparseRows(columns: snapshot.catalog.count, rows: [columns])
    }
  }

  @Test func `many requests at once take fewer passes and get the scores of one alone`()
    async throws
  {
    let snapshot = try engine.library.snapshot(nil)
    let rows = try rows(snapshot)
    let queue = ScoringQueue()
    let together = await withTaskGroup(of: (Int, Tensor).self) { group in
      for (index, row) in rows.enumerated() {
        group.addTask { (index, await queue.scores(row, snapshot)) }
      }
      return await group.reduce(into: [Int: Tensor]()) { $0[$1.0] = $1.1 }
    }
    #expect(await queue.served == rows.count)
    #expect(await queue.passes < rows.count)
    for (index, row) in rows.enumerated() {
      let alone = snapshot.trained.scores(row)
      // A row's product may differ in its last bits with the rows around it.
      let worst = zip(alone.scalars, together[index]?.scalars ?? []).map { abs($0 - $1) }.max()
      #expect((worst ?? .infinity) < 1e-4)
    }
  }

  @Test func `a lone request makes a pass of its own`() async throws {
    let snapshot = try engine.library.snapshot(nil)
    let row = try rows(snapshot)[0]
    let queue = ScoringQueue()
    #expect(await queue.scores(row, snapshot) == snapshot.trained.scores(row))
    #expect(await queue.passes == 1)
  }

  @Test func `plain scores answer a query that is neither steered nor explained`() async throws {
    let alone = try await engine.items("REC u3 k=20")
    let explained = try await engine.items("REC u3 k=20 explain=1")
    #expect(alone == explained)
  }
}
