import NIOCore

/// Ends the input of one connection when told to, in front of everything else in the pipeline.
///
/// What arrives from then on is read and dropped, so that the replies already sent are not torn
/// down with the connection: closing a TCP socket with unread input makes the kernel send a reset,
/// and a reset may overtake data.
final class InputGate: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// Fired through the pipeline to end the input of a connection.
  struct EndInput: Sendable {}

  private var isEnded = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !isEnded { context.fireChannelRead(data) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    // Whoever used to ask for input has gone; ask in its place.
    if isEnded { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is EndInput else { return context.fireUserInboundEventTriggered(event) }
    guard !isEnded else { return }
    isEnded = true
    context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    context.read()
  }
}
