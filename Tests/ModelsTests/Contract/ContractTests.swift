// What every model of the registry promises. A model added to `Registry.all` is held to all of it.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Testing
import Training

@Suite struct ContractTests {
  @Test(arguments: everyModel)
  func `settings survive a round trip and unknown ones are refused`(_ name: String) throws {
    func check<Model: GenerativeModel>(_ type: Model.Type) throws {
      let settings = Model.Configuration()
      #expect(try Model.Configuration(json: Data(settings.json.utf8)) == settings)
      #expect(throws: ConfigurationFault.self) {
        try Model.Configuration(json: Data(#"{"no such setting": 1}"#.utf8))
      }
    }
    try check(Registry.type(named: name))
  }

  /// Settings that count only beside another one.
  static let companions: [String: [String: any Sendable]] = [
    "labelWeight": ["labels": "genre"], "tolerance": ["passes": 1000],
    "dynamicAttributes": ["staticAttributes": "genre"],
  ]

  /// Settings that are whole numbers and may be 0, which JSON does not tell from 0.0.
  static let widths: Set = ["hidden"]

  @Test(arguments: everyModel) func `no setting is dead`(_ name: String) throws {
    let settings = try TinyModel.settings(name)
    for (key, value) in settings {
      let beside: [String: Any] = (Self.companions[key] ?? [:]).filter { settings[$0.key] != nil }
      let before = try TinyModel(name, beside).observations()
      let changed = Self.widths.contains(key) ? 4 : Self.other(value)
      let after = try TinyModel(name, beside.merging([key: changed]) { $1 }).observations()
      let same = before == after
      #expect(!same, "\(key) from \(value) to \(changed) changes nothing")
    }
  }

  /// Another value of a setting, within any sensible range.
  private static func other(_ value: Any) -> Any {
    // The only words among settings name an attribute; the tiny catalogue has one.
    guard let number = (value as? NSNumber)?.doubleValue else { return "genre" }
    guard !TinyModel.isBoolean(value) else { return number == 0 }
    let isWhole = number == number.rounded()
    return number == 0 ? 0.5 : isWhole ? number + 1 : number / 2
  }

  @Test(arguments: everyModel)
  func `the same seed gives the same bits, another seed others`(_ name: String) throws {
    let one = try TinyModel(name, seed: 5)
    let same = try TinyModel(name, seed: 5).observations() == one.observations()
    #expect(same)
    guard !(one.model is any ClosedFormModel) else { return }
    let other = try TinyModel(name, seed: 6).observations() != one.observations()
    #expect(other)
    #expect(one.loss(at: 3, key: RandomKey(seed: 1)) != one.loss(at: 3, key: RandomKey(seed: 3)))
  }

  @Test(arguments: everyModel)
  func `every gradient obeys the law of central differences`(_ name: String) throws {
    // A warmer mixture has gentler higher derivatives, so that the order can be seen in `Float`.
    var changes: [String: Any] = [:]
    // A divergence of full weight shows against the rounding of the rest of the loss.
    // A deep critic of small weights says next to nothing; a shallow one can be seen. Views of given
    // attributes are drawn by the key; those a model makes itself hang on its parameters, and no
    // gradient is to follow them.
    let all: [String: Any] = [
      "temperature": 0.5, "l2": 0.01, "labels": "genre", "gamma": 0.2, "criticLayers": 1,
      "staticAttributes": "genre", "content": 1, "motion": 1, "information": 0.25, "dynamicBeta": 4,
    ]
    for (key, value) in all where try TinyModel.settings(name)[key] != nil { changes[key] = value }
    let tiny = try TinyModel(name, changes)
    let parameters = tiny.spreadParameters()
    for step in tiny.steps(at: 1000, perEpoch: 1) {
      let graph = Graph(training: parameters, key: RandomKey(seed: 7))
      let objectives = tiny.model.objectives(Batch(tiny.histories), on: graph, at: step)
      // Recurrences bend more within a step of one half.
      let scale: Float = tiny.trained.needs.contains(.order) ? 0.5 : 1
      for (index, objective) in objectives.enumerated() {
        let laws = GradientLaw.check(parameters, scale: scale) { graph in
          tiny.model.objectives(Batch(tiny.histories), on: graph, at: step)[index].loss
        }
        // What a phase leaves alone has no gradient in it; what an objective does, it may stop.
        let trains = tiny.model.schedule[step.phase].trains
        for law in laws where law.name.hasPrefix(trains) && law.name.hasPrefix(objective.trains) {
          #expect(
            law.holds, "\(law.name): difference \(law.difference), order \(law.order ?? .nan)")
        }
      }
    }
  }

