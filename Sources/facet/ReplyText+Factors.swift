import Engine

extension ReplyText {
  /// The table of factors, then what the blocks are.
  static func factors(_ reply: Value.Map) -> [String] {
    let factors = maps(reply["factors"])
    let rows = factors.map { factor -> [String] in
      var range = ""
      if case .list(let ends)? = factor["range"], ends.count == 2 {
        range = "\(number(ends[0], 0)) … \(number(ends[1], 0))"
      }
      return [
        text(factor["factor"]), text(factor["name"]), text(factor["kind"]), range,
        number(factor["mean"], 3), number(factor["spread"], 3), number(factor["step"], 3),
        percent(factor["moves"]), text(factor["unit"]),
      ]
    }
    let head = ["factor", "name", "kind", "range", "mean", "spread", "step", "moves", "unit"]
    var blocks: [String] = []
    for factor in factors {
      let line = "\(text(factor["block"])): \(text(factor["summary"]))"
      if !blocks.contains(line) { blocks.append(line) }
    }
    return ["\(text(reply["model"])), \(text(reply["users"])) users"]
      + columns([head] + rows, right: [4, 5, 6, 7]) + blocks
  }
}
