import Autodiff
import Datasets
import Foundation
import Models
import Store
import Tensors

/// `INFO`: the state of the service, for people and for watchers.
public struct Info: Command {
  public static let row = CommandRow("INFO", .read, "show the state of the service")

  let section: String?

  public init(_ fields: inout Fields) throws(Fault) {
    section = try fields.optionalWord("section", "server, model or store; all when absent")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let sections: [(String, (QueryEngine) throws(Fault) -> Value.Map)] = [
      ("server", Self.server), ("model", Self.model), ("store", Self.store),
    ]
    let chosen = sections.filter { section == nil || $0.0 == section?.lowercased() }
    guard !chosen.isEmpty else {
      throw Fault(
        .arguments, "no section \"\(section ?? "")\"; there are server, model, store",
        at: "section")
    }
    var map = Value.Map()
    for (name, make) in chosen { map.append(name, .map(try make(engine))) }
    return Reply(map)
  }

  private static func server(_ engine: QueryEngine) -> Value.Map {
    [
      "version": .string(engine.version), "commands": .int(engine.commands.entries.count),
      "blas": .string(Processor.blasCore), "threads": .int(Parallel.threads),
      "limits": .map(engine.limits.value),
    ]
  }

  private static func model(_ engine: QueryEngine) throws(Fault) -> Value.Map {
    guard let snapshot = engine.library.current else { return ["in_use": .null] }
    return [
      "in_use": .string(snapshot.title), "items": .int(snapshot.catalog.count),
      "parameters": .int(snapshot.trained.parameters.scalarCount),
      "concepts": .int(snapshot.factors.conceptCount),
    ]
  }

  private static func store(_ engine: QueryEngine) throws(Fault) -> Value.Map {
    let store = engine.library.store
    let counts = try Fault.translating { () throws(StoreFault) in try store.counts() }
    return [
      "path": .string(store.path), "users": .int(counts.users), "items": .int(counts.items),
      "events": .int(counts.events),
    ]
  }
}
