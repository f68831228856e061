/// The items a model can rank, in the order of its columns, with what is known about them.
public struct Catalog: Sendable, Equatable {
  /// The attribute that holds what a person would call the item.
  public static let titleAttribute = "title"

  /// Item ids; the position is the column of every history and every score.
  public let items: Vocabulary<ItemID>
  /// Attributes over the same rows.
  public let attributes: AttributeTable

  /// A catalogue; traps when an attribute has another number of rows.
  public init(items: Vocabulary<ItemID>, attributes: AttributeTable = AttributeTable()) {
    for column in attributes.columns {
      precondition(
        column.rows == items.count,
        "catalog: attribute \(column.name) has \(column.rows) rows for \(items.count) items")
    }
    self.items = items
    self.attributes = attributes
  }

  /// Number of items, `M`.
  public var count: Int { items.count }

  /// What a person would call the item: its title where it has one, its id otherwise.
  public func title(_ item: ItemIndex) -> String {
    guard let column = attributes[Self.titleAttribute],
      let title = column.row(Int(item.value)).first
    else { return items[Int(item.value)].rawValue }
    return title.text
  }
}
