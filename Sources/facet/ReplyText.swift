import Engine
import Foundation

/// Replies as a person reads them: columns and short lines instead of JSON.
enum ReplyText {
  /// A recommendation: a line per item, reasons below it, then what steering changed.
  static func recommendation(
    _ reply: Value.Map, _ shown: [String] = []
  ) -> [String] {
    var lines = [
      "\(text(reply["model"])) for \(person(reply)), "
        + "history of \(text(reply["history"])) items"
    ]
    lines += ItemColumns.lines(shown, reply["items"]) { list(reply) }
    if case .list(let left)? = reply["diff"]?.map?["left"] {
      lines.append(
        "left: " + (left.isEmpty ? "none" : left.map { text($0) }.joined(separator: ", ")))
    }
    lines += RuleText.acted(reply)
    return lines + clamped(reply) + RuleText.shares(reply) + RuleText.session(reply)
  }

  /// The items of a recommendation with what steering did to them, and reasons below each.
  private static func list(_ reply: Value.Map) -> [String] {
    let items = maps(reply["items"])
    let marks = marks(reply["diff"]?.map)
    let rows = items.map {
      [
        text($0["rank"]), number($0["score"], 3), text($0["item"]), title($0),
        marks[text($0["item"])] ?? "",
      ]
    }
    return zip(items, columns(rows, right: [0, 1])).flatMap { item, line in
      [line] + reasons(item).map { "      " + $0 }
    }
  }

  private static func clamped(_ reply: Value.Map) -> [String] {
    guard case .list(let clamped)? = reply["clamped"] else { return [] }
    return ["clamped: " + clamped.map { text($0) }.joined(separator: ", ")]
  }

  /// An explanation of one item.
  static func explanation(_ reply: Value.Map) -> [String] {
    [
      "\(title(reply)) for \(person(reply)): rank \(text(reply["rank"])), "
        + "score \(number(reply["score"], 3))"
    ] + reasons(reply) + RuleText.parts(reply["rules"]) + clamped(reply) + RuleText.shares(reply)
      + RuleText.session(reply)
  }

  /// The table of concepts.
  static func concepts(_ reply: Value.Map) -> [String] {
    let rows = maps(reply["concepts"]).map { concept in
      [
        text(concept["concept"]), text(concept["name"]), text(concept["items"]),
        percent(concept["share"]),
        maps(concept["traits"]).prefix(3)
          .map { "\(text($0["value"])) ×\(number($0["lift"], 1))" }.joined(separator: ", "),
        maps(concept["top"]).prefix(3).map { title($0) }.joined(separator: "; "),
      ]
    }
    let head = ["concept", "name", "items", "share", "stands out by", "most typical"]
    return [text(reply["model"])] + columns([head] + rows, right: [2, 3])
  }

  /// One concept with its items.
  static func concept(_ reply: Value.Map, _ shown: [String]) -> [String] {
    var lines = [
      "\(text(reply["concept"])) \(text(reply["name"])): \(text(reply["items"])) items, "
        + "\(percent(reply["share"])) of the catalogue"
    ]
    lines += maps(reply["traits"]).map {
      "  \(text($0["attribute"])) \(text($0["value"])): \(percent($0["coverage"])) of its items, "
        + "×\(number($0["lift"], 2)) the catalogue"
    }
    return lines
      + ItemColumns.lines(shown, reply["top"]) {
        columns(
          maps(reply["top"]).map { [number($0["membership"], 3), text($0["item"]), title($0)] },
          right: [0])
      }
  }

  /// Mean and interval of the draws of a share; nothing without draws.
  private static func interval(_ concept: Value.Map) -> String {
    guard concept["low"] != nil else { return "" }
    let (low, high) = (number(concept["low"], 2), number(concept["high"], 2))
    return "\(number(concept["mean"], 2)) (\(low) … \(high))"
  }

  /// A profile: shares by concept.
  static func profile(_ reply: Value.Map) -> [String] {
    let rows = maps(reply["concepts"]).map { concept in
      [
        text(concept["concept"]), text(concept["name"]), percent(concept["history"]),
        percent(concept["predicted"]),
        interval(concept),
        text(concept["items"]),
        maps(concept["strongest"]).map { title($0) }.joined(separator: "; "),
      ]
    }
    let head = ["concept", "name", "history", "predicted", "draws (5–95 %)", "items", "strongest"]
    return ["\(person(reply)) in \(text(reply["model"])), \(text(reply["history"])) items"]
      + columns([head] + rows, right: [2, 3, 4, 5])
  }

  /// Similar items.
  static func similar(_ reply: Value.Map, _ shown: [String]) -> [String] {
    ItemColumns.lines(shown, reply["items"]) {
      columns(
        maps(reply["items"]).map {
          [text($0["rank"]), number($0["cosine"], 3), text($0["item"]), title($0)]
        }, right: [0, 1])
    }
  }

