import Datasets
import Tensors
import Testing

@testable import Engine

/// Critiques become steps, and say what they did.
@Suite struct CritiqueTests {
  private let engine: QueryEngine

  init() async throws { engine = try await PlantedService.shared.value.engine() }

  @Test func `less and more move a concept by a step`() async throws {
    _ = try await engine.ask("SESSION NEW words user=u521")
    let less = try await engine.ask("CRITIQUE words less Romance")
    #expect(less["critique"]?.map?["add"] == -1.0 && less["critique"]?.map?["name"] == "Romance")
    #expect(less["state"] == ["add": ["Romance": -1.0]])
    let own = try await engine.ask("REC u521 add=Romance:-1")
    #expect(less["items"] == own["items"])
    let more = try await engine.ask("CRITIQUE words more Crime step=0.5")
    #expect(more["state"]?.map?["add"] == ["Romance": -1.0, "Crime": 0.5])
    let steps = try await engine.ask("SESSION SHOW words").maps("list")
    #expect(steps.map { $0["critique"]?.text } == ["less Romance", "more Crime"])
    #expect(try await engine.ask("SESSION UNDO words")["items"] == less["items"])
  }

  @Test func `less like an item lowers what explains it most, and leaves it out`() async throws {
    _ = try await engine.ask("SESSION NEW like user=u522")
    let first = try #require(try await engine.items("REC u522").first)
    let why = try await engine.ask("EXPLAIN u522 \(first)").maps("why")
    let strongest = try #require(
      why.filter { $0["share"] != nil }.max {
        ($0.number("share") ?? 0) < ($1.number("share") ?? 0)
      })
    let reply = try await engine.ask("CRITIQUE like less like=\(first)")
    let done = try #require(reply["critique"]?.map)
    #expect(done["concept"] == strongest["concept"] && done["add"] == -1.0)
    #expect(done["exclude"]?.text == first && done["because"] != nil)
    #expect(!reply.maps("items").contains { $0["item"]?.text == first })
    #expect(reply["diff"]?.map?.list("left").contains(.string(first)) == true)
    let again = try await engine.ask("CRITIQUE like less Comedy like=\(first)")
    #expect(
      again["critique"]?.map?["name"] == "Comedy" && again["critique"]?.map?["because"] == nil)
    let more = try await engine.ask("CRITIQUE like more like=m3")
    #expect(more["critique"]?.map?["exclude"] == nil && more["critique"]?.map?["add"] == 1.0)
  }

  @Test func `a critique that means nothing is refused`() async throws {
    _ = try await engine.ask("SESSION NEW none user=u523")
    for (line, code) in [
      ("CRITIQUE none less", "ARGS"), ("CRITIQUE none fewer Romance", "RANGE"),
      ("CRITIQUE none less Western", "NOCONCEPT"), ("CRITIQUE none less like=zz", "NOITEM"),
      ("CRITIQUE none less c0 step=0", "RANGE"), ("CRITIQUE none less c0.3", "NOCONCEPT"),
      ("CRITIQUE none less like=m1 model=multivae", "NOCONCEPT"),
    ] {
      #expect(try await engine.refusal(line).code.rawValue == code, "\(line)")
    }
    #expect(try await engine.ask("SESSION SHOW none")["steps"] == 0)
  }

  @Test func `an item is tuned by what it would lead to`() async throws {
    let plain = try await engine.ask("TUNE m7 k=20")
    #expect(
      plain.maps("items").map { $0["item"] }
        == (try await engine.ask("REC - history=m7 k=20")).maps("items").map { $0["item"] })
    #expect(plain["by"] == "the item alone as a history")
    let why = try await engine.ask("EXPLAIN - m7 history=m7").maps("why")
    let own = try #require(
      why.filter { $0["share"] != nil }.max {
        ($0.number("share") ?? 0) < ($1.number("share") ?? 0)
      }?["concept"]?.text)
    func members(_ reply: Value.Map) throws -> Int {
      let snapshot = try engine.library.snapshot(nil)
      let concepts = try #require(snapshot.itemConcepts)
      let concept = try snapshot.factors.concept(own, at: "test")
      return try reply.maps("items").count { item in
        let index = try snapshot.indices(of: [item["item"]?.text ?? ""], at: "test")[0]
        return concepts.scalars[Int(index.value) * concepts.columns + concept] > 0.5
      }
    }
    let less = try await engine.ask("TUNE m7 k=20 add=\(own):-4")
    #expect(try members(less) < members(plain))
    #expect(less["diff"]?.map?.list("entered").isEmpty == false)
    #expect(try await engine.refusal("TUNE m7 model=multivae").code == .noConcept)
    #expect(try await engine.refusal("TUNE zz").code == .noItem)
  }
}
