import Autodiff
import Datasets
import Tensors

/// The networks of DSVAE and C-DSVAE on sessions: what a sequence says of its static and dynamic codes,
/// how dynamics go on by themselves, and what a session is made of.
/// ```
/// e_t       = tanh( W2 tanh( Σ_i log(1 + x_ti) W1[i] + b1 ) + b2 )     a session's bag of items
/// s         = bi-LSTM(e);   q(f | x) linear in [s→_T ; s←_1]           static code
/// q(z_t|x)  linear in GRU(s)_t                                         dynamic codes
/// p(z_t|z_<t) linear in two LSTMs fed with z_{t−1}, z_0 = 0            how dynamics go on
/// p(i | f, z_t) = softmax_i( V tanh( U [z_t ; f] ) + b )               b the items' popularity
/// ```
/// Where Bai et al. have frames and convolutions there are sessions and bags; where their release has a
/// plain recurrence over the bi-LSTM there is a GRU, and their leaky heads, which shrink negative means
/// five-fold, are linear.
struct SequenceNetwork: Sendable {
  /// Extents: sessions of the window T, static and dynamic code, recurrences, session vectors.
  struct Widths: Sendable {
    let window: Int
    let constant: Int
    let dynamic: Int
    let hidden: Int
    let session: Int
  }

  let widths: Widths
  private let items: SparseLinear
  private let session: Linear
  private let sequence: BidirectionalLSTM
  private let constantHead: GaussianHead
  private let trajectory: GRU
  private let dynamicHead: GaussianHead
  let prior: SequencePrior
  private let mixing: Linear
  private let output: Linear

  init(items m: Int, _ widths: Widths, in builder: inout ParameterBuilder) {
    self.widths = widths
    let (h, g) = (widths.hidden, widths.session)
    items = builder.scope("encoder/items") { SparseLinear(m, g, in: &$0) }
    session = builder.scope("encoder/session") { Linear(g, g, in: &$0) }
    sequence = builder.scope("encoder/sequence") { BidirectionalLSTM(g, h, in: &$0) }
    constantHead = builder.scope("encoder/static") {
      GaussianHead(2 * h, widths.constant, in: &$0)
    }
    trajectory = builder.scope("encoder/trajectory") { GRU(2 * h, h, in: &$0) }
    dynamicHead = builder.scope("encoder/dynamic") { GaussianHead(h, widths.dynamic, in: &$0) }
    prior = builder.scope("prior") { SequencePrior(widths.dynamic, hidden: h, in: &$0) }
    mixing = builder.scope("decoder/hidden") {
      Linear(widths.dynamic + widths.constant, h, in: &$0)
    }
    output = builder.scope("decoder/output") { Linear(h, m, in: &$0) }
  }

  /// What sequences say, over packed steps; users without sessions are not in it.
  struct Posterior {
    let steps: PackedSteps
    /// q(f|x) of every user with a session. `[P, d_f]`
    let constant: Gaussian
    /// q(z_t|x) of every packed step. `[S, d_z]`
    let dynamic: Gaussian
  }

  /// Vectors of packed sessions, `[S, g]`. In training an item is dropped with probability `1 − keep`.
  func embedding(
    _ sequences: Sequences, _ steps: PackedSteps, keep: Float, on graph: Graph
  ) -> Variable {
    let bags = sequences.bags.selecting(steps.steps.map { Int($0) })
    let amounts = (bags.values ?? [Float](repeating: 1, count: bags.entries)).map { amount in
      // What counts against an item counts by its size.
      (amount < 0 ? -1 : 1) * Scalar.log(1 + abs(amount))
    }
    let weights = graph.constant(Tensor(shape: [bags.entries, 1], scalars: amounts))
    return session(items(weights, over: bags, keep: keep).tanh()).tanh()
  }

  /// The posterior of packed session vectors.
  func posterior(_ embedding: Variable, _ steps: PackedSteps) -> Posterior {
    let states = sequence(embedding, steps)
    return Posterior(
      steps: steps, constant: constantHead(sequence.summary(states, steps)),
      dynamic: dynamicHead(trajectory(states, steps)))
  }

  func posterior(_ sequences: Sequences, keep: Float, on graph: Graph) -> Posterior {
    let steps = PackedSteps(offsets: sequences.offsets)
    return posterior(embedding(sequences, steps, keep: keep, on: graph), steps)
  }

