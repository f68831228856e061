import Foundation

/// Lines of a byte stream as ranges of one reused window: no copy and no `String` per line.
///
/// ```
/// bytes   [ … consumed … | record | not yet looked at … | free … ]
///                        ^start   ^next                 ^end
/// ```
/// Memory is the window: 256 KiB, or twice the longest line, which is bounded. A returned range is
/// valid until the next call that moves the window.
struct LineReader {
  /// Longer lines are skipped and reported as such, bytes.
  static let longestLine = 1 << 20
  /// What is kept of such a line, bytes.
  private static let longestExcerpt = 200
  /// A quoted field may run over this many lines, so that a stray quote does not swallow the file.
  static let longestRecord = 1_000
  /// How much of the stream is looked at to tell its format and its identity, bytes.
  static let headBytes = 1 << 16

  /// One line without its end, or the beginning of one that was too long to keep.
  struct Line {
    var range: Range<Int>
    var isTooLong = false
  }

  /// The window. Fields may be unescaped in place inside the current record.
  var bytes: [UInt8]
  /// Offset of the first unconsumed byte in the stream.
  private(set) var offset: Int64 = 0
  /// Number of the last line that was consumed, counted from 1.
  private(set) var line: Int64 = 0

  private let input: ByteInput
  private var start = 0
  private var next = 0
  private var end = 0
  private var isAtEnd = false
  private var linesInRecord: Int64 = 0
  private var firstLineEnd = 0

  init(_ input: ByteInput, window: Int = 1 << 18) {
    self.input = input
    bytes = [UInt8](repeating: 0, count: window)
  }

  /// The first bytes of the stream, `headBytes` of them unless it is shorter. Only before any line.
  mutating func head() throws(IngestFault) -> [UInt8] {
    while end < Self.headBytes, try fill() {}
    return Array(bytes[0..<min(end, Self.headBytes)])
  }

  /// Passes over bytes at the beginning: a byte-order mark.
  mutating func drop(_ count: Int) {
    start += count
    next = start
    offset += Int64(count)
  }

  /// Continues where an earlier run stopped. Packed files and pipes are read up to there.
  mutating func skip(to newOffset: Int64, line newLine: Int64) throws(IngestFault) {
    line = newLine
    if input.seek(to: newOffset) {
      (start, next, end, isAtEnd) = (0, 0, 0, false)
    } else {
      while offset + Int64(end - start) < newOffset {
        offset += Int64(end - start)
        start = end
        next = end
        guard try fill() else { break }
      }
      start += Int(min(newOffset - offset, Int64(end - start)))
      next = start
    }
    offset = newOffset
  }

  /// The next line, without `\n` or `\r\n`; `nil` at the end. Consumes the line before it.
  mutating func nextLine() throws(IngestFault) -> Line? {
    consume()
    guard let terminated = try findLineEnd(from: start) else {
      return try skipLongLine()
    }
    guard terminated > start else { return nil }
    next = terminated
    firstLineEnd = terminated - start
    linesInRecord = 1
    let range = content()
    guard range.count <= Self.longestLine else {
      return Line(range: range.prefix(Self.longestExcerpt), isTooLong: true)
    }
    return Line(range: range)
  }

  /// Joins the following line to the current record, for a field that is quoted over line ends.
  /// `nil` when there is none or the record is too long; the record is then the first line again.
  mutating func extend() throws(IngestFault) -> Line? {
    if linesInRecord < Self.longestRecord, let terminated = try findLineEnd(from: next),
      terminated > next, terminated - start <= Self.longestLine
    {
      next = terminated
      linesInRecord += 1
      return Line(range: content())
    }
    next = start + firstLineEnd
    linesInRecord = 1
    return nil
  }

  /// The current record after `extend` gave up.
  var currentLine: Line { Line(range: content()) }

  /// Declares the current record done, so that `offset` and `line` stand behind it.
  mutating func consume() {
    offset += Int64(next - start)
    line += linesInRecord
    start = next
    linesInRecord = 0
  }

  /// The record without its line end.
  private func content() -> Range<Int> {
    var stop = next
    if stop > start, bytes[stop - 1] == UInt8(ascii: "\n") { stop -= 1 }
    if stop > start, bytes[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
    return start..<stop
  }

  /// Position after the line that begins at `from`, reading on as needed; `nil` when it is too
  /// long.
  private mutating func findLineEnd(from: Int) throws(IngestFault) -> Int? {
    var distance = from - start
    let lineStart = distance
    while true {
      if let found = newline(from: start + distance) { return found + 1 }
      distance = end - start
      if distance - lineStart > Self.longestLine || distance > 2 * Self.longestLine { return nil }
      guard try fill() else { return end }
    }
  }

  private func newline(from: Int) -> Int? {
    guard from < end else { return nil }
    return bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress,
        let hit = memchr(base + from, Int32(UInt8(ascii: "\n")), end - from)
      else { return nil }
      return UnsafeRawPointer(hit) - base
    }
  }

  /// Passes over a line that does not fit, keeping its first bytes for the report.
  private mutating func skipLongLine() throws(IngestFault) -> Line {
    let excerpt = Array(bytes[start..<start + Self.longestExcerpt])
    while true {
      if let found = newline(from: start) {
        offset += Int64(found + 1 - start)
        start = found + 1
        break
      }
      offset += Int64(end - start)
      start = end
      guard try fill() else { break }
    }
    next = start
    linesInRecord = 1
    // The excerpt replaces bytes in front of the window that are consumed already, or grows it.
    if start < excerpt.count {
      bytes.insert(contentsOf: [UInt8](repeating: 0, count: excerpt.count), at: start)
      start += excerpt.count
      next += excerpt.count
      end += excerpt.count
    }
    bytes.replaceSubrange(start - excerpt.count..<start, with: excerpt)
    return Line(range: start - excerpt.count..<start, isTooLong: true)
  }

  /// Makes room and reads; false at the end of the stream.
  private mutating func fill() throws(IngestFault) -> Bool {
    guard !isAtEnd else { return false }
    if start > 0 {
      let shift = start
      bytes.withUnsafeMutableBytes { raw in
        guard let base = raw.baseAddress else { return }
        memmove(base, base + shift, end - shift)
      }
      start -= shift
      next -= shift
      end -= shift
    }
    if end == bytes.count { bytes.append(contentsOf: [UInt8](repeating: 0, count: bytes.count)) }
    let room = end
    var count = 0
    var fault: IngestFault?
    bytes.withUnsafeMutableBytes { raw in
      do throws(IngestFault) {
        count = try input.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[room...]))
      } catch { fault = error }
    }
    if let fault { throw fault }
    end += count
    isAtEnd = count == 0
    return count > 0
  }
}
