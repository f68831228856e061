// Scoring speed on a shape or on the test users of split files, with a model as it starts: the
// arithmetic is that of a trained one.
//
// One user: encode, decode and the 100 best, by one thread, as a server does, plain and with an
// override (`add` on one concept) in turns. Batch: 500 users, all
// threads. The share of the limit counts the decoder's K·M·d multiply-adds a user.
import Datasets
import Foundation
import Models
import Tensors
import Training

enum ScoreBenchmark {
  static func run(on name: String, concepts: Int) throws {
    let (title, histories) = try people(name)
    print(Machine.line())
    let (model, parameters) = try Registry.make(
      "macridvae", settings: Data("{\"concepts\": \(concepts)}".utf8),
      catalog: CatalogShape(items: histories.columns), key: RandomKey(seed: 1))
    let trained = TrainedModel(model, parameters)
    let threads = Parallel.threads
    let batch = histories.selecting((0..<500).map { $0 % histories.rows })
    _ = best(trained, batch)

    Parallel.threads = 1
    let knob = [Override("weight", [concepts / 2], .add(1))]
    _ = best(trained, histories.selecting([0]), knob)
    var singles: [Double] = []
    var steered: [Double] = []
    for user in 0..<200 {
      let row = histories.selecting([user % histories.rows])
      // Whoever comes second has the row in the cache: every other time it is the plain one.
      func plain() { singles.append(Machine.seconds { _ = best(trained, row) }) }
      func turned() { steered.append(Machine.seconds { _ = best(trained, row, knob) }) }
      if user.isMultiple(of: 2) {
        plain()
        turned()
      } else {
        turned()
        plain()
      }
    }
    let peakOne = Machine.peak()
    Parallel.threads = threads
    let times = (0..<7).map { _ in Machine.seconds { _ = best(trained, batch) } }
    let peak = Machine.peak()

    let work = 2 * Double(concepts * histories.columns * 100)
    let one = Machine.median(singles)
    let many = Machine.median(times)
    Figures.add("score \(title) one user, ms", one * 1000)
    let turned = Machine.median(steered)
    Figures.add("score \(title) one user with an override, ms", turned * 1000)
    Figures.add("score \(title) batch, users/s", 500 / many)
    let slow = singles.sorted()[singles.count * 95 / 100]
    print(
      "\(title), K = \(concepts), d = 100, the 100 best of \(histories.columns) items")
    print(
      "one user    \(Machine.fixed(one * 1000, 3)) ms median, \(Machine.fixed(slow * 1000, 3)) ms at 95 %, "
        + "\(Machine.fixed(100 * work / one / 1e9 / peakOne, 0)) % of the sgemm peak of one thread")
    print(
      "with add    \(Machine.fixed(turned * 1000, 3)) ms median, "
        + "\(Machine.fixed(100 * (turned / one - 1), 1)) % more")
    print(
      "500 users   \(Machine.fixed(many * 1000, 1)) ms, \(Machine.fixed(500 / many, 0)) users/s, "
        + "\(Machine.fixed(100 * 500 * work / many / 1e9 / peak, 0)) % of the sgemm peak")
  }

  /// Histories of a shape, or the visible ones of a split's test users.
  private static func people(_ name: String) throws -> (title: String, histories: SparseRows) {
    guard FileManager.default.fileExists(atPath: name) else {
      return (name, PowerLawWorld(try StepBenchmark.shape(name), key: RandomKey(seed: 1)).histories)
    }
    return ("split", try SplitFiles.read(from: name).test.visible)
  }

  /// The lists of a batch, as serving makes them.
  private static func best(
    _ trained: TrainedModel, _ histories: SparseRows, _ overrides: [Override] = []
  ) -> [[Ranked]] {
    // Without overrides nothing can be refused; the one above fits every MacridVAE.
    guard var scores = try? trained.run(histories, overrides: overrides).scores else {
      preconditionFailure("score benchmark: the override does not fit")
    }
    for row in 0..<histories.rows {
      for item in histories.row(row) {
        scores.scalars[row * scores.columns + Int(item)] = -.infinity
      }
    }
    return scores.topK(100)
  }
}
