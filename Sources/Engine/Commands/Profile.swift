import Datasets
import Tensors

/// `PROFILE user`: somebody's taste by concept.
///
/// `history` is the share of the history in each concept, `Σ_{i ∈ u} c[i,k] / n`; `predicted` the
/// share of the model's probability that goes through it. Both sum to one.
public struct Profile: Command {
  public static let row = CommandRow("PROFILE", .read, "show somebody's taste by concept")

  let person: Person
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    model = try fields.model()
    person = try fields.history(of: user)
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    guard let concepts = snapshot.itemConcepts else {
      throw Fault(.noConcept, "\(snapshot.title) has no concepts to show a profile in")
    }
    let history = try person.history(snapshot, on: engine).items
    let recommender = Recommender(snapshot)
    let predicted = try recommender.predictedShares(recommender.row(history, weights: [:]))
    let k = concepts.columns
    let shares = (0..<k).map { concept -> Value in
      let sum = history.reduce(0.0) { $0 + Double(concepts.scalars[Int($1.value) * k + concept]) }
      var map = snapshot.value(concept: concept)
      map.append("history", .double(history.isEmpty ? 0 : sum / Double(history.count)))
      map.append("predicted", .double(predicted[concept]))
      let own = history.filter { concepts.scalars[Int($0.value) * k + concept] > 0.5 }
      map.append("items", .int(own.count))
      map.append("latest", .list(own.suffix(3).reversed().map { .map(snapshot.value($0)) }))
      return .map(map)
    }
    return Reply([
      "user": .string(person.user), "model": .string(snapshot.title),
      "history": .int(history.count), "concepts": .list(shares),
    ])
  }
}
