// Training speed and memory on a shape: seconds a step and an epoch, and the share of the sgemm
// peak that the necessary multiply-adds reach.
//
// Necessary are the decoder's products forward and backward, 3·B·K·M·d multiply-adds; the encoder's
// sparse layer, 3·entries·K·d; and its second layer, 3·B·K·d·2d.
import Datasets
import Foundation
import Models
import Tensors
import Training

enum StepBenchmark {
  /// The shape of a name; ends the program when there is none.
  static func shape(_ name: String) throws -> PowerLawWorld.Shape {
    guard let shape = PowerLawWorld.Shape.all.first(where: { $0.name == name }) else {
      stop("no shape \(name); there are \(PowerLawWorld.Shape.all.map(\.name))")
    }
    return shape
  }

  static func run(shape name: String, concepts: Int, steps: Int) throws {
    let shape = try shape(name)
    let world = PowerLawWorld(shape, key: RandomKey(seed: 1))
    print(Machine.line())
    print(
      "\(shape.name): \(world.histories.rows) users, \(shape.items) items, "
        + "\(world.histories.entries) interactions, K = \(concepts), d = 100, B = 500")
    let before = Machine.peakMemory()
    var plan = TrainingPlan()
    plan.epochs = 1
    plan.patience = 0
    let settings = Data("{\"concepts\": \(concepts)}".utf8)
    let (model, parameters) = try Registry.make(
      "macridvae", settings: settings, catalog: CatalogShape(items: shape.items),
      key: RandomKey(seed: 1))
    // Enough whole batches for the asked steps and two to warm up.
    let rows = min(world.histories.rows, (steps + 2) * plan.batch)
    let histories = world.histories.selecting(0..<rows)
    var state = TrainingState(parameters, learningRate: plan.learningRate)
    var times: [Double] = []
    var last = ContinuousClock.now
    var observer = Trainer.Observer()
    observer.report = { event in
      guard case .step = event else { return }
      let now = ContinuousClock.now
      times.append((now - last) / .seconds(1))
      last = now
    }
    _ = try Trainer(model, plan: plan, histories: histories).fit(
      &state, validation: nil, observer: observer)
    let peak = Machine.peak()
    let step = Machine.median(Array(times.dropFirst(2)))
    let users = Double(plan.batch)
    let entries = Double(world.histories.entries) / Double(world.histories.rows) * users
    let (k, d, m) = (Double(concepts), 100.0, Double(shape.items))
    let necessary = 6 * (users * k * m * d + entries * k * d + users * k * d * 2 * d)
    let rate = necessary / step / 1e9
    let batches = (Double(world.histories.rows) / users).rounded(.up)
    print("step \(Machine.fixed(step * 1000, 1)) ms, epoch \(Machine.fixed(step * batches, 2)) s")
    print(
      "\(Machine.fixed(rate, 0)) GFLOP/s of necessary arithmetic, sgemm peak "
        + "\(Machine.fixed(peak, 0)): \(Machine.fixed(100 * rate / peak, 0)) %")
    let title = "step \(shape.name) K=\(concepts)"
    Figures.add("\(title), share of sgemm peak", rate / peak)
    Figures.add("\(title), MB", Machine.peakMemory())
    Figures.add("\(title), ms", step * 1000)
    print(
      "memory \(Machine.fixed(Machine.peakMemory(), 0)) MB at most, "
        + "\(Machine.fixed(before, 0)) MB of it the data")
  }
}
