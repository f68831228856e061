import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a command speaks: data on standard output, talk on standard error.
struct Terminal: Sendable {
  let isQuiet: Bool
  let isJSON: Bool
  /// True when a person watches standard error.
  let isInteractive = isatty(2) == 1

  /// Data, a line of it.
  func data(_ line: String) { print(line) }

  /// Data, one JSON object with its keys in order.
  func data(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Talk, a line of it; silent when asked to be.
  func talk(_ line: String) {
    if !isQuiet { Self.write(line + "\n") }
  }

  /// A warning: silent only when asked to be.
  func warn(_ line: String) { talk("warning: \(line)") }

  /// Writes to standard error.
  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// 1000209 as `1,000,209`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// 0.04468 as `4.47 %`.
  static func percent(_ share: Double) -> String { "\(fixed(share * 100, 2)) %" }

  /// A number with a fixed count of decimals; one that is nothing after rounding has no sign.
  static func fixed(_ number: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", number)
    let isNothing = text.hasPrefix("-") && text.dropFirst().allSatisfy { $0 == "0" || $0 == "." }
    return isNothing ? String(text.dropFirst()) : text
  }

  /// 83 s as `1:23`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let (minutes, rest) = (whole / 60, whole % 60)
    return "\(minutes):\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// A line that says how far a long job is: rewritten in place for a person, every 10 s otherwise.
final class ProgressLine {
  private let terminal: Terminal
  private var last: ContinuousClock.Instant?
  private var width = 0

  init(_ terminal: Terminal) { self.terminal = terminal }

  /// Shows the line when it is time to.
  func show(_ text: @autoclosure () -> String) {
    guard !terminal.isQuiet else { return }
    let now = ContinuousClock.now
    let pause = terminal.isInteractive ? Duration.milliseconds(100) : .seconds(10)
    guard let last else {
      self.last = terminal.isInteractive ? now - pause : now
      return
    }
    guard now - last >= pause else { return }
    self.last = now
    let line = text()
    if terminal.isInteractive {
      let padding = String(repeating: " ", count: max(0, width - line.count))
      Terminal.write("\r\(line)\(padding)")
      width = line.count
    } else {
      Terminal.write(line + "\n")
    }
  }

  /// Ends the line, so that what follows starts on its own.
  func end() {
    if width > 0 { Terminal.write("\r\(String(repeating: " ", count: width))\r") }
    width = 0
  }
}
