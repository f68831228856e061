import Datasets
import Testing

@testable import Engine

@Suite struct SimilarTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  @Test func `neighbours are of the same planted genre, nearest first, without the item`()
    async throws
  {
    let world = service.log.world
    var same = 0
    for item in 0..<40 {
      let reply = try await engine.ask("SIMILAR m\(item + 1) k=5")
      let cosines = reply.maps("items").compactMap { $0.number("cosine") }
      #expect(cosines.count == 5 && cosines == cosines.sorted(by: >))
      for neighbour in reply.maps("items").compactMap({ $0["item"]?.text }) {
        let other = try #require(Int(neighbour.dropFirst())) - 1
        #expect(other != item)
        same += world.conceptOfItem[other] == world.conceptOfItem[item] ? 1 : 0
      }
    }
    #expect(same > 190)
  }

  @Test func `by a concept only its items are answered`() async throws {
    let members = Set(
      try await engine.ask("CONCEPT Crime top=400").maps("top")
        .filter { $0.number("membership") ?? 0 > 0.5 }.compactMap { $0["item"]?.text })
    let crime = try await engine.items("SIMILAR m1 k=1000 by=Crime")
    #expect(Set(crime) == members.subtracting(["m1"]))
  }

  @Test func `what cannot be compared is refused`() async throws {
    #expect(try await engine.refusal("SIMILAR zz").code == .noItem)
    #expect(try await engine.refusal("SIMILAR m1 by=Nothing").code == .noConcept)
    let bare = try await engine.refusal("SIMILAR m1 model=popularity")
    #expect(bare.description == "NOMODEL popularity@1 has no item vectors to compare")
  }
}
