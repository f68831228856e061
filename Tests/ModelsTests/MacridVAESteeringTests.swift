import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

/// The knobs of MacridVAE: weights of concepts and directions of tastes.
@Suite struct MacridVAESteeringTests {
  @Test func `adding nothing changes no bit, whatever is named`() throws {
    let world = MacridWorld()
    let before = world.trained.scores(MacridWorld.histories)
    for override in [
      Override("weight", [1], .add(0)), Override("weight", [0], .scale(1)),
      Override("taste", [1, 2], .add(0)), Override("taste", [1, 2], .scale(1)),
    ] {
      let after = try world.trained.run(MacridWorld.histories, overrides: [override]).scores
      let same = before == after
      #expect(same, "\(override)")
    }
  }

  @Test func `a weight is added to the scores of a concept's items, as far as it reaches`() throws {
    let world = MacridWorld()
    let concepts = try #require(world.trained.itemConcepts)
    let plain = world.trained.scores(MacridWorld.histories)
    let turned = try world.trained.run(
      MacridWorld.histories, overrides: [Override("weight", [2], .add(1.5))]
    ).scores
    for item in 0..<MacridWorld.items {
      let way = min(1, max(0, (concepts[item, 2] - 0.05) / 0.45))
      for user in 0..<plain.rows {
        #expect(abs(turned[user, item] - plain[user, item] - 1.5 * way * way) < 2e-6)
      }
    }
  }

  @Test func `the concept's own items never become fewer, and strangers keep their scores`() throws
  {
    let world = MacridWorld()
    let concepts = try #require(world.trained.itemConcepts)
    for k in 0..<3 {
      let own = (0..<MacridWorld.items).map { concepts[$0, k] >= 0.5 }
      let strangers = (0..<MacridWorld.items).filter { concepts[$0, k] < 0.05 }
      let plain = world.trained.scores(MacridWorld.histories)
      let untouched = (0..<plain.rows).map { row in
        plain.topK(5, row: row).count { own[Int($0.index)] }
      }
      var before = untouched
      for strength: Float in [0, 0.25, 0.5, 1, 2, 4, 8, 10] {
        let scores = try world.trained.run(
          MacridWorld.histories, overrides: [Override("weight", [k], .add(strength))]
        ).scores
        let inList = (0..<scores.rows).map { row in
          scores.topK(5, row: row).count { own[Int($0.index)] }
        }
        #expect(zip(before, inList).allSatisfy { $0 <= $1 })
        before = inList
        for row in 0..<scores.rows {
          #expect(strangers.allSatisfy { scores[row, $0] == plain[row, $0] })
        }
      }
      #expect(before.reduce(0, +) > untouched.reduce(0, +))
    }
  }

  @Test func `a muted concept takes along the items that mainly belong to it`() throws {
    let world = MacridWorld()
    let concepts = try #require(world.trained.itemConcepts)
    for k in 0..<3 {
      let mute = [Override("weight", [k], .mute)]
      let run = try world.trained.run(MacridWorld.histories, overrides: mute)
      let mainly = (0..<MacridWorld.items).filter { concepts[$0, k] > 0.5 }
      #expect(!mainly.isEmpty)
      for excluded in run.excluded { #expect(excluded.map { Int($0.value) } == mainly) }
      #expect(run.scores.isFinite)
    }
    let boosted = try world.trained.run(
      MacridWorld.histories, overrides: [Override("weight", [0], .add(2))])
    #expect(boosted.excluded.allSatisfy { $0.isEmpty })
  }

  @Test func `keeping one concept is muting the others`() throws {
    let world = MacridWorld()
    let only = try world.trained.run(
      MacridWorld.histories, overrides: [Override("weight", [1], .only)])
    let muted = try world.trained.run(
      MacridWorld.histories,
      overrides: [Override("weight", [0], .mute), Override("weight", [2], .mute)])
    let same = only.scores == muted.scores && only.excluded == muted.excluded
    #expect(same)
  }

  @Test func `a step in deviations turns one taste on its sphere and leaves the others`() throws {
    let world = MacridWorld()
    let run = try world.trained.run(
      MacridWorld.histories, overrides: [Override("taste", [1, 3], .addDeviations(2))])
    let plain = try world.trained.run(MacridWorld.histories, overrides: [])
    let (after, before) = (run.code["taste"].value, plain.code["taste"].value)
    for user in 0..<6 {
      for k in 0..<3 {
        let rows = [after, before].map { t in (0..<5).map { t[user, k, $0] } }
        #expect((rows[0] == rows[1]) == (k != 1))
        let length = rows[0].reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 1) < 1e-5)
      }
      #expect(after[user, 1, 3] > before[user, 1, 3])
    }
  }
}
