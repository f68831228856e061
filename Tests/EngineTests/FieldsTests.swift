import Testing

@testable import Engine

/// A command with one field of every kind.
private struct Sample: Command {
  enum Seen: String, CaseIterable, Sendable { case exclude, include, only }

  static let row = CommandRow("SAMPLE", .read, "has one field of every kind")

  let user: String
  let items: [String]
  let model: String?
  let seen: Seen
  let k: Int
  let seed: Int?
  let diversity: Double
  let explain: Bool
  let deadline: Duration?
  let like: [String]
  let add: [Adjustment]
  let dim: [Adjustment]

  init(_ fields: inout Fields) throws(Fault) {
    user = try fields.word("user", "who asks")
    items = try fields.rest("item", atLeast: 0, "which items")
    model = try fields.string("model", "which model")
    seen = try fields.choice("seen", default: Seen.exclude, "what to do with seen items")
    k = try fields.count("k", default: 10, limit: 1000, "how many items")
    seed = try fields.int("seed", in: 0...9, "key of the draw")
    diversity = try fields.double("diversity", default: 0, in: 0...1, "how varied")
    explain = try fields.bool("explain", default: false, "whether to say why")
    deadline = try fields.duration("deadline", in: .milliseconds(1)...(.seconds(60)), "how long")
    like = try fields.list("like", limit: 3, "items to lean towards")
    add = try fields.overrides("add", in: -10...10, limit: 4, "concepts to move")
    dim = try fields.overrides("dim", in: -5...5, unit: "sd", limit: 4, "dimensions to move")
  }

  func run(on engine: QueryEngine) async throws(Fault) -> Reply { Reply([:]) }
}

@Suite struct FieldsTests {
  private let table = CommandTable([Sample.self])

  private func sample(_ words: String) throws -> Sample {
    let request = try Request(line: Array("SAMPLE \(words)".utf8), limits: Limits())
    return try #require(try table.command(for: request) as? Sample)
  }

  private func sample(json: String) throws -> Sample {
    let request = try Request(json: Array(json.utf8), limits: Limits())
    return try #require(try table.command(for: request) as? Sample)
  }

  private func fault(_ words: String) -> Fault? {
    #expect(throws: Fault.self) { try sample(words) }
  }

  @Test func `absent fields have their standard values`() throws {
    let sample = try sample("u1")
    #expect(sample.user == "u1")
    #expect(sample.items.isEmpty && sample.like.isEmpty && sample.add.isEmpty)
    #expect(sample.model == nil && sample.seed == nil && sample.deadline == nil)
    #expect(sample.seen == .exclude && sample.k == 10 && sample.diversity == 0)
    #expect(sample.explain == false)
  }

