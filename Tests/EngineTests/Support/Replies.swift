// Asking in tests: a line in, the fields of the reply or the fault out.
import Testing

@testable import Engine

extension QueryEngine {
  /// The reply to a text or a JSON line; records an issue when it is a fault.
  func ask(
    _ line: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Value.Map {
    switch await answer(try request(line)).result {
    case .success(let reply): return reply.fields
    case .failure(let fault):
      Issue.record("\(line): \(fault)", sourceLocation: sourceLocation)
      throw fault
    }
  }

  /// The fault that a line is answered with.
  func refusal(_ line: String) async throws -> Fault {
    guard case .failure(let fault) = await answer(try request(line)).result else {
      throw Expectation("\(line) was answered")
    }
    return fault
  }

  func request(_ line: String) throws -> Request {
    let bytes = Array(line.utf8)
    return line.hasPrefix("{")
      ? try Request(json: bytes, limits: limits) : try Request(line: bytes, limits: limits)
  }

  /// Item ids of a `REC` line, best first.
  func items(_ line: String) async throws -> [String] {
    try await ask(line).maps("items").compactMap { $0["item"]?.text }
  }
}

/// What a test expected and did not get.
struct Expectation: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension Value.Map {
  /// The maps of a list under a key; empty when there is none.
  func maps(_ key: String) -> [Value.Map] { list(key).compactMap(\.map) }

  /// The elements of a list under a key; empty when there is none.
  func list(_ key: String) -> [Value] {
    guard case .list(let values)? = self[key] else { return [] }
    return values
  }

  /// The number under a key.
  func number(_ key: String) -> Double? { self[key]?.number }
}

extension Value {
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    case .float(let number): Double(number)
    default: nil
    }
  }
}
