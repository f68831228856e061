import Datasets
import Store
import Testing

@testable import Engine

/// A history that a request changes: items not to read, and items that count less or more.
@Suite struct GivenHistoryTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func history(of user: String) throws -> [String] {
    try #require(try service.store.history(of: UserID(user))).map(\.rawValue)
  }

  @Test func `what is ignored is not read, and not answered either`() async throws {
    let history = try history(of: "u3")
    let ignored = [history[0], history[5]]
    let left = history.filter { !ignored.contains($0) }.joined(separator: ",")
    let reply = try await engine.ask("REC u3 k=1000 ignore=\(ignored.joined(separator: ","))")
    let without = try await engine.items(
      "REC - k=1000 history=\(left) exclude=\(ignored.joined(separator: ","))")
    #expect(reply.maps("items").compactMap { $0["item"]?.text } == without)
    #expect(reply["ignored"] == 2 && reply["history"] == .int(history.count - 2))
  }

  @Test func `a weight of nought ignores and a weight of one changes no bit`() async throws {
    let item = try history(of: "u3")[4]
    let plain = try await engine.ask("REC u3 k=1000").maps("items")
    #expect(try await engine.ask("REC u3 k=1000 weigh=\(item):1").maps("items") == plain)
    let ignored = try await engine.ask("REC u3 k=1000 ignore=\(item)")
    #expect(try await engine.ask("REC u3 k=1000 weigh=\(item):0") == ignored)
    #expect(ignored.maps("items") != plain)
  }

  @Test(arguments: ["macridvae", "multivae"])
  func `between nought and one a weight goes from one list to the other`(model: String)
    async throws
  {
    let history = try history(of: "u3")
    let item = history[history.count - 1]
    let target = try #require(
      try await engine.items("REC u3 k=1 model=\(model)").first)
    var scores: [Double] = []
    for weight in ["0", "0.001", "0.5", "0.999", "1"] {
      let reply = try await engine.ask("SCORE u3 \(target) model=\(model) weigh=\(item):\(weight)")
      scores.append(try #require(reply.maps("items").first?.number("score")))
    }
    let whole = abs(scores[0] - scores[4])
    // MacridVAE reads the direction of a concept's items, so the middle need not lie between.
    #expect(abs(scores[1] - scores[0]) < 0.05 * whole + 1e-4, "\(scores)")
    #expect(abs(scores[3] - scores[4]) < 0.05 * whole + 1e-4, "\(scores)")
    #expect(whole > 1e-5)
  }

  @Test func `every command that reads a history takes both`() async throws {
    let history = try history(of: "u3")
    let keys = "ignore=\(history[0]) weigh=\(history[1]):0.3"
    for line in ["EXPLAIN u3 m1", "SCORE u3 m1", "PROFILE u3"] {
      #expect(try await engine.ask("\(line) \(keys)") != engine.ask(line), "\(line)")
    }
    let unseen = "- history=\(history.joined(separator: ","))"
    let score = try await engine.ask("SCORE u3 m1 \(keys)").maps("items")
    #expect(
      try await engine.ask("SCORE \(unseen) \(keys)".replacing("- h", with: "- m1 h"))
        .maps("items") == score)
  }

  @Test func `what is not in the history is refused by name`() async throws {
    let history = Set(try history(of: "u3"))
    let other = try #require(service.log.films.map(\.item.rawValue).first { !history.contains($0) })
    for key in ["ignore=\(other)", "weigh=\(other):0.5"] {
      let fault = try await engine.refusal("REC u3 \(key)")
      #expect(
        fault.description == "ARGS \(other) is not in the history; like=\(other) adds it")
    }
    #expect(try await engine.refusal("REC u3 ignore=zz").code == .noItem)
    #expect(try await engine.refusal("REC u3 weigh=m1:-1").code == .range)
  }
}
