extension String {
  /// This text as a field of a comma-separated line: quoted, its quotation marks doubled, where it
  /// holds a comma, a quotation mark or a line break (RFC 4180), itself otherwise. O(length).
  public var csvField: String {
    let special: [UInt8] = [",", "\"", "\n", "\r"].map { UInt8(ascii: $0) }
    guard utf8.contains(where: { special.contains($0) }) else { return self }
    var quoted = "\""
    for scalar in unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
