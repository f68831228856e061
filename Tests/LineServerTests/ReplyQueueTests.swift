import Tensors
import Testing

@testable import LineServer

@Suite struct ReplyQueueTests {
  @Test func `answers leave in the order of their requests`() {
    for trial in 0..<200 {
      let key = RandomKey(seed: 13).child(trial)
      var queue = ReplyQueue()
      var sent: [UInt8] = []
      let numbers = (0..<40).map { _ in queue.open(weight: 2) }
      for position in key.permutation(40) {
        queue.fill(numbers[position], [UInt8(position)])
        sent += queue.takeOutput(atMost: 3)
      }
      while queue.output > 0 { sent += queue.takeOutput(atMost: 3) }
      #expect(sent == Array(0..<40))
      #expect(queue.count == 0 && queue.pending == 0 && queue.weight == 0)
    }
  }

  @Test func `an answer that is ready counts as in flight until it can be sent`() {
    var queue = ReplyQueue()
    let first = queue.open(weight: 5)
    let second = queue.open(weight: 7)
    queue.fill(second, [2])
    #expect(queue.count == 2 && queue.pending == 1 && queue.weight == 12 && queue.output == 0)
    queue.fill(first, [1])
    #expect(queue.count == 0 && queue.weight == 0 && queue.takeOutput(atMost: 9) == [1, 2])
  }
}
