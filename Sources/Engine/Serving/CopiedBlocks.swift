import Autodiff
import Datasets
import Models
import Tensors

/// A block of another person's code to take in place of one's own: `copy=static:u42` is somebody's own
/// journey with the taste of `u42`.
struct CopiedBlock: Sendable, Equatable {
  let block: String
  let user: String
}

extension CopiedBlock {
  /// The elements of the block as the other has them, to be set. `NOCONCEPT` for a block the model does not
  /// have, `NOUSER`. One pass over the other's history.
  func adjustments(_ snapshot: Snapshot, on engine: QueryEngine) throws(Fault) -> [Adjustment] {
    let layout = snapshot.trained.layout
    guard let own = layout[block] else {
      let known = layout.blocks.map(\.name).joined(separator: ", ")
      throw Fault(
        .noConcept, "no block \"\(block)\" in \(snapshot.title); it has \(known)", at: "copy")
    }
    guard let history = try engine.library.history(of: UserID(user), for: snapshot) else {
      throw Fault(.noUser, "no user \"\(user)\" in the store to copy from", at: "copy")
    }
    let recommender = Recommender(snapshot)
    let row = recommender.row(history.items, weights: [:], steps: history.steps)
    let values = try recommender.run(row, []).code[block].value.scalars
    return values.enumerated().map { offset, value in
      Adjustment(name: own.word(own.index(offset)), amount: Double(value))
    }
  }
}

extension Fields {
  /// Blocks of other people's codes. `ARGS` for what is no `block:user` and for a block named twice.
  mutating func copies() throws(Fault) -> [CopiedBlock] {
    let words = try list("copy", limit: 16, "blocks of another user's code to take: static:u42")
    var copies: [CopiedBlock] = []
    for word in words {
      guard let colon = word.firstIndex(of: ":"), colon != word.startIndex,
        word.index(after: colon) != word.endIndex
      else { throw Fault(.arguments, "copy is a list of block:user, not \(word)", at: "copy") }
      let block = String(word[..<colon])
      guard !copies.contains(where: { $0.block == block }) else {
        throw Fault(.arguments, "copy names \(block) twice", at: "copy")
      }
      copies.append(CopiedBlock(block: block, user: String(word[word.index(after: colon)...])))
    }
    return copies
  }
}
