import Datasets
import Tensors
import Testing

/// Behavioural Sprites: the sessions are as described, and an exact judge reads them as it should.
@Suite struct SyntheticSpritesTests {
  private let key = RandomKey(seed: 3)

  @Test func `the nine journeys are different orders of all seven stages`() {
    #expect(BehaviouralSprites.journeys.count == 9)
    #expect(Set(BehaviouralSprites.journeys).count == 9)
    for order in BehaviouralSprites.journeys {
      #expect(order.sorted() == Array(0..<7) && order[0] == 0)
    }
    #expect(BehaviouralSprites.journeys[3] == [0, 5, 3, 1, 6, 4, 2])
  }

  @Test func `a history has seven sessions and an eighth at the first stage`() {
    let world = BehaviouralSprites(key: key)
    let history = world.sampleHistory([0, 1, 2, 3, 4], key)
    #expect(history.count == 8 && history.allSatisfy { $0.count == 8 })
    // Summed over people, the commonest stage of a session is the one it is at.
    var matching = 0
    for user in 0..<40 {
      let sessions = world.sampleHistory([0, 1, 2, 3, 4], key.child(user))
      func commonest(_ session: [Int32]) -> Int {
        let stages = session.map { world.stageOfItem[Int($0)] }
        return (0..<7).max { a, b in
          stages.count { $0 == a } < stages.count { $0 == b }
        } ?? 0
      }
      if commonest(sessions[7]) == commonest(sessions[0]) { matching += 1 }
    }
    #expect(matching > 24)
  }

  @Test func `the exact judge tells profile and journey, and no journey from a shuffled bag`() {
    let world = BehaviouralSprites(key: key)
    let users = 120
    var right = [Int](repeating: 0, count: 5)
    var shuffled = right
    for (user, values) in world.sampleFactors(users, key.child("people")).enumerated() {
      let history = world.sampleHistory(values, key.child("history").child(user))
      let order = key.child("order").child(user).permutation(7)
      let (guess, other) = (
        world.bestGuess(history), world.bestGuess(order.map { history[$0] })
      )
      for k in 0..<5 where guess[k] == values[k] { right[k] += 1 }
      for k in 0..<5 where other[k] == values[k] { shuffled[k] += 1 }
    }
    // The table of the world at 600 users: static .992 to .997, journey .998, after shuffling .103.
    // Three standard errors of 120 users are 0.02 at .993 and 0.09 at one in nine.
    for k in 0..<5 { #expect(Double(right[k]) / Double(users) > 0.97) }
    for k in 0..<4 { #expect(Double(shuffled[k]) / Double(users) > 0.97) }
    #expect(abs(Double(shuffled[4]) / Double(users) - 1 / 9.0) < 0.09)
  }

  @Test func `probabilities sum to one, and too little to see is close to chance`() {
    var shape = BehaviouralSprites.Shape()
    (shape.items, shape.profileWeight, shape.stageWeight, shape.events) = (300, 0.01, 0.01, 1)
    let world = BehaviouralSprites(shape, key: key)
    let rows = world.posterior(world.sampleHistory([1, 1, 1, 1, 1], key))
    for row in rows {
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
      for p in row { #expect(abs(p * Double(row.count) - 1) < 0.2) }
    }
  }
}
