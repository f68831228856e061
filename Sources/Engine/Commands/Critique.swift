import Datasets
import Store

/// `CRITIQUE session less|more …`: a step of a session in a person's words.
///
/// ```
/// less c3            add=c3:-1                      the odds of the concept's items fall by e
/// more Horror        add=Horror:+1
/// less like=m7       add=<why m7>:-1 exclude=m7     "less like this"
/// less c3 like=m7    add=c3:-1 exclude=m7           "less like this because of c3"
/// more like=m7       add=<why m7>:+1
/// ```
/// `<why m7>` is the concept with the largest share in the item's explanation, as the session stands.
/// `step=` says how far, 1 unless said otherwise. The step is kept by the concept's name where it has
/// one, so that it means the same under another model. The reply says what was done.
public struct Critique: Command {
  public static let row = CommandRow(
    "CRITIQUE", .write, "ask a session for less or more of a concept, or like an item")

  let name: String
  let direction: String
  let concept: String?
  let item: String?
  let size: Double
  let list: SessionList
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "the session")
    direction = try fields.word("direction", "less or more")
    concept = try fields.optionalWord("concept", "a concept; with like, the one that is meant")
    item = try fields.string("like", "an item; less does not answer it any more")
    size = try fields.double("step", default: 1, in: 0.01...20, "how far the concept is moved")
    list = try fields.sessionList()
    model = try fields.model()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    guard ["less", "more"].contains(direction.lowercased()) else {
      throw Fault(.range, "direction is less or more, not \(direction)", at: "direction")
    }
    guard concept != nil || item != nil else {
      throw Fault(.arguments, "CRITIQUE needs a concept or like=item", at: "concept")
    }
    let isLess = direction.lowercased() == "less"
    let session = try OpenSession(name, model: model, on: engine)
    var meant: Int?
    if let concept { meant = try session.snapshot.factors.concept(concept, at: "concept") }
    let chosen: Int
    if let meant { chosen = meant } else { chosen = try mainConcept(session) }
    let label = session.snapshot.factors.label(chosen)
    var step = SteeringStep()
    let amount = isLess ? -size : size
    step.steering.add = [Adjustment(name: label.name ?? label.word, amount: amount)]
    if let item {
      _ = try session.snapshot.index(of: ItemID(item), at: "like")
      if isLess { step.rules.exclude = [item] }
    }
    var reply = try session.keeping(step, critique: words, list)
    var done = session.snapshot.value(concept: chosen)
    done.append("add", .double(amount))
    if isLess, let item { done.append("exclude", .string(item)) }
    if meant == nil { done.append("because", "largest share in the explanation of the item") }
    reply.fields.append("critique", .map(done))
    return reply
  }

  /// The critique as it was given.
  private var words: String {
    ([direction.lowercased(), concept] + [item.map { "like=\($0)" }]).compactMap(\.self)
      .joined(separator: " ")
  }

  /// The concept that explains the item most, as the session stands.
  private func mainConcept(_ session: OpenSession) throws(Fault) -> Int {
    guard session.snapshot.factors.conceptCount > 0 else {
      throw Fault(.noConcept, "\(session.snapshot.title) has no concepts to ask for less of")
    }
    let index = try session.snapshot.index(of: ItemID(item ?? ""), at: "like")
    let recommender = Recommender(session.snapshot)
    let query = try session.query(k: 1)
    let passed = try recommender.run(
      recommender.steeredRow(query), query.steering.overrides(session.snapshot.factors))
    let shares = try recommender.explanation(of: index, query, passed).reasons.concepts
    return shares.indices.max { (shares[$0], $1) < (shares[$1], $0) } ?? 0
  }
}
