// A model of the registry at a size where every fact can be checked in milliseconds.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Training

/// Names of all models: the arguments of the contract.
let everyModel = Registry.all.map { $0.name }

/// Models that give everybody the same list. They cannot learn whose colour is whose.
let impersonal: Set = ["popularity"]

/// A tiny model with parameters and histories.
struct TinyModel {
  let trained: TrainedModel
  let histories: SparseRows

  var model: any GenerativeModel { trained.model }
  var parameters: Parameters { trained.parameters }

  /// Items of the tiny catalogue.
  static let items = 20
  /// Users with about six items each, in sessions of two; the last has none.
  static let histories = inSessions(
    KeyedTensors.histories(
      rows: 8, columns: items, density: 0.3, RandomKey(seed: 40), empty: 7))

  /// Histories whose items came in a keyed order, two at a time.
  static func inSessions(_ histories: SparseRows) -> SparseRows {
    histories.stepped(
      (0..<histories.rows).flatMap { user in
        RandomKey(seed: 41).child(user).permutation(histories.count(user)).map { Int32($0 / 2) }
      })
  }

  /// Items of three genres, some of two and some of none: what a setting may name.
  static let catalog = CatalogShape(
    items: items,
    attributes: AttributeTable([
      AttributeColumn(
        name: "genre", kind: .categorical,
        rows: (0..<items).map { item in
          [item % 3 == 0 ? "A" : nil, item % 4 == 0 ? "B" : nil, item % 5 == 0 ? "C" : nil]
            .compactMap { $0.map(AttributeValue.word) }
        })
    ]))

  /// A model with its default settings, shrunk, and some laid over them; solved where it has a
  /// solution.
  init(_ name: String, _ changes: [String: Any] = [:], seed: UInt64 = 1) throws {
    let settings = try Self.settings(name).merging(changes) { $1 }
    var (model, parameters) = try Registry.make(
      name, settings: JSONSerialization.data(withJSONObject: settings),
      catalog: Self.catalog, key: RandomKey(seed: seed))
    if let solvable = model as? any ClosedFormModel {
      try solvable.solve(Self.histories, &parameters)
    }
    trained = TrainedModel(model, parameters)
    histories = Self.histories
  }

  /// The default settings of a model with widths of sixteen and more brought down to six, and a window
  /// of sessions to fewer than the longest history has.
  static func settings(_ name: String) throws -> [String: Any] {
    var settings = try defaults(Registry.type(named: name))
    if settings["window"] != nil { settings["window"] = 2 }
    return settings.mapValues { value in
      guard let number = value as? NSNumber, !isBoolean(value), number.doubleValue >= 16 else {
        return value
      }
      return 6
    }
  }

  static func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { ["c", "B"].contains(String(cString: $0.objCType)) } ?? false
  }

  private static func defaults<Model: GenerativeModel>(
    _ type: Model.Type
  ) throws -> [String: Any] {
    let json = Data(Model.Configuration().json.utf8)
    return try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
  }

  /// A step of every phase of the model's schedule.
  func steps(at index: Int, perEpoch: Int) -> [Step] {
    model.schedule.indices.map { Step(index: index, perEpoch: perEpoch, phase: $0) }
  }

  /// The loss of one training pass, all phases and objectives added; 0 for a model that is solved.
  func loss(at index: Int, perEpoch: Int = 1, key: RandomKey = RandomKey(seed: 2)) -> Float {
    steps(at: index, perEpoch: perEpoch).reduce(0) { sum, step in
      let graph = Graph(training: parameters, key: key)
      return model.objectives(Batch(histories), on: graph, at: step)
        .reduce(sum) { $0 + $1.loss.value.item }
    }
  }

  /// The parameters with normals of deviation 0.3 added. Biases start at a thousandth; an empty
  /// history is encoded by them alone, and on so small a scale no step of a difference is small.
  func spreadParameters() -> Parameters {
    var spread = parameters
    for (index, name) in spread.names.enumerated() {
      let tensor = spread.tensors[index]
      let noise = KeyedTensors.normal(tensor.shape, RandomKey(seed: 6).child(name), scale: 0.3)
      _ = spread.replace(name, with: tensor + noise)
    }
    return spread
  }

  /// Everything a setting could change: first values, losses early and late, scores.
  func observations() -> [Float] {
    parameters.tensors.flatMap { $0.shape.map { Float($0) } + $0.scalars }
      + [loss(at: 5, perEpoch: 10), loss(at: 1_000_000, perEpoch: 10)]
      + trained.scores(histories).scalars
  }
}
