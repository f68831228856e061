import Engine

/// Replies about sessions as a person reads them.
enum SessionText {
  /// A session without its list.
  static func standing(_ reply: Value.Map) -> [String] {
    let ended = reply["ended"] != nil ? ", ended" : ""
    let saved = reply["saved"] == true ? ", steers every query of \(text(reply["user"]))" : ""
    let before = reply["before"]?.text.map { " in place of \($0)" } ?? ""
    let steps = reply["steps"] == 1 ? "1 step" : "\(text(reply["steps"])) steps"
    return [
      "\(text(reply["session"])) of \(text(reply["user"])), \(steps)" + saved + before + ended
    ]
  }

  /// The list of a session, and what the step changed.
  static func list(_ reply: Value.Map, _ shown: [String]) -> [String] {
    var lines = standing(reply) + state(reply)
    if let critique = reply["critique"]?.map {
      let name = critique["name"] ?? critique["concept"]
      let left = critique["exclude"]?.text.map { ", \($0) is not answered" } ?? ""
      lines.append("critique: \(text(name)) by \(text(critique["add"]))\(left)")
    }
    var unheaded = reply
    unheaded["history"] = nil
    // The first line of a recommendation is its heading, which stands above already.
    return lines + ReplyText.recommendation(unheaded, shown).dropFirst()
  }

  /// The steps of a session, each as it was given.
  static func steps(_ reply: Value.Map) -> [String] {
    guard case .list(let steps)? = reply["list"] else { return standing(reply) }
    let rows = steps.enumerated().map { number, step in
      ["\(number + 1)", step.map.map { $0.json } ?? ""]
    }
    return standing(reply) + ReplyText.columns(rows, right: [0]) + state(reply)
  }

  private static func state(_ reply: Value.Map) -> [String] {
    var lines = ["state: \(text(reply["state"]))"]
    if let missing = reply["missing"] {
      lines.append("\(text(reply["model"])) does not know: \(text(missing))")
    }
    return lines
  }

  private static func text(_ value: Value?) -> String { value.map { $0.text ?? $0.json } ?? "" }
}
