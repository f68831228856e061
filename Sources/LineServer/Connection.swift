import Engine
import NIOCore

/// One client, from the first byte to the last.
///
/// A reader cuts and prepares requests, a task per request computes the answer, a writer sends the
/// answers in order; they meet in a `Window`. Reads run side by side. A command that writes waits
/// for everything before it and holds up everything behind it, so that a client that sends `EVENT`
/// and `REC` in one go sees its event in the recommendation.
struct Connection: Sendable {
  /// Why the input of a connection is over.
  private enum Ending: Sendable {
    /// The client said all it had to say.
    case endOfInput
    /// We stop listening: `QUIT`, too many malformed requests, RESP, or the server is draining.
    case stopped
    /// There is nobody left to answer.
    case gone
  }

  /// How long a client may take to close after our last byte.
  private static let linger = TimeAmount.seconds(1)

  private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
  private let engine: QueryEngine
  private let isDraining: @Sendable () -> Bool
  private let window: Window

  init(
    _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, engine: QueryEngine,
    isDraining: @escaping @Sendable () -> Bool
  ) {
    self.channel = channel
    self.engine = engine
    self.isDraining = isDraining
    window = Window(limits: engine.limits)
  }

  /// Answers the client until it ends; returns when the connection is closed.
  func serve() async {
    let socket = channel.channel
    socket.closeFuture.whenComplete { [window] _ in window.abandon() }
    do {
      try await channel.executeThenClose { inbound, _ in
        let ending = try await withThrowingTaskGroup(of: Ending.self) { group in
          group.addTask { await read(inbound) }
          group.addTask { await watch(socket) }
          while let bytes = await window.output() {
            try await socket.writeAndFlush(ByteBuffer(bytes: bytes))
          }
          // Answers nobody waits for any more need not be finished.
          group.cancelAll()
          var ending = Ending.gone
          for try await part in group where part != .gone { ending = part }
          return ending
        }
        if ending == .stopped { try await Self.hangUp(socket) }
      }
    } catch {
      // The client went away while it was being answered; there is nobody to tell.
    }
  }

  /// Closes the connection when a client takes nothing for a while although as much waits for it as
  /// may. (A client that has little to take may take its time.)
  private func watch(_ socket: any Channel) async -> Ending {
    var seen = window.progress.pieces
    // Ends with the cancellation that ends the connection.
    while (try? await Task.sleep(for: engine.limits.stall)) != nil {
      let progress = window.progress
      if progress.isFull, progress.pieces == seen { socket.close(promise: nil) }
      seen = progress.pieces
    }
    return .gone
  }

  /// Ends a connection whose client may still be sending: says that nothing more will come, then
  /// waits for the client to close, but not for long.
  private static func hangUp(_ socket: any Channel) async throws {
    socket.pipeline.fireUserInboundEventTriggered(InputGate.EndInput())
    socket.close(mode: .output, promise: nil)
    let timeout = socket.eventLoop.scheduleTask(in: linger) { socket.close(promise: nil) }
    try await socket.closeFuture.get()
    timeout.cancel()
  }

  /// Ends a connection that is not let in.
  static func refuse(
    _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, with reply: [UInt8]
  ) async {
    do {
      try await channel.executeThenClose { _, _ in
        try await channel.channel.writeAndFlush(ByteBuffer(bytes: reply))
        try await hangUp(channel.channel)
      }
    } catch {
      // The client left before it was refused.
    }
  }

  // MARK: - Reading

  private func read(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async -> Ending {
    await withDiscardingTaskGroup { tasks in
      defer { window.finish() }
      var decoder = RequestDecoder(maxLine: engine.limits.maxLine)
      var malformed = 0
      do {
        for try await bytes in inbound {
          decoder.append(bytes.readableBytesView)
          while let frame = decoder.next() {
            if let ending = await take(frame, &malformed, &tasks) { return ending }
          }
        }
      } catch {
        return .gone
      }
      // Half a line of a client we stopped listening to is not the client's mistake.
      guard !isDraining() else { return .stopped }
      decoder.finish()
      while let frame = decoder.next() {
        if let ending = await take(frame, &malformed, &tasks) { return ending }
      }
      return .endOfInput
    }
  }

  /// Starts the answer to one message. Gives the ending when it was the last.
  private func take(
    _ frame: RequestDecoder.Frame, _ malformed: inout Int, _ tasks: inout DiscardingTaskGroup
  ) async -> Ending? {
    let limits = engine.limits
    let refusal: MalformedRequest
    do throws(MalformedRequest) {
      switch frame {
      case .text(let bytes):
        let request = try Request(line: bytes, limits: limits)
        malformed = 0
        return await start(request, weight: bytes.count, &tasks)
      case .json(let bytes):
        let request = try Request(json: bytes, limits: limits)
        malformed = 0
        return await start(request, weight: bytes.count, &tasks)
      case .tooBig:
        throw MalformedRequest(
          Fault(.tooBig, "a line is at most \(limits.maxLine) bytes; this one was dropped"))
      case .unterminated:
        throw MalformedRequest(
          Fault(.syntax, "the last line has no line feed and may be cut short; it was not run"))
      case .resp:
        let fault = Fault(
          .noProtocol, "RESP is not spoken here yet; send text lines or JSON lines")
        return await post(ReplyEncoder.resp(fault)) ?? .stopped
      case .foreign:
        channel.channel.close(promise: nil)
        return .gone
      }
    } catch {
      refusal = error
    }
    malformed += 1
    let isLast = malformed >= limits.maxMalformed
    var fault = refusal.fault
    if isLast { fault.message += "; \(malformed) malformed requests in a row end the connection" }
    let answer = Answer(id: refusal.id, .failure(fault))
    return await post(ReplyEncoder.line(answer)) ?? (isLast ? .stopped : nil)
  }

  private func start(
    _ request: Request, weight: Int, _ tasks: inout DiscardingTaskGroup
  ) async -> Ending? {
    let call = engine.prepare(request)
    let isAlone = call.row.map { $0.scope != .read } ?? false
    if isAlone { await window.settle() }
    guard let slot = await window.open(weight: weight) else { return .gone }
    if isAlone || call.row == nil {
      window.fill(slot, ReplyEncoder.line(await engine.answer(call)))
    } else {
      tasks.addTask { [engine, window] in
        window.fill(slot, ReplyEncoder.line(await engine.answer(call)))
      }
    }
    return call.row?.endsConnection == true ? .stopped : nil
  }

  /// Sends what is ready already, in its place.
  private func post(_ reply: [UInt8]) async -> Ending? {
    guard let slot = await window.open(weight: 0) else { return .gone }
    window.fill(slot, reply)
    return nil
  }
}
