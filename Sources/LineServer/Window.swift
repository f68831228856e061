import Engine
import Synchronization

/// Where the three sides of a connection meet: one reader that opens slots, tasks that fill them, one
/// writer that takes what is ready.
///
/// The reader waits while the window is full, which stops the reading of the socket and thereby the
/// client. Replies wait for the writer without bound on their number but with one on their bytes: when
/// more than `maxOutput` has piled up behind a write that does not end, the reader on the other side
/// is too slow and `onOverrun` is called. The class holds no thread: who waits is suspended, and is
/// woken by the change it waits for.
final class Window: Sendable {
  private struct State {
    var queue = ReplyQueue()
    /// Whether the writer has taken output and not come back for more.
    var isWriting = false
    var isFinished = false
    var isAbandoned = false
    var reader: CheckedContinuation<Void, Never>?
    var writer: CheckedContinuation<Void, Never>?

    /// Whether the writer has something to do, be it only to stop.
    var concernsWriter: Bool {
      isAbandoned || !queue.output.isEmpty || (isFinished && queue.count == 0)
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
  private let onOverrun: @Sendable () -> Void
  private let state = Mutex(State())

  init(limits: Limits, onOverrun: @escaping @Sendable () -> Void) {
    self.limits = limits
    self.onOverrun = onOverrun
  }

  // MARK: - The reader's side

  /// A slot for a request of so many bytes, once there is room. `nil` when the connection is gone.
  func open(weight: Int) async -> Int? {
    await readerWait { [limits] state in
      state.queue.count == 0
        || (state.queue.count < limits.window
          && state.queue.weight + weight <= limits.windowBytes)
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
    let (reader, writer, isOverrun) = state.withLock { state in
      state.queue.fill(number, reply)
      return (
        state.wakeReader(), state.concernsWriter ? state.wakeWriter() : nil,
        state.isWriting && state.queue.output.count > limits.maxOutput
      )
    }
    reader?.resume()
    writer?.resume()
    if isOverrun { onOverrun() }
  }

  // MARK: - The writer's side

  /// The next answers in order, once there are any; says by the way that what was taken before has
  /// been sent. `nil` when all have been taken or the connection is gone.
  func output() async -> [UInt8]? {
    state.withLock { $0.isWriting = false }
    while true {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if !state.concernsWriter { state.writer = continuation }
          return state.concernsWriter
        }
        if isDue { continuation.resume() }
      }
      let (bytes, isOver) = state.withLock { state -> ([UInt8], Bool) in
        guard !state.isAbandoned else { return ([], true) }
        let bytes = state.queue.takeOutput()
        state.isWriting = !bytes.isEmpty
        return (bytes, bytes.isEmpty && state.isFinished && state.queue.count == 0)
      }
      if isOver { return nil }
      if !bytes.isEmpty { return bytes }
    }
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
