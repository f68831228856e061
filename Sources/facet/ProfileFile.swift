import ArgumentParser
import Engine
import Foundation

/// A profile as `facet profile --json` writes it, read back as fields of a request.
struct ProfileFile {
  /// History, weights and overrides.
  let fields: Value.Map

  /// Bytes of a profile at most.
  private static let most = 1 << 20

  /// Reads the `request` of a profile, or a file that is such a request itself.
  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ValidationError("there is no file \(path)")
    }
    guard data.count <= Self.most,
      let whole = (try? Value(json: String(decoding: data, as: UTF8.self)))?.map
    else { throw ValidationError("\(path) is no profile; facet profile --json writes one") }
    let fields = whole["request"]?.map ?? whole
    guard fields["history"] != nil else {
      throw ValidationError("\(path) has no history; facet profile --json writes one")
    }
    self.fields = fields
  }
}
