import Datasets
import Foundation
import Tensors

/// The content of a split's meta.json. Keys that other programs write and we do not know are
/// ignored when reading; optional ones may be absent.
struct SplitMetadata: Codable, Equatable {
  var source: String?
  var positives: Int
  var users: Int
  var itemsAll: Int
  var itemsTrain: Int
  var heldout: Int
  var seed: UInt64?
  var minItems: Int?
  /// Rows of every file, without its header.
  var rows: [String: Int]
  /// Hash of the whole split; other programs do not state it.
  var fingerprint: String?
  /// Protocol and mask in words; absent means strong generalisation.
  var kind: String?
  var mask: SplitMask?
  var leaks: LeakReport?

  enum CodingKeys: String, CodingKey {
    case source, positives, users, heldout, seed, rows, fingerprint, kind, mask, leaks
    case itemsAll = "items_all"
    case itemsTrain = "items_train"
    case minItems = "min_items"
  }

  init(_ split: Split) {
    let provenance = split.provenance
    source = provenance.source
    positives = provenance.positives
    users = provenance.users
    itemsAll = provenance.allItems
    itemsTrain = split.items.count
    heldout = provenance.heldOut
    seed = provenance.seed
    minItems = provenance.minimum
    rows = [
      SplitFiles.train: split.train.entries,
      SplitFiles.validationVisible: split.validation.visible.entries,
      SplitFiles.validationHidden: split.validation.hidden.entries,
      SplitFiles.testVisible: split.test.visible.entries,
      SplitFiles.testHidden: split.test.hidden.entries,
    ]
    fingerprint = split.fingerprint
    kind = "\(split.kind)"
    mask = split.mask
    leaks = split.leaks
  }

  /// The protocol, or `nil` when it is described in words that are not ours.
  var splitKind: SplitKind? {
    guard let kind else { return .strong(heldOut: .users(heldout)) }
    return SplitKind(kind)
  }

  func provenance(directory: String) -> SplitProvenance {
    SplitProvenance(
      source: source ?? directory, users: users, positives: positives, allItems: itemsAll,
      heldOut: heldout, minimum: minItems ?? 5, seed: seed)
  }

  /// Sorted keys and no time stamp, so that equal splits give equal bytes.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
