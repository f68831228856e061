/// What a command answers when it succeeds: the fields behind `"ok":true,"id":…`, in order.
public struct Reply: Sendable, Equatable {
  public var fields: Value.Map

  public init(_ fields: Value.Map) { self.fields = fields }
}

/// A reply or a fault with the tag of the request it belongs to: all a door has to render.
public struct Answer: Sendable, Equatable {
  /// The tag of the request, echoed; `nil` when it had none.
  public let id: Value?
  public let result: Result<Reply, Fault>

  public init(id: Value?, _ result: Result<Reply, Fault>) {
    self.id = id
    self.result = result
  }

  /// The object every door sends: `ok`, `id` when there was one, then the reply or the `error`.
  public var value: Value.Map {
    var map = Value.Map()
    switch result {
    case .success(let reply):
      map.append("ok", true)
      if let id { map.append("id", id) }
      map.append(contentsOf: reply.fields)
    case .failure(let fault):
      map.append("ok", false)
      if let id { map.append("id", id) }
      map.append("error", .map(fault.value))
    }
    return map
  }
}
