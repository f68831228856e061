import Datasets
import Testing

@testable import Store

/// Every format, from a few rows as their authors write them.
@Suite struct FormatTests {
  private let scratch: Scratch
  private let store: InteractionStore

  init() throws {
    scratch = try Scratch()
    store = try .inMemory()
  }

  private func attributes(_ item: String) throws -> [String: [String]] {
    let table = try store.catalog(for: [ItemID(item)]).attributes
    return Dictionary(
      uniqueKeysWithValues: table.columns.map { ($0.name, $0.row(0).map(\.text)) })
  }

  private func attributes(ofUser user: String) throws -> [String: [String]] {
    let table = try store.attributes(of: [UserID(user)])
    return Dictionary(
      uniqueKeysWithValues: table.columns.map { ($0.name, $0.row(0).map(\.text)) })
  }

  @Test func `MovieLens 100K is read with its flags and its users`() async throws {
    let data = try await scratch.ingest(
      "196\t242\t3\t881250949\n186\t302\t4\t891717742\n", as: "u.data", into: store)
    #expect(data.counts.accepted == 2)
    #expect(data.positives == 1)
    #expect(data.rules.map(\.description) == ["rating ≥ 4 counts as positive"])
    #expect(data.timestampUnit == .seconds)
    try await scratch.ingest(
      "242|Kolya (1996)|24-Jan-1997||http://x|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|1\n",
      as: "u.item", into: store)
    #expect(
      try attributes("242") == [
        "title": ["Kolya (1996)"], "year": ["1996"], "genre": ["Comedy", "Western"],
      ])
    try await scratch.ingest("196|49|M|writer|55105\n", as: "u.user", into: store)
    #expect(
      try attributes(ofUser: "196") == [
        "age": ["49"], "gender": ["M"], "occupation": ["writer"], "zip": ["55105"],
      ])
  }

  @Test func `MovieLens 1M is read with its codes and its Latin-1 titles`() async throws {
    let ratings = try await scratch.ingest(
      "1::1193::5::978300760\n1::661::3::978302109\n", as: "ratings.dat", into: store)
    #expect(ratings.counts.accepted == 2)
    let title = Array("661::Mis".utf8) + [0xE9] + Array("rables (1995)::Drama|Musical\n".utf8)
    let films = try await store.ingest(try scratch.file("movies.dat", title), IngestOptions())
    #expect(films.warnings == ["1 fields are not UTF-8 and were read as ISO 8859-1"])
    #expect(
      try attributes("661") == [
        "title": ["Misérables (1995)"], "year": ["1995"], "genre": ["Drama", "Musical"],
      ])
    try await scratch.ingest("1::F::1::10::48067\n", as: "users.dat", into: store)
    #expect(try attributes(ofUser: "1")["occupation"] == ["K-12 student"])
  }

  @Test func `MovieLens CSV is read with quoted titles, genres and tags`() async throws {
    try await scratch.ingest(
      "userId,movieId,rating,timestamp\n1,11,4.0,964982703\n1,3,3.5,964981247\n",
      as: "ratings.csv", into: store)
    try await scratch.ingest(
      """
      movieId,title,genres
      11,"American President, The (1995)",Comedy|Drama
      3,Odd One,(no genres listed)

      """, as: "movies.csv", into: store)
    let tags = "userId,movieId,tag,timestamp\n2,11,funny,1445714994\n3,11,politics,1445714996\n"
    try await scratch.ingest(tags, as: "tags.csv", into: store)
    #expect(
      try attributes("11") == [
        "title": ["American President, The (1995)"], "year": ["1995"],
        "genre": ["Comedy", "Drama"], "tag": ["funny", "politics"],
      ])
    #expect(try attributes("3") == ["title": ["Odd One"]])
    #expect(try await scratch.ingest(tags, as: "tags.csv", into: store).counts.duplicate == 2)
    #expect(try store.history(of: UserID("1")) == ["11"].map { ItemID($0) })
  }

  @Test func `RecBole's atomic files are read by their typed headers`() async throws {
    let events = try await scratch.ingest(
      "user_id:token\titem_id:token\trating:float\ttimestamp:float\nA\tx\t5\t1e9\n",
      as: "a.inter", into: store)
    #expect(events.times == 1_000_000_000_000...1_000_000_000_000)
    try await scratch.ingest(
      """
      item_id:token\tmovie_title:token_seq\tclass:token_seq\trelease_year:float\tv:float_seq
      x\tToy Story\tAnimation Comedy\t1995\t1 2.5

      """, as: "a.item", into: store)
    #expect(
      try attributes("x") == [
        "title": ["Toy Story"], "class": ["Animation", "Comedy"], "release_year": ["1995"],
        "v": ["1", "2.5"],
      ])
    try await scratch.ingest("user_id:token\tage:float\nA\t30\n", as: "a.user", into: store)
    #expect(try attributes(ofUser: "A") == ["age": ["30"]])
  }

  @Test func `JSON lines are read by the names that Gorse, Metarank and Amazon use`() async throws {
    try await scratch.ingest(
      #"{"FeedbackType":"read","UserId":"u1","ItemId":"i1","Timestamp":"2022-01-02T03:04:05Z"}"#,
      as: "gorse.jsonl", into: store)
    try await scratch.ingest(
      #"{"event":"interaction","user":"u1","session":"s1","type":"click","item":"i2","timestamp":"1599391467000"}"#,
      as: "metarank.jsonl", into: store)
    let amazon = try await scratch.ingest(
      #"{"rating":5.0,"asin":"B0","parent_asin":"B1","user_id":"AX","timestamp":1588687728923}"#,
      as: "amazon.jsonl", into: store)
    #expect(amazon.timestampUnit == .milliseconds)
    #expect(
      try store.contents() == [
        "1 \"u1\" \"i1\" \"read\" NULL 1641092645000 NULL NULL",
        "2 \"u1\" \"i2\" \"click\" NULL 1599391467000 \"s1\" NULL",
        "3 \"AX\" \"B1\" \"rating\" 5.0 1588687728923 NULL NULL",
      ])
    try await scratch.ingest(
      #"{"ItemId":"i1","Categories":["Film","Noir"],"price":3.5,"Labels":{"a":1},"Comment":"x"}"#,
      as: "items.jsonl", into: store)
    #expect(
      try attributes("i1") == [
        "Categories": ["Film", "Noir"], "price": ["3.5"], "Comment": ["x"],
      ])
  }

  @Test func `any CSV is read with a map, by name or by number`() async throws {
    var options = IngestOptions()
    options.map = try FieldMap(parsing: "user=who,item=what,time=,id=nr")
    options.type = "purchase"
    try await scratch.ingest(
      "nr;who;what;date\ne1;a;x;never\ne2;b;y;never\ne1;c;z;never\n", into: store, options)
    var numbered = IngestOptions()
    numbered.map = try FieldMap(parsing: "user=3,item=1")
    try await scratch.ingest("p\tq\tr\n", as: "log.tsv", into: store, numbered)
    #expect(
      try store.contents() == [
        "1 \"a\" \"x\" \"purchase\" NULL NULL NULL \"e1\"",
        "2 \"b\" \"y\" \"purchase\" NULL NULL NULL \"e2\"",
        "3 \"r\" \"p\" \"interaction\" NULL NULL NULL NULL",
      ])
  }

  @Test func `a map that names no column lists the columns`() async throws {
    var options = IngestOptions()
    options.map = try FieldMap(parsing: "user=nobody")
    await #expect {
      try await scratch.ingest("user,item\na,b\n", into: store, options)
    } throws: { error in
      "\(error)" == "--map user=nobody: there is no such column; there are user, item"
    }
    #expect(throws: IngestFault.self) { try FieldMap(parsing: "owner=x") }
  }

  @Test func `a file without a known column says what to do`() async throws {
    await #expect {
      try await scratch.ingest("colour,size\nred,3\n", as: "x.csv", into: store, csv)
    } throws: { "\($0)".contains("--map user=COLUMN,item=COLUMN") }
  }

  private var csv: IngestOptions {
    var options = IngestOptions()
    options.format = .csv
    options.map.columns = [.value: "size"]
    return options
  }

  @Test func `a CSV of items has its kinds guessed from its first rows`() async throws {
    var options = IngestOptions()
    options.subject = .items
    let summary = try await scratch.ingest(
      "id,name,price,tags,maker\n1,Lamp,9.5,home|light,Acme\n2,Chair,n/a,home,Acme\n"
        + "3,Table,20,,Acme\n",
      as: "items.csv", into: store, options)
    #expect(summary.subject == .items)
    #expect(
      try attributes("1") == [
        "title": ["Lamp"], "price": ["9.5"], "tags": ["home", "light"], "maker": ["Acme"],
      ])
  }
}
