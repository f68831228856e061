/// One step of a session, or the sum of several: the steering keys of a request, and the rules of
/// its list. A request itself is the last step.
struct SteeringStep: Sendable, Equatable {
  var steering: Steering
  var rules: RuleFields

  init(_ steering: Steering = Steering(), rules: RuleFields = RuleFields()) {
    self.steering = steering
    self.rules = rules
  }

  var isEmpty: Bool { steering.isNeutral && rules.isEmpty }

  /// Keys with an amount by name, and keys with names alone.
  static let amounts:
    [(key: String, path: any WritableKeyPath<Steering, [Adjustment]> & Sendable)] = [
      ("set", \.set), ("scale", \.scale), ("add", \.add), ("dim", \.dim),
    ]
  static let names: [(key: String, path: any WritableKeyPath<Steering, [String]> & Sendable)] = [
    ("mute", \.mute), ("only", \.only), ("like", \.like), ("less", \.less),
  ]

  /// Steers and rules a query. Throws for what its model or catalogue does not know, as
  /// `RuleFields.apply` does.
  func apply(
    to query: inout Query, _ snapshot: Snapshot, on engine: QueryEngine
  ) throws(Fault) {
    query.steering = steering
    try rules.apply(to: &query, snapshot, on: engine)
  }

  /// Throws `NOCONCEPT`, `NOITEM` or `ARGS` for the first word that a model does not know.
  func require(_ snapshot: Snapshot) throws(Fault) {
    _ = try steering.overrides(snapshot.factors)
    _ = try snapshot.indices(of: steering.like, at: "like")
    _ = try snapshot.indices(of: steering.less, at: "less")
    try rules.require(snapshot)
  }
}

/// Steps as fields of a request, which is how they are stored and shown.
extension SteeringStep {
  /// The fields that are said: `{"add": {"Crime": 1.0}, "mute": ["c2"], "diversity": 0.3}`.
  var fields: Value.Map {
    var map = Value.Map()
    for (key, path) in Self.amounts where !steering[keyPath: path].isEmpty {
      map.append(key, Self.value(steering[keyPath: path]))
    }
    for (key, path) in Self.names where !steering[keyPath: path].isEmpty {
      map.append(key, .list(steering[keyPath: path].map { .string($0) }))
    }
    map.append(contentsOf: rules.fields)
    return map
  }

  /// A step from its fields, read by the grammar of requests.
  init(_ fields: Value.Map) throws(Fault) {
    var declared = Fields.recording()
    _ = try declared.step()
    var reader = try Fields(.map(fields), of: "step", rows: declared.rows)
    self = try reader.step()
  }

  static func value(_ adjustments: [Adjustment]) -> Value {
    var map = Value.Map()
    for adjustment in adjustments {
      let amount: Value =
        adjustment.hasUnit ? .string("\(adjustment.amount)sd") : .double(adjustment.amount)
      // A coordinate moved both by units and by deviations has two amounts.
      map[adjustment.name] = map[adjustment.name].map { [$0, amount] } ?? amount
    }
    return .map(map)
  }
}

extension Fields {
  /// The keys of a step: what steers and what rules.
  mutating func step() throws(Fault) -> SteeringStep {
    let steering = try steering()
    return SteeringStep(steering, rules: try rules())
  }

  /// The session that steers a request.
  mutating func session() throws(Fault) -> String? {
    try string("session", "a session of the user; - for none, not even the saved one")
  }
}
