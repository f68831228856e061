extension Catalog {
  /// What this catalogue knows of the given items, in their order; an item it does not have gets no
  /// attribute values. O(items and their values).
  public func selecting(_ selection: Vocabulary<ItemID>) -> Catalog {
    let rows = selection.ids.map { items.index(of: $0) }
    let columns = attributes.columns.map { column in
      AttributeColumn(
        name: column.name, kind: column.kind,
        rows: rows.map { row in row.map { Array(column.row($0)) } ?? [] })
    }
    return Catalog(items: selection, attributes: AttributeTable(columns))
  }
}
