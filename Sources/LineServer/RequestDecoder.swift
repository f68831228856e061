/// Cuts the bytes of a connection into messages and understands nothing else of them.
///
/// The first byte of a message picks its framing: `{` a JSON line, `*` a RESP array, `#` a comment,
/// anything else a text line. Blanks before that byte are dropped; blank lines and comments are
/// skipped. A line longer than the limit is reported once, as soon as that is known, and discarded
/// up to its line feed, so memory is bounded by the limit whatever arrives. The messages do not
/// depend on how the bytes were split into pieces.
///
/// RESP is not spoken yet: a `*` ends the decoding with `.resp`. A decoder for it belongs into
/// `next()`, beside the cut at the line feed, because only it knows the lengths inside an array.
struct RequestDecoder: Sendable {
  /// One message, without its line end.
  enum Frame: Sendable, Equatable {
    case text([UInt8])
    case json([UInt8])
    /// A line over the limit.
    case tooBig
    /// The start of a RESP array; nothing follows it.
    case resp
    /// A line that only an HTTP client sends; nothing follows it.
    case foreign
    /// Bytes behind the last line feed when the input ended; nothing follows them.
    case unterminated
  }

  private enum State { case lines, discarding, skippingComment, ended }

  private let maxLine: Int
  private var state = State.lines
  private var buffer: [UInt8] = []
  /// Start of the message being collected.
  private var start = 0
  /// Where the search for a line feed goes on.
  private var scanned = 0
  private var isInputEnded = false

  /// Bytes kept at this moment.
  var buffered: Int { buffer.count }

  /// A decoder for lines of up to so many bytes.
  init(maxLine: Int) { self.maxLine = maxLine }

  /// Adds what has arrived. Amortised O(bytes).
  mutating func append(_ bytes: some Sequence<UInt8>) {
    if state == .ended { return }
    if start > 0 {
      buffer.removeFirst(start)
      scanned -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Says that nothing more will arrive.
  mutating func finish() { isInputEnded = true }

  /// The next message, or `nil` until more arrives.
  mutating func next() -> Frame? {
    while true {
      switch state {
      case .ended: return nil
      case .discarding, .skippingComment:
        guard skipToLineEnd() else { return nil }
      case .lines:
        skipBlanks()
        guard start < buffer.count else { return nil }
        switch buffer[start] {
        case UInt8(ascii: "#"): state = .skippingComment
        case UInt8(ascii: "*"): return end(.resp)
        default:
          switch line() {
          case .frame(let frame): return frame
          case .blank: continue
          case .wait: return nil
          }
        }
      }
    }
  }

  // MARK: - Private parts

  private enum Cut { case frame(Frame), blank, wait }

  private mutating func line() -> Cut {
    scanned = max(scanned, start)
    guard let end = lineFeed(from: scanned) else {
      scanned = buffer.count
      let count = buffer.count - start
      // One byte more may be the carriage return of a line end.
      let isOver = count > maxLine + 1 || (count == maxLine + 1 && buffer[buffer.count - 1] != 0x0D)
      if isOver {
        let isForeign = Self.isForeign(buffer[start..<min(buffer.count, start + 8)])
        discard()
        return .frame(isForeign ? self.end(.foreign) : .tooBig)
      }
      return isInputEnded ? .frame(self.end(.unterminated)) : .wait
    }
    let hasReturn = end > start && buffer[end - 1] == 0x0D
    let content = buffer[start..<(hasReturn ? end - 1 : end)]
    start = end + 1
    if content.isEmpty { return .blank }
    if Self.isForeign(content.prefix(8)) { return .frame(self.end(.foreign)) }
    if content.count > maxLine { return .frame(.tooBig) }
    return .frame(
      content.first == UInt8(ascii: "{") ? .json(Array(content)) : .text(Array(content)))
  }

  private mutating func end(_ frame: Frame) -> Frame {
    state = .ended
    buffer = []
    (start, scanned) = (0, 0)
    return frame
  }

  private mutating func discard() {
    state = .discarding
    start = buffer.count
  }

  private mutating func skipToLineEnd() -> Bool {
    guard let end = lineFeed(from: start) else {
      start = buffer.count
      return false
    }
    start = end + 1
    state = .lines
    return true
  }

  private mutating func skipBlanks() {
    while start < buffer.count, buffer[start] == 0x20 || buffer[start] == 0x09 { start += 1 }
  }

  private func lineFeed(from position: Int) -> Int? {
    let bytes = buffer.span
    var position = position
    while position < bytes.count {
      if bytes[position] == 0x0A { return position }
      position += 1
    }
    return nil
  }

  /// Whether a line begins as a request of HTTP does. A web page can make a browser send such lines
  /// to a port on the reader's own machine, followed by commands in the body (CVE-2016-10517).
  private static func isForeign(_ line: some Collection<UInt8>) -> Bool {
    let head = String(decoding: line, as: UTF8.self).uppercased()
    return ["GET ", "POST ", "PUT ", "HOST:"].contains { head.hasPrefix($0) }
  }
}
