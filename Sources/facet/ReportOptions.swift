public import ArgumentParser
public import Evaluation
import Foundation

/// Options of commands that can write a report.
struct ReportOptions: ParsableArguments {
  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write a report: html (one page), md, tex, json, or csv (a folder).", valueName: "format"))
  var format: ReportFormat?

  @Option(help: ArgumentHelp("Where the report goes.", valueName: "path"))
  var out: String?

  func validate() throws {
    guard (format == nil) == (out == nil) else {
      throw ValidationError("--report wants --out, and --out wants --report")
    }
  }

  /// Writes the report, when one is wanted, and says where it is.
  func write(_ terminal: Terminal, _ report: () throws -> Report) throws {
    guard let format, let out else { return }
    let place = URL(fileURLWithPath: out)
    let folder = place.deletingLastPathComponent()
    let files = try format.files(try report(), name: place.lastPathComponent)
    for file in files {
      let target = folder.appendingPathComponent(file.path)
      do {
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: target, options: .atomic)
      } catch {
        throw CommandFault(.inputOutput, "cannot write \(target.relativePath): \(error)")
      }
    }
    terminal.talk("\(out): \(files.count == 1 ? "1 file" : "\(files.count) files")")
  }

  /// The command as it was typed, quoted so that a shell reads the same.
  static var commandLine: String {
    let safe = Set(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-")
    let words = CommandLine.arguments.dropFirst().map { word in
      !word.isEmpty && word.allSatisfy(safe.contains)
        ? word : "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
    }
    return (["facet"] + words).joined(separator: " ")
  }
}

extension ReportFormat: ExpressibleByArgument {}
