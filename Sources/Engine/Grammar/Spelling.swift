/// Finds what somebody probably meant.
enum Spelling {
  /// The candidates within a few slips of the word, nearest first, ties in the order given. At most
  /// three. A slip is a letter added, dropped, changed, or two neighbours exchanged (the optimal
  /// string alignment distance); a third of the longer word's length counts as near, and one slip
  /// always does. O(candidates · length²).
  static func near(_ word: String, in candidates: [String]) -> [String] {
    let typed = Array(word.lowercased())
    guard typed.count <= 64 else { return [] }
    let distances = candidates.enumerated().compactMap { position, candidate in
      let known = Array(candidate.lowercased())
      let slips = distance(typed, known)
      let admitted = max(1, max(typed.count, known.count) / 3)
      return slips <= admitted && slips < max(typed.count, known.count)
        ? (slips: slips, position: position, candidate: candidate) : nil
    }
    return distances.sorted { ($0.slips, $0.position) < ($1.slips, $1.position) }
      .prefix(3).map(\.candidate)
  }

  /// Slips between two words.
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var earlier = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in 0..<b.count {
        let change = previous[j] + (a[i] == b[j] ? 0 : 1)
        current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, change)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          current[j + 1] = min(current[j + 1], earlier[j - 1] + 1)
        }
      }
      (earlier, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
