public import Datasets
public import Store
import Training

/// Where the users of training, validation and test come from.
public enum SplitSource: Sendable {
  /// The store, divided by a seed: held-out users for validation and as many for test, histories of
  /// at least so many items.
  case store(heldOut: HeldOut = .share(0.1), minimum: Int = 5, seed: UInt64 = 98765)
  /// A folder of split files.
  case folder(String)

  /// The split. Throws what reading the store or the files throws.
  public func split(_ store: InteractionStore) throws -> StrongGeneralization {
    switch self {
    case .folder(let path): return try SplitFiles.read(from: path)
    case .store(let heldOut, let minimum, let seed):
      let data = try store.cachedDataset(minimumHistory: minimum)
      return try StrongGeneralization(of: data, heldOut: heldOut, minimum: minimum, seed: seed)
    }
  }

  /// The source in words that `init(description:)` reads back.
  public var description: String {
    switch self {
    case .folder(let path): "folder \(path)"
    case .store(.users(let users), let minimum, let seed):
      "store held-out \(users) minimum \(minimum) seed \(seed)"
    case .store(.share(let share), let minimum, let seed):
      "store held-out \(share) minimum \(minimum) seed \(seed)"
    }
  }

  /// The source that a manifest describes, or `nil` when the text is none.
  public init?(description: String) {
    if description.hasPrefix("folder ") {
      self = .folder(String(description.dropFirst("folder ".count)))
      return
    }
    let words = description.split(separator: " ").map(String.init)
    guard words.count == 7, words[0] == "store", let minimum = Int(words[4]),
      let seed = UInt64(words[6])
    else { return nil }
    if let users = Int(words[2]) {
      self = .store(heldOut: .users(users), minimum: minimum, seed: seed)
    } else if let share = Double(words[2]) {
      self = .store(heldOut: .share(share), minimum: minimum, seed: seed)
    } else {
      return nil
    }
  }
}
