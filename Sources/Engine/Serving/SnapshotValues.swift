import Datasets
import Models
import Tensors
import Training

/// Values as replies show them: ids with titles, concepts with words and names.
extension Snapshot {
  /// `{"item": "318", "title": "Shawshank Redemption, The (1994)"}`
  func value(_ item: ItemIndex) -> Value.Map {
    var map: Value.Map = ["item": .string(catalog.items[Int(item.value)].rawValue)]
    let title = catalog.title(item)
    if title != catalog.items[Int(item.value)].rawValue { map.append("title", .string(title)) }
    return map
  }

  /// An item of an answer with its rank, score and reasons.
  func value(_ ranked: RankedItem, rank: Int) -> Value.Map {
    var map: Value.Map = ["rank": .int(rank)]
    map.append(contentsOf: value(ranked.item))
    map.append("score", .float(ranked.score))
    if let reasons = ranked.reasons { map.append("why", value(reasons)) }
    var sums: [String: Float] = [:]
    var added = Value.Map()
    for entry in ranked.added {
      sums[entry.rule.word, default: 0] += entry.amount
      added[entry.rule.word] = .float(sums[entry.rule.word] ?? 0)
    }
    if !added.entries.isEmpty { map.append("added", .map(added)) }
    if let rank = ranked.rankByScore { map.append("by_score", .int(rank)) }
    return map
  }

  /// First the share of every concept, then the history items that hold the item up most.
  func value(_ reasons: Reasons) -> Value {
    let concepts = reasons.concepts.enumerated().map { index, share -> Value in
      var map = value(concept: index)
      map.append("share", .double(share))
      return .map(map)
    }
    let history = reasons.history.map { entry -> Value in
      var map = value(entry.item)
      map.append("drop", .float(entry.drop))
      return .map(map)
    }
    return .list(concepts + history)
  }

  /// `{"concept": "c3", "name": "Horror"}`
  func value(concept: Int) -> Value.Map {
    let label = factors.label(concept)
    var map: Value.Map = ["concept": .string(label.word)]
    if let name = label.name { map.append("name", .string(name)) }
    return map
  }

  /// `{"entered": [ids], "left": [ids], "moved": [[id, before, now]]}`
  func value(_ difference: Difference) -> Value {
    func id(_ item: ItemIndex) -> Value { .string(catalog.items[Int(item.value)].rawValue) }
    return .map([
      "entered": .list(difference.entered.map(id)), "left": .list(difference.left.map(id)),
      "moved": .list(
        difference.moved.map { .list([id($0.item), .int($0.before), .int($0.now)]) }),
    ])
  }

  /// A concept with its traits, size and share of the catalogue.
  func value(_ description: ConceptDescription) -> Value.Map {
    var map = value(concept: description.index)
    map.append("items", .int(description.items))
    map.append("share", .double(description.share))
    map.append(
      "traits",
      .list(
        description.traits.map { trait in
          .map([
            "attribute": .string(trait.attribute), "value": .string(trait.value),
            "coverage": .double(trait.coverage), "lift": .double(trait.lift),
          ])
        }))
    return map
  }

  /// The items that belong most to a concept, with their membership; ties by catalogue order.
  func topItems(of concept: Int, count: Int, _ view: ItemView? = nil) -> [Value] {
    guard let itemConcepts else { return [] }
    let k = itemConcepts.columns
    let members = Tensor(
      shape: [1, catalog.count],
      scalars: (0..<catalog.count).map { itemConcepts.scalars[$0 * k + concept] })
    return members.topK(min(count, catalog.count), row: 0).map { entry in
      var map = value(ItemIndex(entry.index))
      map.append("membership", .float(entry.score))
      return view?.value(ItemIndex(entry.index), map) ?? .map(map)
    }
  }
}

extension Snapshot {
  /// `{"concept": "c1", "name": "Comedy", "share": 0.5, "add": 1.3725}`
  func value(_ settled: SettledShare) -> Value.Map {
    var map = value(concept: settled.concept)
    map.append("share", .double(settled.share))
    map.append("add", .double(settled.added))
    return map
  }
}

extension ActedRule {
  /// `{"rule": "recency", "items": 381, "by": "year"}`
  var value: Value.Map {
    var map = name.value
    map.append("items", .int(items))
    if let source { map.append("by", .string(source)) }
    return map
  }
}
