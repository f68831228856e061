import Autodiff
import Datasets
import Foundation
import TestSupport
import Tensors
import Testing

@testable import Models

/// The two views of C-DSVAE and its two estimates, against loops and against an exact judge.
@Suite struct SequenceViewsTests {
  private static let key = RandomKey(seed: 80)

  /// A world with its items' attributes, and some people.
  private struct Sprites {
    let world: BehaviouralSprites
    let values: [[Int]]
    let sessions: [[[Int32]]]

    init(_ people: Int) {
      let (key, sprites) = (SequenceViewsTests.key, BehaviouralSprites(key: SequenceViewsTests.key))
      let factors = sprites.sampleFactors(people, key.child("people"))
      (world, values) = (sprites, factors)
      sessions = factors.enumerated().map { user, values in
        Array(sprites.sampleHistory(values, key.child("history").child(user)).prefix(7))
      }
    }

    /// How often the judge is right of each attribute and of the journey, in per cent.
    func right(_ sessions: [[[Int32]]]) -> [Double] {
      var right = [Double](repeating: 0, count: 5)
      for (own, guess) in zip(values, sessions.map(world.bestGuess)) {
        for k in 0..<5 where own[k] == guess[k] { right[k] += 100 / Double(values.count) }
      }
      return right
    }
  }

  /// The sessions of sequences as lists of events.
  private func events(_ sequences: Sequences) -> [[[Int32]]] {
    (0..<sequences.count).map { u in
      (sequences.offsets[u]..<sequences.offsets[u + 1]).map { s in
        zip(sequences.bags.row(s), sequences.bags.rowValues(s)).flatMap { item, amount in
          [Int32](repeating: item, count: Int(amount))
        }
      }
    }
  }

  @Test func `the content view keeps the taste and leaves no journey`() {
    let sprites = Sprites(90)
    let steps = PackedSteps(
      offsets: (0...sprites.sessions.count).map { $0 * 7 })
    let shuffled = steps.shuffled(Self.key.child("shuffle"))
    #expect(shuffled.map { steps.owners[Int($0)] } == steps.owners)
    #expect(shuffled != steps.owners.indices.map { Int32($0) })
    var view = sprites.sessions
    for (row, from) in shuffled.enumerated() {
      view[Int(steps.owners[row])][Int(steps.times[row])] =
        sprites.sessions[Int(steps.owners[Int(from)])][Int(steps.times[Int(from)])]
    }
    let right = sprites.right(view)
    // Chance is one in nine; three standard errors of 90 people are ten per cent.
    #expect(right[..<4].allSatisfy { $0 > 93 } && abs(right[4] - 100 / 9) < 11)
  }

  @Test func `the motion view keeps the journey and leaves no taste`() throws {
    let sprites = Sprites(90)
    let view = try #require(
      MotionView(
        staying: "attribute-0,attribute-1,attribute-2,attribute-3", moving: "stage",
        sprites.world.itemAttributes))
    let histories = SparseRows(columns: 3000, sessions: sprites.sessions)
    let sequences = Sequences(histories)
    let (before, after) = (
      sprites.right(events(sequences)), sprites.right(events(view(sequences, Self.key)))
    )
    #expect(before[4] > 95)
    #expect(after[4] >= 0.95 * before[4])
    // One in six; three standard errors of 90 people are twelve per cent.
    for k in 0..<4 { #expect(before[k] > 93 && abs(after[k] - 100 / 6) < 13, "\(after)") }
    let amounts = { (rows: Sequences) in
      (0..<rows.bags.rows).map { rows.bags.rowValues($0).reduce(0, +) }
    }
    #expect(amounts(view(sequences, Self.key)) == amounts(sequences))
  }

