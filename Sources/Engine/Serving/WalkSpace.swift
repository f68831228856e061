import Autodiff
import Datasets
import Evaluation
import Models
import Tensors

/// Where the walks of `TRAVERSE` go: the item vectors of a model with the nearest concept of each, and
/// the points they start from.
struct WalkSpace {
  /// What a stop has.
  static let itemFields = ["item", "title", "value", "cosine", "in", "part", "choices"]

  let traversal: Traversal
  private let snapshot: Snapshot
  private let concepts: Tensor
  /// The concept of every item, `[M]`.
  private let strongest: [Int]

  /// `nil` for a model without concepts among its item vectors.
  init?(_ snapshot: Snapshot) {
    guard let vectors = snapshot.trained.itemVectors, let concepts = snapshot.itemConcepts,
      let prototypes = snapshot.trained.conceptPrototypes
    else { return nil }
    self.snapshot = snapshot
    self.concepts = concepts
    strongest = (0..<concepts.rows).map { ConceptNaming.strongest(concepts, $0) }
    traversal = Traversal(vectors: vectors, concept: strongest, prototypes: prototypes)
  }

  /// A start inside a concept, and what a reply says of the session that steered it.
  struct Origin {
    let start: Traversal.Start
    let concept: Int
    var session = Value.Map()
  }

  /// An item's vector, in the item's own concept unless another is meant.
  func origin(item: String, concept: Int?) throws(Fault) -> Origin {
    let index = Int(try snapshot.index(of: ItemID(item), at: "start").value)
    return Origin(start: traversal.start(at: index), concept: concept ?? strongest[index])
  }

  /// Somebody's taste inside a concept, `z_u^(k)` of unit length, as a session steers it. Without a
  /// concept it is the one of greatest confidence, `Σ_{i ∈ u} w_i c[i,k]`. Items that may not be
  /// answered, the history first, are not on the walk. `ARGS` for a history without an item to take
  /// a concept from.
  func origin(
    of request: Traverse, concept: Int?, on engine: QueryEngine
  ) throws(Fault) -> Origin {
    let asked = try PersonalRequest(
      person: request.person, model: request.model, step: SteeringStep(), session: request.session
    ).resolved(k: 1, on: engine)
    let query = asked.query
    guard let block = tastes else {
      throw Fault(.noConcept, "\(snapshot.title) has no taste inside a concept to walk from")
    }
    let chosen: Int
    if let concept {
      chosen = concept
    } else {
      guard !query.history.isEmpty else {
        throw Fault(
          .arguments, "\(request.start) has no history to take a concept from; concept=c0 says one",
          at: "concept")
      }
      let confidence = (0..<concepts.columns).map { k in
        query.history.reduce(0) { $0 + (query.weights[$1] ?? 1) * concepts[Int($1.value), k] }
      }
      chosen = confidence.indices.max { (confidence[$0], $1) < (confidence[$1], $0) } ?? 0
    }
    let recommender = asked.recommender
    let passed = try recommender.run(
      recommender.steeredRow(query), query.steering.overrides(snapshot.factors))
    let taste = passed.code[block.name].value.scalars
    let d = traversal.width
    let leftOut = try recommender.barred(query) + passed.excluded[0]
    return Origin(
      start: Traversal.Start(
        taste[chosen * d..<(chosen + 1) * d].map { Double($0) },
        leavingOut: Set(leftOut.map { Int($0.value) })),
      concept: chosen, session: asked.said)
  }

  /// Stops as replies show them.
  func value(_ stops: [Traversal.Stop], _ view: ItemView) -> Value {
    .list(
      stops.map { stop in
        var map = snapshot.value(ItemIndex(stop.item))
        map.append("value", .double(stop.value))
        map.append("cosine", .double(stop.cosine))
        map.append("in", .string(snapshot.factors.label(strongest[stop.item]).word))
        if let part = stop.part, let choices = stop.choices {
          map.append("part", .list([.double(part.lowerBound), .double(part.upperBound)]))
          map.append("choices", .int(choices))
        }
        return view.value(ItemIndex(stop.item), map)
      })
  }

  /// The block of the code with a direction among the item vectors for every concept.
  private var tastes: CodeBlock? {
    snapshot.trained.layout.blocks.first {
      $0.kind == .direction && $0.shape == [concepts.columns, traversal.width]
    }
  }
}
