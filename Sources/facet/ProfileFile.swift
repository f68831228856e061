import Engine
import Foundation

/// A profile as `facet profile --json` writes it, edited or not, read back as fields of a request.
///
/// What is taken up is `predicted` of each concept where it is no longer what was `served`, as the share
/// that is asked for, and everything under `request`. A file may also be such a request alone; a `share` in it stands above `predicted`.
struct ProfileFile {
  private let path: String
  /// Whose profile it is, when the file says so.
  private let user: String?
  /// Model, history, weights, overrides, rules, and shares.
  let fields: Value.Map

  /// Bytes of a profile at most.
  private static let most = 1 << 20

  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFault(.noInput, "there is no file \(path)")
    }
    guard data.count <= Self.most else {
      throw CommandFault(.data, "\(path) has more than \(Self.most) bytes and is no profile")
    }
    let value: Value
    do {
      value = try Value(json: String(decoding: data, as: UTF8.self))
    } catch {
      throw CommandFault(.data, "\(path) is \(error.message)")
    }
    guard let whole = value.map, whole["request"]?.map != nil || whole["history"] != nil else {
      throw CommandFault(
        .data, "\(path) has neither a request nor a history; facet profile --json writes both")
    }
    var fields = whole["request"]?.map ?? whole
    if fields["share"] == nil {
      var shares = Value.Map()
      for concept in ReplyText.maps(whole["concepts"]) {
        guard let word = concept["concept"]?.text, let share = concept["predicted"],
          share != concept["served"]
        else { continue }
        shares[word] = share
      }
      if !shares.entries.isEmpty { fields.append("share", .map(shares)) }
    }
    // Whose it is is said on the line.
    fields["user"] = nil
    self.path = path
    user = whole["user"]?.text
    self.fields = fields
  }

  /// Whose list is asked for: the file's user when none is named, and never another.
  func user(asked: String?) throws -> String {
    guard let asked else { return user ?? "-" }
    guard asked == "-" || user == nil || user == asked else {
      throw CommandFault(.usage, "\(path) is the profile of \(user ?? "-"), not of \(asked)")
    }
    return asked
  }
}
