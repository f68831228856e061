import Autodiff
import Datasets
import Foundation
import Models
import Store
import Training

/// `MODEL LIST`: the models of the store, newest first.
public struct ModelList: Command {
  public static let row = CommandRow("MODEL LIST", .read, "list the models of the store")

  public init(_ fields: inout Fields) throws(Fault) {}

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let store = engine.library.store
    let records = try Fault.translating { () throws(StoreFault) in try store.models() }
    return Reply([
      "in_use": engine.library.current.map { .string($0.title) } ?? .null,
      "models": .list(records.prefix(1000).map { .map($0.value) }),
    ])
  }
}

/// `MODEL INFO`: one model, with its settings and what can be turned in it.
public struct ModelInfo: Command {
  public static let row = CommandRow(
    "MODEL INFO", .read, "show a model and what can be turned in it")

  let title: String?

  public init(_ fields: inout Fields) throws(Fault) {
    title = try fields.optionalWord("model", "name or name@version; the one in use when absent")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    var wanted: String?
    if let title { wanted = try engine.library.record(title).title }
    let snapshot = try engine.library.snapshot(wanted)
    var map = try engine.library.record(snapshot.title).value
    map.append("configuration", Value(stored: snapshot.manifest.configuration))
    map.append("plan", Value(stored: snapshot.manifest.plan))
    map.append("split", .string(snapshot.manifest.split))
    map.append("items", .int(snapshot.catalog.count))
    map.append("parameters", .int(snapshot.trained.parameters.scalarCount))
    map.append("best_epoch", .int(snapshot.manifest.bestEpoch))
    map.append(
      "factors",
      .list(
        snapshot.trained.layout.blocks.map { block in
          .map([
            "block": .string(block.name),
            "words": .string(block.words),
            "kind": .string(block.kind.rawValue), "unit": .string(block.unit),
            "range": .list([.float(block.range.lowerBound), .float(block.range.upperBound)]),
            "summary": .string(block.summary),
          ])
        }))
    return Reply(map)
  }
}

/// `MODEL USE`: puts a model in use. Requests under way finish on the one before.
public struct ModelUse: Command {
  public static let row = CommandRow("MODEL USE", .admin, "put a model in use")

  let title: String

  public init(_ fields: inout Fields) throws(Fault) {
    title = try fields.word("model", "name (its newest) or name@version")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let library = engine.library
    let record = try library.record(title)
    let snapshot = try library.load(record)
    let before = library.current?.title
    _ = try Fault.translating { () throws(StoreFault) in
      try library.store.activateModel(record.name, version: record.version)
    }
    library.publish(snapshot)
    return Reply([
      "model": .string(snapshot.title), "before": before.map { .string($0) } ?? .null,
    ])
  }
}

extension ModelRecord {
  /// The record as replies show it.
  var value: Value.Map {
    [
      "model": .string(title), "state": .string(state.rawValue),
      "seed": .string(String(seed)), "fingerprint": .string(fingerprint),
      "created": .string(created.formatted(.iso8601)), "metrics": Value(stored: metrics),
    ]
  }
}

extension Value {
  /// JSON that was stored as text, as a part of a reply; the text itself when it is no JSON.
  fileprivate init(stored text: String) { self = (try? Value(json: text)) ?? .string(text) }
}
