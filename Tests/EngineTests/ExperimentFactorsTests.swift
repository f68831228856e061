import Datasets
import Evaluation
import Foundation
import Store
import Synchronization
import Tensors
import TestSupport
import Testing
import Training

@testable import Engine

/// Factors of the final models of a study, scored where it asks for them.
@Suite struct ExperimentFactorsTests {
  private static let ranking = """
    name = "planted"
    [data]
    files = ["items.csv", "events.csv"]
    positive = ["rating>=4"]
    [split]
    held-out = 0.2
    [training]
    epochs = 30
    batch = 40
    learning-rate = 0.01
    [evaluation]
    seeds = [1, 2]
    metrics = ["ndcg@10"]
    [[model]]
    name = "popularity"
    seeds = [1]
    [[model]]
    name = "macridvae"
    settings = { concepts = 3, width = 6, temperature = 0.3 }

    """
  private static let questions = """
    [disentanglement]
    attribute = "genre"
    trees = 6
    draws = 2
    [steering]
    users = 12
    """

  /// The study in a folder of its own: 240 people, 90 films in 3 genres.
  private struct Planted {
    let scratch: TemporaryFolder

    init() throws {
      scratch = try TemporaryFolder()
      var shape = PlantedConcepts.Shape()
      (shape.users, shape.items, shape.concepts, shape.styles) = (240, 90, 3, 2)
      (shape.meanHistory, shape.agreement) = (15, 1)
      let log = DemoLog(shape, key: RandomKey(seed: 3))
      for (name, text) in [("items.csv", log.itemsCSV), ("events.csv", log.eventsCSV)] {
        try Data(text.utf8).write(to: scratch.file(name))
      }
    }

    var folder: URL { scratch.file("study") }

    func job(_ text: String) throws -> ExperimentJob {
      ExperimentJob(
        try StudyDefinition(toml: text), folder: folder, data: scratch.file("."), version: "1.2.3")
    }

    /// Runs the study; the stages it went through.
    func run(_ text: String) async throws -> (result: ExperimentResult, stages: [String]) {
      let stages = Mutex<[String]>([])
      let result = try await job(text).run { event in
        if case .stage(let words) = event { stages.withLock { $0.append(words) } }
      }
      return (result, stages.withLock(\.self))
    }
  }

  @Test func `factors are scored after ranking, once, and resumed alone`() async throws {
    let planted = try Planted()
    let plain = try await planted.run(Self.ranking)
    #expect(plain.result.factors == nil && plain.result.factorsCSV == nil)
    // Asked later, nothing is trained or ranked again.
    let (result, stages) = try await planted.run(Self.ranking + Self.questions)
    #expect(
      stages == [
        "popularity, seed 1: disentanglement", "popularity, seed 1: steering",
        "macridvae, seed 1: disentanglement", "macridvae, seed 1: steering",
        "macridvae, seed 2: disentanglement", "macridvae, seed 2: steering",
      ])
    #expect(result.rows == plain.result.rows)
    #expect(try planted.job(Self.ranking + Self.questions).result() == result)
    #expect(try planted.job(Self.ranking).result() == plain.result)

