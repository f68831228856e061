public import Datasets
public import Tensors

/// Rankings and targets as TREC programs read them, so that any of them can check our numbers.
///
/// ```
/// run     user Q0 item rank score tag
/// qrels   user 0 item 1
/// ```
/// The score is minus the rank and not the model's: programs sort by it and break ties as they like,
/// and ours are broken already.
public struct TrecFiles: Sendable {
  private let items: Vocabulary<ItemID>
  private let tag: String
  /// The text of the run so far.
  public private(set) var run = ""
  /// The text of the relevance judgements so far.
  public private(set) var qrels = ""

  /// Files over the items of a split; the tag names the model.
  public init(items: Vocabulary<ItemID>, tag: String) {
    self.items = items
    self.tag = tag
  }

  /// Adds a user. Throws when an id holds a blank. O(list + targets).
  public mutating func add(
    _ user: UserID, _ list: [Ranked], _ targets: [Int32]
  ) throws(EvaluationFault) {
    let name = try Self.word(user.rawValue)
    for (place, ranked) in list.enumerated() {
      let item = try Self.word(items[Int(ranked.index)].rawValue)
      run += "\(name) Q0 \(item) \(place + 1) \(-place - 1) \(tag)\n"
    }
    for target in targets {
      qrels += "\(name) 0 \(try Self.word(items[Int(target)].rawValue)) 1\n"
    }
  }

  private static func word(_ id: String) throws(EvaluationFault) -> String {
    guard !id.contains(where: \.isWhitespace) else { throw .blankInID(id) }
    return id
  }
}
