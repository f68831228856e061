// Overrides on a layout with a block of every kind.
import Autodiff
import Foundation
import Models
import TestSupport
import Tensors
import Testing

struct OverrideTests {
  static let layout = CodeLayout([
    CodeBlock("real", alias: "r", shape: [3], kind: .real, unit: "", summary: ""),
    CodeBlock("weight", alias: "c", shape: [3], kind: .logWeight, unit: "", summary: ""),
    CodeBlock("taste", alias: "c", shape: [2, 2], kind: .direction, unit: "", summary: ""),
    CodeBlock("share", alias: "s", shape: [4], kind: .simplex, unit: "", summary: ""),
  ])

  /// Two users' blocks; the graph must outlive them.
  static func code(on graph: Graph) -> Code {
    var code = Code()
    let real = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
    code.set("real", graph.constant(real), spread: Tensor(shape: [2, 3], repeating: 0.5))
    code["weight"] = graph.constant(Tensor(shape: [2, 3]))
    code["taste"] = graph.constant(
      Tensor(shape: [2, 2, 2], scalars: [0.6, 0.8, 1, 0, 0, 1, 0.8, 0.6]))
    code["share"] = graph.constant(Tensor(shape: [2, 4], repeating: 0.25))
    return code
  }

  /// A block after some overrides, and what was reported.
  static func after(
    _ overrides: [Override], _ block: String
  ) throws -> (values: [Float], applied: AppliedOverrides) {
    let graph = Graph(inference: Parameters())
    var code = code(on: graph)
    let applied = try layout.apply(overrides, to: &code)
    return (code[block].value.scalars, applied)
  }

  @Test func `the order is set, scale, add, deviations, whatever the order of writing`() throws {
    let overrides: [Override.Action] = [.addDeviations(2), .add(1), .scale(3), .set(10)]
    let forward = try Self.after(overrides.map { Override("real", [1], $0) }, "real").values
    let backward = try Self.after(
      overrides.reversed().map { Override("real", [1], $0) }, "real"
    ).values
    // 10 · 3 + 1 + 2 · 0.5, for every user.
    #expect(forward == [1, 32, 3, 4, 32, 6])
    #expect(backward == forward)
  }

