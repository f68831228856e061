import Datasets
import Store
import Testing

@testable import Engine

/// Steering sessions. Each test has a user of its own, because the store is everybody's.
@Suite struct SessionTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func start(_ name: String, _ user: String) async throws {
    let reply = try await engine.ask("SESSION NEW \(name) user=\(user)")
    #expect(reply.keys == ["session", "user", "steps", "saved"] && reply["steps"] == 0)
  }

  @Test func `every step is answered with its list, its difference and the state`() async throws {
    try await start("steps", "u501")
    let plain = try await engine.items("REC u501")
    let set = try await engine.ask("SESSION SET steps add=Romance:2 mute=Crime")
    #expect(
      set.keys == ["session", "user", "model", "steps", "saved", "state", "items", "diff"])
    let listed = set.maps("items").compactMap { $0["item"]?.text }
    #expect(try await engine.items("REC u501 add=Romance:2 mute=Crime") == listed)
    let entered = set["diff"]?.map?.list("entered").compactMap(\.text) ?? []
    #expect(entered == listed.filter { !plain.contains($0) })
    #expect(
      set["diff"]?.map?.list("left").compactMap(\.text) == plain.filter { !listed.contains($0) })
    #expect(set["state"]?.map?["add"] == ["Romance": 2.0])
    #expect(set["state"]?.map?["mute"] == ["Crime"] && set["steps"] == 1)
  }

  @Test func `steps on one factor add up, whatever word it is called by`() async throws {
    try await start("sums", "u502")
    let word = try engine.library.snapshot(nil).factors.concept("romance", at: "test")
    for step in ["add=Romance:1.5", "add=c\(word):-0.25", "add=romance:1"] {
      _ = try await engine.ask("SESSION SET sums \(step)")
    }
    let shown = try await engine.ask("SESSION SHOW sums")
    #expect(shown["state"] == ["add": ["Romance": 2.25]])
    #expect(
      shown["list"] == [
        ["add": ["Romance": 1.5]], ["add": ["c\(word)": -0.25]], ["add": ["romance": 1.0]],
      ])
    let own = try await engine.ask("REC u502 add=Romance:2.25").maps("items")
    let session = try await engine.ask("REC u502 session=sums")
    #expect(session.maps("items") == own && session["session"] == "sums")
  }

  @Test func `set starts a factor anew and only lifts a mute`() async throws {
    try await start("anew", "u503")
    for step in ["add=Romance:3", "mute=Romance,Crime", "set=Romance:0.5"] {
      _ = try await engine.ask("SESSION SET anew \(step)")
    }
    let set = try await engine.ask("SESSION SHOW anew")
    #expect(set["state"] == ["set": ["Romance": 0.5], "mute": ["Crime"]])
    let only = try await engine.ask("SESSION SET anew only=Crime,Comedy")
    #expect(only["state"] == ["set": ["Romance": 0.5], "only": ["Crime", "Comedy"]])
    let liked = try await engine.ask("SESSION SET anew like=m1,m2 less=m3")
    #expect(liked["state"]?.map?["like"] == ["m1", "m2"])
    let turned = try await engine.ask("SESSION SET anew less=m2 exclude=m9")
    #expect(turned["state"]?.map?["like"] == ["m1"])
    #expect(
      turned["state"]?.map?["less"] == ["m3", "m2"] && turned["state"]?.map?["exclude"] == ["m9"])
  }

  @Test func `undo gives every list before back to the bit`() async throws {
    try await start("back", "u504")
    var lists: [Value] = []
    for step in [
      "add=Romance:0.1", "add=Romance:0.2", "like=m5", "mute=Crime", "dim=c0.3:+2sd", "set=c1:0.3",
      "add=c1:0.7", "only=c0,c1", "exclude=m8",
    ] {
      lists.append(try #require(try await engine.ask("SESSION SHOW back")["state"]))
      lists.append(try #require(try await engine.ask("REC u504 session=back k=400")["items"]))
      _ = try await engine.ask("SESSION SET back \(step)")
    }
    while lists.count >= 2 {
      let undone = try await engine.ask("SESSION UNDO back k=400")
      #expect(undone["items"] == lists.popLast() && undone["state"] == lists.popLast())
    }
    #expect(try await engine.refusal("SESSION UNDO back").code == .range)
  }

  @Test func `several steps are taken back at once`() async throws {
    try await start("many", "u505")
    for _ in 0..<5 { _ = try await engine.ask("SESSION SET many add=c0:1") }
    let undone = try await engine.ask("SESSION UNDO many 3")
    #expect(undone["steps"] == 2 && undone["state"]?.map?["add"]?.map?.entries.first?.value == 2.0)
    let refused = try await engine.refusal("SESSION UNDO many 3")
    #expect(refused.message == "n is 1 … 2, the steps of the session, not 3")
    let json = try await engine.ask(#"{"cmd":"session undo","session":"many","n":2}"#)
    #expect(json["steps"] == 0 && json["state"] == [:])
  }

  @Test func `a saved session steers every query of its user until it is reset`() async throws {
    try await start("kept", "u506")
    let plain = try await engine.items("REC u506")
    let step = try await engine.ask("SESSION SET kept mute=Romance")
    #expect(try await engine.ask("REC u506")["session"] == nil)
    #expect(try await engine.ask("SESSION SAVE kept")["saved"] == true)
    let steered = try await engine.ask("REC u506")
    #expect(steered["session"] == "kept" && steered["items"] == step["items"])
    let first = plain.first ?? ""
    for line in ["SCORE u506 \(first)", "EXPLAIN u506 \(first)", "WHYNOT u506 \(first)"] {
      #expect(try await engine.ask(line)["session"] == "kept", "\(line)")
      #expect(try await engine.ask("\(line) session=-")["session"] == nil, "\(line)")
    }
    #expect(try await engine.items("REC u506 session=-") == plain)
    // The request's own keys come on top; setting a factor lifts the mute.
    #expect(try await engine.items("REC u506 set=Romance:0") == plain)
    let reset = try await engine.ask("SESSION RESET kept")
    #expect(reset["saved"] == false && reset["steps"] == 0)
    let again = try await engine.ask("REC u506")
    #expect(again["session"] == nil)
    #expect(again.maps("items").compactMap { $0["item"]?.text } == plain)
    #expect(reset["items"] == again["items"])
  }

  @Test func `a step that the model cannot take is refused and not kept`() async throws {
    try await start("whole", "u507")
    _ = try await engine.ask("SESSION SET whole mute=c0,c1,c2")
    for (line, code) in [
      ("mute=c3", "ARGS"), ("add=c9:1", "NOCONCEPT"), ("like=zz", "NOITEM"), ("", "ARGS"),
      ("exclude=zz", "NOITEM"), ("add=c1:2000", "RANGE"), ("mute=c0.3", "ARGS"),
    ] {
      #expect(
        try await engine.refusal("SESSION SET whole \(line)").code.rawValue == code, "\(line)")
    }
    #expect(try await engine.ask("SESSION SHOW whole")["steps"] == 1)
  }

  @Test func `another model is steered by the words it knows, and the others are listed`()
    async throws
  {
    try await start("moved", "u508")
    _ = try await engine.ask("SESSION SET moved add=Romance:1 exclude=m1")
    _ = try await engine.ask("SESSION SET moved dim=c0.3:1")
    let other = try await engine.ask("REC u508 session=moved model=multivae")
    #expect(other["missing"] == ["Romance", "c0.3"] && other["session"] == "moved")
    let plain = try await engine.items("REC u508 model=multivae exclude=m1")
    #expect(other.maps("items").compactMap { $0["item"]?.text } == plain)
    let shown = try await engine.ask("SESSION SHOW moved model=multivae")
    #expect(shown["missing"] == ["Romance", "c0.3"] && shown["state"] == ["exclude": ["m1"]])
    #expect(shown["steps"] == 2)
    // Asked by the model it was made with, it is whole again.
    #expect(try await engine.ask("REC u508 session=moved")["missing"] == nil)
  }

  @Test func `a session is its user's, and has one name`() async throws {
    try await start("own", "u509")
    #expect(try await engine.refusal("REC u510 session=own").code == .arguments)
    #expect(try await engine.refusal("REC - history=m1 session=own").code == .arguments)
    let taken = try await engine.refusal("SESSION NEW own user=u510")
    #expect(taken.code == .conflict && taken.retry)
    #expect(try await engine.refusal("SESSION NEW a user=nobody").code == .noUser)
    #expect(try await engine.refusal("SESSION NEW a").code == .arguments)
    #expect(try await engine.refusal("SESSION NEW - user=u509").code == .arguments)
    #expect(try await engine.ask("SESSION END own")["ended"] == true)
    for line in [
      "SESSION SHOW own", "SESSION SET own add=c0:1", "SESSION UNDO own", "SESSION RESET own",
      "SESSION SAVE own", "SESSION END own", "REC u509 session=own", "CRITIQUE own less c0",
    ] {
      let fault = try await engine.refusal(line)
      #expect(fault.code == .noSession, "\(line)")
      #expect(fault.message == "no session \"own\"; SESSION NEW makes one")
    }
  }

  @Test func `amounts that add up past the bound are cut, and the reply says so`() async throws {
    try await start("bound", "u511")
    _ = try await engine.ask("SESSION SET bound add=c0:19")
    let over = try await engine.ask("SESSION SET bound add=c0:4")
    #expect(over["clamped"] == ["c0 at 20.0"])
    #expect(over["state"]?.map?["add"]?.map?.entries.first?.value == 23.0)
  }

  @Test func `every key that steers is composed`() {
    // A key that is added to `Steering` and not to the sum of steps would be dropped silently.
    let known = SteeringStep.amounts.map(\.key) + SteeringStep.names.map(\.key)
    let keys = Mirror(reflecting: Steering()).children.compactMap(\.label)
    #expect(Set(keys) == Set(known))
  }
}
