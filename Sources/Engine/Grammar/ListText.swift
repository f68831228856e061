/// The grammar inside a list value: elements between commas, each bare or a JSON string, the latter
/// with or without a tail (`"dark comedy":-1`).
///
///     list    = element *( "," element )
///     element = bare / quoted [ tail ]
///
/// Names with commas or colons are quoted; everything else needs no quotes.
enum ListText {
  /// One element, its name decoded and the rest as written.
  struct Element: Equatable {
    let name: String
    /// What follows a quoted name, or `nil` when the element is bare and still to be split.
    let tail: String?
  }

  /// The elements of a value; throws `SYNTAX` for an empty element or a quote in the wrong place.
  static func elements(of text: String, at field: String) throws(Fault) -> [Element] {
    let bytes = Array(text.utf8)
    var elements: [Element] = []
    var offset = 0
    while true {
      let isQuoted = offset < bytes.count && bytes[offset] == UInt8(ascii: "\"")
      var name = ""
      if isQuoted {
        var reader = JSONReader(bytes, at: offset)
        do { name = try reader.string() } catch {
          throw Fault(.syntax, "\(field): \(error.reason)", at: field)
        }
        offset = reader.offset
      }
      let end = bytes[offset...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.count
      let rest = String(decoding: bytes[offset..<end], as: UTF8.self)
      guard isQuoted ? !name.isEmpty : !rest.isEmpty, !rest.utf8.contains(UInt8(ascii: "\"")) else {
        throw Fault(
          .syntax, "\(field): an element of \(text) is empty or wrongly quoted", at: field)
      }
      elements.append(
        isQuoted ? Element(name: name, tail: rest) : Element(name: rest, tail: nil))
      guard end < bytes.count else { return elements }
      offset = end + 1
    }
  }

  /// The names of a list of names.
  static func names(of text: String, at field: String) throws(Fault) -> [String] {
    var names: [String] = []
    for element in try elements(of: text, at: field) {
      guard (element.tail ?? "").isEmpty else {
        throw Fault(.syntax, "\(field): a comma should follow \"\(element.name)\"", at: field)
      }
      names.append(element.name)
    }
    return names
  }

  /// Name and amount of every element of a list such as `c3:+1.0,"dark comedy":-2`. A bare element
  /// is split at its last colon.
  static func pairs(of text: String, at field: String) throws(Fault) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for element in try elements(of: text, at: field) {
      let tail = element.tail ?? element.name
      guard let colon = tail.lastIndex(of: ":"),
        element.tail == nil ? colon != tail.startIndex : colon == tail.startIndex
      else {
        throw Fault(.arguments, "\(field) needs name:amount, not \(element.name)", at: field)
      }
      let name = element.tail == nil ? String(tail[..<colon]) : element.name
      pairs.append((name, String(tail[tail.index(after: colon)...])))
    }
    return pairs
  }
}
