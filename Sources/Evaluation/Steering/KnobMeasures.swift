import Tensors

/// What is measured on the lists of a turned knob, of whatever model.
enum KnobMeasures {
  /// Share of a list that belongs; 0 of an empty one.
  static func share(_ list: [Int32], _ belongs: (Int32) -> Bool) -> Double {
    list.isEmpty ? 0 : Double(list.count(where: belongs)) / Double(list.count)
  }

  /// Kendall's τ-a between an order and the scores of its items in a row; `nil` below two items.
  static func kendall(_ order: [Int32], _ scores: Tensor, _ row: Int) -> Double? {
    guard order.count > 1 else { return nil }
    let values = order.map { scores.scalars[row * scores.columns + Int($0)] }
    var concordant = 0
    for i in 0..<values.count {
      for j in i + 1..<values.count {
        concordant += values[i] > values[j] ? 1 : values[i] < values[j] ? -1 : 0
      }
    }
    return Double(concordant) / Double(values.count * (values.count - 1) / 2)
  }

  /// Share of users whose values never fall from one strength to the next.
  static func monotone(_ values: [[Double]]) -> Double {
    guard let users = values.first?.count, users > 0 else { return 1 }
    let count = (0..<users).count { user in
      zip(values, values.dropFirst()).allSatisfy { $0[user] <= $1[user] }
    }
    return Double(count) / Double(users)
  }

  /// NDCG@20 of the users who have targets, in their order.
  static func targetedGains(_ lists: [[Int32]], _ targets: [[Int32]]) -> [Double] {
    let metric = NDCG(at: SteeringEvaluation.depth)
    return zip(lists, targets).compactMap { list, targets in
      targets.isEmpty ? nil : metric.value(UserRanking(items: list, targets: targets))
    }
  }

  /// Half the summed differences of the shares that other concepts have among themselves in two
  /// lists; `nil` when a list has no item of another concept.
  static func changeOfOthers(
    _ before: some Collection<Int32>, _ after: [Int32], _ strongest: [Int], _ concept: Int,
    concepts: Int
  ) -> Double? {
    func shares(_ list: some Collection<Int32>) -> [Double]? {
      var counts = [Double](repeating: 0, count: concepts)
      for item in list where strongest[Int(item)] != concept { counts[strongest[Int(item)]] += 1 }
      let total = counts.reduce(0, +)
      return total > 0 ? counts.map { $0 / total } : nil
    }
    guard let a = shares(before), let b = shares(after) else { return nil }
    return zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }

  static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
