import Models
import Store
import Datasets
import Testing

@testable import Engine

/// `REC` without steering: the list, what is left out of it, and what is refused.
@Suite struct RecommendTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func history(of user: String) throws -> [String] {
    try #require(try service.store.history(of: UserID(user))).map(\.rawValue)
  }

  @Test func `ranks count from one and scores fall`() async throws {
    let reply = try await engine.ask("REC u1")
    let items = reply.maps("items")
    #expect(reply.keys == ["user", "model", "items", "seen", "history", "us"])
    #expect(reply["model"] == "macridvae@1" && reply["seen"] == "exclude")
    #expect(items.map { $0["rank"] } == (1...10).map { .int($0) })
    let scores = items.compactMap { $0.number("score") }
    #expect(scores == scores.sorted(by: >) && scores.count == 10)
    #expect(items.allSatisfy { $0["title"]?.text != nil })
  }

  @Test func `what somebody has is not recommended unless asked for`() async throws {
    let seen = Set(try history(of: "u1"))
    let reply = try await engine.ask("REC u1 k=1000")
    let items = reply.maps("items").compactMap { $0["item"]?.text }
    let known = try engine.library.snapshot(nil).catalog.count
    #expect(seen.isDisjoint(with: items))
    #expect(items.count == known - seen.count && reply["history"] == .int(seen.count))
    #expect(try await engine.items("REC u1 k=1000 seen=include").count == known)
  }

  @Test func `a shorter list is the beginning of a longer one`() async throws {
    let long = try await engine.items("REC u2 k=50")
    for k in [1, 7, 50] {
      #expect(try await engine.items("REC u2 k=\(k)") == Array(long.prefix(k)))
    }
  }

  @Test func `excluded items are left out and the rest moves up`() async throws {
    let items = try await engine.items("REC u2 k=12")
    #expect(
      try await engine.items("REC u2 k=10 exclude=\(items[0]),\(items[3])")
        == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11].map { items[$0] })
  }

  @Test func `somebody unseen with the same history gets the same list`() async throws {
    let history = try history(of: "u3").joined(separator: ",")
    let known = try await engine.ask("REC u3").maps("items")
    #expect(try await engine.ask("REC - history=\(history)").maps("items") == known)
    #expect(try await engine.ask("REC u9 history=\(history)").maps("items") == known)
  }

  @Test func `an item twice in a history counts once`() async throws {
    let once = try await engine.ask("REC - history=m1,m2")
    let twice = try await engine.ask("REC - history=m1,m2,m1")
    #expect(twice == once && once["history"] == 2)
  }

  @Test(arguments: [
    "genre=Romance", "genre!=Romance", "genre=romance|CRIME", "year>=1990", "year<1980",
    "year=1999|2001",
  ])
  func `filters admit what they say`(filter: String) async throws {
    let items = try await engine.ask(#"{"cmd":"rec","user":"u1","k":1000,"filter":["\#(filter)"]}"#)
      .maps("items").compactMap { $0["item"]?.text }
    let films = Dictionary(uniqueKeysWithValues: service.log.films.map { ($0.item.rawValue, $0) })
    func passes(_ item: String) throws -> Bool {
      let film = try #require(films[item])
      switch filter {
      case "genre=Romance": return film.genres.contains("Romance")
      case "genre!=Romance": return !film.genres.contains("Romance")
      case "genre=romance|CRIME": return !Set(film.genres).isDisjoint(with: ["Romance", "Crime"])
      case "year>=1990": return film.year >= 1990
      case "year<1980": return film.year < 1980
      default: return film.year == 1999 || film.year == 2001
      }
    }
    let all = try await engine.items("REC u1 k=1000")
    #expect(try items == all.filter { try passes($0) })
    #expect(!items.isEmpty && items.count < all.count)
  }

  @Test func `filters work together`() async throws {
    let both = try await engine.items("REC u1 k=1000 filter=genre=Crime,year>=2000")
    let genre = Set(try await engine.items("REC u1 k=1000 filter=genre=Crime"))
    let year = try await engine.items("REC u1 k=1000 filter=year>=2000")
    #expect(both == year.filter { genre.contains($0) })
  }

  @Test(arguments: [
    (
      "REC nobody", "NOUSER",
      "no user \"nobody\" in the store; somebody unseen is - "
        + "and has history=i1,i2"
    ),
    ("REC -", "ARGS", "somebody unseen needs a history: history=i1,i2"),
    ("REC - history=zz", "NOITEM", "no item \"zz\" in macridvae@1; it has 400, such as "),
    (
      "REC u1 exclude=zz", "NOITEM", "no item \"zz\" in macridvae@1; it has 400, such as "
    ),
    ("REC u1 like=zz", "NOITEM", "no item \"zz\" in macridvae@1; it has 400, such as "),
    (
      "REC u1 filter=colour=red", "ARGS",
      "items have no attribute \"colour\"; they have genre, title, year"
    ),
    ("REC u1 filter=genre>3", "ARGS", "genre > 3 does not compare numbers"),
    ("REC u1 filter=year>=late", "ARGS", "year >= late does not compare numbers"),
    (
      "REC u1 filter=genre", "ARGS",
      "\"genre\" is no condition; write genre=Horror or year>=1990"
    ),
    ("REC u1 k=0", "RANGE", "k is 1 … 1000, not 0"),
    ("REC u1 seen=maybe", "RANGE", "seen is exclude or include, not maybe"),
    (
      "REC u1 model=ease", "NOMODEL",
      "no model ease in the store; it has macridvae@1, multivae@1, popularity@1"
    ),
    (
      "REC u1 model=macridvae@9", "NOMODEL",
      "no model macridvae@9 in the store; it has macridvae@1, multivae@1, popularity@1"
    ),
    ("REC u1 model=a@b", "ARGS", "\"a@b\" is no model; write name or name@version"),
    ("REC u1 modle=x", "ARGS", "REC has no field \"modle\"; did you mean model?"),
  ])
  func `a refusal says what would be right`(line: String, code: String, message: String)
    async throws
  {
    let fault = try await engine.refusal(line)
    #expect(fault.code.rawValue == code)
    #expect(message.hasSuffix(" ") ? fault.message.hasPrefix(message) : fault.message == message)
  }

  @Test func `an unknown concept is answered with all there are`() async throws {
    let names = try engine.library.snapshot(nil).factors.concepts.compactMap(\.name)
    for key in ["add=c9:1", "mute=c9", "only=c9", "set=c9:1"] {
      let fault = try await engine.refusal("REC u1 \(key)")
      #expect(fault.code == .noConcept)
      #expect(
        fault.message == "no concept \"c9\" in macridvae@1; it has "
          + "c0…c3 (\(names.joined(separator: ", "))), c0.0…c3.99")
    }
  }

  @Test func `any model of the store can be asked, by name or by version`() async throws {
    for title in ["popularity", "popularity@1"] {
      let reply = try await engine.ask("REC u1 model=\(title)")
      #expect(reply["model"] == "popularity@1" && reply.maps("items").count == 10)
    }
    #expect(engine.library.current?.title == "macridvae@1")
  }
}
