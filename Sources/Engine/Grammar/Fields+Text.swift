/// Readers of words and text.
extension Fields {
  /// A word that must stand on the line, in this order among the positions.
  public mutating func word(_ name: String, _ summary: String) throws(Fault) -> String {
    try text(FieldRow(name, .position, "text", summary: summary)) ?? ""
  }

  /// A word that may stand on the line.
  public mutating func optionalWord(_ name: String, _ summary: String) throws(Fault) -> String? {
    try text(FieldRow(name, .optionalPosition, "text", summary: summary))
  }

  /// All further words of the line, at least so many; a list in JSON.
  public mutating func rest(
    _ name: String, atLeast least: Int, _ summary: String
  ) throws(Fault) -> [String] {
    let row = FieldRow(name, .rest(atLeast: least), "names", summary: summary)
    guard let input = take(row) else { return [] }
    let words = try names(input, at: name)
    guard words.count >= least else {
      throw Fault(.arguments, "\(name) needs at least \(least)", at: name)
    }
    return words
  }

  /// Text under a key, or `nil`.
  public mutating func string(_ name: String, _ summary: String) throws(Fault) -> String? {
    try text(FieldRow(name, .key, "text", summary: summary))
  }

  /// Text under a key.
  public mutating func string(
    _ name: String, default standard: String, _ summary: String
  ) throws(Fault) -> String {
    try text(FieldRow(name, .key, "text", standard: .string(standard), summary: summary))
      ?? standard
  }

  /// One of a few words under a key.
  public mutating func choice<Choice>(
    _ name: String, default standard: Choice, _ summary: String
  ) throws(Fault) -> Choice
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    try choice(name, .string(standard.rawValue), summary) ?? standard
  }

  /// One of a few words under a key, or `nil`.
  public mutating func choice<Choice>(
    _ name: String, _ summary: String
  ) throws(Fault) -> Choice?
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    try choice(name, nil, summary)
  }

  /// Names under a key: `like=i1,i2`, with quotes around a name that holds a comma; a list or a
  /// string in JSON. Empty when absent.
  public mutating func list(
    _ name: String, limit: Int, _ summary: String
  ) throws(Fault) -> [String] {
    let row = FieldRow(name, .key, "names", range: "up to \(limit)", summary: summary)
    guard let input = take(row) else { return [] }
    let names = try names(input, at: name)
    guard names.count <= limit else {
      throw Fault(.tooBig, "\(name) has \(names.count) names; the limit is \(limit)", at: name)
    }
    return names
  }

  // MARK: - Private parts

  private mutating func choice<Choice>(
    _ name: String, _ standard: Value?, _ summary: String
  ) throws(Fault) -> Choice?
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    let row = FieldRow(
      name, .key, "word", standard: standard, range: words.joined(separator: " | "),
      summary: summary)
    guard let text = try text(row) else { return nil }
    guard let choice = Choice(rawValue: text.lowercased()) else {
      throw Fault(
        .range, "\(name) is \(words.joined(separator: " or ")), not \(text)", at: name)
    }
    return choice
  }

  private mutating func text(_ row: FieldRow) throws(Fault) -> String? {
    guard let input = take(row) else { return nil }
    return try Self.text(input, at: row.name)
  }

  /// A scalar as text. Whole numbers are admitted, because many a client keeps its ids as numbers.
  static func text(_ input: Input, at name: String) throws(Fault) -> String {
    switch input {
    case .text(let text, .bare), .text(let text, .quoted): return text
    case .text(let text, .mixed):
      throw Fault(.syntax, "\(name): put quotes around the whole of \(text)", at: name)
    case .value(.string(let text)): return text
    case .value(.int(let number)): return String(number)
    case .words, .value:
      throw Fault(.arguments, "\(name) is text", at: name)
    }
  }

  private func names(_ input: Input, at name: String) throws(Fault) -> [String] {
    switch input {
    case .words(let words): return words
    case .text(let text, _), .value(.string(let text)):
      return try ListText.names(of: text, at: name)
    case .value(.list(let values)):
      var names: [String] = []
      for value in values { names.append(try Self.text(.value(value), at: name)) }
      return names
    case .value:
      throw Fault(.arguments, "\(name) is a list of names", at: name)
    }
  }
}

extension FieldRow {
  init(
    _ name: String, _ place: Place, _ type: String, standard: Value? = nil, range: String? = nil,
    summary: String
  ) {
    self.name = name
    self.place = place
    self.type = type
    self.standard = standard
    self.range = range
    self.summary = summary
  }
}
