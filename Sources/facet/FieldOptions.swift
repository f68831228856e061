import ArgumentParser
import Engine

/// Which fields the items of a list have.
struct FieldOptions: ParsableArguments {
  @Option(
    name: .customLong("fields"),
    help: ArgumentHelp(
      "Fields of the items, in that order; attributes too.", valueName: "item,score,year"))
  var names: [String] = []

  /// The option as a field of a request.
  var fields: Value.Map {
    names.isEmpty ? [:] : ["fields": .string(names.joined(separator: ","))]
  }
}

/// Items of a reply as columns.
enum ItemColumns {
  /// Lines for the items: a column for every field that was asked for, or what is usual.
  static func lines(_ names: [String], _ items: Value?, usual: () -> [String]) -> [String] {
    guard !names.isEmpty else { return usual() }
    let items = ReplyText.maps(items)
    guard let head = items.first?.keys else { return [] }
    let rows = items.map { item in head.map { cell(item[$0]) } }
    let right = head.indices.filter { column in
      items.allSatisfy { item in
        switch item[head[column]] {
        case .int, .double, .float, .null: true
        default: false
        }
      }
    }
    return ReplyText.columns([head] + rows, right: Set(right))
  }

  /// A value on one line.
  private static func cell(_ value: Value?) -> String {
    switch value {
    case .list(let values)? where values.allSatisfy(\.isScalar):
      values.map { cell($0) }.joined(separator: ", ")
    case .double, .float: ReplyText.number(value, 3)
    default: ReplyText.text(value)
    }
  }
}
