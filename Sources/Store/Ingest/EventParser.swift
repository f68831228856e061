import Datasets

/// Turns the fields of a record into a row of a batch. No allocation per row once ids are known.
struct EventParser {
  /// More event types than this mean that the wrong column is taken for the type.
  static let mostTypes = 1_000

  private let user: Int
  private let item: Int
  private let value: Int?
  private let time: Int?
  private let type: Int?
  private let session: Int?
  private let client: Int?
  private let hasDefaultType: Bool
  private let lastColumn: Int
  private var users = InternTable()
  private var items = InternTable()
  private var types = InternTable()
  /// What numeric times count, settled by the first of them.
  private(set) var unit: TimeUnit?
  /// Ids that were not UTF-8 and were taken as ISO 8859-1.
  private(set) var latin1 = 0

  init(_ layout: Layout, unit: TimeUnit?) {
    user = layout.position(of: .user) ?? 0
    item = layout.position(of: .item) ?? 0
    value = layout.position(of: .value)
    time = layout.position(of: .time)
    type = layout.position(of: .type)
    session = layout.position(of: .session)
    client = layout.position(of: .id)
    hasDefaultType = type == nil
    lastColumn = max(user, item)
    self.unit = unit
  }

  /// Adds the row to the batch; returns why it cannot be one, and then adds nothing.
  mutating func parse(
    _ fields: inout [Field], in bytes: inout [UInt8], into batch: inout IngestBatch,
    defaultType: String
  ) -> String? {
    guard fields.count > lastColumn else {
      return "\(fields.count) fields; user and item need \(lastColumn + 1)"
    }
    if let reason = prepare(user, "user", &fields, &bytes) { return reason }
    if let reason = prepare(item, "item", &fields, &bytes) { return reason }

    var amount = Double.nan
    if let value, value < fields.count, !fields[value].isEmpty {
      let range = bytes.span.trimmed(fields[value].range)
      if !range.isEmpty {
        guard let parsed = NumberText.double(bytes.span, range) else {
          return "value \(quoted(fields[value], bytes)) is not a number"
        }
        amount = parsed
      }
    }
    var moment = Int64.min
    if let time, time < fields.count, !fields[time].isEmpty {
      guard let parsed = Timestamp.milliseconds(bytes.span, fields[time].range, unit: &unit) else {
        return "time \(quoted(fields[time], bytes)) is not a time"
      }
      moment = parsed
    }
    var typeRange: Range<Int>?
    if let type {
      guard type < fields.count, !fields[type].isEmpty else { return "there is no event type" }
      if let reason = prepare(type, "type", &fields, &bytes) { return reason }
      typeRange = fields[type].range
      if types.find(bytes.span, fields[type].range) == nil, types.count >= Self.mostTypes {
        return "more than \(Self.mostTypes) event types; is the type column the right one?"
      }
    }
    if let session, session < fields.count, !fields[session].isEmpty,
      let reason = prepare(session, "session", &fields, &bytes)
    {
      return reason
    }
    if let client, client < fields.count, !fields[client].isEmpty,
      let reason = prepare(client, "id", &fields, &bytes)
    {
      return reason
    }

    // From here on nothing fails, so nothing of a rejected row is left behind.
    batch.users.append(Self.number(of: fields[user], bytes, &users, &batch.newUsers, &latin1))
    batch.items.append(Self.number(of: fields[item], bytes, &items, &batch.newItems, &latin1))
    if let typeRange {
      batch.types.append(
        Self.number(of: Field(typeRange, .plain), bytes, &types, &batch.newTypes, &latin1))
    } else {
      if types.count == 0 {
        _ = types.insert(Array(defaultType.utf8).span, 0..<defaultType.utf8.count)
        batch.newTypes.append(defaultType)
      }
      batch.types.append(0)
    }
    batch.values.append(amount)
    batch.times.append(moment)
    if let session { batch.sessions.append(text(session, fields, bytes)) }
    if let client { batch.clients.append(text(client, fields, bytes)) }
    return nil
  }

  /// Decodes an id and checks that it can be one.
  private func prepare(
    _ column: Int, _ name: StaticString, _ fields: inout [Field], _ bytes: inout [UInt8]
  ) -> String? {
    switch fields[column].form {
    case .plain: break
    case .absent: return "there is no \(name)"
    case .array, .object: return "the \(name) is not a text or a number"
    case .doubledQuotes, .backslashes:
      guard fields[column].decode(in: &bytes) else { return "the \(name) has a malformed escape" }
    }
    let range = bytes.span.trimmed(fields[column].range)
    fields[column] = Field(range, .plain)
    guard !range.isEmpty else { return "the \(name) is empty" }
    guard range.count <= IdentifierFault.longest else {
      return "the \(name) has \(range.count) bytes; the longest has \(IdentifierFault.longest)"
    }
    for i in range where bytes[i] == 0 { return "the \(name) contains a NUL byte" }
    return nil
  }

  /// The number of an id; a new one is decoded and handed to the writer.
  private static func number(
    of field: Field, _ bytes: [UInt8], _ table: inout InternTable, _ new: inout [String],
    _ latin1: inout Int
  ) -> Int32 {
    if let known = table.find(bytes.span, field.range) { return Int32(known) }
    let (text, isLatin1) = TextDecoding.string(bytes, field.range)
    if isLatin1 { latin1 += 1 }
    new.append(text)
    return Int32(table.insert(bytes.span, field.range))
  }

  private func text(_ column: Int, _ fields: [Field], _ bytes: [UInt8]) -> String? {
    guard column < fields.count, !fields[column].isEmpty else { return nil }
    return TextDecoding.string(bytes, fields[column].range).text
  }

  private func quoted(_ field: Field, _ bytes: [UInt8]) -> String {
    "\"\(TextDecoding.string(bytes, field.range).text.prefix(40))\""
  }
}
