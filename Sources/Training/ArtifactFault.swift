/// Why a model or checkpoint file cannot be used.
public enum ArtifactFault: Error, Equatable, CustomStringConvertible {
  case unreadable(String, String)
  case unwritable(String, String)
  /// Not written by Facet, or written for something else.
  case foreign(String, String)
  /// Written by Facet, and changed or cut since.
  case damaged(String, String)
  /// A checkpoint of another run than the one that wants to resume.
  case mismatch(String, String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): return "cannot read \(path): \(reason)"
    case .unwritable(let path, let reason): return "cannot write \(path): \(reason)"
    case .foreign(let path, let reason): return "\(path) is \(reason)"
    case .damaged(let path, let reason): return "\(path) is damaged: \(reason)"
    case .mismatch(let path, let reason): return "\(path) belongs to another run: \(reason)"
    }
  }
}
