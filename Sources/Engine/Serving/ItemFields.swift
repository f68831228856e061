import Datasets

/// `fields=item,score,year`: which fields the items of a list have in a reply, in that order. Attributes
/// of items are fields too.
struct ItemFields: Sendable, Equatable {
  /// As written; empty for a list as it is.
  let names: [String]

  func contains(_ name: String) -> Bool { names.contains(name) }

  /// The fields for the lists of one command, whose items have `own` fields. `ARGS` for a name that is
  /// neither one of them nor an attribute, and for a name given twice.
  func view(own: [String], _ snapshot: Snapshot) throws(Fault) -> ItemView {
    let known = own + snapshot.catalog.attributes.columns.map(\.name).filter { !own.contains($0) }
    var seen: Set<String> = []
    for name in names {
      guard known.contains(name) else {
        let near = Spelling.near(name, in: known)
        throw Fault(
          .arguments, "items have no field \"\(name)\"; there are \(known.joined(separator: ", "))",
          at: "fields", details: near.isEmpty ? [:] : ["near": .list(near.map { .string($0) })])
      }
      guard seen.insert(name).inserted else {
        throw Fault(.arguments, "fields names \(name) twice", at: "fields")
      }
    }
    return ItemView(names: names, own: own, snapshot: snapshot)
  }
}

/// Items as one list shows them.
struct ItemView {
  fileprivate let names: [String]
  fileprivate let own: [String]
  fileprivate let snapshot: Snapshot

  /// The chosen fields of an item, of which `map` are all that the list itself has. A field that this
  /// item does not have is `null`. O(fields · entries).
  func value(_ item: ItemIndex, _ map: Value.Map) -> Value {
    guard !names.isEmpty else { return .map(map) }
    var chosen = Value.Map()
    for name in names {
      let value = own.contains(name) ? map[name] ?? standard(name, item) : attribute(name, item)
      chosen.append(name, value)
    }
    return .map(chosen)
  }

  /// A title that is the id is not said unless it is asked for.
  private func standard(_ name: String, _ item: ItemIndex) -> Value {
    name == "title" ? .string(snapshot.catalog.title(item)) : .null
  }

  /// Numbers and texts as one value, categories as a list.
  private func attribute(_ name: String, _ item: ItemIndex) -> Value {
    guard let column = snapshot.catalog.attributes[name] else { return .null }
    let values = column.row(Int(item.value)).map { value -> Value in
      switch value {
      case .word(let word): .string(word)
      case .number(let number):
        Int(exactly: number).map { .int($0) } ?? .double(number)
      }
    }
    return column.kind == .categorical || values.count > 1 ? .list(values) : values.first ?? .null
  }
}

extension Fields {
  /// The fields that the items of a list have.
  mutating func itemFields() throws(Fault) -> ItemFields {
    ItemFields(
      names: try list(
        "fields", limit: 64, "fields of the items, in that order: item,score, or an attribute"))
  }
}
