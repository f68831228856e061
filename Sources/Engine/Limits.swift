/// The bounds of the service, announced by `HELLO` and enforced by the doors and the grammar.
public struct Limits: Sendable, Equatable {
  /// Bytes of one line, without its line end.
  public var maxLine = 1 << 20
  /// Bytes of one RESP bulk string.
  public var maxBulk = 16 << 20
  /// Words on a line, keys of an object, elements of a list field.
  public var maxArguments = 1024
  /// Items in one reply.
  public var maxK = 1000
  /// Requests of one connection that are being answered at a time.
  public var window = 256
  /// Bytes of requests of one connection that are being answered at a time. One request is always
  /// let in.
  public var windowBytes = 8 << 20
  /// Bytes of replies that may wait to be sent on one connection. At that many its requests are no
  /// longer read, and when its client then takes nothing for as long as `stall`, it is closed.
  public var maxOutput = 8 << 20
  /// How long a client with a full output buffer may take nothing.
  public var stall = Duration.seconds(5)
  /// Connections at a time.
  public var maxConnections = 512
  /// Malformed requests in a row that close a connection.
  public var maxMalformed = 3
  /// Lists and maps inside each other in a JSON request.
  public var maxDepth = 32

  public init() {}

  /// The bounds a client has to know, by the words of the protocol.
  public var value: Value.Map {
    [
      "max_line": .int(maxLine), "max_bulk": .int(maxBulk), "max_args": .int(maxArguments),
      "max_k": .int(maxK), "max_depth": .int(maxDepth), "window": .int(window),
      "max_output": .int(maxOutput), "max_connections": .int(maxConnections),
    ]
  }
}
