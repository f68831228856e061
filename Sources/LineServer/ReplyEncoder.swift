import Engine

/// Turns answers into the bytes of a connection: one JSON object on one line.
enum ReplyEncoder {
  /// An answer to a text or a JSON request, with its line feed.
  static func line(_ answer: Answer) -> [UInt8] {
    var writer = JSONWriter()
    writer.write(answer.value)
    writer.write(byte: 0x0A)
    return writer.bytes
  }

  /// A fault in the form Redis clients read, for those who speak RESP to us.
  static func resp(_ fault: Fault) -> [UInt8] {
    Array("-\(fault.code.rawValue) \(fault.message)\r\n".utf8)
  }
}
