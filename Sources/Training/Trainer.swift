public import Autodiff
import Datasets
public import Models
public import Tensors

/// The training loop, once, for every model: `batch → objectives → gradients → Adam`, and after
/// each epoch a validation score that decides which parameters are kept.
///
/// Everything drawn comes from children of the run's key, named by what they are for and by the
/// step, so a run that was stopped anywhere and resumed from its state goes on to the same bytes.
public struct Trainer: Sendable {
  /// Score of a model on held-out users; higher is better.
  public typealias Validation = (TrainedModel) throws -> Double

  private let model: any GenerativeModel
  private let plan: TrainingPlan
  private let histories: SparseRows
  private let key: RandomKey

  /// A run over complete training histories `[N, M]`.
  public init(_ model: any GenerativeModel, plan: TrainingPlan, histories: SparseRows) {
    self.model = model
    self.plan = plan
    self.histories = histories
    key = RandomKey(seed: plan.seed)
  }

  /// What the caller wants to know and decide while a run is under way.
  public struct Observer {
    /// Told what happens.
    public var report: (TrainingEvent) -> Void = { _ in }
    /// Asked before every step; true ends the run at that step, resumable.
    public var shouldStop: () -> Bool = { false }
    /// Given the state after every so many epochs.
    public var checkpoint: ((TrainingState) throws -> Void)?
    /// Epochs between checkpoints.
    public var checkpointEvery = 1
    /// Told where time goes, when there is one.
    public var clock: StageClock?

    public init() {}
  }

  /// Trains from a state to the end of the plan, and returns why it ended. Closed-form models are
  /// solved in one go. Throws `NumericalFault` when a loss or gradient is not finite, and whatever
  /// validation and checkpoint throw.
  public func fit(
    _ state: inout TrainingState, validation: Validation?, observer: Observer = Observer()
  ) throws -> TrainingEnd {
    Processor.prepare()
    if let solvable = model as? any ClosedFormModel {
      return try solve(solvable, &state, validation, observer)
    }
    let round = Round(model.schedule, batches: (histories.rows + plan.batch - 1) / plan.batch)
    let users = histories.rows * round.passes
    while state.progress.epochs.count < plan.epochs {
      if stalled(state.progress) { return .earlyStopped }
      let epoch = state.progress.epochs.count
      var shuffled: (pass: Int, order: [Int]) = (-1, [])
      let clock = ContinuousClock()
      let start = clock.now
      let usersBefore = state.progress.usersInEpoch
      while state.progress.step < (epoch + 1) * round.steps {
        if observer.shouldStop() {
          try observer.checkpoint?(state)
          return .interrupted
        }
        let place = round.place(of: state.progress.step - epoch * round.steps)
        if shuffled.pass != place.pass {
          let pass = epoch * round.passes + place.pass
          shuffled = (place.pass, key.child("epoch").child(pass).permutation(histories.rows))
        }
        let first = place.batch * plan.batch
        let rows = shuffled.order[first..<min(histories.rows, first + plan.batch)]
        let now = Step(
          index: state.progress.step, perEpoch: round.steps, phase: place.phase,
          users: histories.rows)
        try step(&state, rows, now, round.phases[place.phase], clock: observer.clock)
        if place.endsPhase { finish(round.phases[place.phase], &state) }
        let seconds = (clock.now - start).seconds
        observer.report(
          .step(
            epoch: epoch + 1, users: state.progress.usersInEpoch, of: users,
            usersPerSecond: Double(state.progress.usersInEpoch - usersBefore)
              / max(seconds, 1e-9)))
      }
      try finishEpoch(
        &state, validation, observer, passes: round.passes,
        training: (clock.now - start).seconds)
    }
    return .finished
  }

  private func stalled(_ progress: TrainingProgress) -> Bool {
    plan.patience > 0 && progress.bestScore != nil
      && progress.epochs.count - progress.bestEpoch >= plan.patience
  }

