import Engine

/// The answer to "why not this item" as a person reads it.
enum CounterfactualText {
  static func lines(_ reply: Value.Map) -> [String] {
    let (title, k) = (text(reply["title"] ?? reply["item"]), text(reply["k"]))
    let rules = RuleText.parts(reply["rules"], of: k).map { "  " + $0 }
    if let bar = reply["barred"]?.text {
      return ["\(title) cannot be answered: \(bar)"] + rules + said(reply)
    }
    let rank = text(reply["rank"])
    guard reply["answered"] == false else {
      return ["\(title) is answered, at rank \(rank)"] + rules + said(reply)
    }
    guard case .list(let changes)? = reply["changes"],
      case .list(let failed)? = reply["insufficient"]
    else { return [] }
    return ["\(title) is at rank \(rank), not in the first \(k)"] + rules
      + changes.compactMap(\.map).map { change in
        "  \(phrase(change)): rank \(text(change["rank"]))"
      }
      + failed.map { kind in
        "  no \(text(kind)) suffices (\(text(reply["tried"]?.map?[text(kind)])))"
      } + said(reply)
  }

  /// How the request came about.
  private static func said(_ reply: Value.Map) -> [String] {
    RuleText.shares(reply) + RuleText.session(reply)
  }

  private static func phrase(_ change: Value.Map) -> String {
    if let amount = change["add"] {
      return "add \(text(amount)) to \(text(change["name"] ?? change["concept"]))"
    }
    let kind = change["like"] != nil ? "like" : "forget"
    return "\(kind) \(text(change[kind])) \(text(change["title"]))"
  }

  private static func text(_ value: Value?) -> String { value.map { $0.text ?? $0.json } ?? "" }
}
