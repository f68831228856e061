// An LSTM over packed sequences, forward and backward, and training steps of C-DSVAE. First the layer is
// held against single steps, then timed. `Tools/benchmark-recurrent` pairs both with PyTorch.
import Autodiff
import Datasets
import Foundation
import Models
import Tensors
import Training

enum RecurrentBenchmark {
  /// People of a batch, sessions of a person, width of inputs and states.
  private static let (users, steps, width) = (128, 8, 128)

  static func run(epochUsers: Int) throws {
    print(Machine.line())
    try layer()
    try epoch(users: epochUsers)
  }

  private static func layer() throws {
    var builder = ParameterBuilder(key: RandomKey(seed: 1))
    let lstm = LSTM(width, width, in: &builder)
    let parameters = builder.parameters
    let packed = PackedSteps(offsets: (0...users).map { $0 * steps })
    let x = RandomNormals.tensor([users * steps, width], RandomKey(seed: 2))
    func forward(_ graph: Graph) -> Variable {
      lstm(graph.constant(x).selectingRows(packed.steps), packed)
    }
    let graph = Graph(inference: parameters)
    let states = forward(graph).selectingRows(packed.places).value
    var state = lstm.start(1, on: graph)
    for step in 0..<steps { state = lstm.step(graph.constant(x.rows(step..<step + 1)), state) }
    let last = states.row(steps - 1)
    guard zip(state.output.value.scalars, last).allSatisfy({ abs($0 - $1) < 1e-5 }) else {
      stop("an LSTM over packed sequences differs from its single steps")
    }
    let forwards = median(200) { _ = forward(Graph(inference: parameters)) }
    let both = median(200) {
      let graph = Graph(training: parameters, key: RandomKey(seed: 3))
      _ = graph.gradients(of: forward(graph).sum())
    }
    // Two operations a multiply-add; both products of a step, forwards once, backwards twice.
    let work = 2.0 * Double(users * steps * width * 4 * width) * 2
    report("lstm forward, ms", forwards * 1000, 3, "\(Int(work / forwards / 1e9)) GFLOP/s")
    report("lstm forward and backward, ms", both * 1000, 3, "\(Int(3 * work / both / 1e9)) GFLOP/s")
  }

  /// An epoch of C-DSVAE with its default settings on people of the sprites' world, 128 a step.
  private static func epoch(users: Int) throws {
    let key = RandomKey(seed: 1).child("recurrent")
    let world = BehaviouralSprites(key: key.child("world"))
    let sessions = world.sampleFactors(users, key.child("people")).enumerated().map {
      user, values in
      Array(world.sampleHistory(values, key.child("history").child(user)).prefix(7))
    }
    let histories = SparseRows(columns: world.shape.items, sessions: sessions)
    var plan = TrainingPlan()
    (plan.epochs, plan.batch, plan.patience) = (2, 128, 0)
    let settings = Data(#"{"annealEpochs":0}"#.utf8)
    let (model, parameters) = try Registry.make(
      "cdsvae", settings: settings, catalog: CatalogShape(items: world.shape.items),
      key: key.child("init"))
    var state = TrainingState(parameters, learningRate: plan.learningRate)
    var seconds: [Double] = []
    var observer = Trainer.Observer()
    let clock = StageClock()
    observer.clock = clock
    observer.report = { event in
      if case .epoch(_, _, let training, _) = event { seconds.append(training) }
    }
    _ = try Trainer(model, plan: plan, histories: histories).fit(
      &state, validation: nil, observer: observer)
    let epoch = seconds.last ?? .nan
    report(
      "cdsvae epoch, s", epoch, 2,
      "\(users) people of 7 sessions, \(Int(Double(users) / epoch)) a second")
    let total = clock.stages.reduce(0) { $0 + $1.seconds }
    print(
      clock.stages.sorted { $0.seconds > $1.seconds }
        .map { "\($0.name) \(Machine.fixed(100 * $0.seconds / total, 0)) %" }
        .joined(separator: ", "))
  }

  private static func median(_ rounds: Int, _ body: () -> Void) -> Double {
    for _ in 0..<10 { body() }
    return Machine.median((0..<rounds).map { _ in Machine.seconds(body) })
  }

  private static func report(_ name: String, _ value: Double, _ decimals: Int, _ beside: String) {
    print("\(name): \(Machine.fixed(value, decimals)), \(beside)")
    Figures.add(name, value)
  }
}
