import Testing

@testable import Store

/// Times out of bytes.
@Suite struct TimestampTests {
  private func time(_ text: String, _ unit: TimeUnit? = nil) -> Int64? {
    var unit = unit
    return Timestamp.milliseconds(Array(text.utf8).span, 0..<text.utf8.count, unit: &unit)
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("2000-02-29T12:30:15Z", 951_827_415_000),
    ("2017-01-01 11:53:26", 1_483_271_606_000), ("2017-01-01T11:53:26+02:00", 1_483_264_406_000),
    ("2017-01-01T11:53-0530", 1_483_291_380_000), ("2017-01-01T11:53:26.25Z", 1_483_271_606_250),
    ("1969-12-31 23:59:59.999", -1), ("2017-01-01 11:53:26 UTC", 1_483_271_606_000),
    ("978300760", 978_300_760_000), ("1445714994123", 1_445_714_994_123),
    ("1445714994123456", 1_445_714_994_123), ("978300760.5", 978_300_760_500),
    ("9.78300760E8", 978_300_760_000),
  ])
  func `a time is milliseconds in UTC`(_ text: String, _ value: Int64) {
    #expect(time(text) == value)
  }

  @Test(arguments: ["2001-02-29", "2017-13-01", "yesterday", "2017-01-01T25:00", "12:30", "1e30"])
  func `what is not a time is none`(_ text: String) {
    #expect(time(text) == nil)
  }

  @Test func `a time beyond the unit of its file is none`() {
    #expect(time("1445714994123", .seconds) == nil)
    #expect(time("1445714994", .milliseconds) == 1_445_714_994)
  }

  @Test func `the calendar goes there and back for every day of eight centuries`() {
    for day in stride(from: Int64(-135_000), through: 160_000, by: 1) {
      let text = Timestamp.text(day * 86_400_000)
      #expect(time(text) == day * 86_400_000)
    }
  }
}
