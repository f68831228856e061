import Datasets
import Foundation
import Tensors

/// How well an exact judge reads Behavioural Sprites: the ceiling of every model on that world.
enum SpritesTable {
  /// Weights and session lengths; the third is the world as it stands.
  private static let rows = [(1.0, 1.5, 8), (1.2, 2.0, 5), (1.2, 2.0, 8), (1.5, 2.5, 5)]

  /// Prints a row a world, shares of `users` people; chance is 1/9 for the journey and 1/6 for an
  /// attribute.
  static func run(users: Int) {
    print("| κs, κd, n | journey | static, 4 attributes | journey, shuffled | static, shuffled |")
    print("|---|---|---|---|---|")
    for (place, row) in rows.enumerated() {
      var shape = BehaviouralSprites.Shape()
      (shape.profileWeight, shape.stageWeight, shape.events) = row
      let key = RandomKey(seed: 1).child("sprites").child(place)
      let world = BehaviouralSprites(shape, key: key.child("world"))
      var right = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 2)
      for (user, values) in world.sampleFactors(users, key.child("people")).enumerated() {
        let history = world.sampleHistory(values, key.child("history").child(user))
        let order = key.child("order").child(user).permutation(BehaviouralSprites.stages)
        for (part, sessions) in [history, order.map { history[$0] }].enumerated() {
          let guess = world.bestGuess(sessions)
          for k in 0..<5 where guess[k] == values[k] { right[part][k] += 1 }
        }
      }
      func share(_ count: Int) -> String { String(format: "%.3f", Double(count) / Double(users)) }
      func range(_ counts: ArraySlice<Int>) -> String {
        "\(share(counts.min() ?? 0))–\(share(counts.max() ?? 0))"
      }
      print(
        "| \(row.0), \(row.1), \(row.2) | \(share(right[0][4])) | \(range(right[0][..<4])) "
          + "| \(share(right[1][4])) | \(range(right[1][..<4])) |")
    }
  }
}
