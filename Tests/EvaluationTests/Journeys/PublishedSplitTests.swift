import Datasets
import Evaluation
import Foundation
import Tensors
import Testing
import Training

/// The split files and the popularity baseline of the published protocol, on real data.
///
/// Popularity has no seed, so its figures must be met to rounding. The folder of the data sets is
/// named by the environment variable FACET_DATA; the splits in it may be compressed.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["FACET_DATA"] != nil,
    "FACET_DATA names no folder with data sets"))
struct PublishedSplitTests {
  private let data = URL(
    fileURLWithPath: ProcessInfo.processInfo.environment["FACET_DATA"] ?? "", isDirectory: true)

  /// A plain copy of a split, gone after `body`.
  private func withSplit<R>(_ name: String, _ body: (URL) throws -> R) throws -> R {
    let copy = FileManager.default.temporaryDirectory
      .appendingPathComponent("facet-published-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.copyItem(
      at: data.appendingPathComponent("\(name)/split"), to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    for file in try FileManager.default.contentsOfDirectory(
      at: copy, includingPropertiesForKeys: nil) where file.pathExtension == "xz"
    {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["xz", "-dkf", file.path]
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "xz could not decompress \(file.path)")
    }
    return try body(copy)
  }

  /// Scores every item by its number of training users.
  private func popularity(_ split: Split) -> (SparseRows) -> Tensor {
    var counts = [Float](repeating: 0, count: split.items.count)
    for item in split.train.indices { counts[Int(item)] += 1 }
    return { batch in
      Tensor(
        shape: [batch.rows, batch.columns],
        scalars: (0..<batch.rows).flatMap { _ in counts })
    }
  }

  @Test func `popularity scores what an independent program measures on the same users`() throws {
    // Computed in Python from the same files, equally popular items by column. Programs that leave
    // the order of equals to their sorting routine differ in the fourth digit (0.2147, 0.1649,
    // 0.2390).
    let expected = [0.21459117714244166, 0.16493879758012914, 0.2387403865408724]
    try withSplit("ml-1m") { folder in
      let split = try SplitFiles.read(from: folder.path)
      let result = try Evaluator().evaluate(split.test, scores: popularity(split))
      #expect(result.users.count == 500)
      for (summary, mean) in zip(result.summaries, expected) {
        #expect(agree(summary.mean, mean), "\(summary)")
      }
      #expect(abs(result.summaries[0].standardError - 0.0069) < 5e-5)
    }
  }

  @Test(arguments: ["ml-100k", "ml-latest-small", "ml-1m"])
  func `reading and writing a published split gives its bytes back`(name: String) throws {
    try withSplit(name) { folder in
      let split = try SplitFiles.read(from: folder.path)
      let written = folder.appendingPathComponent("written")
      try SplitFiles.write(split, to: written.path)
      for file in ["items", "train", "val_tr", "val_te", "test_tr", "test_te"] {
        let name = file == "items" ? "items.txt" : "\(file).csv"
        let before = try Data(contentsOf: folder.appendingPathComponent(name))
        #expect(try Data(contentsOf: written.appendingPathComponent(name)) == before, "\(name)")
      }
    }
  }
}
