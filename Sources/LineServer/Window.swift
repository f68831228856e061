import Engine
import Synchronization

/// Where the three sides of a connection meet: one reader that opens slots, tasks that fill them,
/// one writer that takes what is ready.
///
/// The reader waits while the window is full or too many bytes wait to be sent; that stops the
/// reading of the socket and thereby the client. The class holds no thread: who waits is suspended,
/// and is woken by the change it waits for.
final class Window: Sendable {
  private struct State {
    var queue = ReplyQueue()
    /// How often the writer has come for output.
    var pieces = 0
    var isFinished = false
    var isAbandoned = false
    var reader: CheckedContinuation<Void, Never>?
    var writer: CheckedContinuation<Void, Never>?

    /// Whether the writer has something to do, be it only to stop.
    var concernsWriter: Bool {
      isAbandoned || queue.output > 0 || (isFinished && queue.count == 0)
    }

    mutating func wakeReader() -> CheckedContinuation<Void, Never>? {
      defer { reader = nil }
      return reader
    }

    mutating func wakeWriter() -> CheckedContinuation<Void, Never>? {
      defer { writer = nil }
      return writer
    }
  }

  private let limits: Limits
  private let state = Mutex(State())

  /// Bytes the writer takes at a time.
  private static let piece = 256 << 10

  init(limits: Limits) { self.limits = limits }

  // MARK: - The reader's side

  /// A slot for a request of so many bytes, once there is room. `nil` when the connection is gone.
  func open(weight: Int) async -> Int? {
    await readerWait { [limits] state in
      let hasRoom =
        state.queue.count < limits.window && state.queue.weight + weight <= limits.windowBytes
      return state.queue.output < limits.maxOutput && (state.queue.count == 0 || hasRoom)
    }
    return state.withLock { state in
      state.isAbandoned ? nil : state.queue.open(weight: weight)
    }
  }

  /// Waits until every slot is filled or the connection is gone.
  func settle() async {
    await readerWait { $0.queue.pending == 0 }
  }

  /// Says that no more slots will be opened.
  func finish() {
    let writer = state.withLock { state in
      state.isFinished = true
      return state.wakeWriter()
    }
    writer?.resume()
  }

  // MARK: - The tasks' side

  /// Fills a slot with the bytes of its answer.
  func fill(_ number: Int, _ reply: [UInt8]) {
    let (reader, writer) = state.withLock { state in
      state.queue.fill(number, reply)
      return (state.wakeReader(), state.concernsWriter ? state.wakeWriter() : nil)
    }
    reader?.resume()
    writer?.resume()
  }

  // MARK: - The writer's side

  /// The next answers in order, once there are any. `nil` when all have been taken or the
  /// connection is gone.
  func output() async -> [UInt8]? {
    while true {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if !state.concernsWriter { state.writer = continuation }
          return state.concernsWriter
        }
        if isDue { continuation.resume() }
      }
      let (bytes, isOver, reader) = state.withLock { state in
        guard !state.isAbandoned else { return ([] as [UInt8], true, state.wakeReader()) }
        state.pieces += 1
        let bytes = state.queue.takeOutput(atMost: Self.piece)
        let isOver = bytes.isEmpty && state.isFinished && state.queue.count == 0
        return (bytes, isOver, state.wakeReader())
      }
      reader?.resume()
      if isOver { return nil }
      if !bytes.isEmpty { return bytes }
    }
  }

  /// How often the writer has come for output, and whether as much waits for it as may.
  var progress: (pieces: Int, isFull: Bool) {
    state.withLock { ($0.pieces, $0.queue.output >= limits.maxOutput) }
  }

  /// Gives everything up: the peer is gone. Wakes whoever waits.
  func abandon() {
    let (reader, writer) = state.withLock { state in
      state.isAbandoned = true
      return (state.wakeReader(), state.wakeWriter())
    }
    reader?.resume()
    writer?.resume()
  }

  // MARK: - Private parts

  private func readerWait(until isDue: @Sendable (State) -> Bool) async {
    var mayGo = false
    while !mayGo {
      await withCheckedContinuation { continuation in
        mayGo = state.withLock { state in
          let mayGo = state.isAbandoned || isDue(state)
          if !mayGo { state.reader = continuation }
          return mayGo
        }
        if mayGo { continuation.resume() }
      }
    }
  }
}
