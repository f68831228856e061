import Datasets
import Testing

@testable import Engine

@Suite struct ItemFieldsTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  @Test(arguments: [
    ("REC u1", "items"), ("SCORE u1 m1 m2", "items"), ("SIMILAR m1", "items"),
    ("TUNE m1 add=c0:1", "items"), ("TRAVERSE m1 dim=2", "stops"), ("TRAVERSE u1 dim=2", "stops"),
    ("CONCEPT Romance", "top"),
  ])
  func `a list shows the fields that are asked for, in that order`(
    line: String, key: String
  ) async throws {
    let plain = try await engine.ask(line).maps(key)
    let chosen = try await engine.ask("\(line) fields=year,item,genre,title").maps(key)
    #expect(chosen.count == plain.count && !chosen.isEmpty)
    for (item, whole) in zip(chosen, plain) {
      #expect(item.keys == ["year", "item", "genre", "title"])
      #expect(item["item"] == whole["item"] && item["title"] == whole["title"])
      let film = try #require(
        service.log.films.first { $0.item.rawValue == item["item"]?.text })
      #expect(item["year"] == .int(film.year))
      #expect(Set(item.list("genre").compactMap(\.text)) == Set(film.genres))
    }
    // Every field that the list has by itself can be asked for.
    let own = try #require(plain.first).keys.joined(separator: ",")
    #expect(try await engine.ask("\(line) fields=\(own)").maps(key) == plain)
  }

  @Test func `sessions show them too, and a wrong one keeps no step and takes none back`()
    async throws
  {
    _ = try await engine.ask("SESSION NEW fields user=u592")
    let set = try await engine.ask("SESSION SET fields add=c1:1 fields=item")
    #expect(set.maps("items").allSatisfy { $0.keys == ["item"] })
    let critique = try await engine.ask("CRITIQUE fields less c1 fields=score,rank")
    #expect(critique.maps("items").allSatisfy { $0.keys == ["score", "rank"] })
    for line in ["SET fields add=c1:1", "UNDO fields", "RESET fields"] {
      let fault = try await engine.refusal("SESSION \(line) fields=colour")
      #expect(fault.code == .arguments && fault.at == "fields")
    }
    #expect(try await engine.refusal("CRITIQUE fields less c1 fields=why").code == .arguments)
    #expect(try await engine.ask("SESSION SHOW fields")["steps"] == 2)
    let undone = try await engine.ask("SESSION UNDO fields fields=title")
    #expect(undone.maps("items").allSatisfy { $0.keys == ["title"] } && undone["steps"] == 1)
  }

  @Test func `reasons asked for by name are given`() async throws {
    let whole = try await engine.ask("REC u1 k=3 explain=1 novelty=0.2").maps("items")
    let chosen = try await engine.ask("REC u1 k=3 novelty=0.2 fields=why,added,by_score")
      .maps("items")
    for (item, explained) in zip(chosen, whole) {
      #expect(item["why"] == explained["why"] && item["added"] == explained["added"])
      #expect(item["by_score"] == .null)
    }
  }

  @Test func `an unknown field is refused with those there are`() async throws {
    let fault = try await engine.refusal("REC u1 fields=item,yaer")
    #expect(
      fault.description
        == "ARGS items have no field \"yaer\"; there are rank, item, title, score, why, added, "
        + "by_score, genre, year")
    #expect(fault.at == "fields" && fault.details["near"] == ["year"])
    let twice = try await engine.refusal("SIMILAR m1 fields=item,item")
    #expect(twice.description == "ARGS fields names item twice")
  }
}
