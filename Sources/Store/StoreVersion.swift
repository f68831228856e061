import Schema

extension InteractionStore {
  /// The newest migration that this program knows, such as `v003_cache`: the version of the store.
  public static var schemaVersion: String { Migration.all.last?.name ?? "none" }
}
