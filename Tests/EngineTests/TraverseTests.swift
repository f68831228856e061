import Autodiff
import Datasets
import Models
import Store
import Tensors
import Testing

@testable import Engine

@Suite struct TraverseTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  @Test func `a walk stays in the concept and rises along the coordinate`() async throws {
    let reply = try await engine.ask("TRAVERSE m1 dim=3 stops=5")
    let stops = reply.maps("stops")
    #expect(reply["item"] == "m1" && stops.count == 5)
    let concept = try #require(reply["concept"]?.text)
    #expect(stops.allSatisfy { $0["in"]?.text == concept && $0["item"]?.text != "m1" })
    let values = stops.compactMap { $0.number("value") }
    #expect(values == values.sorted() && Set(stops.compactMap { $0["item"]?.text }).count == 5)
  }

  @Test(arguments: ["u3", "u11", "u40"]) func `a walk from a user starts at their taste`(
    user: String
  ) async throws {
    let history = try #require(try service.store.history(of: UserID(user))).map(\.rawValue)
    let snapshot = try engine.library.snapshot(nil)
    let profile = try await engine.ask("PROFILE \(user)").maps("concepts")
    let strongest = try #require(
      profile.max { $0.number("history") ?? 0 < $1.number("history") ?? 0 })
    let reply = try await engine.ask("TRAVERSE \(user) dim=5 stops=6")
    #expect(reply["user"]?.text == user && reply["item"] == nil)
    #expect(reply["concept"] == strongest["concept"] && reply["name"] == strongest["name"])
    // The start is the coordinate of the encoded history.
    let known = try snapshot.indices(of: history, at: "test")
    let code = try Recommender(snapshot).run(Recommender(snapshot).row(known, weights: [:]), [])
      .code["taste"].value.scalars
    let k = try snapshot.factors.concept(reply["concept"]?.text ?? "", at: "test")
    let own = Double(code[k * 100 + 5])
    #expect(abs(try #require(reply.number("at")) - own) < 1e-6)
    let interval = reply.list("interval").compactMap(\.number)
    #expect(interval[0] <= own && own <= interval[1])
    let stops = reply.maps("stops")
    let values = stops.compactMap { $0.number("value") }
    #expect(stops.count == 6 && values == values.sorted())
    for stop in stops {
      #expect(stop["in"] == reply["concept"] && !history.contains(stop["item"]?.text ?? ""))
      let part = stop.list("part").compactMap(\.number)
      #expect(part[0] <= stop.number("value") ?? .nan && stop.number("value") ?? .nan <= part[1])
    }
    let choices = stops.compactMap { $0.number("choices") }
    #expect((choices.max() ?? 0) - (choices.min() ?? 9) <= 1)
    let cuts = stops.flatMap { $0.list("part").compactMap(\.number) }
    #expect(cuts.first == interval[0] && cuts.last == interval[1] && cuts == cuts.sorted())
    // All open items of the concept in the interval have been cut.
    let vectors = try #require(snapshot.trained.itemVectors)
    let concepts = try #require(snapshot.itemConcepts)
    let open = (0..<snapshot.catalog.count).filter { item in
      let members = (0..<concepts.columns).map { concepts[item, $0] }
      return members[k] == members.max() && !history.contains(snapshot.catalog.items[item].rawValue)
        && interval[0] <= Double(vectors[item, 5]) && Double(vectors[item, 5]) <= interval[1]
    }
    #expect(Int(choices.reduce(0, +)) == open.count)
  }

  @Test func `a walk in the concept that is meant stays there, from a user too`() async throws {
    for concept in 0..<3 {
      let reply = try await engine.ask("TRAVERSE u7 concept=c\(concept) dim=2 stops=4 gamma=5")
      #expect(reply["concept"]?.text == "c\(concept)" && reply.maps("stops").count == 4)
      #expect(reply.maps("stops").allSatisfy { $0["in"]?.text == "c\(concept)" })
      let sweep = try await engine.ask("TRAVERSE u7 concept=c\(concept) dim=2 sweep=1 stops=10")
      #expect(sweep.maps("stops").count == 10 && sweep["concept"]?.text == "c\(concept)")
    }
    // For this person no value of the coordinate makes the last concept the nearest.
    #expect(try await engine.refusal("TRAVERSE u7 concept=c3 dim=2 stops=4").code == .range)
  }

  @Test func `a history can be given or changed, and a session steers the start`() async throws {
    let history = try #require(try service.store.history(of: UserID("u591"))).map(\.rawValue)
    let whole = try await engine.ask("TRAVERSE u591 dim=1")
    let given = try await engine.ask(
      "TRAVERSE - dim=1 history=\(history.joined(separator: ","))")
    #expect(given["stops"] == whole["stops"] && given["user"] == "-")
    let less = try await engine.ask("TRAVERSE u591 dim=1 ignore=\(history[0]),\(history[1])")
    #expect(less["at"] != whole["at"])
    let concept = try #require(whole["concept"]?.text)
    let stop = try #require(whole.maps("stops")[0]["item"]?.text)
    _ = try await engine.ask("SESSION NEW walk user=u591")
    _ = try await engine.ask("SESSION SET walk exclude=\(stop) dim=\(concept).1:+3sd")
    let steered = try await engine.ask("TRAVERSE u591 dim=1 session=walk")
    #expect(steered["session"] == "walk" && steered["at"] != whole["at"])
    #expect(!steered.maps("stops").contains { $0["item"]?.text == stop })
    #expect(try await engine.ask("TRAVERSE u591 dim=1")["session"] == nil)
  }

  @Test func `a word that is an item and a user is told apart`() async throws {
    _ = try await engine.ask("EVENT m399 m1 rating value=5")
    #expect(try await engine.ask("TRAVERSE m399 dim=1")["item"] == "m399")
    #expect(try await engine.ask("TRAVERSE m399 from=user dim=1")["user"] == "m399")
    #expect(try await engine.refusal("TRAVERSE m399 dim=1 ignore=m1").code == .arguments)
  }

  @Test func `a sweep has a stop at every value`() async throws {
    let stops = try await engine.ask("TRAVERSE m1 dim=3 sweep=1 stops=10").maps("stops")
    #expect(stops.count == 10 && stops[0].number("value") == -1)
  }

  @Test func `what cannot be walked is refused`() async throws {
    let unknown = try await engine.refusal("TRAVERSE zz")
    #expect(
      unknown.description
        == "NOITEM \"zz\" is no item of macridvae@1 and no user of the store")
    #expect(try await engine.refusal("TRAVERSE zz from=item").code == .noItem)
    #expect(try await engine.refusal("TRAVERSE zz from=user").code == .noUser)
    #expect(try await engine.refusal("TRAVERSE u1 from=item").code == .noItem)
    #expect(try await engine.refusal("TRAVERSE -").code == .arguments)
    #expect(try await engine.refusal("TRAVERSE m1 concept=Nothing").code == .noConcept)
    #expect(try await engine.refusal("TRAVERSE u1 concept=Nothing").code == .noConcept)
    #expect(try await engine.refusal("TRAVERSE u1 model=multivae").code == .noConcept)
    #expect(try await engine.refusal("TRAVERSE m1 model=popularity").code == .noConcept)
    let far = try await engine.refusal("TRAVERSE m1 dim=1000")
    #expect(far.code == .range && far.description.contains("has coordinates 0 …"))
  }
}
