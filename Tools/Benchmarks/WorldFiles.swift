// Split files of a shape, for measuring other programs on the same people: histories of the long
// tail of a public data set, divided as any other.
import Datasets
import Foundation
import Tensors
import Training

enum WorldFiles {
  /// Writes a split of the shape, or of its first `users` users, into a folder.
  static func run(shape name: String, folder: String, users: Int) throws {
    let shape = try StepBenchmark.shape(name)
    let all = PowerLawWorld(shape, key: RandomKey(seed: 1)).histories
    let rows = min(users, all.rows)
    let data = Dataset(
      users: Vocabulary((0..<rows).map { UserID("u\($0)") }),
      catalog: Catalog(items: Vocabulary((0..<shape.items).map { ItemID("i\($0)") })),
      histories: all.selecting(0..<rows))
    let split = try Split(of: data, heldOut: .users(rows / 20), seed: 1)
    try SplitFiles.write(split, to: folder)
    print(
      "\(split.train.rows) training users, \(split.items.count) items, \(split.train.entries) "
        + "interactions in \(folder)")
  }
}