  private func step(
    _ state: inout TrainingState, _ users: ArraySlice<Int>, _ step: Step, _ phase: Phase,
    clock: StageClock?
  ) throws(NumericalFault) {
    let clock = clock ?? StageClock()
    let rows = clock.measure("data") { histories.selecting(users) }
    let (gradients, parts) = try clock.measure("other forward") { () throws(NumericalFault) in
      try self.gradients(state.parameters, Batch(rows), step, phase, clock)
    }
    // The graph is gone by now: the optimiser holds the only reference and writes in place.
    clock.measure("optimiser") {
      for gradient in gradients { state.optimizer.step(&state.parameters, gradient) }
    }
    state.progress.step += 1
    state.progress.usersInEpoch += rows.rows
    state.progress.usersInPhase += rows.rows
    state.progress.add(parts, users: rows.rows)
  }

  private func gradients(
    _ parameters: Parameters, _ batch: Batch, _ step: Step, _ phase: Phase,
    _ clock: StageClock
  ) throws(NumericalFault) -> ([Gradients], [LossPart]) {
    let graph = Graph(
      training: parameters, key: key.child("step").child(step.index), trains: phase.trains,
      clock: clock)
    var all: [Gradients] = []
    var parts: [LossPart] = []
    for objective in model.objectives(batch, on: graph, at: step) {
      let loss = objective.loss.value.item
      let suffix = [phase.name, objective.trains].filter { !$0.isEmpty }.map { " \($0)" }
        .joined()
      guard loss.isFinite else {
        throw .notFinite(tensor: "loss\(suffix)", step: step.index)
      }
      let gradients = clock.measure("backward") {
        graph.gradients(of: objective.loss, prefix: objective.trains)
      }
      if let index = gradients.firstNotFinite {
        throw .notFinite(tensor: "gradient of \(parameters.names[index])", step: step.index)
      }
      all.append(gradients)
      parts.append(LossPart("loss\(suffix)", Double(loss)))
      parts.append(contentsOf: objective.parts)
    }
    return (all, parts)
  }

  private func finish(_ phase: Phase, _ state: inout TrainingState) {
    for copy in phase.copies { state.parameters.copy(from: copy.from, to: copy.to) }
    state.progress.finishPhase()
  }

  private func finishEpoch(
    _ state: inout TrainingState, _ validation: Validation?, _ observer: Observer,
    passes: Int = 1, training: Double
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let clocked = observer.clock ?? StageClock()
    let score = try clocked.measure("validation") {
      try validation?(TrainedModel(model, state.parameters))
    }
    let parts = state.progress.means
    let record = EpochRecord(
      epoch: state.progress.epochs.count + 1,
      loss: parts.first { $0.name.hasPrefix("loss") }?.value ?? 0, parts: parts,
      validation: score, passes: passes > 1 ? passes : nil)
    let best = score.map { $0 > state.progress.bestScore ?? -.infinity } ?? true
    if best {
      state.best = state.parameters
      state.progress.bestEpoch = record.epoch
      state.progress.bestScore = score
    }
    state.progress.epochs.append(record)
    state.progress.means = []
    state.progress.usersInEpoch = 0
    observer.report(
      .epoch(
        record, best: best, training: training, validating: (clock.now - start).seconds))
    if let checkpoint = observer.checkpoint, record.epoch % max(1, observer.checkpointEvery) == 0 {
      try checkpoint(state)
      observer.report(.checkpoint(step: state.progress.step))
    }
  }

  private func solve(
    _ model: any ClosedFormModel, _ state: inout TrainingState, _ validation: Validation?,
    _ observer: Observer
  ) throws -> TrainingEnd {
    guard state.progress.epochs.isEmpty else { return .finished }
    let clock = ContinuousClock()
    let start = clock.now
    // Given up, so that nothing else holds the first values and the solution is written over them.
    state.best = Parameters()
    try model.solve(histories, &state.parameters)
    // There is no half-solved state to go on from.
    var observer = observer
    observer.checkpoint = nil
    try finishEpoch(&state, validation, observer, training: (clock.now - start).seconds)
    return .finished
  }
}

extension TrainingProgress {
  /// Adds the parts of one step, weighted by its users.
  fileprivate mutating func add(_ parts: [LossPart], users: Int) {
    if sums.isEmpty { sums = parts.map { LossPart($0.name, 0) } }
    sums = zip(sums, parts).map { LossPart($0.name, $0.value + $1.value * Double(users)) }
  }

  /// Turns the sums of a phase that is over into means.
  fileprivate mutating func finishPhase() {
    means += sums.map { LossPart($0.name, $0.value / Double(max(1, usersInPhase))) }
    sums = []
    usersInPhase = 0
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
