/// Records of a file in batches: lines cut into fields, fields parsed, damage noted and passed
/// over.
struct RecordReader {
  /// How much of a rejected row is kept for `--rejects`, bytes.
  static let longestReject = 4096

  private enum Cutter {
    case delimited(DelimitedRow)
    case json(JSONLine)
  }

  /// First and last time of the events so far, milliseconds UTC.
  private(set) var times: ClosedRange<Int64>?
  /// What was odd but not wrong.
  var warnings: [String] {
    var warnings: [String] = []
    let latin1 = events.latin1 + attributes.latin1
    if latin1 > 0 { warnings.append("\(latin1) fields are not UTF-8 and were read as ISO 8859-1") }
    for (name, count) in attributes.notNumbers.sorted(by: { $0.key < $1.key }) {
      warnings.append("\(count) values of \(name) are not numbers and were left out")
    }
    return warnings
  }
  /// What numeric times count, once it is settled.
  var unit: TimeUnit? { events.unit }

  private let layout: Layout
  private let cutter: Cutter
  private var lines: LineReader
  private var events: EventParser
  private var attributes: AttributeParser
  private var fields: [Field] = []

  /// Records from where `lines` stands; a header must have been passed over.
  init(_ lines: LineReader, _ layout: Layout, unit: TimeUnit?) {
    self.lines = lines
    self.layout = layout
    switch layout.syntax {
    case .delimited(let separator, let hasQuotes):
      cutter = .delimited(DelimitedRow(separator: Array(separator.utf8), hasQuotes: hasQuotes))
    case .json:
      cutter = .json(JSONLine(keys: layout.columns.map { Array($0.name.utf8) }))
    }
    events = EventParser(layout, unit: unit)
    attributes = AttributeParser(layout)
  }

  /// The attributes that the file states.
  var attributeList: [AttributeParser.Attribute] { attributes.attributes }

  /// The next records, at most `limit` of them; `nil` at the end of the file.
  mutating func nextBatch(_ limit: Int) throws(IngestFault) -> IngestBatch? {
    var batch = IngestBatch()
    if layout.subject == .events { batch.reserve(min(limit, 10_000)) }
    while batch.read < limit, let line = try lines.nextLine() {
      guard !line.range.isEmpty else { continue }
      batch.read += 1
      if let reason = try parse(line, into: &batch) {
        let range = lines.currentLine.range
        let shown = line.isTooLong ? line.range : range.prefix(Self.longestReject)
        batch.rejects.append(
          RejectedRow(
            line: lines.line + 1, reason: reason,
            text: TextDecoding.string(lines.bytes, shown).text))
      }
    }
    guard batch.read > 0 else { return nil }
    lines.consume()
    noteTimes(batch)
    batch.offset = lines.offset
    batch.line = lines.line
    batch.unit = events.unit
    return batch
  }

  /// Parses one record, which may run over several lines; returns why it is rejected, or `nil`.
  private mutating func parse(
    _ line: LineReader.Line, into batch: inout IngestBatch
  ) throws(IngestFault) -> String? {
    if line.isTooLong { return "the line is longer than \(LineReader.longestLine) bytes" }
    switch cutter {
    case .delimited(let row):
      var line = line
      cutting: while true {
        switch row.split(lines.bytes, line.range, into: &fields) {
        case .complete: break cutting
        case .malformed(let reason): return reason
        case .openQuote:
          guard let longer = try lines.extend() else { return "a quote is not closed" }
          line = longer
        }
      }
    case .json(let object):
      if let reason = object.split(lines.bytes, line.range, into: &fields) { return reason }
    }
    if layout.subject == .events {
      return events.parse(
        &fields, in: &lines.bytes, into: &batch, defaultType: layout.type)
    }
    return attributes.parse(&fields, in: &lines.bytes, into: &batch)
  }

  private mutating func noteTimes(_ batch: IngestBatch) {
    var low = times?.lowerBound ?? .max
    var high = times?.upperBound ?? .min
    for time in batch.times where time != .min {
      low = min(low, time)
      high = max(high, time)
    }
    if low <= high { times = low...high }
  }
}
