import NIOCore
import Synchronization

/// The connections that are open, so that there are not too many and that they can be ended
/// together.
final class ConnectionRegistry: Sendable {
  enum Admission: Sendable { case admitted, full, draining }

  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isDraining = false
    var waiting: [CheckedContinuation<Void, Never>] = []

    mutating func takeWaitingIfEmpty() -> [CheckedContinuation<Void, Never>] {
      guard channels.isEmpty else { return [] }
      defer { waiting = [] }
      return waiting
    }
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  var count: Int { state.withLock { $0.channels.count } }

  /// Whether the connections are being ended.
  var isDraining: Bool { state.withLock { $0.isDraining } }

  /// Takes a connection in, unless there is no room or no time.
  func admit(_ channel: any Channel) -> Admission {
    state.withLock { state in
      if state.isDraining { return .draining }
      if state.channels.count >= limit { return .full }
      state.channels[ObjectIdentifier(channel)] = channel
      return .admitted
    }
  }

  /// Lets a connection go.
  func leave(_ channel: any Channel) {
    let waiting = state.withLock { state in
      state.channels[ObjectIdentifier(channel)] = nil
      return state.takeWaitingIfEmpty()
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Stops listening to every connection; each ends when it has answered what it has received.
  func drain() {
    let channels = state.withLock { state in
      state.isDraining = true
      return Array(state.channels.values)
    }
    for channel in channels {
      channel.pipeline.fireUserInboundEventTriggered(InputGate.EndInput())
    }
  }

  /// Closes every connection as it stands.
  func closeAll() {
    for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
  }

  /// Waits until no connection is left.
  func empty() async {
    await withCheckedContinuation { continuation in
      let waiting = state.withLock { state in
        state.waiting.append(continuation)
        return state.takeWaitingIfEmpty()
      }
      for continuation in waiting { continuation.resume() }
    }
  }
}
