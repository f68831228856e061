/// Sequences of different lengths, packed so that one product serves a step of all of them: first
/// steps before second steps, and within a step the longest sequences first. Nothing is padded.
///
/// ```
/// sequences   a1 a2 a3 | b1 | c1 c2        offsets 0, 3, 4, 6
/// packed      a1 c1 b1 | a2 c2 | a3        counts 3, 2, 1
/// ```
/// A sequence without steps takes no room.
public struct PackedSteps: Sendable, Equatable {
  /// Sequences that have a step t, never rising with t. `[longest]`
  public let counts: [Int]
  /// Which step, counted sequence after sequence, stands at a packed row. `[S]`
  public let steps: [Int32]
  /// Which of `sequences` a packed row belongs to, and which of its steps it is, from 0. `[S]`
  public let owners: [Int32]
  public let times: [Int32]
  /// At which packed row a step stands; the inverse of `steps`. `[S]`
  public let places: [Int32]
  /// Which packed row mirrors a packed row: the first step of a sequence its last one. `[S]`
  public let mirrored: [Int32]
  /// Sequences that have a step at all, ascending, and the packed rows of their first and last one.
  public let sequences: [Int32]
  public let firsts: [Int32]
  public let lasts: [Int32]

  /// Packs sequences that own the steps `offsets[u] ..< offsets[u + 1]`. O(S + sequences · log).
  public init(offsets: [Int]) {
    let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
    let order = lengths.indices.filter { lengths[$0] > 0 }
      .sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    var counts: [Int] = []
    var steps: [Int32] = []
    var owners: [Int32] = []
    var times: [Int32] = []
    let present = order.sorted()
    var rank = [Int32](repeating: 0, count: lengths.count)
    for (place, u) in present.enumerated() { rank[u] = Int32(place) }
    var active = order.count
    while active > 0 {
      let t = counts.count
      while active > 0, lengths[order[active - 1]] <= t { active -= 1 }
      guard active > 0 else { break }
      counts.append(active)
      for u in order[..<active] {
        steps.append(Int32(offsets[u] + t))
        owners.append(rank[u])
        times.append(Int32(t))
      }
    }
    let first = offsets.first ?? 0
    var places = [Int32](repeating: 0, count: steps.count)
    for (place, step) in steps.enumerated() { places[Int(step) - first] = Int32(place) }
    var mirrored = [Int32](repeating: 0, count: steps.count)
    for u in order {
      for t in 0..<lengths[u] {
        mirrored[Int(places[offsets[u] - first + t])] =
          places[offsets[u + 1] - first - 1 - t]
      }
    }
    self.counts = counts
    self.steps = steps
    self.owners = owners
    self.times = times
    self.places = places
    self.mirrored = mirrored
    sequences = present.map { Int32($0) }
    firsts = present.map { places[offsets[$0] - first] }
    lasts = present.map { places[offsets[$0 + 1] - first - 1] }
  }

  /// Number of steps of all sequences, `S`.
  public var count: Int { steps.count }
}
