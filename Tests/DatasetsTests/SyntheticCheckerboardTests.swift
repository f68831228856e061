import Datasets
import Tensors
import Testing

@Suite struct SyntheticCheckerboardTests {
  private let board = Checkerboard(key: RandomKey(seed: 3))

  @Test func `users have their colour except for the withheld cell`() {
    for user in 0..<board.data.users.count {
      let color = Int32(user % 2)
      let row = Array(board.data.histories.row(user))
      #expect(row.allSatisfy { $0 % 2 == color })
      #expect(board.withheld[user] % 2 == color)
      #expect(Set(row + [board.withheld[user]]).count == board.data.catalog.count / 2)
    }
  }

  @Test func `every item is left to somebody`() {
    #expect(Set(board.data.histories.indices).count == board.data.catalog.count)
  }

  @Test func `the question hides exactly the withheld cells`() {
    let question = board.question
    #expect(question.usersWithoutTargets == 0)
    for user in 0..<question.users.count {
      #expect(Array(question.hidden.row(user)) == [board.withheld[user]])
    }
  }

  @Test func `another key withholds other cells`() {
    #expect(Checkerboard(key: RandomKey(seed: 4)).withheld != board.withheld)
    #expect(Checkerboard(key: RandomKey(seed: 3)).withheld == board.withheld)
  }
}