  @Test func `words, JSON and a query mean the same`() throws {
    let words = try sample(
      #"u1 i1 i2 model=m seen=ONLY k=5 seed=3 diversity=0.5 explain=1 deadline=2s like=a,"b,c" "#
        + #"add=c3:+1.0,"dark comedy":-2 dim=c3.12:+2sd"#)
    let json = try sample(
      json: #"""
        {"cmd":"sample","user":"u1","item":["i1","i2"],"model":"m","seen":"only","k":5,"seed":3,
        "diversity":0.5,"explain":true,"deadline":2000,"like":["a","b,c"],
        "add":{"c3":1,"dark comedy":-2.0},"dim":{"c3.12":"+2sd"}}
        """#)
    let pairs = try #require(
      try table.command(
        for: Request(
          name: "sample",
          arguments: .pairs([
            .init("user", "u1"), .init("item", "i1,i2"), .init("model", "m"), .init("k", "5"),
            .init("seen", "only"), .init("seed", "3"), .init("diversity", "0.5"),
            .init("explain", "yes"), .init("deadline", "2000ms"), .init("like", #"a,"b,c""#),
            .init("add", #"c3:1,"dark comedy":-2"#), .init("dim", "c3.12:2sd"),
          ]))) as? Sample)
    for sample in [words, json, pairs] {
      #expect(sample.user == "u1" && sample.items == ["i1", "i2"] && sample.model == "m")
      #expect(sample.seen == .only && sample.k == 5 && sample.seed == 3)
      #expect(sample.diversity == 0.5 && sample.explain && sample.deadline == .seconds(2))
      #expect(sample.like == ["a", "b,c"])
      #expect(
        sample.add
          == [Adjustment(name: "c3", amount: 1), Adjustment(name: "dark comedy", amount: -2)])
      #expect(sample.dim == [Adjustment(name: "c3.12", amount: 2, hasUnit: true)])
    }
  }

  @Test func `a position takes what stands there, even with an equals sign`() throws {
    #expect(try sample("k=5").user == "k=5")
    #expect(try sample(#""k=5" "k=6" k=7"#).items == ["k=6"])
    #expect(fault("u1 c=d")?.code == .arguments)
  }

  @Test func `numbers from JSON serve as ids, and null as absence`() throws {
    let sample = try sample(json: #"{"cmd":"sample","user":42,"k":null,"item":[7]}"#)
    #expect(sample.user == "42" && sample.k == 10 && sample.items == ["7"])
  }

  @Test func `an unknown key names the nearest known one`() {
    let fault = fault("u1 explian=1")
    #expect(fault?.code == .arguments)
    #expect(fault?.message == #"SAMPLE has no field "explian"; did you mean explain?"#)
    #expect(fault?.at == "explian")
    #expect(fault?.details == ["near": ["explain"]])
  }

  @Test func `an unknown key that is near nothing gets the whole list`() {
    let message = fault("u1 zzzzzz=1")?.message
    #expect(
      message?.hasSuffix(
        "it takes user, item, model, seen, k, seed, diversity, explain, "
          + "deadline, like, add, dim") == true)
  }

  @Test func `keys that begin with x- are ignored`() throws {
    #expect(try sample("u1 x-trace=1 x-trace=2").items.isEmpty)
    #expect(try sample(json: #"{"cmd":"sample","user":"u","x-a":{"b":[]}}"#).user == "u")
  }

  @Test(arguments: [
    ("", Fault.Code.arguments, "user"), ("u k=0", .range, "k"), ("u k=1001", .tooBig, "k"),
    ("u k=ten", .arguments, "k"), ("u k=1.5", .arguments, "k"), ("u k=", .arguments, "k"),
    ("u seed=10", .range, "seed"), ("u seed=-1", .range, "seed"),
    ("u diversity=1.01", .range, "diversity"), ("u diversity=nan", .arguments, "diversity"),
    ("u diversity=0x1", .arguments, "diversity"), ("u diversity=1e999", .arguments, "diversity"),
    ("u explain=maybe", .arguments, "explain"), ("u seen=some", .range, "seen"),
    ("u deadline=0ms", .range, "deadline"), ("u deadline=2h", .arguments, "deadline"),
    ("u deadline=99999999999999999999s", .arguments, "deadline"),
    ("u deadline=9223372036854775807m", .range, "deadline"),
    ("u like=a,,b", .syntax, "like"), ("u like=a,b,c,d", .tooBig, "like"),
    (#"u like="a"x,b"#, .syntax, "like"), (#"u like=a"b""#, .syntax, "like"),
    ("u add=c3", .arguments, "add"),
    ("u add=:1", .arguments, "add"), ("u add=c3:x", .arguments, "add"),
    ("u add=c3:11", .range, "add"), ("u add=c3:1,c3:2", .arguments, "add"),
    ("u add=c3:1sd", .arguments, "add"), ("u k=1 k=2", .arguments, "k"),
    (#"u model="a"b"#, .syntax, "model"),
  ])
  func `a bad value is refused by name`(words: String, code: Fault.Code, field: String) {
    let fault = fault(words)
    #expect(fault?.code == code, "\(fault?.message ?? "")")
    #expect(fault?.at == field, "\(fault?.message ?? "")")
  }

  @Test func `a wrong kind of JSON value is refused by name`() {
    for (text, field) in [
      (#""user":["u"]"#, "user"), (#""user":"u","k":"x""#, "k"), (#""user":"u","k":[1]"#, "k"),
      (#""user":"u","add":[1]"#, "add"), (#""user":"u","add":{"c":true}"#, "add"),
      (#""user":"u","like":{"a":1}"#, "like"), (#""user":"u","k":2.5"#, "k"),
    ] {
      let fault = #expect(throws: Fault.self) { try sample(json: #"{"cmd":"sample",\#(text)}"#) }
      #expect(fault?.code == .arguments && fault?.at == field, "\(fault?.message ?? "")")
    }
    #expect(throws: Never.self) { try sample(json: #"{"cmd":"sample","user":"u","k":5.0}"#) }
  }

  @Test func `recording yields one row per field and throws nothing`() throws {
    var fields = Fields.recording()
    _ = try Sample(&fields)
    #expect(
      fields.rows.map(\.usage).joined(separator: " ")
        == "user [item…] [model=] [seen=] [k=] [seed=] [diversity=] [explain=] [deadline=] "
        + "[like=] [add=] [dim=]")
    #expect(
      fields.rows[4].value.json
        == #"{"name":"k","place":"key","type":"whole number","required":false,"default":10,"#
        + #""range":"1 … 1000","summary":"how many items"}"#)
    #expect(fields.rows[8].range == "1ms … 60s")
    #expect(fields.rows[3].range == "exclude | include | only")
  }
}
