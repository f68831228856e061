import TOMLKit

/// TOML as the values the engine knows. TOMLKit parses; nothing else of it is used, and nothing
/// else imports it.
enum TOMLText {
  /// The document as a table. Throws `DATA` with line and column when the text is not TOML. Keys of
  /// a table come in alphabetical order.
  static func value(_ text: String) throws(Fault) -> Value {
    let json: String
    do {
      json = try TOMLTable(string: text).convert(to: .json)
    } catch let error as TOMLParseError {
      throw Fault(
        .data,
        "not TOML at line \(error.source.begin.line), column \(error.source.begin.column): "
          + error.description)
    } catch {
      throw Fault(.data, "not TOML: \(error)")
    }
    do {
      return try JSONReader.read(Array(json.utf8))
    } catch {
      // Dates and infinities have no JSON; a study has no use for them.
      throw Fault(.data, "a value of a kind that a study has no use for: \(error.reason)")
    }
  }
}
