/// `HELLO [proto]`: who answers, which version, which limits.
///
/// The number of Redis's `HELLO 3` names a version of RESP and nothing else. RESP is not spoken
/// yet, so any number is refused with `NOPROTO`, which makes a Redis client fall back or stop in
/// good order. There are no tokens yet either: connections come from this machine and `auth` is
/// `none`.
public struct Hello: Command {
  public static let row = CommandRow(
    "HELLO", .read, "say who answers, its version, its limits and its model")

  /// Version of the meaning of requests and replies; raised by a breaking change only.
  static let api = 1

  let proto: String?

  public init(_ fields: inout Fields) throws(Fault) {
    proto = try fields.optionalWord("proto", "version of RESP to speak; none is spoken yet")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    if let proto {
      throw Fault(
        .noProtocol, "RESP \(proto) is not spoken here; send text lines or JSON lines",
        at: "proto")
    }
    let model = engine.library.current?.title
    return Reply([
      "server": .string(engine.server), "version": .string(engine.version),
      "proto": ["text", "json"], "api": .int(Self.api), "api_min": .int(Self.api),
      "limits": .map(engine.limits.value), "auth": "none",
      "model": model.map { .string($0) } ?? .null, "ready": .bool(model != nil),
    ])
  }
}
