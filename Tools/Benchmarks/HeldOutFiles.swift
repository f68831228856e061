// Held-out users and scores as plain arrays, little-endian, for measuring other programs' evaluators
// on them (`Tools/evaluate_with_peers.py`).
import Datasets
import Evaluation
import Foundation
import Tensors

enum HeldOutFiles {
  private struct Shape: Encodable {
    let users: Int
    let items: Int
    let batch: Int
  }

  /// Writes `shape.json`, `scores.f32` (the block that serves every batch), the visible and hidden
  /// rows as `.offsets.i64` and `.items.i32`, and `facet.json` with our seconds and metrics.
  static func write(
    _ held: FoldIn, _ scores: Tensor, _ seconds: Double, _ result: EvaluationResult,
    to folder: String
  ) throws {
    let url = URL(fileURLWithPath: folder, isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    func put(_ name: String, _ data: Data) throws {
      try data.write(to: url.appendingPathComponent(name))
    }
    func bytes<Element>(_ array: [Element]) -> Data { array.withUnsafeBytes { Data($0) } }
    let shape = Shape(users: held.users.count, items: scores.columns, batch: scores.rows)
    try put("shape.json", JSONEncoder().encode(shape))
    try put("scores.f32", bytes(scores.scalars))
    for (name, rows) in [("visible", held.visible), ("hidden", held.hidden)] {
      try put("\(name).offsets.i64", bytes(rows.offsets.map { Int64($0) }))
      try put("\(name).items.i32", bytes(rows.indices))
    }
    var figures = ["seconds": seconds]
    for (summary, name) in zip(result.summaries, result.metrics) { figures[name] = summary.mean }
    try put("facet.json", JSONEncoder().encode(figures))
  }
}