  /// A walk: the concept with the interval it was walked in, then the coordinate of every stop, its
  /// likeness to the start, the item.
  static func walk(_ reply: Value.Map, _ shown: [String]) -> [String] {
    var lines: [String] = []
    if case .list(let ends)? = reply["interval"], ends.count == 2 {
      let name = reply["name"].map { " \(text($0))" } ?? ""
      lines.append(
        "\(text(reply["concept"]))\(name) from \(text(reply["item"] ?? reply["user"])): coordinate "
          + "\(text(reply["dim"])) at \(number(reply["at"], 3)), nearest from "
          + "\(number(ends[0], 3)) to \(number(ends[1], 3))")
    }
    return lines
      + ItemColumns.lines(shown, reply["stops"]) {
        let rows = maps(reply["stops"]).map {
          [
            number($0["value"], 3), number($0["cosine"], 3), text($0["in"]), text($0["item"]),
            title($0),
          ]
        }
        return columns(
          [["coordinate \(text(reply["dim"]))", "cosine", "in", "item", ""]] + rows, right: [0, 1])
      }
  }

  /// Models of the store.
  static func models(_ reply: Value.Map) -> [String] {
    let inUse = text(reply["in_use"])
    let rows = maps(reply["models"]).map { model in
      [
        text(model["model"]) == inUse ? "*" : "", text(model["model"]), text(model["state"]),
        text(model["seed"]), text(model["created"]), metrics(model["metrics"]),
      ]
    }
    return columns([["", "model", "state", "seed", "created", "metrics"]] + rows, right: [])
  }

  // MARK: - Parts

  /// The measured values of a model, test metrics once it has been evaluated.
  private static func metrics(_ value: Value?) -> String {
    guard let map = (try? Value(json: text(value)))?.map else { return text(value) }
    let validation = map["validation"].map { "validation \(number($0, 4))" }
    let test = (map["test"]?.map?.entries ?? []).map { "\($0.key) \(number($0.value, 4))" }
    return ([validation].compactMap { $0 } + (test.isEmpty ? [] : ["test"] + test))
      .joined(separator: " ")
  }

  private static func reasons(_ item: Value.Map) -> [String] {
    let why = maps(item["why"])
    let concepts = why.filter { $0["share"] != nil }.map { concept in
      let name = concept["name"].map { text($0) } ?? text(concept["concept"])
      return "\(name) \(percent(concept["share"]))"
    }
    let history = why.filter { $0["drop"] != nil }.map {
      "\(title($0)) (\(number($0["drop"], 3)))"
    }
    var lines: [String] = []
    if !concepts.isEmpty { lines.append(concepts.joined(separator: " · ")) }
    if !history.isEmpty { lines.append("because of " + history.joined(separator: ", ")) }
    if let added = item["added"]?.map {
      lines.append(
        "added: " + added.entries.map { "\($0.key) \(number($0.value, 3))" }.joined(separator: ", ")
      )
    }
    if let rank = item["by_score"] { lines.append("rank by score alone: \(text(rank))") }
    return lines
  }

  /// What steering did to the items of the list, by id: `entered`, or the rank they had.
  private static func marks(_ difference: Value.Map?) -> [String: String] {
    var marks: [String: String] = [:]
    if case .list(let entered)? = difference?["entered"] {
      for item in entered { marks[text(item)] = "entered" }
    }
    if case .list(let moved)? = difference?["moved"] {
      for case .list(let move) in moved where move.count == 3 {
        marks[text(move[0])] = "was \(text(move[1]))"
      }
    }
    return marks
  }

  private static func person(_ reply: Value.Map) -> String {
    let user = text(reply["user"])
    return user == "-" ? "somebody unseen" : user
  }

  static func title(_ map: Value.Map) -> String { text(map["title"] ?? map["item"]) }

  static func maps(_ value: Value?) -> [Value.Map] {
    guard case .list(let values)? = value else { return [] }
    return values.compactMap(\.map)
  }

  static func text(_ value: Value?) -> String {
    switch value {
    case nil, .null?: ""
    case .string(let text)?: text
    case let other?: other.json
    }
  }

  private static func double(_ value: Value?) -> Double? {
    switch value {
    case .double(let number)?: number
    case .float(let number)?: Double(number)
    case .int(let number)?: Double(number)
    default: nil
    }
  }

  static func number(_ value: Value?, _ decimals: Int) -> String {
    double(value).map { Terminal.fixed($0, decimals) } ?? ""
  }

  static func percent(_ value: Value?) -> String {
    double(value).map { "\(Terminal.fixed($0 * 100, 1)) %" } ?? ""
  }

  /// Rows as columns, two blanks apart; the given columns stand to the right.
  static func columns(_ rows: [[String]], right: Set<Int>) -> [String] {
    guard let count = rows.map(\.count).max() else { return [] }
    let widths = (0..<count).map { c in rows.map { c < $0.count ? $0[c].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { c, cell in
        let padding = String(repeating: " ", count: widths[c] - cell.count)
        return right.contains(c) ? padding + cell : cell + padding
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
