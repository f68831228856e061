/// Which session every interaction of a user belongs to.
///
/// An interaction with a session id belongs to that session, wherever it stands in time. One without
/// belongs to the one before it, among those without, unless more than half an hour lies between. Sessions
/// are numbered by their first interaction.
public enum SessionCut {
  /// The gap that ends a session, milliseconds: half an hour, the custom of web analytics.
  public static let gap: Int64 = 30 * 60 * 1000

  /// Numbers from 0 for interactions with the given times (milliseconds since 1970) and session ids, in
  /// their order. Interactions of one instant keep the order they are given in; a missing time,
  /// `Int64.min`, comes before all others. O(n log n).
  public static func numbers(times: [Int64], sessions: [String?]) -> [Int32] {
    var numbers = [Int32](repeating: 0, count: times.count)
    var named: [String: Int32] = [:]
    var open: (number: Int32, time: Int64)?
    var next: Int32 = 0
    for place in times.indices.sorted(by: { (times[$0], $0) < (times[$1], $1) }) {
      let time = times[place]
      let number: Int32
      if let session = sessions[place] {
        number = named[session] ?? next
        named[session] = number
      } else {
        number = open.flatMap { isNear($0.time, time) ? $0.number : nil } ?? next
        open = (number, time)
      }
      if number == next { next += 1 }
      numbers[place] = number
    }
    return numbers
  }

  private static func isNear(_ earlier: Int64, _ later: Int64) -> Bool {
    let (gap, overflows) = later.subtractingReportingOverflow(earlier)
    return !overflows && gap <= self.gap
  }
}
