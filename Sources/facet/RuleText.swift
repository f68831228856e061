import Engine

/// What rules did, as a person reads it.
enum RuleText {
  /// The rules that acted on a list, on one line; none for none: `rules: filter year>=1990 213`.
  static func acted(_ reply: Value.Map) -> [String] {
    let rules = ReplyText.maps(reply["rules"]).map { rule in
      name(rule) + " \(text(rule["items"]))" + (rule["by"].map { " by \(text($0))" } ?? "")
    }
    return rules.isEmpty ? [] : ["rules: " + rules.joined(separator: ", ")]
  }

  /// A line for every rule that touches an item: what it adds, and the rank without it.
  static func parts(_ value: Value?, of k: String? = nil) -> [String] {
    ReplyText.maps(value).map { part in
      var words = [name(part)]
      if part["bars"] == true { words.append("bars it") }
      if let added = part["added"] {
        words.append("adds \(ReplyText.number(added, 3))")
        if let source = part["by"] { words.append("by \(text(source))") }
      }
      if part["from"] != nil { words.append("(of the session)") }
      let rank = part["without"].flatMap { $0 == .null ? nil : $0 }
      let without = rank.map { "rank \(text($0)) without it" } ?? "barred without it too"
      let keepsOut = part["keeps_out"] == true ? k.map { ", in the first \($0)" } ?? "" : ""
      return words.joined(separator: " ") + ": " + without + keepsOut
    }
  }

  /// What of a session applied, and what of it the request overruled.
  static func session(_ reply: Value.Map) -> [String] {
    guard let session = reply["session"], let applied = reply["applied"] else { return [] }
    var lines = ["session \(text(session)): \(applied.json)"]
    if let overruled = reply["overruled"] { lines.append("overruled: \(overruled.json)") }
    return lines
  }

  /// Shares that were asked for, as they were reached: `shares: Comedy 50.0 % by adding 1.372`.
  static func shares(_ reply: Value.Map) -> [String] {
    let shares = ReplyText.maps(reply["shares"]).map { share in
      text(share["name"] ?? share["concept"]) + " \(ReplyText.percent(share["share"])) by adding "
        + ReplyText.number(share["add"], 3)
    }
    return shares.isEmpty ? [] : ["shares: " + shares.joined(separator: ", ")]
  }

  private static func name(_ rule: Value.Map) -> String {
    ([rule["rule"], rule["condition"] ?? rule["concept"]] as [Value?]).compactMap { $0 }
      .map { text($0) }.joined(separator: " ")
  }

  private static func text(_ value: Value?) -> String { ReplyText.text(value) }
}
