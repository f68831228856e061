/// Which column is which: what was said with `--map`, and the names that are known without a word.
public struct FieldMap: Sendable, Equatable {
  /// The parts of an event that a column can be.
  public enum Part: String, Sendable, CaseIterable {
    case user, item, value, time, type, session, id
  }

  /// Column names, or numbers from 1 in a file without a header; an empty name leaves the part out.
  public var columns: [Part: String] = [:]

  public init() {}

  /// The map from its written form, `user=uid,item=sku,time=`.
  public init(parsing text: String) throws(IngestFault) {
    for pair in text.split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, let part = Part(rawValue: sides[0].trimmed) else {
        let parts = Part.allCases.map(\.rawValue).joined(separator: ", ")
        throw .mapping("--map \"\(pair)\" is not PART=COLUMN; parts are \(parts)")
      }
      columns[part] = sides[1].trimmed
    }
  }

  /// The position of every part among the columns of a header (or of none). Throws when a named
  /// column is not there.
  func positions(
    in names: [String], hasHeader: Bool, subject: IngestOptions.Subject?
  ) throws(IngestFault) -> [Part: Int] {
    var found: [Part: Int] = [:]
    for part in Part.allCases {
      guard let column = columns[part], !column.isEmpty else { continue }
      if let index = names.firstIndex(of: column) {
        found[part] = index
      } else if let number = Int(column), names.indices.contains(number - 1) {
        found[part] = number - 1
      } else {
        let known = names.prefix(40).joined(separator: ", ")
        throw .mapping(
          "--map \(part.rawValue)=\(column): there is no such column; there are \(known)")
      }
    }
    guard hasHeader else { return found }
    let plain = names.map(Self.normalized)
    for part in Part.allCases where columns[part] == nil {
      var synonyms = Self.synonyms(of: part)
      if subject == .items, part == .item { synonyms.append("id") }
      if subject == .users, part == .user { synonyms.append("id") }
      let taken = Set(found.values)
      for synonym in synonyms {
        guard
          let index = plain.indices.first(where: { plain[$0] == synonym && !taken.contains($0) })
        else { continue }
        found[part] = index
        break
      }
    }
    return found
  }

  /// True when a row of names looks like a header: one of them is known as a user or an item, or
  /// was named with `--map`.
  func recognizesHeader(_ names: [String]) -> Bool {
    let ids = Self.synonyms(of: .user) + Self.synonyms(of: .item) + ["id"]
    return names.contains { name in
      ids.contains(Self.normalized(name)) || (Int(name) == nil && columns.values.contains(name))
    }
  }

  /// True for columns whose values are a person's judgement on a scale.
  static func isRating(_ name: String) -> Bool {
    ["rating", "stars", "score", "overall"].contains(normalized(name))
  }

  /// Lower case, without separators and without RecBole's type: `user_id:token` is `userid`.
  private static func normalized(_ name: String) -> String {
    let bare = name.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
    return bare.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }

  /// Known names, the more telling first: RecBole, MovieLens, Gorse, Metarank, Amazon and common
  /// use.
  private static func synonyms(of part: Part) -> [String] {
    switch part {
    case .user:
      ["user", "userid", "uid", "reviewerid", "customerid", "householdid", "visitorid", "username"]
    case .item:
      [
        "item", "itemid", "iid", "movieid", "parentasin", "asin", "productid", "product",
        "businessid", "bookid", "trackid", "songid", "sku",
      ]
    case .value: ["rating", "value", "stars", "score", "overall", "label", "count"]
    case .time:
      [
        "timestamp", "time", "ts", "datetime", "date", "createdat", "unixreviewtime",
        "transactiontimestamp",
      ]
    case .type: ["type", "eventtype", "feedbacktype", "action", "behavior", "behaviour", "event"]
    case .session: ["session", "sessionid", "visitid", "basketid"]
    case .id: ["eventid"]
    }
  }
}
