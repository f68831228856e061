import Testing

@testable import Engine
@testable import Models

/// Words and their elements, and the order in which a request's keys become overrides.
@Suite struct FactorsTests {
  private let factors = Factors(
    title: "m@1",
    layout: CodeLayout([
      CodeBlock("weight", alias: "c", shape: [3], kind: .logWeight, unit: "nats", summary: ""),
      CodeBlock("taste", alias: "c", shape: [3, 4], kind: .direction, unit: "sd", summary: ""),
      CodeBlock("mood", alias: "mood", shape: [1], kind: .real, unit: "", summary: ""),
    ]),
    concepts: [(0, "Dark Comedy"), (1, nil), (2, "Romance")].map { index, name in
      ConceptDescription(index: index, name: name, traits: [], items: 1, share: 0.1)
    })

  @Test(arguments: [
    ("c0", "weight", [0]), ("c2", "weight", [2]), ("c2.3", "taste", [2, 3]), ("mood0", "mood", [0]),
    ("Romance", "weight", [2]), ("rOMANCE", "weight", [2]), ("dark comedy", "weight", [0]),
  ])
  func `a word names an element`(word: String, block: String, index: [Int]) throws {
    let element = try factors.element(word, at: "add")
    #expect(element.block.name == block && element.index == index)
  }

  @Test(arguments: ["c3", "c-1", "c", "c1.4", "c1.2.3", "mood1", "Western", "", "C0"])
  func `any other word is answered with all there are`(word: String) {
    #expect {
      try factors.element(word, at: "add")
    } throws: { error in
      "\(error)" == "NOCONCEPT no concept \"\(word)\" in m@1; it has "
        + "c0…c2 (Dark Comedy, Romance), c0.0…c2.3, mood0"
        && (error as? Fault)?.at == "add"
    }
  }

  @Test func `labels give back word and name`() {
    #expect(factors.label(0) == ("c0", "Dark Comedy"))
    #expect(factors.label(1) == ("c1", nil))
    #expect(factors.conceptCount == 3)
  }

  @Test func `keys become overrides`() throws {
    var steering = Steering()
    #expect(steering.isNeutral)
    steering.add = [Adjustment(name: "Romance", amount: 1.5)]
    steering.set = [Adjustment(name: "c1", amount: -2)]
    steering.dim = [
      Adjustment(name: "c1.2", amount: 2, hasUnit: true), Adjustment(name: "c1.3", amount: 0.5),
    ]
    steering.mute = ["c0"]
    steering.only = ["c1", "romance"]
    #expect(!steering.isNeutral)
    #expect(
      try steering.overrides(factors) == [
        Override("weight", [1], .set(-2)), Override("weight", [2], .add(1.5)),
        Override("taste", [1, 2], .addDeviations(2)), Override("taste", [1, 3], .add(0.5)),
        Override("weight", [0], .mute), Override("weight", [1], .only),
        Override("weight", [2], .only),
      ])
  }
}
