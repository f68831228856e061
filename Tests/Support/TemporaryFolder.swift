// Files of a test live in a folder of their own and go with it.
public import Foundation

/// A folder that is removed when it goes out of use.
public final class TemporaryFolder {
  public let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("facet-tests-\(UUID().uuidString)")

  public init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  // A folder that cannot be removed is left to the system; no test depends on it.
  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in it.
  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }
}
