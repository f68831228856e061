import Tensors
import Testing

@testable import LineServer

@Suite struct RequestDecoderTests {
  private typealias Frame = RequestDecoder.Frame

  private func frames(_ pieces: [[UInt8]], maxLine: Int = 16) -> [Frame] {
    var decoder = RequestDecoder(maxLine: maxLine)
    var frames: [Frame] = []
    for piece in pieces {
      decoder.append(piece)
      while let frame = decoder.next() { frames.append(frame) }
    }
    decoder.finish()
    while let frame = decoder.next() { frames.append(frame) }
    return frames
  }

  private func frames(_ text: String) -> [Frame] { frames([Array(text.utf8)]) }

  private func text(_ text: String) -> Frame { .text(Array(text.utf8)) }
  private func json(_ text: String) -> Frame { .json(Array(text.utf8)) }

  @Test func `the first byte picks the framing of each message`() {
    #expect(
      frames("PING\n{}\r\n# {}\n  {\"a\":1}\n \t ECHO x\r\n")
        == [text("PING"), json("{}"), json("{\"a\":1}"), text("ECHO x")])
  }

  @Test func `blank lines and comments have no message`() {
    #expect(frames("\n\r\n  \t\n \r\n#\n# x\r\n   # y\n").isEmpty)
    #expect(frames("# a comment far longer than the limit of a line\nPING\n") == [text("PING")])
    #expect(frames("# a comment without an end").isEmpty)
  }

  @Test func `a carriage return belongs to the line end only before a line feed`() {
    #expect(frames("A\rB\r\n\rC\n") == [text("A\rB"), text("\rC")])
  }

  @Test func `a line may have as many bytes as the limit and not one more`() {
    let full = String(repeating: "a", count: 16)
    for end in ["\n", "\r\n"] {
      #expect(frames(full + end + "B\n") == [text(full), text("B")])
      #expect(frames(full + "a" + end + "B\n") == [.tooBig, text("B")])
      #expect(frames(full + "aa" + end + "B\n") == [.tooBig, text("B")])
    }
    #expect(frames(full + "\raaaa\nB\n") == [.tooBig, text("B")])
    #expect(frames(full + "a") == [.tooBig])
  }

  @Test func `a line over the limit is reported once, at once, and costs no memory`() {
    var decoder = RequestDecoder(maxLine: 16)
    var found: [Frame] = []
    for _ in 0..<10_000 {
      decoder.append([UInt8](repeating: 0x61, count: 100))
      while let frame = decoder.next() { found.append(frame) }
    }
    #expect(found == [.tooBig])
    #expect(decoder.buffered <= 100)
    decoder.append(Array("\nPING\n".utf8))
    #expect(decoder.next() == text("PING"))
  }

  @Test func `bytes behind the last line feed are not a request`() {
    #expect(frames("PING\nEVENT u1 i1") == [text("PING"), .unterminated])
    #expect(frames("PING\n   ") == [text("PING")])
  }

  @Test func `RESP and HTTP end the decoding`() {
    #expect(frames("PING\n*1\r\n$4\r\nPING\r\n") == [text("PING"), .resp])
    for line in ["GET / HTTP/1.1", "POST /x", "put /", "Host: a", "host:a"] {
      #expect(frames("PING\n\(line)\r\nPING\n") == [text("PING"), .foreign])
    }
    #expect(frames("POST /far/beyond/the/limit") == [.foreign])
    #expect(frames("GETTING\nPUTX y\n") == [text("GETTING"), text("PUTX y")])
  }

  @Test func `messages do not depend on how the bytes were split`() {
    let alphabet = Array("ab {#\r\n\n \t*".utf8)
    for trial in 0..<2000 {
      var generator = RandomKey(seed: 3).child(trial).generator
      let count = Int.random(in: 0...80, using: &generator)
      let bytes = (0..<count).map { _ in
        // RESP ends the decoding, so it is kept rare.
        alphabet[min(Int.random(in: 0..<60, using: &generator) % 11, 10)]
      }
      let whole = frames([bytes], maxLine: 5)
      #expect(frames(bytes.map { [$0] }, maxLine: 5) == whole)
      #expect(frames(Split.random(bytes, &generator), maxLine: 5) == whole)
    }
  }
}

/// Pieces of a text.
enum Split {
  static func random(_ bytes: [UInt8], _ generator: inout RandomKey.Generator) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...min(rest.count, 40), using: &generator)
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }
}
