import Datasets
import Evaluation
import Models
import Tensors

/// Whether models trained with other seeds found the same concepts.
public struct StabilityJob: Sendable {
  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// A matched pair of concepts in words.
  public struct Matched: Sendable, Equatable, Codable {
    public var first: String
    public var second: String
    public var cosine: Double
  }

  /// Two models and their matches.
  public struct Pair: Sendable, Equatable, Codable {
    public var first: String
    public var second: String
    /// Items that both know.
    public var items: Int
    public var matches: [Matched]
  }

  /// All pairs.
  public struct Outcome: Sendable, Equatable, Codable {
    public var pairs: [Pair]
    /// Mean cosine of all matches, and the share of them above `ConceptStability.same`.
    public var cosine: Double
    public var same: Double
  }

  /// Compares every two of at least two models over the items they share. `ARGS` for fewer,
  /// `NOCONCEPT` for a model without concepts, `DATA` when two models share no item.
  public func run(_ titles: [String]) throws(Fault) -> Outcome {
    guard titles.count >= 2 else {
      throw Fault(.arguments, "stability compares two models or more", at: "models")
    }
    var snapshots: [(snapshot: Snapshot, concepts: Tensor)] = []
    for title in titles {
      let snapshot = try library.load(library.record(title))
      guard let concepts = snapshot.itemConcepts else {
        throw Fault(.noConcept, "\(snapshot.title) has no concepts to compare", at: "models")
      }
      snapshots.append((snapshot, concepts))
    }
    var pairs: [Pair] = []
    for a in snapshots.indices {
      for b in snapshots.indices where b > a {
        pairs.append(try pair(snapshots[a], snapshots[b]))
      }
    }
    let cosines = pairs.flatMap { $0.matches.map(\.cosine) }
    let count = Double(max(1, cosines.count))
    return Outcome(
      pairs: pairs, cosine: cosines.reduce(0, +) / count,
      same: Double(cosines.count { $0 > ConceptStability.same }) / count)
  }

  private func pair(
    _ a: (snapshot: Snapshot, concepts: Tensor), _ b: (snapshot: Snapshot, concepts: Tensor)
  ) throws(Fault) -> Pair {
    var rows: [(Int, Int)] = []
    for (row, id) in a.snapshot.catalog.items.ids.enumerated() {
      if let other = b.snapshot.catalog.items.index(of: id) { rows.append((row, Int(other))) }
    }
    guard !rows.isEmpty else {
      throw Fault(.data, "\(a.snapshot.title) and \(b.snapshot.title) share no item")
    }
    func shared(_ concepts: Tensor, _ rows: [Int]) -> Tensor {
      Tensor(
        shape: [rows.count, concepts.columns], scalars: rows.flatMap { concepts.row($0) })
    }
    func words(_ snapshot: Snapshot, _ concept: Int) -> String {
      let label = snapshot.factors.label(concept)
      return [label.word, label.name].compactMap { $0 }.joined(separator: " ")
    }
    let matches = ConceptStability.matches(
      shared(a.concepts, rows.map(\.0)), shared(b.concepts, rows.map(\.1)))
    return Pair(
      first: a.snapshot.title, second: b.snapshot.title, items: rows.count,
      matches: matches.map {
        Matched(
          first: words(a.snapshot, $0.first), second: words(b.snapshot, $0.second),
          cosine: $0.cosine)
      })
  }
}