  @Test func `mute comes last and is zero or minus infinity`() throws {
    #expect(
      try Self.after([Override("real", [0], .mute), Override("real", [0], .add(9))], "real").values
        == [0, 2, 3, 0, 5, 6])
    #expect(
      try Self.after([Override("weight", [2], .mute)], "weight").values
        == [0, 0, -.infinity, 0, 0, -.infinity])
  }

  @Test func `only keeps what it names, together`() throws {
    let overrides = [Override("weight", [0], .only), Override("weight", [2], .only)]
    #expect(
      try Self.after(overrides, "weight").values == [0, -.infinity, 0, 0, -.infinity, 0])
    #expect(
      try Self.after([Override("share", [1], .only)], "share").values == [0, 1, 0, 0, 0, 1, 0, 0])
  }

  @Test func `weights are clamped and it is reported once`() throws {
    let (values, applied) = try Self.after(
      [Override("weight", [1], .add(25)), Override("weight", [2], .add(-21))], "weight")
    #expect(values == [0, 20, -20, 0, 20, -20])
    #expect(applied.clamped == ["c1 at 20.0", "c2 at -20.0"])
    #expect(try Self.after([Override("weight", [1], .add(19))], "weight").applied.clamped.isEmpty)
  }

  @Test func `a sum outside the range of its kind is cut and reported, or renormalised`() throws {
    let real = try Self.after([Override("real", [0], .scale(2000))], "real")
    #expect(real.values[0] == 1000 && real.applied.clamped == ["r0 at 1000.0"])
    let share = try Self.after([Override("share", [0], .add(-5))], "share")
    #expect(share.applied.clamped == ["s0 at 0.0"])
    #expect(try Self.after([Override("share", [0], .add(5))], "share").applied.clamped.isEmpty)
    #expect(try Self.after([Override("taste", [0, 0], .add(5))], "taste").applied.clamped.isEmpty)
  }

  @Test(
    arguments: [
      ("real", [0], 1000.5, "r0 is -1000.0 … 1000.0, not 1000.5"),
      ("weight", [1], -20.5, "c1 is -20.0 … 20.0, not -20.5"),
      ("taste", [1, 0], 1.5, "c1.0 is -1.0 … 1.0, not 1.5"),
      ("share", [3], -0.5, "s3 is 0.0 … 1.0, not -0.5"),
    ] as [(String, [Int], Float, String)])
  func `an element is set within the range of its kind, and the refusal names it`(
    block: String, index: [Int], value: Float, message: String
  ) {
    #expect {
      try Self.after([Override(block, index, .set(value))], block)
    } throws: { error in
      "\(error)" == message
    }
  }

  @Test func `a log weight is scaled by adding the logarithm, and never by nothing`() throws {
    let overrides = [Override("weight", [1], .set(2)), Override("weight", [1], .scale(0.5))]
    let values = try Self.after(overrides, "weight").values
    #expect(abs(values[1] - (2 - 0.693_147_2)) < 1e-6 && values[0] == 0 && values[2] == 0)
    for factor in [0, -1] as [Float] {
      #expect(throws: OverrideFault.self) {
        try Self.after([Override("weight", [1], .scale(factor))], "weight")
      }
    }
  }

  @Test func `a changed direction is brought back to unit length, the others keep their bits`()
    throws
  {
    let values = try Self.after([Override("taste", [0, 0], .set(0.6))], "taste").values
    #expect(values[..<4] == [0.6, 0.8, 1, 0])
    let length = (0.36 + 1 as Float).squareRoot()
    #expect(values[4...] == [0.6 / length, 1 / length, 0.8, 0.6])
  }

  @Test func `shares stay shares`() throws {
    let values = try Self.after([Override("share", [3], .add(1))], "share").values
    for (mine, truth) in zip(values, [0.125, 0.125, 0.125, 0.625] as [Float]) {
      #expect(abs(mine - truth) < 1e-6)
    }
    let negative = try Self.after([Override("share", [0], .add(-5))], "share").values
    #expect(negative[0] == 0 && abs(negative[1] - 1 / 3) < 1e-6)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `an amount that is not finite is refused`(_ amount: Float) {
    for action in [Override.Action.set(amount), .add(amount), .scale(amount)] {
      for block in ["real", "weight"] {
        #expect(throws: OverrideFault.self) {
          try Self.after([Override(block, [0], action)], block)
        }
      }
    }
  }

  @Test func `an unknown block, an index outside and an unfit action are refused with their words`()
  {
    #expect(
      throws: OverrideFault.unknownBlock("moods", known: ["real", "weight", "taste", "share"])
    ) { try Self.after([Override("moods", [0], .add(1))], "real") }
    #expect(throws: OverrideFault.badIndex(block: "taste", index: [0], shape: [2, 2])) {
      try Self.after([Override("taste", [0], .add(1))], "taste")
    }
    for action in [Override.Action.mute, .only] {
      #expect(throws: OverrideFault.self) {
        try Self.after([Override("taste", [0, 0], action)], "taste")
      }
    }
    #expect(throws: OverrideFault.self) {
      try Self.after([Override("weight", [0], .addDeviations(1))], "weight")
    }
  }

  @Test func `a refused list leaves the code as it was`() throws {
    let graph = Graph(inference: Parameters())
    var code = Self.code(on: graph)
    #expect(throws: OverrideFault.self) {
      try Self.layout.apply(
        [Override("real", [0], .add(1)), Override("share", [9], .add(1))], to: &code)
    }
    #expect(code["real"].value.scalars == [1, 2, 3, 4, 5, 6])
  }

  @Test func `words name elements`() throws {
    #expect(try #require(Self.layout.element("c2")).block.name == "weight")
    let element = try #require(Self.layout.element("c1.0"))
    #expect(element.block.name == "taste" && element.index == [1, 0])
    #expect(element.block.word([1, 0]) == "c1.0")
    #expect(try #require(Self.layout.element("weight[2]")).block.name == "weight")
    #expect(try #require(Self.layout.element("taste[1.0]")).index == [1, 0])
    for word in ["c3", "c1.2", "c", "c1.", "x1", "c-1", "c1.0.0", "weight[3]", "weight[]", "c[1]"] {
      #expect(Self.layout.element(word) == nil, "\(word)")
    }
  }

  @Test func `overrides survive JSON`() throws {
    let overrides = [Override("weight", [1], .add(1.5)), Override("taste", [0, 1], .mute)]
    let data = try JSONEncoder().encode(overrides)
    #expect(try JSONDecoder().decode([Override].self, from: data) == overrides)
  }
}
