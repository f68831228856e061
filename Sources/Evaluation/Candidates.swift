import Datasets
import Tensors

/// Which items a user's targets are ranked among.
///
/// The whole catalogue, unless somebody asks for a sample by name: sampled metrics order models
/// differently from full ones (Krichene and Rendle, "On sampled metrics for item recommendation", KDD
/// 2020), so a sample is marked in every output.
public enum Candidates: Sendable, Equatable, CustomStringConvertible {
  /// Every item but the visible ones.
  case full
  /// The targets and so many other items, drawn uniformly without replacement from those that are
  /// neither visible nor targets; all of them where there are no more.
  case sampled(Int, seed: UInt64 = 98765)

  public var description: String {
    switch self {
    case .full: "full"
    case .sampled(let count, let seed): "sampled:\(count) seed \(seed)"
    }
  }

  /// `full` or `sampled:100`; `nil` for other text.
  public init?(text: String, seed: UInt64) {
    if text == "full" {
      self = .full
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "sampled", let count = Int(parts[1]), count > 0 else {
      return nil
    }
    self = .sampled(count, seed: seed)
  }

  /// Columns of the sampled negatives of a user, ascending; `nil` in a full ranking. The draw belongs
  /// to the user's id: it depends neither on the batch nor on the model. O(M).
  func negatives(
    of user: UserID, visible: ArraySlice<Int32>, targets: ArraySlice<Int32>, items: Int
  ) -> [Int32]? {
    guard case .sampled(let count, let seed) = self else { return nil }
    var isOpen = [Bool](repeating: true, count: items)
    for item in visible { isOpen[Int(item)] = false }
    for item in targets { isOpen[Int(item)] = false }
    let open = isOpen.indices.filter { isOpen[$0] }
    let key = RandomKey(seed: seed).child("candidates").child(user.rawValue)
    return key.permutation(open.count).prefix(count).map { Int32(open[$0]) }.sorted()
  }
}
