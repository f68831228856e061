public import Datasets
public import Tensors

/// What is known about items and people as true factors: the closest thing to a ground truth that
/// real logs have.
public enum AttributeFactors {
  /// Factors made of one attribute at most, its most common values first.
  public static let mostValues = 12

  /// Items: yes or no for every common value of a categorical attribute (an item may have several),
  /// the number itself for a numeric one. `items` are rows that have the attribute.
  public static func ofItems(_ column: AttributeColumn, items: [Int]) -> [TrueFactor] {
    if column.kind == .numeric {
      return [TrueFactor(column.name, .numbers(items.map { number(column, $0) ?? 0 }))]
    }
    return commonValues(column, items).map { value in
      TrueFactor(
        "\(column.name)=\(value)",
        .categories(items.map { has(column, $0, value) ? 1 : 0 }, count: 2))
    }
  }

  /// People by what they chose: for every common value the share of a history's items that have it;
  /// the mean over the history for a numeric attribute. `[N]` factors of numbers.
  public static func ofChoices(_ column: AttributeColumn, _ histories: SparseRows) -> [TrueFactor] {
    func perPerson(_ value: (Int) -> Double?) -> [Double] {
      (0..<histories.rows).map { row in
        let known = histories.row(row).compactMap { value(Int($0)) }
        return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
      }
    }
    if column.kind == .numeric {
      return [
        TrueFactor("mean \(column.name)", .numbers(perPerson { number(column, $0) }))
      ]
    }
    let items = (0..<column.rows).filter { !column.row($0).isEmpty }
    return commonValues(column, items).map { value in
      TrueFactor(
        "share of \(column.name)=\(value)",
        .numbers(perPerson { column.row($0).isEmpty ? nil : has(column, $0, value) ? 1 : 0 }))
    }
  }

  /// People by an attribute of theirs: its categories, the rare ones together as one, or its
  /// numbers. `people` are rows that have it. `nil` when all are alike.
  public static func ofPeople(_ column: AttributeColumn, people: [Int]) -> TrueFactor? {
    if column.kind == .numeric {
      return TrueFactor(column.name, .numbers(people.map { number(column, $0) ?? 0 }))
    }
    let values = commonValues(column, people)
    let labels = people.map { row in
      values.firstIndex { has(column, row, $0) } ?? values.count
    }
    let kinds = Set(labels).sorted()
    guard kinds.count > 1 else { return nil }
    return TrueFactor(
      column.name,
      .categories(labels.map { kinds.firstIndex(of: $0) ?? 0 }, count: kinds.count))
  }

  /// Values that at least one in fifty of the rows has, and ten of them, the most common first; not
  /// those that all have.
  static func commonValues(_ column: AttributeColumn, _ rows: [Int]) -> [String] {
    var counts: [String: Int] = [:]
    for row in rows {
      for value in Set(column.row(row).map(\.text)) { counts[value, default: 0] += 1 }
    }
    let least = max(10, rows.count / 50)
    return counts.filter { $0.value >= least && $0.value < rows.count }
      .sorted { ($0.value, $1.key) > ($1.value, $0.key) }
      .prefix(mostValues).map(\.key)
  }

  private static func has(_ column: AttributeColumn, _ row: Int, _ value: String) -> Bool {
    column.row(row).contains { $0.text == value }
  }

  private static func number(_ column: AttributeColumn, _ row: Int) -> Double? {
    guard case .number(let number) = column.row(row).first else { return nil }
    return number
  }
}
