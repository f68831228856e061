// Figures that a regression would move, kept apart from the words around them: with `--figures
// FILE` every benchmark adds its own as JSON lines, and `benchmarks check` holds them against the
// thresholds in the repository.
import Foundation

struct Figure: Codable {
  let name: String
  let value: Double
}

/// A bound on a figure: shares of a limit and memory, which travel between machines better than
/// times.
struct Threshold: Codable {
  let atLeast: Double?
  let atMost: Double?

  /// What is wrong with a value; `nil` when nothing is.
  func breach(_ value: Double) -> String? {
    if let atLeast, value < atLeast { return "below \(atLeast)" }
    if let atMost, value > atMost { return "above \(atMost)" }
    return nil
  }
}

enum Figures {
  /// Adds a figure to the file of this run, if one was asked for.
  static func add(_ name: String, _ value: Double) {
    guard let path else { return }
    do {
      let line = try JSONEncoder().encode(Figure(name: name, value: value)) + Data("\n".utf8)
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path))
      }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: line)
      try file.close()
    } catch {
      stop("cannot write \(path): \(error)")
    }
  }

  /// Holds the figures of a file against thresholds; ends the program with 1 when one is broken or
  /// has no figure.
  static func check(_ figuresPath: String, against thresholdsPath: String) throws {
    let lines = try String(contentsOfFile: figuresPath, encoding: .utf8).split(separator: "\n")
    let figures = try lines.map { try JSONDecoder().decode(Figure.self, from: Data($0.utf8)) }
    let thresholds = try JSONDecoder().decode(
      [String: Threshold].self,
      from: try Data(contentsOf: URL(fileURLWithPath: thresholdsPath)))
    var broken = 0
    for (name, threshold) in thresholds.sorted(by: { $0.key < $1.key }) {
      let values = figures.filter { $0.name == name }.map(\.value)
      let breach = values.isEmpty ? "was not measured" : threshold.breach(Machine.median(values))
      let shown = values.isEmpty ? "-" : Machine.fixed(Machine.median(values), 3)
      print(
        "\(breach == nil ? "ok    " : "BROKEN") \(name): \(shown)\(breach.map { ", \($0)" } ?? "")")
      broken += breach == nil ? 0 : 1
    }
    if broken > 0 { exit(1) }
  }

  private static var path: String? {
    let words = CommandLine.arguments
    guard let flag = words.firstIndex(of: "--figures"), flag + 1 < words.count else { return nil }
    return words[flag + 1]
  }
}
