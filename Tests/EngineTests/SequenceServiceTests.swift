import Datasets
import Evaluation
import Foundation
import Models
import Store
import Tensors
import TestSupport
import Testing
import Training

@testable import Engine

/// Models that read order, from a log with times to an answer: what is learned from is what is served.
@Suite struct SequenceServiceTests {
  private let scratch: TemporaryFolder
  private let store: InteractionStore

  /// Forty people with four sessions of three items each, an hour apart; people of even number walk
  /// through the items upwards, those of odd number downwards.
  init() async throws {
    scratch = try TemporaryFolder()
    store = try InteractionStore(path: scratch.file("s.db").path, ifMissing: .create)
    var lines = ["user,item,type,time"]
    for user in 0..<40 {
      let start = user / 2 % 6
      for session in 0..<4 {
        let place = user % 2 == 0 ? start + session : start + 3 - session
        for item in 0..<3 {
          let minutes = session * 60 + item
          lines.append("u\(user),i\(place * 3 + item),click,\(1_700_000_000 + minutes * 60)")
        }
      }
    }
    let file = scratch.file("events.csv")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    _ = try await store.ingest(file.path, IngestOptions())
  }

  private func request(_ model: String) -> TrainingRequest {
    var request = TrainingRequest()
    request.model = model
    request.settings = Data(
      #"{"hidden":8,"session":8,"staticWidth":4,"dynamicWidth":3,"annealEpochs":0}"#.utf8)
    request.plan.epochs = 2
    request.plan.batch = 10
    return request
  }

  private func engine() throws -> QueryEngine {
    let library = ModelLibrary(store)
    library.publish(try library.open())
    return QueryEngine(version: "1.2.3", library: library, time: .fixed(milliseconds: 0))
  }

  @Test(arguments: ["dsvae", "cdsvae"])
  func `a person is scored by the sessions that training read`(_ model: String) async throws {
    try PlantedService.train(request(model), on: store)
    let engine = try engine()
    let snapshot = try engine.library.snapshot(nil)
    let data = try store.orderedDataset(minimumHistory: 1)
    let row = try #require(data.users.index(of: UserID("u3")))
    let own = data.histories.selecting([row]).renamingColumns(to: snapshot.catalog.count) {
      snapshot.catalog.items.index(of: data.catalog.items[Int($0)]).map { Int32($0) }
    }
    let scores = snapshot.trained.scores(own)
    let answer = try await engine.ask("REC u3 k=3")
    for item in answer.maps("items") {
      let index = try #require(snapshot.catalog.items.index(of: ItemID(item["item"]?.text ?? "")))
      #expect(abs((item.number("score") ?? 0) - Double(scores.scalars[index])) < 1e-4)
    }
    #expect(answer.number("history") == 12)
    // Explained and compared by passes of its own, over the same sessions.
    let explained = try await engine.ask("REC u3 k=3 explain=true diff=true")
    #expect(explained.maps("items").map { $0["item"] } == answer.maps("items").map { $0["item"] })
    let outcome = try EvaluationJob(engine.library).run(
      nil, EvaluationRequest(MetricSelection("ndcg@10")))
    #expect(outcome.result.users.count > 0)
  }

  @Test func `the same items in another order are another answer`() async throws {
    try PlantedService.train(request("dsvae"), on: store)
    let engine = try engine()
    // u0 walks upwards from place 0, u1 downwards to it.
    let (up, down) = (
      try await engine.ask("SCORE u0 i15 i16"), try await engine.ask("SCORE u1 i15 i16")
    )
    #expect(up.maps("items")[0].number("score") != down.maps("items")[0].number("score"))
  }

  @Test func `every block is listed and can be turned`() async throws {
    try PlantedService.train(request("cdsvae"), on: store)
    let engine = try engine()
    let factors = try await engine.ask("FACTORS").maps("factors").compactMap { $0["block"]?.text }
    #expect(Set(factors) == ["static", "dynamic", "next"])
    let plain = try await engine.ask("SCORE u2 i0").maps("items")[0].number("score")
    for words in ["set=f0:2", "add=z0.1:+2", "add=next2:+2", "dim=f1:+2sd", "mute=static[3]"] {
      let turned = try await engine.ask("SCORE u2 i0 \(words)").maps("items")[0].number("score")
      #expect(turned != plain, "\(words)")
    }
    #expect(try await engine.items("REC - history=i1,i2 k=4").count == 4)
    #expect(try await engine.refusal("REC u2 add=z9.0:+1").code == .noConcept)
  }

  @Test func `two people exchange taste and journey`() async throws {
    try PlantedService.train(request("dsvae"), on: store)
    let engine = try engine()
    func scores(_ user: String, _ words: String = "") async throws -> [Double] {
      try await engine.ask("SCORE \(user) i15 i16 i17 \(words)").maps("items")
        .compactMap { $0.number("score") }
    }
    func differ(_ a: [Double], _ b: [Double]) -> Bool {
      zip(a, b).contains { abs($0 - $1) > 1e-4 }
    }
    let (own, other) = (try await scores("u2"), try await scores("u9"))
    let whole = try await scores("u2", "copy=static:u9,dynamic:u9")
    #expect(differ(own, other) && !differ(whole, other))
    let taste = try await scores("u2", "copy=static:u9")
    let journey = try await scores("u2", "copy=dynamic:u9")
    #expect(differ(taste, own) && differ(taste, other) && differ(journey, own))
    // The other way round is the same pair of codes.
    #expect(!differ(taste, try await scores("u9", "copy=dynamic:u2")))
    // What is set besides goes on top.
    #expect(
      !differ(
        try await scores("u2", "copy=next:u9 set=next0:0,next1:0,next2:0"),
        try await scores("u2", "set=next0:0,next1:0,next2:0")))
    for (words, code) in [
      ("copy=static", Fault.Code.arguments), ("copy=static:u1,static:u2", .arguments),
      ("copy=taste:u1", .noConcept), ("copy=static:nobody", .noUser),
    ] {
      #expect(try await engine.refusal("SCORE u2 i15 \(words)").code == code, "\(words)")
    }
  }

  @Test func `what has no order is refused, and told how to have one`() async throws {
    let split = try SplitSource.store(minimum: 1).split(store, for: [])
    let folder = scratch.file("split").path
    try SplitFiles.write(split, to: folder)
    var files = request("dsvae")
    files.data = .folder(folder)
    #expect {
      try PlantedService.train(files, on: store)
    } throws: { "\($0)".contains("events have times") }
    _ = try await store.record(
      Event(user: UserID("u1"), item: ItemID("i0"), type: "click"))
    #expect(throws: DatasetFault.self) { try PlantedService.train(request("dsvae"), on: store) }
    // A model that does not read order is trained on both.
    var bag = files
    (bag.model, bag.settings) = ("popularity", Data("{}".utf8))
    #expect(throws: Never.self) { try PlantedService.train(bag, on: store) }
  }
}
