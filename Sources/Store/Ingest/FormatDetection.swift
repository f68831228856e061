import Datasets

/// Tells the layout of a file by its name, its first lines and what the user said.
enum FormatDetection {
  /// The layout, or a fault that says what was seen and what to say.
  static func layout(
    of head: FileHead, path: String, _ options: IngestOptions
  ) throws(IngestFault) -> Layout {
    guard !head.lines.isEmpty else { throw .format(path: path, reason: "it has no lines") }
    let name = baseName(path)
    var layout: Layout
    switch options.format {
    case .movielens:
      guard let found = MovieLensLayout.detect(head, name: name, isNamed: true) else {
        throw .format(
          path: path, reason: "it is none of MovieLens' files: \(head.firstLine.prefix(80))")
      }
      layout = found
    case .inter: layout = try delimited(head, path, "\t", "RecBole atomic file", options)
    case .tsv: layout = try delimited(head, path, "\t", "TSV", options)
    case .csv: layout = try delimited(head, path, separator(of: head.firstLine), "CSV", options)
    case .jsonl: layout = try json(head, path, options)
    case .auto: layout = try automatic(head, path, name, options)
    }
    if let type = options.type { layout.type = type }
    return layout
  }

  /// The name of a file without folder and without the ending of its packing.
  static func baseName(_ path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".gz", ".xz", ".zst"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name
  }

  private static func automatic(
    _ head: FileHead, _ path: String, _ name: String, _ options: IngestOptions
  ) throws(IngestFault) -> Layout {
    if options.map.columns.isEmpty, options.subject == nil,
      let found = MovieLensLayout.detect(head, name: name, isNamed: false)
    {
      return found
    }
    let line = head.firstLine
    if line.trimmed.hasPrefix("{") { return try json(head, path, options) }
    if line.contains(":token") || line.contains(":float") {
      return try delimited(head, path, "\t", "RecBole atomic file", options)
    }
    let found = separator(of: line)
    return try delimited(head, path, found, found == "\t" ? "TSV" : "CSV", options)
  }

  /// The separator that cuts the first line: the first of these that occurs.
  private static func separator(of line: String) -> String {
    for candidate in ["::", "\t", ",", ";", "|"] where line.contains(candidate) { return candidate }
    return ","
  }

  // MARK: Delimited

  private static func delimited(
    _ head: FileHead, _ path: String, _ separator: String, _ format: String,
    _ options: IngestOptions
  ) throws(IngestFault) -> Layout {
    let isAtomic = format.hasPrefix("RecBole")
    let hasQuotes = !isAtomic && separator != "::"
    let rows = head.rows(separator: separator, hasQuotes: hasQuotes)
    guard let first = rows.first, first.count > 1 else {
      throw .format(
        path: path,
        reason: "its first line is not cut by \"\(separator.visible)\": "
          + "\(head.firstLine.prefix(80))")
    }
    let hasHeader = isAtomic || options.map.recognizesHeader(first)
    let names = hasHeader ? first : first.indices.map { String($0 + 1) }
    var positions = try options.map.positions(
      in: names, hasHeader: hasHeader, subject: options.subject)
    if !hasHeader {
      // Without names, the order of every public log: user, item, value, time.
      for (index, part) in [FieldMap.Part.user, .item, .value, .time].enumerated()
      where index < names.count && options.map.columns.isEmpty { positions[part] = index }
    }
    let subject = try subject(of: positions, path, names, options)
    let samples = Array(rows.dropFirst(hasHeader ? 1 : 0))
    let parts = Dictionary(positions.map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    let columns = names.indices.map { index in
      Layout.Column(
        names[index],
        role(
          part: parts[index], subject: subject, name: names[index], isAtomic: isAtomic,
          samples: samples.compactMap { index < $0.count ? $0[index] : nil }))
    }
    return Layout(
      format: format, subject: subject,
      syntax: .delimited(separator: separator, hasQuotes: hasQuotes), hasHeader: hasHeader,
      columns: columns, type: type(positions, names, hasHeader))
  }

  private static func type(
    _ positions: [FieldMap.Part: Int], _ names: [String], _ hasHeader: Bool
  ) -> String {
    guard hasHeader, let value = positions[.value], FieldMap.isRating(names[value]) else {
      return "interaction"
    }
    return "rating"
  }

  private static func subject(
    of positions: [FieldMap.Part: Int], _ path: String, _ names: [String], _ options: IngestOptions
  ) throws(IngestFault) -> IngestOptions.Subject {
    let found: IngestOptions.Subject? =
      switch (positions[.user], positions[.item]) {
      case (_?, _?): .events
      case (nil, _?): .items
      case (_?, nil): .users
      case (nil, nil): nil
      }
    let subject = options.subject ?? found
    let needed: [FieldMap.Part] =
      switch subject {
      case .events: [.user, .item]
      case .items: [.item]
      case .users: [.user]
      case nil: [.user, .item]
      }
    let missing = needed.filter { positions[$0] == nil }
    guard let subject, missing.isEmpty else {
      let words = missing.map(\.rawValue).joined(separator: " nor ")
      throw .format(
        path: path,
        reason: "no column is known as \(words) among \(names.prefix(40).joined(separator: ", ")); "
          + "name them with --map user=COLUMN,item=COLUMN")
    }
    return subject
  }

  // MARK: Roles

  private static func role(
    part: FieldMap.Part?, subject: IngestOptions.Subject, name: String, isAtomic: Bool,
    samples: [String]
  ) -> Layout.Role {
    switch subject {
    case .events: return part.map { .part($0) } ?? .ignored
    case .items where part == .item, .users where part == .user:
      return part.map { .part($0) } ?? .ignored
    case .items, .users:
      return isAtomic ? AttributeGuess.typed(name) : AttributeGuess.role(name, samples)
    }
  }

  // MARK: JSON

  private static func json(
    _ head: FileHead, _ path: String, _ options: IngestOptions
  ) throws(IngestFault) -> Layout {
    var names: [String] = []
    var samples: [String: [(text: String, form: Field.Form)]] = [:]
    for line in head.lines {
      _ = JSONLine.members(head.bytes.span, line) { key, value in
        let name = String(decoding: head.bytes[key.range], as: UTF8.self)
        if samples[name] == nil { names.append(name) }
        let text = TextDecoding.string(head.bytes, value.range).text
        samples[name, default: []].append((text, value.form))
      }
    }
    guard !names.isEmpty else {
      throw .format(path: path, reason: "its first lines are no JSON objects")
    }
    let positions = try options.map.positions(
      in: names, hasHeader: true, subject: options.subject)
    let subject = try subject(of: positions, path, names, options)
    let parts = Dictionary(positions.map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    let columns = names.indices.map { index in
      let values = samples[names[index]] ?? []
      // A list of words is categorical whatever its name; objects have no attribute to become.
      if parts[index] == nil, subject != .events, values.contains(where: { $0.form == .array }) {
        return Layout.Column(
          names[index], .attribute(name: names[index], kind: .categorical, separator: nil))
      }
      if values.contains(where: { $0.form == .object }) {
        return Layout.Column(names[index], .ignored)
      }
      return Layout.Column(
        names[index],
        role(
          part: parts[index], subject: subject, name: names[index], isAtomic: false,
          samples: values.map(\.text)))
    }
    return Layout(
      format: "JSON lines", subject: subject, syntax: .json, hasHeader: false, columns: columns,
      type: type(positions, names, true))
  }
}

extension String {
  /// With a tab shown as `\t`.
  fileprivate var visible: String { self == "\t" ? "\\t" : self }
}
