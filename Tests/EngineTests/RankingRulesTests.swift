import Datasets
import Models
import Store
import Tensors
import Testing
import Training

@testable import Engine

/// Rules of a query about its list, in the planted world.
@Suite struct RankingRulesTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func film(_ item: String) throws -> DemoLog.Film {
    try #require(service.log.films.first { $0.item.rawValue == item })
  }

  /// Scores by item of a whole list.
  private func scores(_ line: String) async throws -> [String: Double] {
    Dictionary(
      uniqueKeysWithValues: try await engine.ask("\(line) k=1000").maps("items").compactMap {
        item in
        guard let id = item["item"]?.text, let score = item.number("score") else { return nil }
        return (id, score)
      })
  }

  /// The rules that a reply names, with their counts.
  private func acted(_ line: String) async throws -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: try await engine.ask(line).maps("rules").compactMap { rule in
        guard let word = rule["rule"]?.text, let items = rule.number("items") else { return nil }
        let condition = rule["condition"]?.text.map { " \($0)" } ?? ""
        return (word + condition, Int(items))
      })
  }

  @Test func `rules at rest change no bit and are not named`() async throws {
    let plain = try await engine.ask("REC u1 k=50")
    for line in [
      "boost=genre=Crime:0", "diversity=0", "novelty=0", "recency=0", "offset=0",
      "boost=year>=3000:5",
    ] {
      #expect(try await engine.ask("REC u1 k=50 \(line)") == plain, "\(line)")
    }
  }

  @Test func `a boost adds its amount to items that meet the condition and to no others`()
    async throws
  {
    let plain = try await scores("REC u1")
    let line = "REC u1 boost=genre=Crime:+0.5,year>=2000:-0.25"
    for (item, score) in try await scores(line) {
      let film = try film(item)
      let added = (film.genres.contains("Crime") ? 0.5 : 0) - (film.year >= 2000 ? 0.25 : 0)
      #expect(abs(score - (plain[item] ?? .nan) - added) < 1e-5, "\(item)")
    }
    let films = try plain.keys.map { try film($0) }
    #expect(
      try await acted(line) == [
        "boost genre=Crime": films.count { $0.genres.contains("Crime") },
        "boost year>=2000": films.count { $0.year >= 2000 },
      ])
  }

  @Test func `a boost and an override add up`() async throws {
    let both = try await scores("REC u2 add=Romance:1 boost=genre=Crime:0.5")
    let override = try await scores("REC u2 add=Romance:1")
    for (item, score) in both {
      let added = try film(item).genres.contains("Crime") ? 0.5 : 0
      #expect(abs(score - (override[item] ?? .nan) - added) < 1e-5)
    }
  }

  @Test func `only candidates are answered, in the order they had`() async throws {
    let all = try await engine.items("REC u1 k=1000")
    let chosen = [all[30], all[4], all[200]]
    let line = "REC u1 candidates=\(chosen.joined(separator: ","))"
    #expect(try await engine.items(line) == [all[4], all[30], all[200]])
    #expect(try await acted(line) == ["candidates": all.count - 3])
    let excluded = try await acted("REC u1 exclude=\(all[0]),\(all[1]) filter=year<1800")
    #expect(excluded == ["exclude": 2, "filter year<1800": all.count - 2])
    #expect(try await engine.items("\(line) filter=year<1800").isEmpty)
  }

  @Test func `pages follow each other, with every rule`() async throws {
    for rules in [
      "", "diversity=0.4", "seed=3 novelty=0.2", "mute=Crime boost=year>=1990:1", "diversity=1",
    ] {
      let whole = try await engine.ask("REC u1 k=30 \(rules)").maps("items")
      let first = try await engine.ask("REC u1 k=12 \(rules)").maps("items")
      let second = try await engine.ask("REC u1 k=18 offset=12 \(rules)").maps("items")
      #expect(first + second == whole, "\(rules)")
    }
    #expect(try await engine.items("REC u1 offset=100000").isEmpty)
  }

  /// Mean cosine of the pairs of a list.
  private func likeness(_ items: [String]) throws -> Double {
    let snapshot = try engine.library.snapshot(nil)
    let vectors = try #require(snapshot.trained.itemVectors)
    let rows = try items.map { item in
      vectors.row(Int(try snapshot.index(of: ItemID(item), at: "").value))
    }
    var (sum, pairs) = (0.0, 0.0)
    for i in rows.indices {
      for j in 0..<i {
        sum += zip(rows[i], rows[j]).reduce(0) { $0 + Double($1.0 * $1.1) }
        pairs += 1
      }
    }
    return sum / pairs
  }

  @Test func `the more diversity, the less alike the list, and the best stays first`() async throws
  {
    for user in ["u1", "u5", "u9"] {
      let lists = try await [0, 0.3, 0.6].mapAsync { lambda in
        try await engine.items("REC \(user) k=20 diversity=\(lambda)")
      }
      let likeness = try lists.map { try self.likeness($0) }
      #expect(likeness == likeness.sorted(by: >), "\(likeness)")
      // Nearly at 1 the nearest chosen item decides alone, which is no longer the mean of pairs.
      #expect(likeness[2] < likeness[0] - 0.1)
      #expect(Set(lists.map { $0[0] }).count == 1)
    }
  }

  @Test func `diversity is the greedy maximum of its formula`() async throws {
    let snapshot = try engine.library.snapshot(nil)
    let vectors = try #require(snapshot.trained.itemVectors)
    let items = try await engine.ask("REC u3 k=1000").maps("items")
    var open = try items.map { item -> (id: String, score: Double, row: [Float]) in
      let id = try #require(item["item"]?.text)
      let index = try snapshot.index(of: ItemID(id), at: "")
      return (id, try #require(item.number("score")), Array(vectors.row(Int(index.value))))
    }
    let (most, least) = (open[0].score, open[open.count - 1].score)
    var chosen: [(id: String, score: Double, row: [Float])] = []
    for _ in 0..<10 {
      let gains = open.map { item -> Double in
        let near = chosen.map { zip($0.row, item.row).reduce(0.0) { $0 + Double($1.0 * $1.1) } }
        return 0.5 * (item.score - least) / (most - least) - (near.max().map { 0.5 * $0 } ?? 0)
      }
      let best = try #require(gains.indices.max { gains[$0] < gains[$1] })
      chosen.append(open.remove(at: best))
    }
    #expect(try await engine.items("REC u3 k=10 diversity=0.5") == chosen.map(\.id))
  }

  @Test func `novelty adds the self-information of the training`() async throws {
    let snapshot = try engine.library.snapshot(nil)
    let counts = try #require(snapshot.manifest.counts)
    #expect(counts.count == snapshot.catalog.count)
    let total = Double(counts.reduce(0, +) + counts.count)
    let plain = try await scores("REC u1")
    for (item, score) in try await scores("REC u1 novelty=0.5") {
      let index = Int(try snapshot.index(of: ItemID(item), at: "").value)
      let share = Float(Double(counts[index] + 1) / total)
      let expected = -0.5 * Double(Scalar.log(share))
      #expect(abs(score - (plain[item] ?? .nan) - expected) < 1e-4)
    }
    func popularity(_ weight: Int) async throws -> Int {
      try await engine.items("REC u1 k=20 novelty=\(weight)").reduce(0) { sum, item in
        try sum + counts[Int(snapshot.index(of: ItemID(item), at: "").value)]
      }
    }
    #expect(try await popularity(2) < popularity(0))
    #expect(try await popularity(0) < popularity(-2))
  }

  @Test func `a model file without counts has them from the store`() async throws {
    let snapshot = try engine.library.snapshot(nil)
    var manifest = snapshot.manifest
    manifest.counts = nil
    let old = Snapshot(title: "old@1", snapshot.trained, manifest, snapshot.catalog)
    let counts = try engine.library.statistics.counts(old, service.store)
    let data = try service.store.dataset(minimumHistory: 1)
    for (row, item) in data.catalog.items.ids.enumerated() {
      let index = try snapshot.index(of: item, at: "")
      let users = data.histories.indices.count { $0 == Int32(row) }
      #expect(counts[Int(index.value)] == users)
    }
  }

  @Test func `recency adds by the rank of the year, from almost one to almost minus one`()
    async throws
  {
    let plain = try await scores("REC u1")
    let years = service.log.films.map(\.year)
    let reply = try await engine.ask("REC u1 k=1000 recency=2")
    #expect(reply.maps("rules").first?["by"] == "year")
    for item in reply.maps("items") {
      let id = try #require(item["item"]?.text)
      let own = try film(id).year
      let (before, equal) = (years.count { $0 < own }, years.count { $0 == own })
      let rank = (Double(before) + Double(equal) / 2) / Double(years.count)
      let added = try #require(item.number("score")) - (plain[id] ?? .nan)
      #expect(abs(added - 2 * (2 * rank - 1)) < 1e-4)
    }
  }

  @Test func `without a year the first event of the store counts`() throws {
    let snapshot = try engine.library.snapshot(nil)
    let bare = Snapshot(
      title: "bare@1", snapshot.trained, snapshot.manifest,
      Catalog(items: snapshot.catalog.items))
    let (times, source) = try Recency.times(bare, on: engine)
    #expect(source == "first event" && times.allSatisfy { $0 != nil })
    let amounts = Recency.addition(1, times: times, source: source).amounts
    let first = try #require(times.indices.min { times[$0] ?? 0 < times[$1] ?? 0 })
    #expect(amounts[first] == amounts.min() && amounts.allSatisfy { abs($0) < 1 })
    let gaps = Recency.addition(3, times: [5, nil, 1, 5], source: "").amounts
    // Mid-ranks 2/3, none, 1/6, 2/3.
    for (amount, truth) in zip(gaps, [1, 0, -2, 1] as [Float]) {
      #expect(abs(amount - truth) < 1e-6)
    }
  }

  @Test func `a seed rotates near ties, another seed otherwise, and the far ahead stay ahead`()
    async throws
  {
    let plain = try await engine.items("REC u1 k=100")
    let one = try await engine.items("REC u1 k=100 seed=1")
    #expect(try await engine.items("REC u1 k=100 seed=1") == one)
    #expect(try await engine.items("REC u1 k=100 seed=2") != one)
    #expect(one != plain && Set(one).intersection(plain).count > 80)
    #expect(Set(one.prefix(20)).isDisjoint(with: plain.suffix(30)))
  }

  @Test func `what a rule added stands beside the reasons`() async throws {
    let reply = try await engine.ask("REC u1 k=5 explain=1 boost=year>=1900:0.5 novelty=0.1")
    for item in reply.maps("items") {
      let added = try #require(item["added"]?.map)
      #expect(added.keys == ["boost", "novelty"] && added.number("boost") == 0.5)
    }
  }

  @Test func `a difference is against the list without rules that move items`() async throws {
    let plain = try await engine.items("REC u1")
    let reply = try await engine.ask("REC u1 diff=1 boost=genre=Crime:9")
    let now = reply.maps("items").compactMap { $0["item"]?.text }
    let entered = try #require(reply["diff"]?.map).list("entered").compactMap(\.text)
    #expect(Set(entered) == Set(now).subtracting(plain) && !entered.isEmpty)
    let paged = try await engine.ask("REC u1 diff=1 offset=5")
    #expect(paged["diff"]?.map?.list("entered").isEmpty == true)
    #expect(paged.maps("items").first?["rank"] == 6)
  }

  @Test(arguments: [
    (
      "boost=genre:1", "ARGS", "boost",
      "\"genre\" is no condition; write genre=Horror or year>=1990"
    ),
    (
      "boost=colour=red:1", "ARGS", "boost",
      "items have no attribute \"colour\"; they have genre, title, year"
    ),
    (
      "candidates=zz", "NOITEM", "candidates", "no item \"zz\" in macridvae@1; it has 400, such as "
    ),
    ("diversity=2", "RANGE", "diversity", "diversity is 0.0 … 1.0, not 2.0"),
    ("offset=-1", "RANGE", "offset", "offset is 0 … 100000, not -1"),
    (
      "model=popularity diversity=0.5", "ARGS", "diversity",
      "popularity@1 has no item vectors by which items could differ"
    ),
  ])
  func `a rule that does not fit is refused`(
    keys: String, code: String, field: String, message: String
  ) async throws {
    let fault = try await engine.refusal("REC u1 \(keys)")
    #expect(fault.code.rawValue == code && fault.at == field)
    #expect(fault.message.hasPrefix(message), "\(fault.message)")
  }
}

extension Array {
  fileprivate func mapAsync<Result>(
    _ transform: (Element) async throws -> Result
  ) async throws -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
