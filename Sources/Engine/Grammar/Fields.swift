/// The fields of one request, read by name and type; or, without a request, the record of which
/// fields a command reads.
///
/// A command's `init(_ fields: inout Fields)` is its grammar: one call per field, each with the
/// name, what is admitted, the standard value and a summary.
///
///     user = try fields.word("user", "whose history to recommend from")
///     k = try fields.count("k", default: 10, limit: 1000, "how many items")
///
/// Run on a request, the calls return its values or throw `ARGS`, `RANGE` or `TOOBIG` with the name
/// of the field. Run on `Fields.recording()`, they return standard values, throw nothing and leave
/// one `FieldRow` each, from which usage, help and the list of known keys are made. A command
/// therefore calls the same readers whatever the values are: no reader behind an `if`.
public struct Fields: Sendable {
  /// A value as its framing gave it.
  enum Input: Sendable, Equatable {
    /// One word of a line or one value of a query, with the quotes of a list kept when `mixed`.
    case text(String, Word.Form)
    /// The words of a `rest` field.
    case words([String])
    /// A value from JSON.
    case value(Value)
  }

  /// What the readers called so far have declared.
  public private(set) var rows: [FieldRow] = []
  private var inputs: [String: Input]?

  private init(inputs: [String: Input]?) { self.inputs = inputs }

  /// Fields without a request: readers declare themselves and return standard values.
  public static func recording() -> Fields { Fields(inputs: nil) }

  /// The fields of a request for a command whose rows are known. Throws `ARGS` for a word too many,
  /// a repeated or an unknown key; keys that begin with `x-` are ignored. O(arguments).
  public init(_ arguments: Arguments, of command: String, rows: [FieldRow]) throws(Fault) {
    var sorter = ArgumentSorter(command: command, rows: rows)
    switch arguments {
    case .words(let words): try sorter.place(words)
    case .pairs(let pairs):
      for pair in pairs { try sorter.add(pair.key, .text(pair.value, .bare)) }
    case .map(let map):
      for entry in map.entries { try sorter.add(entry.key, .value(entry.value)) }
    }
    self.init(inputs: sorter.inputs)
    for row in rows where row.isRequired && sorter.inputs[row.name] == nil {
      throw Fault(
        .arguments, "\(command) needs \(row.name); usage: \(sorter.usage)", at: row.name)
    }
  }

  /// Declares a field and hands out its input. `nil` when it is absent or when nothing is read.
  mutating func take(_ row: FieldRow) -> Input? {
    rows.append(row)
    guard let input = inputs?[row.name] else { return nil }
    // JSON's null says "as if I had not named it".
    return input == .value(.null) ? nil : input
  }

  /// Whether readers run to declare themselves only.
  var isRecording: Bool { inputs == nil }
}

/// Puts the arguments of a request under the names of a command's fields.
struct ArgumentSorter {
  let command: String
  let rows: [FieldRow]
  private(set) var inputs: [String: Fields.Input] = [:]

  init(command: String, rows: [FieldRow]) {
    self.command = command
    self.rows = rows
  }

  var usage: String {
    ([command] + rows.map(\.usage)).joined(separator: " ")
  }

  /// Words of a line. Required positions take what stands there, `=` or not, so that ids need no
  /// quotes. Where words may be missing, `key=value` is a field, and an id that looks so is quoted.
  mutating func place(_ words: [Word]) throws(Fault) {
    var words = words[...]
    for row in rows {
      switch row.place {
      case .position:
        guard let word = words.popFirst() else { return }
        try add(row.name, .text(word.text, .quoted))
      case .optionalPosition:
        guard let word = words.first, !isKeyed(word) else { continue }
        words.removeFirst()
        try add(row.name, .text(word.text, .quoted))
      case .rest:
        let rest = words.prefix { !isKeyed($0) }
        words.removeFirst(rest.count)
        if !rest.isEmpty { try add(row.name, .words(rest.map(\.text))) }
      case .key: continue
      }
    }
    for word in words {
      guard let key = word.key else {
        throw Fault(.arguments, "\"\(word.text)\" is one word too many; usage: \(usage)")
      }
      try add(key, .text(word.value, word.form))
    }
  }

  /// One field by its name.
  mutating func add(_ key: String, _ input: Fields.Input) throws(Fault) {
    if key.hasPrefix("x-") { return }
    guard rows.contains(where: { $0.name == key }) else { throw unknown(key) }
    guard inputs.updateValue(input, forKey: key) == nil else {
      throw Fault(.arguments, "\(key) is given twice", at: key)
    }
  }

  /// Whether a word at a place that may be empty is `key=value`. Where a command has no keys, none
  /// is.
  private func isKeyed(_ word: Word) -> Bool {
    word.key != nil && rows.contains { $0.place == .key }
  }

  private func unknown(_ key: String) -> Fault {
    let names = rows.map(\.name)
    let near = Spelling.near(key, in: names)
    let advice =
      if let nearest = near.first {
        "did you mean \(nearest)?"
      } else if names.isEmpty {
        "it takes none"
      } else {
        "it takes \(names.joined(separator: ", "))"
      }
    return Fault(
      .arguments, "\(command) has no field \"\(key)\"; \(advice)", at: key,
      details: near.isEmpty ? [:] : ["near": .list(near.map { .string($0) })])
  }
}