  /// Settings with which a model learns the checkerboard. Contrasts take people of one colour, of whom
  /// there are only two kinds, for different ones.
  static let forBoard: [String: [String: any Sendable]] = [
    "cdsvae": ["content": 0.1, "motion": 0.1, "information": 0.1]
  ]

  @Test(arguments: everyModel.filter { !impersonal.contains($0) })
  func `the checkerboard is learned`(_ name: String) throws {
    let board = Checkerboard(size: 30)
    let settings = try TinyModel.settings(name).merging(Self.forBoard[name] ?? [:]) { $1 }
    let (model, parameters) = try Registry.make(
      name, settings: JSONSerialization.data(withJSONObject: settings),
      catalog: CatalogShape(items: board.size),
      key: RandomKey(seed: 8))
    var plan = TrainingPlan()
    plan.learningRate = 0.02
    plan.epochs = 150
    plan.batch = 15
    var state = TrainingState(parameters, learningRate: plan.learningRate)
    let histories = TinyModel.inSessions(board.histories)
    _ = try Trainer(model, plan: plan, histories: histories).fit(&state, validation: nil)
    let scores = TrainedModel(model, state.parameters).scores(histories)
    #expect(board.learned(scores) == 1)
  }

  @Test(arguments: everyModel)
  func `an empty history has finite scores, a batch of them a finite loss`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let empty = SparseRows(columns: TinyModel.items, rows: [[], []])
    #expect(tiny.trained.scores(empty).isFinite)
    for step in tiny.steps(at: 1, perEpoch: 1) {
      let graph = Graph(training: tiny.parameters, key: RandomKey(seed: 1))
      for objective in tiny.model.objectives(Batch(empty), on: graph, at: step) {
        #expect(objective.loss.value.isFinite)
        #expect(graph.gradients(of: objective.loss).firstNotFinite == nil)
      }
    }
  }

  @Test(arguments: everyModel)
  func `an empty override changes no bit`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let same =
      try tiny.trained.run(tiny.histories, overrides: []).scores
      == tiny.trained.scores(tiny.histories)
    #expect(same)
  }

  @Test(arguments: everyModel)
  func `adding nothing and scaling by one change no bit`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let plain = tiny.trained.scores(tiny.histories).scalars.map(\.bitPattern)
    let code = try tiny.trained.run(tiny.histories).code
    for block in tiny.model.layout.blocks {
      for index in [block.shape.map { _ in 0 }, block.shape.map { $0 - 1 }] {
        var actions: [Override.Action] = [.add(0), .scale(1)]
        if code.spread(block.name) != nil { actions.append(.addDeviations(0)) }
        for action in actions {
          let override = Override(block.name, index, action)
          let scores = try tiny.trained.run(tiny.histories, overrides: [override]).scores
          let same = scores.scalars.map(\.bitPattern) == plain
          #expect(same, "\(override)")
        }
      }
    }
  }

  @Test(arguments: everyModel)
  func `a draw of the code is keyed, and certain where there is no spread`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let plain = try tiny.trained.run(tiny.histories)
    let isUncertain = tiny.model.layout.blocks.contains { plain.code.spread($0.name) != nil }
    func draw(_ seed: UInt64) throws -> Tensor {
      try tiny.trained.run(tiny.histories, sampling: RandomKey(seed: seed)).scores
    }
    let (one, same, other) = (try draw(1), try draw(1), try draw(2))
    #expect(one == same && one.isFinite)
    #expect((one != plain.scores) == isUncertain && (one != other) == isUncertain)
  }

  @Test(arguments: everyModel) func `every block moves the scores`(_ name: String) throws {
    let tiny = try TinyModel(name)
    #expect(!tiny.model.layout.blocks.isEmpty)
    let before = tiny.trained.scores(tiny.histories)
    for block in tiny.model.layout.blocks {
      let index = block.shape.map { _ in 0 }
      let moved = Override(block.name, index, .add(0.5))
      let after = try tiny.trained.run(tiny.histories, overrides: [moved]).scores
      #expect(Closeness.relative(before, after) > 1e-4, "\(block.name)")
    }
  }

  @Test(arguments: everyModel) func `misfits are refused`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let block = try #require(tiny.model.layout.blocks.first)
    let misfits = [
      Override("no such block", [0], .add(1)),
      Override(block.name, block.shape, .add(1)),
      Override(block.name, block.shape.map { _ in 0 } + [0], .add(1)),
      Override(block.name, block.shape.map { _ in -1 }, .add(1)),
      Override(block.name, block.shape.map { _ in 0 }, .set(.nan)),
    ]
    for misfit in misfits {
      #expect(throws: OverrideFault.self) {
        _ = try tiny.trained.run(tiny.histories, overrides: [misfit])
      }
    }
  }

  @Test(arguments: everyModel) func `saving and loading keeps every bit`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("model.safetensors")
    let manifest = Manifest(
      model: name, configuration: tiny.model.configuration.json, plan: "{}", fingerprint: "f",
      split: "none", threads: 1, items: (0..<TinyModel.items).map { "i\($0)" })
    try Artifact.write(tiny.trained, manifest, to: url)
    let (loaded, itsManifest) = try Artifact.read(url)
    #expect(itsManifest == manifest)
    let same =
      loaded.parameters == tiny.parameters
      && loaded.scores(tiny.histories) == tiny.trained.scores(tiny.histories)
    #expect(same)
  }

  @Test(arguments: everyModel) func `a batch agrees with its rows`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let batch = tiny.trained.scores(tiny.histories)
    for row in 0..<tiny.histories.rows {
      let alone = tiny.trained.scores(tiny.histories.selecting([row]))
      let together = Tensor(shape: [1, TinyModel.items], scalars: Array(batch.row(row)))
      // BLAS adds a row in another order when it stands alone; every layer passes that on.
      #expect(Closeness.relative(alone, together) < 5e-6)
    }
  }

  @Test(arguments: everyModel)
  func `only declared side information is read`(_ name: String) throws {
    // With its default settings a model trains and answers the same, to the bit, on a catalogue
    // without attributes.
    let tiny = try TinyModel(name)
    let bare = CatalogShape(items: TinyModel.items)
    #expect(tiny.model.refusal(of: bare) == nil)
    let settings = Data(tiny.model.configuration.json.utf8)
    let (model, _) = try Registry.make(name, settings: settings, catalog: bare, key: nil)
    func loss(_ model: any GenerativeModel) -> [Tensor] {
      let graph = Graph(training: tiny.parameters, key: RandomKey(seed: 1))
      let step = Step(index: 9, perEpoch: 1)
      return model.objectives(Batch(tiny.histories), on: graph, at: step).map(\.loss.value)
    }
    let same =
      TrainedModel(model, tiny.parameters).scores(tiny.histories)
      == tiny.trained.scores(tiny.histories) && loss(model) == loss(tiny.model)
    #expect(same)
  }

  @Test(arguments: everyModel)
  func `order matters for models that need it, and only for them`(_ name: String) throws {
    let tiny = try TinyModel(name)
    let steps = try #require(tiny.histories.steps)
    let reversed = tiny.histories.stepped(steps.map { 100 - $0 })
    let (plain, other) = (tiny.trained.scores(tiny.histories), tiny.trained.scores(reversed))
    let bag = tiny.trained.scores(tiny.histories.stepped(nil))
    let needsOrder = tiny.trained.needs.contains(.order)
    #expect((Closeness.relative(plain, other) > 1e-4) == needsOrder)
    #expect((plain == other) == !needsOrder && (plain == bag) == !needsOrder)
    #expect((tiny.model.refusal(of: tiny.histories.stepped(nil)) != nil) == needsOrder)
    #expect(tiny.model.refusal(of: tiny.histories) == nil)
  }
}
