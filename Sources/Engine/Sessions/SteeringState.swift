import Datasets
import Models

/// What the steps of a session amount to, in the words of one model.
///
/// Steps are composed in order, factor by factor:
/// - `add` and `dim` are summed, `scale` is multiplied;
/// - `set` starts the factor anew: what was set, added or muted before is dropped;
/// - `mute` stays until the factor is set or kept by `only`;
/// - `only` replaces the `only` before it;
/// - an item of `like` leaves `less`, and the other way round;
/// - of rules of the list the later one stands (`RuleFields.add`).
///
/// The sum is then one request: overrides are applied in their fixed order. Nothing but the steps is
/// kept, so taking the last one back gives the state before it to the bit. Words are resolved against
/// the model that is asked; those it does not know have no effect and are listed.
struct SteeringState: Sendable, Equatable {
  /// The sum, every factor by its word.
  private(set) var sum = SteeringStep()
  /// Words of concepts and ids of items that the model does not know, in the order of the steps.
  private(set) var missing: [String] = []

  /// The sum of some steps for a model. O(steps · words).
  init(_ steps: [SteeringStep], _ snapshot: Snapshot) {
    for step in steps { add(step, snapshot) }
  }

  /// The sum as fields, concepts by their names where they have one.
  func fields(_ factors: Factors) -> Value.Map {
    var shown = sum
    func name(_ word: String) -> String {
      guard let element = try? factors.element(word, at: "state"),
        element.block.name == factors.layout.conceptWeights?.name
      else { return word }
      return factors.label(element.index[0]).name ?? word
    }
    for (_, path) in SteeringStep.amounts {
      shown.steering[keyPath: path] = shown.steering[keyPath: path].map {
        Adjustment(name: name($0.name), amount: $0.amount, hasUnit: $0.hasUnit)
      }
    }
    shown.steering.mute = shown.steering.mute.map(name)
    shown.steering.only = shown.steering.only.map(name)
    return shown.fields
  }

  // MARK: - Composition

  private mutating func add(_ step: SteeringStep, _ snapshot: Snapshot) {
    let steering = step.steering
    for adjustment in known(steering.set, snapshot) {
      for (_, path) in SteeringStep.amounts {
        sum.steering[keyPath: path].removeAll { $0.name == adjustment.name }
      }
      sum.steering.mute.removeAll { $0 == adjustment.name }
      sum.steering.set.append(adjustment)
    }
    accumulate(known(steering.scale, snapshot), \.scale, *)
    accumulate(known(steering.add, snapshot), \.add, +)
    accumulate(known(steering.dim, snapshot), \.dim, +)
    let kept = words(steering.only, snapshot)
    if !kept.isEmpty {
      sum.steering.only = kept
      sum.steering.mute.removeAll { kept.contains($0) }
    }
    gather(words(steering.mute, snapshot), in: &sum.steering.mute)
    let (like, less) = (items(steering.like, snapshot), items(steering.less, snapshot))
    sum.steering.like.removeAll { less.contains($0) }
    sum.steering.less.removeAll { like.contains($0) }
    gather(like, in: &sum.steering.like)
    gather(less, in: &sum.steering.less)
    let (rules, unknown) = step.rules.known(to: snapshot)
    gather(unknown, in: &missing)
    sum.rules.add(rules)
  }

  private mutating func accumulate(
    _ adjustments: [Adjustment], _ path: WritableKeyPath<Steering, [Adjustment]>,
    _ combine: (Double, Double) -> Double
  ) {
    for adjustment in adjustments {
      let place = sum.steering[keyPath: path].firstIndex {
        $0.name == adjustment.name && $0.hasUnit == adjustment.hasUnit
      }
      guard let place else {
        sum.steering[keyPath: path].append(adjustment)
        continue
      }
      sum.steering[keyPath: path][place] = Adjustment(
        name: adjustment.name,
        amount: combine(sum.steering[keyPath: path][place].amount, adjustment.amount),
        hasUnit: adjustment.hasUnit)
    }
  }

  private func gather(_ names: [String], in list: inout [String]) {
    for name in names where !list.contains(name) { list.append(name) }
  }

  // MARK: - Words

  private mutating func known(
    _ adjustments: [Adjustment], _ snapshot: Snapshot
  ) -> [Adjustment] {
    adjustments.compactMap { adjustment in
      word(adjustment.name, snapshot).map {
        Adjustment(name: $0, amount: adjustment.amount, hasUnit: adjustment.hasUnit)
      }
    }
  }

  private mutating func words(_ names: [String], _ snapshot: Snapshot) -> [String] {
    names.compactMap { word($0, snapshot) }
  }

  private mutating func word(_ name: String, _ snapshot: Snapshot) -> String? {
    guard let element = try? snapshot.factors.element(name, at: "steps") else {
      gather([name], in: &missing)
      return nil
    }
    return element.block.word(element.index)
  }

  private mutating func items(_ ids: [String], _ snapshot: Snapshot) -> [String] {
    let known = ids.filter { snapshot.catalog.items.index(of: ItemID($0)) != nil }
    gather(ids.filter { !known.contains($0) }, in: &missing)
    return known
  }
}