  /// Logits of sessions. `[n, d_z], [n, d_f] → [n, M]`
  func decode(dynamic: Variable, constant: Variable) -> Variable {
    output(mixing(dynamic.beside(constant)).tanh())
  }

  /// What a training pass over sequences found; numbers are means over the users of the batch, in nats.
  struct Pass {
    let posterior: Posterior
    /// Draws of both codes, `[P, d_f]` and `[S, d_z]`.
    let constant: Variable
    let dynamic: Variable
    let reconstruction: Variable
    let constantDivergence: Variable
    let dynamicDivergence: Variable

    /// The parts of the evidence lower bound, for reports.
    var parts: [LossPart] {
      [
        LossPart("reconstruction", Double(reconstruction.value.item)),
        LossPart("kl/static", Double(constantDivergence.value.item)),
        LossPart("kl/dynamic", Double(dynamicDivergence.value.item)),
      ]
    }
  }

  /// The evidence lower bound of sequences: `R + KL(q(f|x) ‖ N(0,I)) + Σ_t KL(q(z_t|x) ‖ p(z_t|z_<t))`,
  /// the prior of a step fed with the drawn codes before it.
  func pass(_ sequences: Sequences, _ posterior: Posterior, on graph: Graph) -> Pass {
    let steps = posterior.steps
    let share = 1 / Float(max(1, sequences.count))
    let constant = posterior.constant.sample()
    let dynamic = posterior.dynamic.sample()
    let next = prior(SequencePrior.delayed(dynamic, steps), steps).prior
    let bags = sequences.bags.selecting(steps.steps.map { Int($0) })
    let logits = decode(dynamic: dynamic, constant: constant.selectingRows(steps.owners))
    return Pass(
      posterior: posterior, constant: constant, dynamic: dynamic,
      reconstruction: logits.multinomialLoss(bags) * (Float(steps.count) * share),
      constantDivergence: posterior.constant.divergenceFromStandard().sum() * share,
      dynamicDivergence: posterior.dynamic.divergence(from: next).sum() * share)
  }

  // MARK: - The code

  /// The blocks of a code: `static`, the `dynamic` codes of the window's sessions, and `next`, the dynamics
  /// of the session to come, from which scores are made.
  var layout: CodeLayout {
    CodeLayout([
      CodeBlock(
        "static", alias: "f", shape: [widths.constant], kind: .real, unit: "prior deviations",
        summary: "What stays of a person, whatever the session."),
      CodeBlock(
        "dynamic", alias: "z", shape: [widths.window, widths.dynamic], kind: .real,
        unit: "prior deviations",
        summary:
          "What moves, session by session, the oldest of the window first; a session of zeros at "
          + "the end is none."),
      CodeBlock(
        "next", alias: "next", shape: [widths.dynamic], kind: .real, unit: "prior deviations",
        summary: "The dynamics of the session to come, as the learned prior goes on."),
    ])
  }

  /// Histories → code. Somebody without a session has a static code of 0 and the prior's first step.
  func encode(_ batch: Batch, keep: Float, on graph: Graph) -> Code {
    let posterior = posterior(batch.sequences(window: widths.window), keep: keep, on: graph)
    let (steps, users) = (posterior.steps, batch.count)
    let places = zip(steps.owners, steps.times).map {
      steps.sequences[Int($0)] * Int32(widths.window) + $1
    }
    func trajectory(_ rows: Variable) -> Variable {
      rows.placingRows(places, of: users * widths.window)
        .reshaped([users, widths.window, widths.dynamic])
    }
    var code = Code()
    code.set(
      "static", posterior.constant.sample().placingRows(steps.sequences, of: users),
      // Nothing is known of somebody without a session: the prior deviation.
      spread: ((posterior.constant.deviations + -1).placingRows(steps.sequences, of: users) + 1)
        .value)
    code.set(
      "dynamic", trajectory(posterior.dynamic.sample()),
      spread: trajectory(posterior.dynamic.deviations).value)
    refresh("next", in: &code, on: graph)
    return code
  }

  /// Makes `next` from `dynamic`: the mean of the prior after the trajectory.
  func refresh(_ block: String, in code: inout Code, on graph: Graph) {
    guard block == "next" else { return }
    let next = prior.next(Trajectories(code["dynamic"]))
    code.set("next", next.mean, spread: next.deviations.value)
  }

  /// Code → scores of the session to come. `[B, M]`
  func decode(_ code: Code) -> Variable {
    decode(dynamic: code["next"], constant: code["static"])
  }
}
