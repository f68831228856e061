import Datasets
import Models
import Foundation
public import Store
import Synchronization
import Training

/// Models on disk and in use: finds them in the store, reads their files, and holds the one that
/// answers.
///
/// The model in use is one value behind a `Mutex`; replacing it drops no request, because a request
/// keeps the snapshot it started with.
public final class ModelLibrary: Sendable {
  public let store: InteractionStore
  /// What ranking rules read beside the model.
  let statistics = ItemStatistics()

  private struct State {
    var current: Snapshot?
    /// Other models asked for by name, newest last.
    var others: [Snapshot] = []
  }

  private static let mostOthers = 3
  private let state = Mutex(State())

  public init(_ store: InteractionStore) { self.store = store }

  /// The model in use, or `nil` when none has been loaded.
  public var current: Snapshot? { state.withLock { $0.current } }

  /// Loads the active model, or the newest complete one when none is active. `NOMODEL` when there
  /// is none.
  @discardableResult
  public func open() throws(Fault) -> Snapshot {
    let record = try Fault.translating { () throws(StoreFault) -> ModelRecord? in
      if let active = try store.activeModel() { return active }
      return try store.latestModel()
    }
    guard let record else {
      throw Fault(.noModel, "the store has no trained model; run facet train")
    }
    let snapshot = try load(record)
    publish(snapshot)
    return snapshot
  }

  /// Puts a model in use.
  public func publish(_ snapshot: Snapshot) { state.withLock { $0.current = snapshot } }

  /// The model a request asks for: the one in use, or another by `name` or `name@version`.
  public func snapshot(_ title: String?) throws(Fault) -> Snapshot {
    guard let title else {
      guard let current else {
        throw Fault(.noModel, "no model is in use; run facet train, then MODEL USE")
      }
      return current
    }
    if let known = loaded(title) { return known }
    // A name alone stands for the newest version, which is known to the store.
    let record = try record(title)
    if let known = loaded(record.title) { return known }
    let snapshot = try load(record)
    state.withLock { state in
      state.others.removeAll { $0.title == snapshot.title }
      state.others.append(snapshot)
      if state.others.count > Self.mostOthers { state.others.removeFirst() }
    }
    return snapshot
  }

  private func loaded(_ title: String) -> Snapshot? {
    state.withLock { state in
      if let current = state.current, current.title == title { return current }
      return state.others.first { $0.title == title }
    }
  }

  /// The store's record of `name` (its newest) or `name@version`.
  public func record(_ title: String) throws(Fault) -> ModelRecord {
    let parts = title.split(separator: "@", omittingEmptySubsequences: false)
    let version = parts.count == 2 ? Int(parts[1]) : nil
    guard parts.count == 1 || version != nil else {
      throw Fault(.arguments, "\"\(title)\" is no model; write name or name@version", at: "model")
    }
    return try Fault.translating { () throws(StoreFault) in
      do throws(StoreFault) {
        return try store.model(String(parts[0]), version: version)
      } catch {
        guard case .noModel = error else { throw error }
        let known = try store.models().prefix(10).map(\.title)
        throw known.isEmpty ? error : .noModel("\(title)", known: known)
      }
    }
  }

  /// Reads a model's file and its items' attributes.
  public func load(_ record: ModelRecord) throws(Fault) -> Snapshot {
    guard let path = record.artifact else {
      throw Fault(.noModel, "model \(record.title) is \(record.state.rawValue) and has no file")
    }
    do throws(ArtifactFault) {
      let (trained, manifest) = try Artifact.read(
        ModelFolder(store).file(named: path))
      let items = manifest.items.map { ItemID($0) }
      let catalog = try catalog(items)
      return Snapshot(title: record.title, trained, manifest, catalog)
    } catch {
      throw Fault(.noModel, "model \(record.title): \(error)")
    }
  }

  /// What a model reads of a user: positive items, oldest first, and their sessions where the model reads
  /// order. Items that came after the model are counted and left out. `nil` for a user the store does not
  /// know.
  func history(of user: UserID, for snapshot: Snapshot) throws(Fault) -> PersonHistory? {
    let isOrdered = snapshot.trained.needs.contains(.order)
    let stored = try Fault.translating { () throws(StoreFault) in
      isOrdered
        ? try store.sessions(of: user) : try store.history(of: user).map { [$0] }
    }
    guard let stored else { return nil }
    var history = PersonHistory(items: [], unknown: 0)
    for (step, session) in stored.enumerated() {
      let known = session.compactMap { snapshot.catalog.items.index(of: $0) }
        .map { ItemIndex($0) }
      history.items += known
      history.unknown += session.count - known.count
      if isOrdered { for item in known { history.steps[item] = Int32(step) } }
    }
    return history
  }

  private func catalog(_ items: [ItemID]) throws(ArtifactFault) -> Catalog {
    do {
      return try store.catalog(for: items)
    } catch {
      throw .unreadable(store.path, "\(error)")
    }
  }
}
