import Foundation

/// The commands of a README with the output it promises, and the same commands run.
///
/// A block marked `console` holds lines that begin with `$ `, each with its output below; a command
/// that ends with a backslash goes on in the next line. All blocks are one session of one shell in
/// one folder.
struct Transcript {
  struct Step: Equatable {
    let command: String
    var expected: [String] = []
  }

  let steps: [Step]

  init(_ blocks: [[String]]) {
    var steps: [Step] = []
    var open = ""
    for line in blocks.joined() {
      guard open.isEmpty, !line.hasPrefix("$ ") else {
        open += open.isEmpty ? String(line.dropFirst(2)) : "\n" + line
        guard !line.hasSuffix("\\") else { continue }
        steps.append(Step(command: open))
        open = ""
        continue
      }
      if !steps.isEmpty { steps[steps.count - 1].expected.append(line) }
    }
    self.steps = steps.map { step in
      // A blank line ahead of the next command is there for the eye.
      Step(
        command: step.command,
        expected: Array(step.expected.reversed().drop { $0.isEmpty }.reversed()))
    }
  }

  /// Where the outputs are told apart: no program writes this character.
  private static let mark: Character = "\u{1E}"

  /// Runs the commands in a folder with a program on the path; returns what each wrote, to standard
  /// output and standard error alike. What runs in the background is ended with the session.
  func outputs(in folder: URL, programs: URL) async throws -> [[String]] {
    let script = folder.appendingPathComponent("session.sh")
    // The shell inherits the blocked signals of a thread of ours: only this one always arrives.
    let end = "trap 'exec 2>/dev/null; kill -KILL $(jobs -p); wait' EXIT"
    let head = "exec 2>&1 </dev/null\n\(end)\n"
    let text = steps.reduce(head) { $0 + "printf '\(Self.mark)'\n\($1.command)\n" }
    try Data(text.utf8).write(to: script)
    let record = folder.appendingPathComponent("session.out")
    try Data().write(to: record)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", script.path]
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = programs.path + ":" + (environment["PATH"] ?? "")
    process.environment = environment
    process.standardOutput = try FileHandle(forWritingTo: record)
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    let output = String(decoding: try Data(contentsOf: record), as: UTF8.self)
    return output.split(separator: Self.mark, omittingEmptySubsequences: false).dropFirst().map {
      let lines = $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return lines.last == "" ? lines.dropLast() : lines
    }
  }

  /// Where outputs differ from what is promised, a line for every command that differs.
  func complaints(_ outputs: [[String]]) -> [String] {
    guard outputs.count == steps.count else {
      return ["\(steps.count) commands, \(outputs.count) outputs"]
    }
    return zip(steps, outputs).compactMap { step, output in
      LinePattern(lines: step.expected).mismatch(with: output).map {
        "$ \(step.command)\n  README: \($0.expected)\n  program: \($0.found)"
      }
    }
  }
}
