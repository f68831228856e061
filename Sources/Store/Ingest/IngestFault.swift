/// What keeps a file from being ingested at all. A damaged row is not among it: that is rejected,
/// counted and reported, and the rest goes on.
public enum IngestFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file cannot be read, or not to its end.
  case unreadable(path: String, reason: String)
  /// The file's format cannot be told, or is not the one that was named.
  case format(path: String, reason: String)
  /// A `--map` that is malformed or names a column that is not there.
  case mapping(String)
  /// The run cannot be resumed: the file or the way of reading it changed.
  case notResumable(path: String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .format(let path, let reason): "\(path): \(reason)"
    case .mapping(let reason): reason
    case .notResumable(let path, let reason): "\(path) cannot be resumed: \(reason)"
    }
  }
}
