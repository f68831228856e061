/// A refusal: a word a program can branch on and a sentence a person can act on.
///
/// The words are the same on the socket, in HTTP bodies and in messages of the command line; one
/// table (`Fault.Code.row`) gives each its HTTP status, its exit code and whether the same request
/// may be tried again. Lower floors throw their own errors; the engine alone turns them into
/// faults.
public struct Fault: Error, Sendable, Equatable {
  public let code: Code
  /// One sentence without a full stop, naming what was wrong and what would be right.
  public var message: String
  /// Whether the same request may succeed later.
  public var retry: Bool
  /// How long to wait before trying again, in milliseconds; with `BUSY` and its like.
  public var retryMilliseconds: Int?
  /// The field that was at fault, when it was one.
  public var at: String?
  /// Further facts a program can use: near names, counts, an incident number.
  public var details: Value.Map

  public init(
    _ code: Code, _ message: String, at: String? = nil, retryMilliseconds: Int? = nil,
    details: Value.Map = [:]
  ) {
    self.code = code
    self.message = message
    self.retry = code.row.retry
    self.retryMilliseconds = retryMilliseconds
    self.at = at
    self.details = details
  }

  /// The `error` object of a reply: `code`, `message`, `retry`, then what else is known.
  public var value: Value.Map {
    var map: Value.Map = [
      "code": .string(code.rawValue), "message": .string(message), "retry": .bool(retry),
    ]
    if let retryMilliseconds { map.append("retry_ms", .int(retryMilliseconds)) }
    if let at { map.append("at", .string(at)) }
    map.append(contentsOf: details)
    return map
  }

  /// The upper-case words of the protocol.
  public enum Code: String, Sendable, CaseIterable {
    case syntax = "SYNTAX"
    case unknown = "UNKNOWN"
    case arguments = "ARGS"
    case range = "RANGE"
    case tooBig = "TOOBIG"
    case noUser = "NOUSER"
    case noItem = "NOITEM"
    case noModel = "NOMODEL"
    case noConcept = "NOCONCEPT"
    case noJob = "NOJOB"
    case noSession = "NOSESSION"
    case noAuthentication = "NOAUTH"
    case denied = "DENIED"
    case noProtocol = "NOPROTO"
    case conflict = "CONFLICT"
    case busy = "BUSY"
    case timeout = "TIMEOUT"
    case loading = "LOADING"
    case readOnly = "READONLY"
    case data = "DATA"
    case store = "STORE"
    case `internal` = "INTERNAL"

    /// HTTP status of a reply with this word.
    public var httpStatus: Int { row.http }
    /// Exit code of a program that ends with this word (`sysexits.h`).
    public var exitCode: Int32 { row.exit }

    /// The one table.
    var row: (retry: Bool, http: Int, exit: Int32) {
      switch self {
      case .syntax: (false, 400, 64)
      case .unknown: (false, 404, 64)
      case .arguments, .range: (false, 400, 64)
      case .tooBig: (false, 413, 64)
      case .noUser, .noItem, .noModel, .noConcept, .noJob, .noSession: (false, 404, 66)
      case .noAuthentication: (false, 401, 77)
      case .denied: (false, 403, 77)
      // Said to Redis clients only; the numbers are those of a wrong argument.
      case .noProtocol: (false, 400, 64)
      case .conflict: (true, 409, 75)
      case .busy: (true, 429, 75)
      case .timeout: (true, 504, 75)
      case .loading, .readOnly: (true, 503, 75)
      case .data: (false, 422, 65)
      case .store: (false, 500, 74)
      case .internal: (false, 500, 70)
      }
    }
  }
}

extension Fault: CustomStringConvertible {
  /// `CODE message`, the form in which a person meets it.
  public var description: String { "\(code.rawValue) \(message)" }
}
