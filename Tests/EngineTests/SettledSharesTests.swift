import Datasets
import Store
import Testing

@testable import Engine

/// `share=`: what is asked for is reached, and what cannot be is refused.
@Suite struct SettledSharesTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  /// Predicted shares by the words of concepts.
  private func shares(_ line: String) async throws -> [String: Double] {
    Dictionary(
      uniqueKeysWithValues: try await engine.ask(line).maps("concepts").compactMap { concept in
        guard let word = concept["concept"]?.text, let share = concept.number("predicted") else {
          return nil
        }
        return (word, share)
      })
  }

  @Test(arguments: ["u1", "u2", "u9", "u33"]) func `a share that is asked for is reached`(
    user: String
  ) async throws {
    let before = try await shares("PROFILE \(user)")
    for (keys, wanted) in [
      ("share=c0:0.5", ["c0": 0.5]), ("share=c1:0.06,c2:0.6", ["c1": 0.06, "c2": 0.6]),
      ("share=c3:0.9 add=c3:-1,c1:0.5", ["c3": 0.9]),
      ("share=c0:0.1,c1:0.2,c2:0.3,c3:0.4", ["c0": 0.1, "c1": 0.2, "c2": 0.3, "c3": 0.4]),
    ] {
      let after = try await shares("PROFILE \(user) \(keys)")
      for (word, share) in wanted {
        #expect(abs((after[word] ?? .nan) - share) <= 2e-4, "\(user) \(keys): \(after)")
      }
      #expect(after != before)
      // The reply says by what, and that alone does the same.
      let reply = try await engine.ask("REC \(user) k=400 \(keys)")
      let said = reply.maps("shares")
      #expect(Set(said.compactMap { $0["concept"]?.text }) == Set(wanted.keys))
      guard !keys.contains("add=") else { continue }
      let add = said.compactMap { map -> String? in
        guard let word = map["concept"]?.text, let amount = map.number("add") else { return nil }
        return "\(word):\(amount)"
      }.joined(separator: ",")
      let own = try await engine.ask("REC \(user) k=400 add=\(add)")
      #expect(own["items"] == reply["items"])
    }
  }

  @Test func `concepts that nothing is asked of keep their order by share`() async throws {
    let before = try await shares("PROFILE u2")
    let after = try await shares("PROFILE u2 share=Romance:0.7")
    let romance = try engine.library.snapshot(nil).factors.label(
      engine.library.snapshot(nil).factors.concept("Romance", at: "")
    ).word
    let rest = before.keys.filter { $0 != romance }.sorted { before[$0] ?? 0 < before[$1] ?? 0 }
    #expect(rest == rest.sorted { after[$0] ?? 0 < after[$1] ?? 0 })
  }

  @Test func `the whole profile as it is changes no bit, and one edit is one edit`() async throws {
    for (user, keys) in [
      ("u1", ""), ("u2", "add=Romance:1 dim=c1.2:+2sd"), ("u3", "mute=c1"), ("u4", "only=c0,c2"),
    ] {
      let plain = try await engine.ask("REC \(user) k=400 \(keys)")
      let now = try await shares("PROFILE \(user) \(keys)")
      func list(_ shares: [String: Double]) -> String {
        shares.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
      }
      let whole = try await engine.ask("REC \(user) k=400 \(keys) share=\(list(now))")
      #expect(whole == plain && whole["shares"] == nil)
      var edited = now
      edited["c0"] = 0.55
      let reply = try await engine.ask("REC \(user) k=400 \(keys) share=\(list(edited))")
      #expect(reply.maps("shares").map { $0["concept"] } == ["c0"])
      let alone = try await engine.ask("REC \(user) k=400 \(keys) share=c0:0.55")
      #expect(alone["items"] == reply["items"] && alone["items"] != plain["items"])
    }
  }

  @Test func `a share of nothing is a mute`() async throws {
    let muted = try await engine.ask("REC u5 k=400 mute=c2")
    let reply = try await engine.ask("REC u5 k=400 share=c2:0")
    #expect(reply["items"] == muted["items"])
    let both = try await engine.ask("REC u5 k=400 share=c2:0,c1:0.6")
    #expect(both.maps("shares").map { $0["concept"] } == ["c1"])
    #expect(
      Set(both.maps("items").compactMap { $0["item"]?.text })
        == Set(muted.maps("items").compactMap { $0["item"]?.text }))
  }

  @Test func `a profile with shares is exported as what reaches them`() async throws {
    let profile = try await engine.ask("PROFILE u6 share=c1:0.5 add=c1:0.25")
    #expect(profile.maps("shares").map { $0["concept"] } == ["c1"])
    var request: Value.Map = ["cmd": "rec", "user": "u6", "k": 400]
    request.append(contentsOf: try #require(profile["request"]?.map))
    #expect(request["add"]?.map?.keys == ["c1"])
    let again = try await engine.ask(request.json)
    let own = try await engine.ask("REC u6 k=400 share=c1:0.5 add=c1:0.25")
    #expect(again.maps("items") == own.maps("items"))
  }

  @Test(arguments: [
    ("share=Western:0.5", "NOCONCEPT", "no concept \"Western\""),
    ("share=c0:1.2", "RANGE", "share of c0 is 0.0 … 1.0, not 1.2"),
    ("share=c0:0.6,c1:0.6", "RANGE", "shares are less than one together"),
    ("share=c0:0.3,c1:0.3,c2:0.3,c3:0.3", "RANGE", "the shares of all concepts are one together"),
    ("share=c0:0.3,Sci-Fi:0.2,Comedy:0.1,Crime:0.1,Romance:0.1", "ARGS", "share names c"),
    ("share=c1:0.4 mute=c1", "ARGS", "is muted and can have no share"),
    ("share=c1:0.00001", "RANGE", "the share of "),
    ("share=c0.3:0.4", "NOCONCEPT", "\"c0.3\" is no concept"),
    ("share=c0:0.4 model=multivae", "NOCONCEPT", "multivae@1 has no concepts"),
  ])
  func `a share that does not fit is refused`(
    keys: String, code: String, message: String
  ) async throws {
    let fault = try await engine.refusal("REC u7 \(keys)")
    #expect(
      fault.code.rawValue == code && fault.message.hasPrefix(message)
        || fault.message.contains(message), "\(fault)")
    #expect(fault.code.rawValue == code && fault.at == "share")
  }
}
