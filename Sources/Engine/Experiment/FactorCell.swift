import Evaluation
import Foundation

/// What the factors of one final model showed, kept in a file of its own beside what it showed in
/// ranking.
struct FactorCell: Codable {
  /// Hash of everything that decides what the cell holds.
  var identity: String
  /// Number of the division, from 1.
  var division: Int
  var label: String
  var seed: UInt64
  /// `disentanglement` or `steering`.
  var scoring: String
  /// Why there is nothing to score, of a model without factors.
  var absence: String?
  var disentanglement: DisentanglementReport?
  var steering: SteeringReport?
}

extension ExperimentFolder {
  /// A cell, when it is there and what it should be.
  func factors(
    _ scoring: FactorScoring, _ division: Int, _ label: String, _ seed: UInt64, identity: String
  ) throws -> FactorCell? {
    let cell: FactorCell? = try read(file(division, label, seed, scoring.word))
    return cell?.identity == identity ? cell : nil
  }

  func write(_ cell: FactorCell) throws {
    try write(cell, to: file(cell.division, cell.label, cell.seed, cell.scoring))
  }
}
