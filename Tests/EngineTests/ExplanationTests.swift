import Store
import Datasets
import Testing

@testable import Engine

/// Reasons, in `EXPLAIN` and in `REC explain=1`: they add up, and they come true when acted on.
@Suite struct ExplanationTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func shares(_ why: [Value.Map]) -> [Double] { why.compactMap { $0.number("share") } }
  private func drops(_ why: [Value.Map]) -> [(item: String, drop: Double)] {
    why.compactMap { reason in
      reason.number("drop").map { (reason["item"]?.text ?? "", $0) }
    }
  }

  @Test(arguments: ["", "add=Romance:2", "mute=Crime", "only=c1,c2", "like=m3", "dim=c0.1:+2sd"])
  func `shares of concepts sum to one`(key: String) async throws {
    for user in ["u1", "u2", "u3"] {
      for item in try await engine.ask("REC \(user) k=5 explain=1 \(key)").maps("items") {
        let shares = shares(item.maps("why"))
        #expect(shares.count == 4 && shares.allSatisfy { $0 >= 0 })
        #expect(abs(shares.reduce(0, +) - 1) < 1e-6)
      }
    }
  }

  @Test func `a muted concept has no share and a kept one all of it`() async throws {
    let muted = try await engine.ask("EXPLAIN u1 m1 mute=c2").maps("why")
    #expect(muted.first { $0["concept"] == "c2" }?["share"] == 0.0)
    let kept = try await engine.ask("EXPLAIN u1 m1 only=c2").maps("why")
    #expect(kept.first { $0["concept"] == "c2" }?["share"] == 1.0)
  }

  @Test(arguments: ["", "add=Romance:2", "mute=Crime"])
  func `leaving the first reason out of the history lowers the score by the stated drop`(
    key: String
  ) async throws {
    for user in ["u1", "u7", "u20"] {
      let history = try #require(try service.store.history(of: UserID(user))).map(\.rawValue)
      let item = try #require(try await engine.items("REC \(user) k=3 \(key)").last)
      let reply = try await engine.ask("EXPLAIN \(user) \(item) \(key)")
      let reasons = drops(reply.maps("why"))
      #expect(reasons.count == 3 && reasons.map(\.drop) == reasons.map(\.drop).sorted(by: >))
      for reason in reasons {
        let rest = history.filter { $0 != reason.item }.joined(separator: ",")
        let without = try await engine.ask("SCORE - \(item) history=\(rest) \(key)")
        let score = try #require(without.maps("items").first?.number("score"))
        let before = try #require(reply.number("score"))
        // A row alone and the same row in a batch differ in the last bits of the product.
        #expect(abs(before - score - reason.drop) < 1e-5)
      }
    }
  }

  @Test func `EXPLAIN says what REC says of the same item`() async throws {
    let items = try await engine.ask("REC u6 k=8 explain=1 add=Romance:1").maps("items")
    for item in items {
      let id = try #require(item["item"]?.text)
      let reply = try await engine.ask("EXPLAIN u6 \(id) add=Romance:1")
      #expect(reply["rank"] == item["rank"] && reply["score"] == item["score"])
      #expect(shares(reply.maps("why")) == shares(item.maps("why")))
      #expect(drops(reply.maps("why")).map(\.item) == drops(item.maps("why")).map(\.item))
      #expect(reply["title"] == item["title"] && reply["user"] == "u6")
    }
  }

  @Test func `a model without concepts explains by history alone`() async throws {
    let why = try await engine.ask("EXPLAIN u1 m1 model=multivae").maps("why")
    #expect(shares(why).isEmpty && drops(why).count == 3)
    let history = try #require(try service.store.history(of: UserID("u1"))?.first)
    #expect(try await engine.ask("EXPLAIN u1 \(history)")["rank"] == .null)
    #expect(
      drops(try await engine.ask("EXPLAIN u1 m1 model=popularity").maps("why"))
        .allSatisfy { $0.drop == 0 })
  }

  @Test func `an unknown item is refused`() async throws {
    #expect(try await engine.refusal("EXPLAIN u1 zz").code == .noItem)
    #expect(try await engine.refusal("EXPLAIN nobody m1").code == .noUser)
  }
}
