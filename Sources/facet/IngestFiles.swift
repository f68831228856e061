import Foundation
import Store

/// The files that a command line names: a folder stands for the known files in it.
enum IngestFiles {
  /// The paths, folders replaced by what they hold. Throws when a folder holds nothing known.
  static func expanded(_ paths: [String]) throws -> [String] {
    try paths.flatMap { path -> [String] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        isFolder.boolValue
      else { return [path] }
      let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      let known = names.filter(InteractionStore.isKnownFileName)
      guard !known.isEmpty else {
        throw CommandFault(
          .noInput, "\(path) holds no file that is known by its name; name the files")
      }
      return known.map { URL(fileURLWithPath: path).appendingPathComponent($0).path }
    }
  }
}
