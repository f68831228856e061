// The forward pass of a trained model on given histories, for another program to compare with:
// scores and the mean loss of the histories under them, without noise, dropout or sampling.
import Autodiff
import Datasets
import Foundation
import Models
import Tensors
import Training

enum Forward {
  /// What is printed.
  private struct Reply: Encodable {
    let users: [String]
    /// −Σ ln p of each user's history, mean over users, nats; by the likelihood that training
    /// minimises.
    let loss: Float
    /// `[users, items]`
    let scores: [[Float]]
  }

  /// Reads a model and `user,item` rows with a header, writes JSON to standard output.
  static func run(artifact: String, histories: String) throws {
    let (trained, manifest) = try Artifact.read(URL(fileURLWithPath: artifact))
    let vocabulary = Vocabulary(manifest.items.map { ItemID($0) })
    let (users, rows) = read(histories, vocabulary)
    let graph = Graph(inference: trained.parameters)
    let batch = Batch(rows)
    let code = trained.model.encode(batch, on: graph).code
    let scores = trained.scores(rows)
    let reply = Reply(
      users: users, loss: trained.model.reconstruction(code, batch, on: graph).value.item,
      scores: (0..<scores.rows).map { Array(scores.row($0)) })
    FileHandle.standardOutput.write(try JSONEncoder().encode(reply))
  }

  /// Users in the order in which they first appear, and their items.
  private static func read(
    _ path: String, _ items: Vocabulary<ItemID>
  ) -> (users: [String], rows: SparseRows) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      stop("cannot read \(path)")
    }
    var users: [String] = []
    var rows: [[Int32]] = []
    var places: [Substring: Int] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",")
      guard fields.count == 2, let item = items.index(of: ItemID(String(fields[1]))) else {
        stop("\(path): \"\(line)\" is not a user and an item of the model")
      }
      if places[fields[0]] == nil {
        places[fields[0]] = users.count
        users.append(String(fields[0]))
        rows.append([])
      }
      if let place = places[fields[0]] { rows[place].append(Int32(item)) }
    }
    return (users, SparseRows(columns: items.count, rows: rows))
  }
}
