/// The definition of the store, as SQL that is compiled into the program.
///
/// A step is a file of `Migrations/` and a line of `all`. Steps are applied in order, each in a
/// transaction of its own, and are never edited after a release: a change is a new step.
public struct Migration: Sendable {
  /// The name under which the store remembers that the step was applied.
  public let name: String
  /// The statements.
  public let sql: String

  private init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    sql = String(decoding: bytes, as: UTF8.self)
  }

  /// Every step, oldest first.
  public static let all = [
    Migration("v001_interactions", PackageResources.v001_interactions_sql),
    Migration("v002_models", PackageResources.v002_models_sql),
    Migration("v003_identity", PackageResources.v003_identity_sql),
    Migration("v004_trials", PackageResources.v004_trials_sql),
    Migration("v005_sessions", PackageResources.v005_sessions_sql),
  ]
}

/// What marks a SQLite file as a Facet store: `PRAGMA application_id`, the letters "FACE".
public let applicationID: Int32 = 0x4641_4345
