import Datasets
import Tensors
import Testing

/// The planted world is what it says: its shares are measured and held against its shape.
@Suite struct SyntheticConceptsTests {
  private let world = PlantedConcepts(key: RandomKey(seed: 2))

  @Test func `concepts share the items evenly`() {
    for concept in 0..<4 { #expect(world.conceptOfItem.count { $0 == concept } == 100) }
  }

  @Test func `histories are about as long as asked, and skewed`() {
    let lengths = (0..<600).map { world.data.histories.count($0) }.sorted()
    let mean = Double(lengths.reduce(0, +)) / 600
    #expect(abs(mean - 36) < 3)
    #expect(lengths[0] >= 12)
    #expect(Double(lengths[300]) < mean)
  }

  @Test func `a user's items come from the concepts they care for`() {
    var inTaste = 0
    for user in 0..<600 {
      inTaste += world.data.histories.row(user).count {
        world.tastes[user][world.conceptOfItem[Int($0)]] > 0
      }
    }
    // Nine in ten draws follow the taste, and some of the others hit it by chance.
    let share = Double(inTaste) / Double(world.data.histories.entries)
    #expect(share > 0.87 && share < 0.97)
    for taste in world.tastes { #expect(taste.reduce(0, +) == 1) }
  }

  @Test func `within a concept a user mostly keeps to one style`() {
    var inStyle = 0
    var inTaste = 0
    for user in 0..<600 {
      for item in world.data.histories.row(user).map({ Int($0) }) {
        let concept = world.conceptOfItem[item]
        guard world.tastes[user][concept] > 0 else { continue }
        inTaste += 1
        if world.styleOfItem[item] == world.styleOfUser[user][concept] { inStyle += 1 }
      }
    }
    // Five in six draws would; a shelf of 16 or 17 items runs dry for the longest histories.
    let share = Double(inStyle) / Double(inTaste)
    #expect(share > 0.6 && share < 0.85)
    for style in 0..<6 { #expect(abs(world.styleOfItem.count { $0 == style } - 66) <= 2) }
  }

  @Test func `the attribute mostly names the concept`() throws {
    let genre = try #require(world.data.catalog.attributes[PlantedConcepts.attribute])
    let agreeing = world.conceptOfItem.enumerated().count { item, concept in
      genre.row(item).first?.text == world.names[concept]
    }
    // 400 items at 0.9: three standard deviations are 18.
    #expect(abs(agreeing - 360) < 18)
    #expect(genre.coverage == 1)
  }

  @Test func `popularity is skewed by default and flat when asked`() {
    func headShare(_ world: PlantedConcepts) -> Double {
      var counts = [Int](repeating: 0, count: 400)
      for item in world.data.histories.indices { counts[Int(item)] += 1 }
      let head = counts.sorted(by: >).prefix(80).reduce(0, +)
      return Double(head) / Double(world.data.histories.entries)
    }
    var flat = PlantedConcepts.Shape()
    flat.popularitySkew = 1
    #expect(headShare(world) > 0.35)
    #expect(headShare(PlantedConcepts(flat, key: RandomKey(seed: 2))) < 0.28)
  }

  @Test func `a world without noise and with one taste a user is clean`() {
    var shape = PlantedConcepts.Shape()
    (shape.noise, shape.secondTaste, shape.agreement) = (0, 0, 1)
    let world = PlantedConcepts(shape, key: RandomKey(seed: 2))
    for user in 0..<600 {
      let concepts = Set(world.data.histories.row(user).map { world.conceptOfItem[Int($0)] })
      #expect(concepts.count == 1)
    }
  }

  @Test func `the same key gives the same world and another key another`() {
    let again = PlantedConcepts(key: RandomKey(seed: 2))
    #expect(again.data.fingerprint == world.data.fingerprint)
    #expect(PlantedConcepts(key: RandomKey(seed: 3)).data.fingerprint != world.data.fingerprint)
  }

  @Test func `entangled items are chosen by people of a second concept`() {
    var shape = PlantedConcepts.Shape()
    #expect(world.secondConceptOfItem.allSatisfy { $0 == nil })
    shape.entanglement = 0.5
    let tangled = PlantedConcepts(shape, key: RandomKey(seed: 2))
    #expect(tangled.conceptOfItem == world.conceptOfItem)
    #expect(abs(tangled.secondConceptOfItem.count { $0 != nil } - 200) < 30)
    func foreign(_ world: PlantedConcepts) -> Double {
      var count = 0
      for user in 0..<600 {
        count += world.data.histories.row(user).count {
          world.tastes[user][world.conceptOfItem[Int($0)]] == 0
        }
      }
      return Double(count) / Double(world.data.histories.entries)
    }
    #expect(foreign(tangled) > 2 * foreign(world))
  }
}
