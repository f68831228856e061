// Rounds of models that alternate: phases, what moves in them, what is copied, and what a round
// is counted as.
import Autodiff
import Foundation
import Models
import TestSupport
import Tensors
import Testing

@testable import Training

struct RoundTests {
  /// 18 users in batches of 10 are 2 steps a pass, 8 a round.
  struct Run {
    let board = Checkerboard(size: 18)
    var plan = TrainingPlan()
    let settings = Data(#"{"hidden":6,"width":4}"#.utf8)

    init() {
      plan.learningRate = 0.01
      plan.batch = 10
      plan.epochs = 2
    }

    func made() throws -> (model: any GenerativeModel, parameters: Parameters) {
      try Registry.make(
        "recvae", settings: settings, catalog: CatalogShape(items: board.size),
        key: RandomKey(seed: plan.seed).child("init"))
    }

    func start() throws -> TrainingState {
      TrainingState(try made().parameters, learningRate: plan.learningRate)
    }

    func trainer() throws -> Trainer {
      Trainer(try made().model, plan: plan, histories: board.histories)
    }

    func score(_ trained: TrainedModel) -> Double {
      let scores = trained.scores(board.histories)
      return -scores.multinomialLosses(board.histories).losses.reduce(0.0) { $0 + Double($1) }
    }

    /// States after 0, 1, 2 … steps.
    func states(_ count: Int) throws -> [TrainingState] {
      var state = try start()
      var states = [state]
      for _ in 0..<count {
        var observer = Trainer.Observer()
        var asked = 0
        observer.shouldStop = {
          asked += 1
          return asked > 1
        }
        _ = try trainer().fit(&state, validation: score, observer: observer)
        states.append(state)
      }
      return states
    }

    var identity: Checkpoint.Identity {
      Checkpoint.Identity(
        model: "recvae", configuration: "small", plan: plan.json, fingerprint: "board", threads: 1)
    }
  }

  /// First words of the paths that differ.
  static func moved(_ before: Parameters, _ after: Parameters) -> Set<String> {
    var moved: Set<String> = []
    for (n, name) in before.names.enumerated() where before.tensors[n] != after.tensors[n] {
      moved.insert(String(name.prefix { $0 != "/" }))
    }
    return moved
  }

  @Test func `a phase moves its own parameters only, and its end renews the copy`() throws {
    let states = try Run().states(9)
    for step in 0..<8 {
      let moved = Self.moved(states[step].parameters, states[step + 1].parameters)
      switch step {
      case 0..<5: #expect(moved == ["encoder"], "step \(step)")
      case 5: #expect(moved == ["encoder", "prior"])
      default: #expect(moved == ["decoder"], "step \(step)")
      }
    }
    let after = states[6].parameters
    for name in after.names where name.hasPrefix("encoder/") {
      #expect(after[name] == after["prior/" + name.dropFirst("encoder/".count)], "\(name)")
    }
    #expect(Self.moved(states[8].parameters, states[9].parameters) == ["encoder"])
  }

  @Test func `the optimiser's steps are counted by phase`() throws {
    let state = try #require(try Run().states(16).last)
    for (name, steps) in zip(state.parameters.names, state.optimizer.steps) {
      let expected = name.hasPrefix("encoder/") ? 12 : name.hasPrefix("decoder/") ? 4 : 0
      #expect(steps == expected, "\(name)")
    }
  }

  @Test func `a round stopped at any step and resumed from disk ends in the same bits`() throws {
    let run = Run()
    var whole = try run.start()
    _ = try run.trainer().fit(&whole, validation: run.score)
    #expect(whole.progress.step == 16)
    let folder = try TemporaryFolder()
    let file = folder.file("run.checkpoint")
    for (stop, state) in try run.states(16).enumerated() {
      try Checkpoint.write(state, of: run.identity, to: file)
      var resumed = try Checkpoint.read(
        file, of: run.identity, parameters: run.made().parameters,
        learningRate: run.plan.learningRate)
      #expect(resumed.progress.step == stop)
      #expect(try run.trainer().fit(&resumed, validation: run.score) == .finished)
      let same =
        resumed.parameters == whole.parameters && resumed.best == whole.best
        && resumed.optimizer == whole.optimizer && resumed.progress == whole.progress
      #expect(same, "stopped at step \(stop)")
    }
  }

  @Test func `validation comes once a round, and the record tells the passes`() throws {
    let run = Run()
    var validations = 0
    var users: [Int] = []
    var observer = Trainer.Observer()
    observer.report = { event in
      guard case .step(_, let seen, let all, _) = event else { return }
      #expect(all == 4 * 18)
      users.append(seen)
    }
    var state = try run.start()
    _ = try run.trainer().fit(
      &state,
      validation: {
        validations += 1
        return run.score($0)
      }, observer: observer)
    #expect(validations == 2)
    #expect(users.prefix(8) == [10, 18, 28, 36, 46, 54, 64, 72])
    let record = state.progress.epochs[0]
    #expect(state.progress.epochs.map(\.epoch) == [1, 2] && record.passes == 4)
    #expect(
      record.parts.map(\.name)
        == ["loss encoder", "reconstruction", "kl/taste", "kl weight", "loss decoder"])
    #expect(record.loss == record.parts[0].value)
    // Eight items each, γ = 0.005.
    #expect(abs(record.parts[3].value - 0.04) < 1e-6)
  }

  @Test func `a pass has an order of its own`() throws {
    let phases = [Phase("a", epochs: 3, trains: "a/"), Phase("b", epochs: 1, trains: "b/")]
    let round = Round(phases, batches: 2)
    #expect(round.steps == 8 && round.passes == 4)
    let places = (0..<8).map { round.place(of: $0) }
    #expect(places.map(\.phase) == [0, 0, 0, 0, 0, 0, 1, 1])
    #expect(places.map(\.pass) == [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(places.map(\.batch) == [0, 1, 0, 1, 0, 1, 0, 1])
    #expect(places.map(\.endsPhase) == [false, false, false, false, false, true, false, true])
  }
}
