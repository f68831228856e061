/// Puts answers that are ready in any order back into the order of their requests.
///
/// A slot is opened per request and filled when its answer is ready; answers leave the slots for
/// the output as soon as every earlier one has. So the slots are the requests in flight and the
/// output is what waits for the socket.
struct ReplyQueue: Sendable {
  private var slots: [(weight: Int, reply: [UInt8]?)] = []
  /// Number of the first slot.
  private var head = 0

  /// Slots that wait for their answer.
  private(set) var pending = 0
  /// Bytes of the requests in flight.
  private(set) var weight = 0
  private var buffer: [UInt8] = []
  private var taken = 0

  /// Bytes of the answers that may be sent.
  var output: Int { buffer.count - taken }

  /// Requests in flight: not answered, or answered behind one that is not.
  var count: Int { slots.count }

  /// Opens a slot for a request of so many bytes and gives its number.
  mutating func open(weight: Int) -> Int {
    slots.append((weight, nil))
    self.weight += weight
    pending += 1
    return head + slots.count - 1
  }

  /// Fills a slot; traps when it is filled already. Amortised O(window).
  mutating func fill(_ number: Int, _ reply: [UInt8]) {
    precondition(slots[number - head].reply == nil, "slot \(number) is filled already")
    slots[number - head].reply = reply
    pending -= 1
    var ready = 0
    while ready < slots.count, let reply = slots[ready].reply {
      buffer += reply
      weight -= slots[ready].weight
      ready += 1
    }
    slots.removeFirst(ready)
    head += ready
  }

  /// Takes what may be sent, up to so many bytes. Amortised O(bytes).
  mutating func takeOutput(atMost limit: Int) -> [UInt8] {
    let end = min(buffer.count, taken + limit)
    let piece = taken == 0 && end == buffer.count ? buffer : Array(buffer[taken..<end])
    taken = end
    if taken * 2 >= buffer.count {
      buffer.removeFirst(taken)
      taken = 0
    }
    return piece
  }
}
