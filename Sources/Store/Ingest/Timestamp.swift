/// Times as logs write them, to milliseconds since 1970-01-01 UTC.
///
/// Numbers count seconds, milliseconds, microseconds or nanoseconds; which one is told by the size
/// of the file's first number, kept for the whole file and reported. Words are ISO 8601: a date,
/// perhaps a time of day, perhaps a zone. A time without a zone is UTC, never the machine's own.
enum Timestamp {
  /// Milliseconds of the years 1 to 9999.
  static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// The time, or `nil` when the bytes are none or it lies outside the years 1 to 9999. `unit` is
  /// settled by the first number.
  static func milliseconds(
    _ bytes: Span<UInt8>, _ whole: Range<Int>, unit: inout TimeUnit?
  ) -> Int64? {
    let range = bytes.trimmed(whole)
    let value: Int64?
    if let number = NumberText.integer(bytes, range) {
      let unit = settle(&unit, Double(number))
      value = unit.milliseconds(number)
    } else if let number = NumberText.double(bytes, range) {
      let unit = settle(&unit, number)
      value = unit.milliseconds(number)
    } else {
      value = iso(bytes, range)
    }
    guard let value, Self.range.contains(value) else { return nil }
    return value
  }

  /// The time as `2017-01-01 11:53` for messages.
  static func text(_ milliseconds: Int64) -> String {
    let minutes = milliseconds.floored(by: 60_000)
    let days = minutes.floored(by: 1440)
    let (year, month, day) = civil(days)
    let minute = minutes - days * 1440
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2)) "
      + "\(pad(minute / 60, 2)):\(pad(minute % 60, 2))"
  }

  /// The month as `2017-01`.
  static func month(_ milliseconds: Int64) -> String {
    String(text(milliseconds).prefix(7))
  }

  private static func settle(_ unit: inout TimeUnit?, _ number: Double) -> TimeUnit {
    if let unit { return unit }
    let found = TimeUnit.of(number)
    unit = found
    return found
  }

  // MARK: ISO 8601

  private static func iso(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var at = range.lowerBound
    let end = range.upperBound
    func digits(_ count: Int) -> Int64? {
      guard at + count <= end, let value = NumberText.integer(bytes, at..<at + count),
        bytes[at] != UInt8(ascii: "-"), bytes[at] != UInt8(ascii: "+")
      else { return nil }
      at += count
      return value
    }
    func take(_ characters: StaticString) -> Bool {
      guard at < end else { return false }
      let byte = bytes[at]
      for i in 0..<characters.utf8CodeUnitCount where characters.utf8Start[i] == byte {
        at += 1
        return true
      }
      return false
    }
    guard let year = digits(4), take("-/"), let month = digits(2), take("-/"),
      let day = digits(2), (1...12).contains(month), (1...length(of: month, year)).contains(day)
    else { return nil }
    var value = days(year, month, day) * 86_400_000
    guard at < end else { return value }
    guard take("Tt "), let hour = digits(2), take(":"), let minute = digits(2), hour < 24,
      minute < 60
    else { return nil }
    value += (hour * 60 + minute) * 60_000
    if take(":") {
      guard let second = digits(2), second <= 60 else { return nil }
      value += second * 1000
      if take(".,") {
        var scale: Int64 = 100
        let first = at
        while at < end, let digit = digits(1) {
          value += digit * scale
          scale /= 10
        }
        guard at > first else { return nil }
      }
    }
    while take(" ") {}
    guard at < end, !take("Zz") else { return at == end ? value : nil }
    if range.upperBound - at == 3, take("Uu"), take("Tt"), take("Cc") { return value }
    let isWest = bytes[at] == UInt8(ascii: "-")
    guard take("+-"), let hours = digits(2) else { return nil }
    _ = take(":")
    let minutes = at < end ? digits(2) : 0
    guard let minutes, hours <= 18, minutes < 60, at == end else { return nil }
    let zone = (hours * 60 + minutes) * 60_000
    return isWest ? value + zone : value - zone
  }

  private static func length(of month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level
  /// date algorithms", 2013: a year that begins in March puts the leap day last).
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = y.floored(by: 400)
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The way back.
  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let z = days + 719_468
    let era = z.floored(by: 146_097)
    let d = z - era * 146_097
    let yearOfEra = (d - d / 1460 + d / 36524 - d / 146_096) / 365
    let dayOfYear = d - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
  }

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

/// What a numeric time counts.
public enum TimeUnit: String, Sendable, Codable, CaseIterable {
  case seconds = "s"
  case milliseconds = "ms"
  case microseconds = "us"
  case nanoseconds = "ns"

  /// The unit in which the number is a time of our age: seconds reach the year 5138 at 1e11, where
  /// milliseconds are still in 1973.
  static func of(_ number: Double) -> TimeUnit {
    switch abs(number) {
    case ..<1e11: .seconds
    case ..<1e14: .milliseconds
    case ..<1e17: .microseconds
    default: .nanoseconds
    }
  }

  func milliseconds(_ count: Int64) -> Int64? {
    switch self {
    case .seconds:
      let (value, isOver) = count.multipliedReportingOverflow(by: 1000)
      return isOver ? nil : value
    case .milliseconds: return count
    case .microseconds: return count.floored(by: 1000)
    case .nanoseconds: return count.floored(by: 1_000_000)
    }
  }

  func milliseconds(_ count: Double) -> Int64? {
    let value: Double =
      switch self {
      case .seconds: count * 1000
      case .milliseconds: count
      case .microseconds: count / 1000
      case .nanoseconds: count / 1_000_000
      }
    return abs(value) < 1e18 ? Int64(value.rounded(.down)) : nil
  }
}

extension Int64 {
  /// Division that rounds towards the past.
  func floored(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