  @Test func `a view wants attributes that are there`() {
    let attributes = AttributeTable([
      AttributeColumn(name: "genre", kind: .categorical, rows: [[.word("a")], [.word("b")]])
    ])
    #expect(MotionView(staying: "genre", moving: "", attributes) != nil)
    #expect(MotionView(staying: "genre,brand", moving: "", attributes) == nil)
    #expect(MotionView(staying: "genre", moving: "stage", attributes) == nil)
    #expect(MotionView(staying: "", moving: "genre", attributes) == nil)
    for (settings, word) in [
      (#"{"staticAttributes":"brand"}"#, "genre"), (#"{"dynamicAttributes":"genre"}"#, "beside"),
    ] {
      var builder = ParameterBuilder(key: nil)
      let catalog = CatalogShape(items: 2, attributes: attributes)
      let model = (try? CDSVAE.Configuration(json: Data(settings.utf8)))
        .map { CDSVAE($0, catalog, in: &builder) }
      #expect(model?.refusal(of: catalog)?.contains(word) == true)
    }
  }

  @Test func `the contrast is the loop over all pairs`() {
    let a = KeyedTensors.normal([4, 3], Self.key.child("a"))
    let b = KeyedTensors.normal([4, 3], Self.key.child("b"))
    let graph = Graph(training: Parameters(), key: Self.key)
    let loss = graph.constant(a).contrast(with: graph.constant(b), temperature: 0.5).value.item
    let rows = (0..<4).map { Array(a.row($0)) } + (0..<4).map { Array(b.row($0)) }
    func cosine(_ x: [Float], _ y: [Float]) -> Double {
      func dot(_ x: [Float], _ y: [Float]) -> Double {
        zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      return dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
    }
    var sum = 0.0
    for i in 0..<8 {
      let others = (0..<8).filter { $0 != i }.map { exp(cosine(rows[i], rows[$0]) / 0.5) }
      sum -= log(exp(cosine(rows[i], rows[(i + 4) % 8]) / 0.5) / others.reduce(0, +))
    }
    #expect(abs(Double(loss) - sum / 8) < 1e-5)
    let one = graph.constant(a.rows(0..<1))
    #expect(one.contrast(with: one, temperature: 0.5).value.item == 0)
  }

  /// Densities `Σ_j ln N(x_j; μ_j, σ_j²)` with deviations, in `Double`.
  private func logDensity(_ x: ArraySlice<Float>, _ m: ArraySlice<Float>, _ l: ArraySlice<Float>)
    -> Double
  {
    zip(x, zip(m, l)).reduce(0) { sum, rest in
      let (mean, logVariance) = (Double(rest.1.0), Double(rest.1.1))
      let apart = Double(rest.0) - mean
      return sum - 0.5 * (log(2 * .pi) + logVariance + apart * apart / exp(logVariance))
    }
  }

  @Test func `information between the codes is the loop over users and sessions`() {
    let steps = PackedSteps(offsets: [0, 2, 3, 6])
    let graph = Graph(training: Parameters(), key: Self.key)
    func normal(_ rows: Int, _ width: Int, _ name: String) -> Tensor {
      KeyedTensors.normal([rows, width], Self.key.child(name), scale: 0.7)
    }
    let (fm, fl, f) = (normal(3, 2, "fm"), normal(3, 2, "fl"), normal(3, 2, "f"))
    let (zm, zl, z) = (normal(6, 3, "zm"), normal(6, 3, "zl"), normal(6, 3, "z"))
    let estimate = CodeInformation(
      constant: Gaussian(mean: graph.constant(fm), logVariance: graph.constant(fl)),
      dynamic: Gaussian(mean: graph.constant(zm), logVariance: graph.constant(zl)), steps: steps
    ).estimate(constant: graph.constant(f), dynamic: graph.constant(z), users: 1000).value.item
    func logSumExp(_ x: [Double]) -> Double { log(x.reduce(0) { $0 + exp($1) }) }
    var (sum, start) = (0.0, 0)
    for n in steps.counts {
      for b in start..<start + n {
        let own = (start..<start + n).map { m -> (Double, Double) in
          let (ub, um) = (Int(steps.owners[b]), Int(steps.owners[m]))
          return (
            logDensity(f.row(ub), fm.row(um), fl.row(um)),
            logDensity(z.row(b), zm.row(m), zl.row(m))
          )
        }
        sum += logSumExp(own.map { $0.0 + $0.1 }) - logSumExp(own.map(\.0))
        sum += log(Double(n) * 1000) - logSumExp(own.map(\.1))
      }
      start += n
    }
    #expect(abs(Double(estimate) - sum / 6) < 1e-4)
  }

  @Test func `of independent codes the estimate is ln N, so that a clip at zero never acts`() {
    let n = 128
    let graph = Graph(training: Parameters(), key: Self.key)
    func pair(_ name: String) -> (Gaussian, Variable) {
      let mean = KeyedTensors.normal([n, 2], Self.key.child(name))
      let code = mean + KeyedTensors.normal([n, 2], Self.key.child(name + " noise"), scale: 0.5)
      return (
        Gaussian(
          mean: graph.constant(mean),
          logVariance: graph.constant(
            Tensor(shape: [n, 2], repeating: 2 * Scalar.log(0.5)))),
        graph.constant(code)
      )
    }
    let ((f, drawnF), (z, drawnZ)) = (pair("static"), pair("dynamic"))
    let steps = PackedSteps(offsets: Array(0...n))
    let estimate = CodeInformation(constant: f, dynamic: z, steps: steps)
      .estimate(constant: drawnF, dynamic: drawnZ, users: 10_000).value.item
    // What little a batch of 128 makes of four dimensions comes on top of ln 10 000 = 9.2.
    #expect(estimate > 9 && estimate < 11.5)
  }

  @Test func `a dreamt view has sessions of the same sizes and other items`() throws {
    let tiny = try TinySequence()
    let graph = Graph(training: tiny.parameters, key: Self.key)
    let sequences = Batch(tiny.histories).sequences(window: 5)
    let posterior = tiny.model.network.posterior(sequences, keep: 1, on: graph)
    let dreamt = tiny.model.network.dreamt(posterior, sequences, key: Self.key)
    #expect(dreamt.offsets == sequences.offsets)
    for s in 0..<sequences.bags.rows {
      #expect(dreamt.bags.rowValues(s).reduce(0, +) == Float(sequences.bags.count(s)))
    }
    #expect(dreamt == tiny.model.network.dreamt(posterior, sequences, key: Self.key))
    #expect(dreamt != tiny.model.network.dreamt(posterior, sequences, key: Self.key.child(1)))
  }
}
