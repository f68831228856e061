/// One step of a session, or the sum of several: the steering keys of a request, and items that are
/// not to be answered.
struct SteeringStep: Sendable, Equatable {
  var steering: Steering
  var exclude: [String]

  init(_ steering: Steering = Steering(), exclude: [String] = []) {
    self.steering = steering
    self.exclude = exclude
  }

  var isEmpty: Bool { steering.isNeutral && exclude.isEmpty }

  /// Keys with an amount by name, and keys with names alone.
  static let amounts:
    [(key: String, path: any WritableKeyPath<Steering, [Adjustment]> & Sendable)] = [
      ("set", \.set), ("scale", \.scale), ("add", \.add), ("dim", \.dim),
    ]
  static let names: [(key: String, path: any WritableKeyPath<Steering, [String]> & Sendable)] = [
    ("mute", \.mute), ("only", \.only), ("like", \.like), ("less", \.less),
  ]
}

/// Steps as fields of a request, which is how they are stored and shown.
extension SteeringStep {
  /// The fields that are not empty: `{"add": {"Crime": 1.0}, "mute": ["c2"]}`.
  var fields: Value.Map {
    var map = Value.Map()
    for (key, path) in Self.amounts where !steering[keyPath: path].isEmpty {
      map.append(key, Self.value(steering[keyPath: path]))
    }
    for (key, path) in Self.names where !steering[keyPath: path].isEmpty {
      map.append(key, .list(steering[keyPath: path].map { .string($0) }))
    }
    if !exclude.isEmpty { map.append("exclude", .list(exclude.map { .string($0) })) }
    return map
  }

  /// A step from its fields, read by the grammar of requests.
  init(_ fields: Value.Map) throws(Fault) {
    var declared = Fields.recording()
    _ = try declared.sessionStep()
    var reader = try Fields(.map(fields), of: "step", rows: declared.rows)
    self = try reader.sessionStep()
  }

  private static func value(_ adjustments: [Adjustment]) -> Value {
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
  /// The keys of a step.
  mutating func sessionStep() throws(Fault) -> SteeringStep {
    let steering = try steering()
    return SteeringStep(
      steering, exclude: try list("exclude", limit: 1000, "items not to answer"))
  }

  /// The session that steers a request.
  mutating func session() throws(Fault) -> String? {
    try string("session", "a session of the user; - for none, not even the saved one")
  }
}
