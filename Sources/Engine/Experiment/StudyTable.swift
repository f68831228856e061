import Models

/// A table of a study file, read strictly: every key is asked for once with the kind it must have,
/// and what nobody asked for is refused with the near spelling.
struct StudyTable {
  /// Where the table stands, for messages: `[tuning]`, `[[model]] 2`.
  let place: String
  private let entries: Value.Map
  private var asked: [String] = []

  init(_ value: Value, at place: String) throws(Fault) {
    guard let map = value.map else { throw Fault(.data, "\(place) is not a table") }
    self.place = place
    entries = map
  }

  /// The keys, in order.
  var keys: [String] { entries.keys }

  /// A value of any kind; `nil` when the key is not there.
  mutating func value(_ key: String) -> Value? {
    asked.append(key)
    return entries[key]
  }

  mutating func word(_ key: String) throws(Fault) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.text else { throw misfit(key, "a text") }
    return text
  }

  mutating func whole(_ key: String, _ range: ClosedRange<Int>) throws(Fault) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .int(let number) = value, range.contains(number) else {
      throw misfit(key, "a whole number in \(range.lowerBound) … \(range.upperBound)")
    }
    return number
  }

  mutating func number(_ key: String, _ range: ClosedRange<Double>) throws(Fault) -> Double? {
    guard let value = value(key) else { return nil }
    guard let number = value.double, range.contains(number) else {
      throw misfit(key, "a number in \(range.lowerBound) … \(range.upperBound)")
    }
    return number
  }

  mutating func words(_ key: String) throws(Fault) -> [String]? {
    guard let value = value(key) else { return nil }
    guard case .list(let list) = value, let words = Self.all(list, { $0.text }) else {
      throw misfit(key, "a list of texts")
    }
    return words
  }

  mutating func seeds(_ key: String) throws(Fault) -> [UInt64]? {
    guard let value = value(key) else { return nil }
    func seed(_ value: Value) -> UInt64? {
      guard case .int(let number) = value, number >= 0 else { return nil }
      return UInt64(number)
    }
    guard case .list(let list) = value, let seeds = Self.all(list, seed), !seeds.isEmpty,
      Set(seeds).count == seeds.count
    else { throw misfit(key, "a list of different whole numbers from 0") }
    return seeds
  }

  /// A table inside this one; an empty one when the key is not there.
  mutating func table(_ key: String) throws(Fault) -> StudyTable {
    try StudyTable(value(key) ?? .map([:]), at: place.isEmpty ? "[\(key)]" : "\(place) \(key)")
  }

  /// The tables of a list, each named by its number.
  mutating func tables(_ key: String) throws(Fault) -> [StudyTable] {
    guard let value = value(key) else { return [] }
    guard case .list(let list) = value else { throw misfit(key, "a list of tables") }
    var tables: [StudyTable] = []
    for (index, value) in list.enumerated() {
      tables.append(try StudyTable(value, at: "[[\(key)]] \(index + 1)"))
    }
    return tables
  }

  /// Refuses what was not asked for.
  func finish() throws(Fault) {
    guard let key = entries.keys.first(where: { !asked.contains($0) }) else { return }
    let near = Spelling.near(key, in: asked)
    throw Fault(
      .data,
      "\(named)no key \"\(key)\"; "
        + (near.isEmpty
          ? "there are \(asked.joined(separator: ", "))"
          : "did you mean \(near.joined(separator: ", "))?"))
  }

  /// A fault of a key.
  func misfit(_ key: String, _ wanted: String) -> Fault {
    Fault(.data, "\(named)\(key) must be \(wanted)")
  }

  private var named: String { place.isEmpty ? "" : "\(place): " }

  private static func all<Part>(_ list: [Value], _ part: (Value) -> Part?) -> [Part]? {
    let parts = list.compactMap(part)
    return parts.count == list.count ? parts : nil
  }
}

extension Value {
  /// A number of either kind; `nil` for the rest.
  var double: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    case .float(let number): Double(number)
    case .null, .bool, .string, .list, .map: nil
    }
  }

  /// A scalar as a setting; `nil` for lists, tables and nothing.
  var setting: SettingValue? {
    switch self {
    case .bool(let flag): .flag(flag)
    case .int(let number): .integer(number)
    case .double(let number): .real(number)
    case .float(let number): .real(Double(number))
    case .string(let word): .word(word)
    case .null, .list, .map: nil
    }
  }
}
