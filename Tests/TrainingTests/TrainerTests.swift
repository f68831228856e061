// The loop: resuming, stopping, keeping the best, and what it reports.
import Autodiff
import Foundation
import Models
import TestSupport
import Tensors
import Testing
import Training

struct TrainerTests {
  @Test func `a run stopped at any step and resumed from disk ends in the same bits`() throws {
    let run = TinyRun()
    let whole = try run.finished()
    let folder = try TemporaryFolder()
    let file = folder.file("run.checkpoint")
    // 18 users in batches of 7 are 3 steps an epoch, 12 in all.
    #expect(whole.progress.step == 12)
    for stop in 0...12 {
      var state = try run.start()
      var observer = Trainer.Observer()
      var asked = 0
      observer.shouldStop = {
        asked += 1
        return asked > stop
      }
      let end = try run.trainer().fit(&state, validation: run.score, observer: observer)
      #expect(end == (stop == 12 ? .finished : .interrupted))
      try Checkpoint.write(state, of: run.identity, to: file)
      var resumed = try Checkpoint.read(
        file, of: run.identity, parameters: run.made().parameters,
        learningRate: run.plan.learningRate)
      #expect(resumed.progress.step == stop)
      _ = try run.trainer().fit(&resumed, validation: run.score)
      let same =
        resumed.parameters == whole.parameters && resumed.best == whole.best
        && resumed.optimizer == whole.optimizer && resumed.progress == whole.progress
      #expect(same, "stopped at step \(stop)")
    }
  }

  @Test func `the same run twice writes the same artifact`() throws {
    let run = TinyRun()
    let folder = try TemporaryFolder()
    var files: [Data] = []
    for name in ["a", "b"] {
      let state = try run.finished()
      let trained = TrainedModel(try run.made().model, state.best)
      try Artifact.write(trained, run.manifest(state), to: folder.file(name))
      files.append(try Data(contentsOf: folder.file(name)))
    }
    let same = files[0] == files[1]
    #expect(same)
  }

  @Test func `another seed is another run`() throws {
    var other = TinyRun()
    other.plan.seed = 1
    let different = try TinyRun().finished().parameters != other.finished().parameters
    #expect(different)
  }

  @Test func `another thread count agrees within rounding`() throws {
    var run = TinyRun()
    // 80 users at K = 8 are three blocks of the fused likelihood, so that threads share them.
    run.settings.concepts = 8
    run.plan.batch = 80
    run.plan.epochs = 5
    let histories = KeyedTensors.histories(
      rows: 80, columns: 18, density: 0.3, RandomKey(seed: 3))
    func trained(_ threads: Int) throws -> Parameters {
      var state = try run.start()
      try ThreadCount.with(threads) {
        _ = try Trainer(run.made().model, plan: run.plan, histories: histories)
          .fit(&state, validation: nil)
      }
      return state.parameters
    }
    let (one, two) = (try trained(1), try trained(2))
    for (a, b) in zip(one.tensors, two.tensors) {
      // Adam divides by the gradient's size, so rounding of a small one can reach the weights: five
      // steps of 0.02 keep it under a thousandth.
      #expect(Closeness.relative(a, b) < 1e-3)
    }
  }

  @Test func `the best epoch is kept and training stops when it is long past`() throws {
    var run = TinyRun()
    run.plan.epochs = 20
    run.plan.patience = 3
    let planned = [0.1, 0.3, 0.2, 0.3, 0.25, 0.9]
    var seen: [Parameters] = []
    var state = try run.start()
    let end = try run.trainer().fit(&state) { trained in
      seen.append(trained.parameters)
      return planned[seen.count - 1]
    }
    // The best is epoch 2 (an equal score later is not better); epochs 3, 4 and 5 pass without one.
    #expect(end == .earlyStopped)
    #expect(state.progress.epochs.map(\.validation) == [0.1, 0.3, 0.2, 0.3, 0.25])
    #expect(state.progress.bestEpoch == 2 && state.progress.bestScore == 0.3)
    let kept = state.best == seen[1] && state.parameters == seen[4]
    #expect(kept)
    // Going on from the end stops again at once.
    #expect(try run.trainer().fit(&state) { _ in 1 } == .earlyStopped)
    #expect(state.progress.epochs.count == 5)
  }

