public import Datasets
public import Models
public import Store
import Training

/// Where the users of training, validation and test come from.
public enum SplitSource: Sendable, Equatable {
  /// The store, divided as a recipe says.
  case store(SplitRecipe)
  /// A folder of split files.
  case folder(String)

  /// The store by strong generalisation: held-out users for validation and as many for test,
  /// histories of at least so many items.
  public static func store(
    heldOut: HeldOut = .share(0.1), minimum: Int = 5, seed: UInt64 = 98765
  ) -> SplitSource {
    .store(SplitRecipe(.strong(heldOut: heldOut), minimum: minimum, seed: seed))
  }

  /// The split, with what a model needs beside histories where the source has it. Throws what reading
  /// the store or the files throws.
  public func split(_ store: InteractionStore, for needs: SideInformation) throws -> Split {
    switch self {
    case .folder(let path): return try SplitFiles.read(from: path)
    case .store(let recipe):
      let data =
        needs.contains(.order)
        ? try store.orderedDataset(minimumHistory: recipe.minimum)
        : recipe.kind.needsTimes
          ? try store.timedDataset(minimumHistory: recipe.minimum)
          : try store.cachedDataset(minimumHistory: recipe.minimum)
      return try Split(of: data, recipe)
    }
  }

  /// The source in words that `init(description:)` reads back: `folder PATH`, or
  /// `store KIND… mask MASK minimum N seed N`. Strong generalisation that hides a fifth keeps the
  /// words of older manifests, `store held-out H minimum N seed N`.
  public var description: String {
    switch self {
    case .folder(let path): return "folder \(path)"
    case .store(let recipe):
      let end = "minimum \(recipe.minimum) seed \(recipe.seed)"
      if case .strong(let heldOut, 0.2) = recipe.kind, recipe.mask == .train {
        return "store held-out \(heldOut) \(end)"
      }
      return "store \(recipe.kind) mask \(recipe.mask.rawValue) \(end)"
    }
  }

  /// The source that a manifest describes, or `nil` when the text is none.
  public init?(description: String) {
    if description.hasPrefix("folder ") {
      self = .folder(String(description.dropFirst("folder ".count)))
      return
    }
    let words = description.split(separator: " ").map(String.init)
    guard words.count >= 6, words[0] == "store", words[words.count - 4] == "minimum",
      words[words.count - 2] == "seed", let minimum = Int(words[words.count - 3]),
      let seed = UInt64(words[words.count - 1])
    else { return nil }
    let rest = words[1..<(words.count - 4)]
    if rest.count == 2, rest.first == "held-out", let heldOut = HeldOut(rest[2]) {
      self = .store(heldOut: heldOut, minimum: minimum, seed: seed)
    } else if rest.count >= 3, rest[rest.endIndex - 2] == "mask",
      let mask = SplitMask(rawValue: rest[rest.endIndex - 1]),
      let kind = SplitKind(rest.dropLast(2).joined(separator: " "))
    {
      self = .store(SplitRecipe(kind, mask: mask, minimum: minimum, seed: seed))
    } else {
      return nil
    }
  }
}
