import Datasets
import Tensors
import Testing

/// The demonstration log says what the planted world behind it says.
@Suite struct SyntheticDemoTests {
  private static let log = DemoLog(key: RandomKey(seed: 1))
  private var log: DemoLog { Self.log }

  @Test func `the log has the announced size`() {
    #expect(log.films.count == 400)
    #expect(log.events.count > 25_000 && log.events.count < 36_000)
  }

  @Test func `ratings from four up are the histories of the world`() {
    let world = log.world.data
    var liked = [[Int32]](repeating: [], count: world.users.count)
    for event in log.events where event.stars >= 4 {
      guard let user = world.users.index(of: event.user),
        let item = world.catalog.items.index(of: event.item)
      else { continue }
      liked[user].append(Int32(item))
    }
    #expect(SparseRows(columns: world.catalog.count, rows: liked) == world.histories)
  }

  @Test func `nobody rates a film twice`() {
    let pairs = Set(log.events.map { "\($0.user) \($0.item)" })
    #expect(pairs.count == log.events.count)
  }

  @Test func `the log is in order of time and covers two years`() throws {
    let times = log.events.map(\.time)
    #expect(times == times.sorted())
    let first = try #require(times.first)
    let last = try #require(times.last)
    // 2023-01-01, and the last evening before 2027.
    #expect(first >= 1_672_531_200 && last < 1_798_761_600)
    #expect(last - first > 365 * 86_400)
  }

  @Test func `titles are distinct and genres carry the attribute of the world`() throws {
    #expect(Set(log.films.map(\.title)).count == log.films.count)
    let genre = try #require(log.world.data.catalog.attributes[PlantedConcepts.attribute])
    for (row, film) in log.films.enumerated() {
      #expect(film.genres.first == genre.row(row).first?.text)
      #expect(film.year >= 1960 && film.year <= 2023)
    }
  }

  @Test func `a catalogue larger than the word lists has sequels`() {
    var shape = PlantedConcepts.Shape()
    (shape.items, shape.users, shape.concepts) = (2000, 20, 8)
    let films = DemoLog(shape, key: RandomKey(seed: 1)).films
    #expect(Set(films.map(\.title)).count == 2000)
    #expect(films.contains { $0.title.hasSuffix(" II") })
  }

  @Test func `the files have a header and a line a fact`() {
    let events = log.eventsCSV.split(separator: "\n")
    #expect(events.first == "user,item,type,value,time")
    #expect(events.count == log.events.count + 1)
    #expect(events[1].wholeMatch(of: /u\d+,m\d+,rating,[1-5],1\d{9}/) != nil)
    let films = log.itemsCSV.split(separator: "\n")
    #expect(films.first == "item,title,genre,year")
    #expect(films.count == 401)
    #expect(films[1].wholeMatch(of: /m1,[A-Za-z ]+,[A-Za-z\-|]+,\d{4}/) != nil)
  }

  @Test func `the same key writes the same bytes`() {
    let again = DemoLog(key: RandomKey(seed: 1))
    #expect(again.eventsCSV == log.eventsCSV && again.itemsCSV == log.itemsCSV)
  }
}