  @Test func `patience zero never stops early`() throws {
    var run = TinyRun()
    run.plan.patience = 0
    var state = try run.start()
    var score = 0.0
    let end = try run.trainer().fit(&state) { _ in
      score -= 1
      return score
    }
    #expect(end == .finished && state.progress.epochs.count == 4 && state.progress.bestEpoch == 1)
  }

  @Test func `without validation the last epoch is the best`() throws {
    let run = TinyRun()
    var state = try run.start()
    #expect(try run.trainer().fit(&state, validation: nil) == .finished)
    #expect(state.progress.bestEpoch == 4 && state.progress.bestScore == nil)
    let same = state.best == state.parameters
    #expect(same)
  }

  @Test func `a loss that is not finite stops with the step and the tensor`() throws {
    let run = TinyRun()
    var state = try run.start()
    var broken = state.parameters
    let items = try #require(broken["items"])
    _ = broken.replace("items", with: items.map { _ in .nan })
    state.parameters = broken
    #expect(throws: NumericalFault.notFinite(tensor: "loss", step: 0)) {
      _ = try run.trainer().fit(&state, validation: nil)
    }
  }

  @Test func `a step so large that the loss breaks is found at its step`() throws {
    var run = TinyRun()
    run.plan.learningRate = 1
    run.settings.l2 = 1
    var state = TrainingState(try run.made().parameters, learningRate: 1e30)
    #expect {
      _ = try run.trainer().fit(&state, validation: nil)
    } throws: { error in
      guard case .notFinite(_, let step) = error as? NumericalFault else { return false }
      return step == state.progress.step && step > 0
    }
  }

  @Test func `events tell every step, every epoch and every checkpoint`() throws {
    let run = TinyRun()
    var steps: [Int] = []
    var epochs: [(record: EpochRecord, best: Bool)] = []
    var checkpoints: [Int] = []
    var observer = Trainer.Observer()
    observer.checkpointEvery = 2
    observer.checkpoint = { _ in }
    observer.report = { event in
      switch event {
      case .step(_, let users, let all, _):
        #expect(all == 18)
        steps.append(users)
      case .epoch(let record, let best, _, _): epochs.append((record, best))
      case .checkpoint(let step): checkpoints.append(step)
      }
    }
    let state = try run.finished(observer)
    #expect(steps == [7, 14, 18, 7, 14, 18, 7, 14, 18, 7, 14, 18])
    #expect(epochs.map(\.record) == state.progress.epochs)
    #expect(epochs.map(\.record.epoch) == [1, 2, 3, 4])
    #expect(checkpoints == [6, 12])
    let names = epochs[0].record.parts.map(\.name)
    #expect(names.prefix(4) == ["loss", "reconstruction", "kl/concept[0]", "kl/concept[1]"])
    #expect(epochs[3].record.loss < epochs[0].record.loss)
  }

  @Test func `a model that is solved is fitted once`() throws {
    let run = TinyRun()
    let (model, parameters) = try Registry.make(
      "popularity", catalog: run.catalog, key: RandomKey(seed: 1))
    var state = TrainingState(parameters, learningRate: 1e-3)
    let trainer = Trainer(model, plan: run.plan, histories: run.board.histories)
    for _ in 0..<2 { #expect(try trainer.fit(&state) { _ in 0.5 } == .finished) }
    #expect(state.progress.epochs.count == 1 && state.progress.bestScore == 0.5)
    let solved = state.best != parameters && state.best == state.parameters
    #expect(solved)
  }
}