    // What is missing is computed again, to the same table; what another key decides as well.
    try FileManager.default.removeItem(
      at: planted.folder.appendingPathComponent("results/1-macridvae-2.steering.json"))
    #expect {
      try planted.job(Self.ranking + Self.questions).result()
    } throws: { "\($0)".contains("no steering scores of macridvae, division 1, seed 2") }
    let again = try await planted.run(Self.ranking + Self.questions)
    #expect(again.stages == ["macridvae, seed 2: steering"] && again.result == result)
    let fewer = try await planted.run(
      Self.ranking + Self.questions.replacing("users = 12", with: "users = 9"))
    #expect(fewer.stages.count == 3 && fewer.stages.allSatisfy { $0.hasSuffix(": steering") })
  }

  @Test func `the tables are means over seeds of what each model shows alone`() async throws {
    let planted = try Planted()
    let result = try await planted.run(Self.ranking + Self.questions).result
    let tables = try #require(result.factors)
    #expect(tables.map(\.name) == ["people", "items", "knobs"])
    let store = ExperimentFolder(url: planted.folder).store
    let library = ModelLibrary(try InteractionStore(path: store.path, ifMissing: .refuse))
    var plan = DisentanglementEvaluation.Plan()
    (plan.trees, plan.draws) = (6, 2)
    var codes: [DisentanglementReport] = []
    var knobs: [SteeringReport] = []
    for seed: UInt64 in [1, 2] {
      let record = try #require(
        try library.store.models().first { $0.name == "macridvae" && $0.seed == seed })
      codes.append(
        try DisentanglementJob(library).run(
          record.title, attributes: ["genre"], folder: nil, seed: 1, plan: plan))
      knobs.append(
        try SteeringJob(library).report(
          record.title, concept: nil, attribute: nil, folder: nil, users: 12,
          strengths: SteeringJob.strengths))
    }
    for (place, name) in ["people", "items"].enumerated() {
      let row: FactorTable.Row = tables[place].rows[1]
      let scores = codes.compactMap { report in
        report.pairings.first { $0.name == name }?.scores
      }
      #expect(row.absence == nil && scores.count == 2 && !scores[0].isEmpty)
      for (first, second) in zip(scores[0], scores[1]) {
        let found = try #require(row.scores.first { $0.name == first.name })
        let mean: Double = (first.value + second.value) / 2
        let deviation: Double = abs(first.value - second.value) / 2.0.squareRoot()
        #expect(abs(found.mean - mean) < 1e-12 && found.models == 2)
        #expect(abs(try #require(found.deviation) - deviation) < 1e-9)
      }
    }
    let turned: FactorTable.Row = tables[2].rows[1]
    let range = try #require(turned.scores.first { $0.name == "range" })
    let expected = knobs.map { report in
      let ranges: [Double] = report.knobs.map(\.curve.range.mean)
      return ranges.reduce(0, +) / Double(ranges.count)
    }
    let mean: Double = (expected[0] + expected[1]) / 2
    #expect(abs(range.mean - mean) < 1e-12)
    // The genres are there to be found, and the knobs named after them move them.
    #expect(range.mean > 0.3)
    #expect(turned.scores.first { $0.name == "neutral" }?.mean == 1)
    #expect(turned.scores.contains { $0.name == "targeted-gain" })
  }

  @Test func `a model without factors is said to have none, in every format`() async throws {
    let planted = try Planted()
    let result = try await planted.run(Self.ranking + Self.questions).result
    let people = try #require(result.factors?.first)
    #expect(people.rows[0].label == "popularity" && people.rows[0].scores.isEmpty)
    #expect(result.markdown.contains("| popularity | no factors | – |"))
    #expect(result.markdown.contains("popularity: the code of popularity@1 is the same for"))
    let csv = try #require(result.factorsCSV)
    #expect(csv.hasPrefix("points,model,score,mean,standard_deviation,final_models,absence\n"))
    #expect(
      csv.contains("people,popularity,,,,,the code of popularity@1 is the same for everybody"))
    #expect(csv.contains("people,macridvae,independence,0."))
    let report = result.report(command: "facet experiment run", version: "1.2.3", alpha: 0.05)
    #expect(
      report.sections.map(\.title).suffix(3) == ["Codes of people", "Codes of items", "Knobs"])
    for format in ReportFormat.allCases {
      let text = try format.files(report, name: "report").map(\.text).joined()
      #expect(text.contains("no factors") && text.contains("0."), "\(format)")
    }
    let read = try JSONDecoder().decode(
      ExperimentResult.self, from: Data(result.json().utf8))
    #expect(read == result)
  }

  @Test func `an attribute that nobody has is refused before anything is trained`() async throws {
    let planted = try Planted()
    for (from, to, says) in [
      (
        "attribute = \"genre\"", "attribute = \"colour\"",
        "items or held-out users; there are genre, year"
      ),
      ("users = 12", "users = 12\nattribute = \"year\"", "items, with categories; there are genre"),
    ] {
      let text = Self.ranking + Self.questions.replacing(from, with: to)
      let stages = Mutex<[String]>([])
      let fault = await #expect(throws: Fault.self) {
        try await planted.job(text).run { event in
          if case .stage(let words) = event { stages.withLock { $0.append(words) } }
        }
      }
      #expect(fault?.code == .data)
      #expect(fault?.message.contains(says) == true, "\(fault?.message ?? "")")
      #expect(stages.withLock { $0.allSatisfy { $0.hasPrefix("ingest") } })
    }
  }

  @Test func `one model alone has its report too`() async throws {
    let planted = try Planted()
    let text = Self.ranking.replacing("[[model]]\nname = \"popularity\"\nseeds = [1]\n", with: "")
    let result = try await planted.run(text).result
    #expect(result.comparison == nil)
    let report = result.report(command: "", version: "", alpha: 0.05)
    #expect(report.sections.map(\.title) == ["Result"] && report.tables[0].data.rows.count == 1)
  }
}
