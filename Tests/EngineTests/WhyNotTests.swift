import Datasets
import Store
import Testing

@testable import Engine

/// `WHYNOT`: what it says suffices, does; a hundredth less does not; and what is barred is said.
@Suite struct WhyNotTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func rank(_ line: String) async throws -> Double? {
    try await engine.ask(line).maps("items").first?.number("rank")
  }

  @Test(arguments: ["u531", "u532", "u533"])
  func `the amount it names brings the item in, and a hundredth less does not`(
    user: String
  ) async throws {
    let list = try await engine.items("REC \(user) k=120")
    var found = 0
    for item in [list[11], list[15], list[40], list[119]] {
      let reply = try await engine.ask("WHYNOT \(user) \(item) k=10")
      #expect(reply["answered"] == false && (reply.number("rank") ?? 0) > 10)
      guard let change = reply.maps("changes").first(where: { $0["add"] != nil }) else {
        // Behind too many items of its own concepts: full strength does not bring it in either.
        #expect(reply.list("insufficient").contains("add"))
        for word in (0..<4).flatMap({ ["c\($0):20", "c\($0):-20"] }) {
          #expect((try await rank("SCORE \(user) \(item) add=\(word)") ?? 0) > 10)
        }
        continue
      }
      found += 1
      let amount = try #require(change.number("add"))
      let concept = try #require(change["concept"]?.text)
      let now = try await rank("SCORE \(user) \(item) add=\(concept):\(amount)")
      #expect(now == change.number("rank") && (now ?? 99) <= 10)
      let less = amount > 0 ? amount - 0.01 : amount + 0.01
      #expect((try await rank("SCORE \(user) \(item) add=\(concept):\(less)") ?? 0) > 10)
      // No other concept does it with less.
      for other in 0..<4 where abs(amount) > 0.02 {
        for sign in [1.0, -1.0] {
          let smaller = sign * (abs(amount) - 0.02)
          let rank = try await rank("SCORE \(user) \(item) add=c\(other):\(smaller)")
          #expect((rank ?? 0) > 10, "c\(other) by \(smaller) instead of \(concept) by \(amount)")
        }
      }
    }
    #expect(found > 0)
  }

  @Test func `liking and forgetting come true too`() async throws {
    var seen: Set<String> = []
    for user in (534..<540).map({ "u\($0)" }) {
      let history = try #require(try service.store.history(of: UserID(user))).map(\.rawValue)
      let list = try await engine.items("REC \(user) k=14")
      for item in list.suffix(4) {
        let reply = try await engine.ask("WHYNOT \(user) \(item)")
        for change in reply.maps("changes") {
          if let liked = change["like"]?.text {
            seen.insert("like")
            let now = try await rank("SCORE \(user) \(item) like=\(liked)")
            #expect(now == change.number("rank") && (now ?? 99) <= 10)
          }
          if let forgotten = change["forget"]?.text {
            seen.insert("forget")
            let rest = history.filter { $0 != forgotten }.joined(separator: ",")
            // What is forgotten is still had, and is not answered.
            let list = try await engine.items(
              "REC - history=\(rest) exclude=\(forgotten) k=10")
            #expect(list.firstIndex(of: item).map { Double($0 + 1) } == change.number("rank"))
          }
        }
        let kinds = reply.maps("changes").count + reply.list("insufficient").count
        #expect(kinds == 3)
      }
    }
    #expect(seen == ["like", "forget"])
  }

  @Test func `an item that cannot be answered is told why`() async throws {
    let history = try #require(try service.store.history(of: UserID("u541"))?.first)
    let list = try await engine.items("REC u541 k=400")
    let item = list[20]
    for (line, bar) in [
      ("WHYNOT u541 \(history)", "seen"), ("WHYNOT u541 \(item) exclude=\(item)", "excluded"),
      ("WHYNOT u541 \(item) like=\(item)", "excluded"),
      ("WHYNOT u541 \(item) filter=year<1800", "filtered"),
    ] {
      let reply = try await engine.ask(line)
      #expect(reply["barred"]?.text == bar && reply["rank"] == .null, "\(line)")
      #expect(reply["changes"] == nil)
    }
    let top = try await engine.ask("CONCEPT c0 top=50").maps("top").compactMap { $0["item"]?.text }
    let own = try #require(top.first { list.contains($0) })
    #expect(try await engine.ask("WHYNOT u541 \(own) mute=c0")["barred"] == "muted")
    #expect(try await engine.refusal("WHYNOT u541 zz").code == .noItem)
    #expect(try await engine.refusal("WHYNOT nobody m1").code == .noUser)
  }

  @Test func `what is answered already needs no change`() async throws {
    let list = try await engine.items("REC u542 k=10")
    let reply = try await engine.ask("WHYNOT u542 \(list[9])")
    #expect(reply["answered"] == true && reply["rank"] == 10 && reply["changes"] == nil)
  }

  @Test func `a model without concepts says that no amount suffices`() async throws {
    let list = try await engine.items("REC u543 k=200 model=popularity")
    let reply = try await engine.ask("WHYNOT u543 \(list[199]) model=popularity")
    #expect(reply.maps("changes").isEmpty)
    #expect(reply["insufficient"] == ["add", "like", "forget"])
  }
}
