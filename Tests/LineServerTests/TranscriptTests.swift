import LineServer
import Tensors
import Testing

/// Conversations, word for word, however the network cuts them.
@Suite struct TranscriptTests {
  struct Transcript: Sendable, CustomTestStringConvertible {
    let name: String
    let sent: [UInt8]
    let replies: [String]

    init(_ name: String, _ sent: String, _ replies: [String]) {
      self.init(name, bytes: Array(sent.utf8), replies)
    }

    init(_ name: String, bytes: [UInt8], _ replies: [String]) {
      self.name = name
      sent = bytes
      self.replies = replies
    }

    var testDescription: String { name }
  }

  static func refusal(_ code: String, _ message: String, id: String = "") -> String {
    #"{"ok":false,\#(id)"error":{"code":"\#(code)","message":"\#(message)","retry":false}}"#
  }

  static let farewell = "; 3 malformed requests in a row end the connection"

  static let transcripts: [Transcript] = [
    Transcript(
      "text, JSON, tags, comments and blanks mixed",
      """
      # a file of commands
      PING

      @a1 PING hello\r
      {"id":7,"cmd":"ping"}
      \t {"cmd":"echo","text":"é\\n"}
      ECHO "two words"

      """,
      [
        #"{"ok":true,"reply":"PONG"}"#, #"{"ok":true,"id":"a1","reply":"hello"}"#,
        #"{"ok":true,"id":7,"reply":"PONG"}"#, #"{"ok":true,"reply":"é\n"}"#,
        #"{"ok":true,"reply":"two words"}"#,
      ]),
    Transcript(
      "QUIT ends the connection and what follows is not run", "PING\nQUIT\nPING\nPING\n",
      [#"{"ok":true,"reply":"PONG"}"#, #"{"ok":true,"reply":"BYE"}"#]),
    Transcript(
      "two malformed requests are survived, any good one starts the count again",
      "ECHO \"x\n{\nPING\n]\n]\nPING\n",
      [
        refusal("SYNTAX", "a quote that is never closed at byte 6"),
        refusal("SYNTAX", "not JSON: a key in quotes should stand here at byte 2"),
        #"{"ok":true,"reply":"PONG"}"#,
        refusal("SYNTAX", "a line begins with a command such as PING; HELP lists them"),
        refusal("SYNTAX", "a line begins with a command such as PING; HELP lists them"),
        #"{"ok":true,"reply":"PONG"}"#,
      ]),
    Transcript(
      "the third malformed request in a row ends the connection",
      bytes: Array("ECHO \0\n@9 1\n".utf8) + [0x50, 0xFF, 0x0A] + Array("PING\n".utf8),
      [
        refusal("SYNTAX", "a NUL byte in the line"),
        refusal(
          "SYNTAX", "a line begins with a command such as PING; HELP lists them",
          id: #""id":"9","#),
        refusal("SYNTAX", "the line is not valid UTF-8" + farewell),
      ]),
    Transcript(
      "commands that do not exist are no framing errors", "A\nB\nC\nD\nPING\n",
      ["A", "B", "C", "D"].map {
        refusal("UNKNOWN", #"no command \"\#($0)\"; HELP lists the commands"#)
      } + [#"{"ok":true,"reply":"PONG"}"#]),
    Transcript(
      "half a line at the end is refused, not run", "PING\nEVENT u1 i1",
      [
        #"{"ok":true,"reply":"PONG"}"#,
        refusal("SYNTAX", "the last line has no line feed and may be cut short; it was not run"),
      ]),
    Transcript(
      "a Redis client is told in its own words", "PING\n*1\r\n$4\r\nPING\r\n",
      [
        #"{"ok":true,"reply":"PONG"}"#,
        "-NOPROTO RESP is not spoken here yet; send text lines or JSON lines",
      ]),
    Transcript("nothing said is nothing answered", "", []),
  ]

  @Test(arguments: transcripts)
  func `a transcript is answered word for word`(transcript: Transcript) async throws {
    let replies = try await Serving.run { server in
      try await Serving.replies(from: server, to: [transcript.sent])
    }
    #expect(replies == transcript.replies)
  }

  @Test(arguments: transcripts)
  func `a transcript sent byte by byte is answered the same`(transcript: Transcript) async throws {
    let replies = try await Serving.run { server in
      try await Serving.replies(from: server, to: transcript.sent.map { [$0] })
    }
    #expect(replies == transcript.replies)
  }

  @Test(arguments: transcripts)
  func `a transcript sent in random pieces is answered the same`(
    transcript: Transcript
  ) async throws {
    try await Serving.run { server in
      for trial in 0..<20 {
        var generator = RandomKey(seed: 5).child(trial).generator
        let pieces = Split.random(transcript.sent, &generator)
        let replies = try await Serving.replies(from: server, to: pieces)
        #expect(replies == transcript.replies)
      }
    }
  }
}
