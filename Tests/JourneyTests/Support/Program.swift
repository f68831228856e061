// The built program, run as a person runs it: arguments in, output, messages and an exit code out.
import Foundation
import TestSupport

/// What a finished run left.
struct Finished {
  let exit: Int32
  /// Standard output without the last line end.
  let output: String
  /// Standard error.
  let messages: String
}

enum Program {
  /// The executable stands beside the bundle of the tests.
  static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("facet")

  /// Runs to the end.
  static func run(_ arguments: [String], in folder: URL? = nil) async throws -> Finished {
    // Files instead of pipes: nobody has to read while the program writes.
    let scratch = try TemporaryFolder()
    let (out, err) = (scratch.file("out"), scratch.file("err"))
    for file in [out, err] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    let exit = try await ended(process) { try process.run() }
    var output = String(decoding: try Data(contentsOf: out), as: UTF8.self)
    if output.hasSuffix("\n") { output.removeLast() }
    return Finished(
      exit: exit, output: output,
      messages: String(decoding: try Data(contentsOf: err), as: UTF8.self))
  }

  /// Runs to the end and expects success.
  @discardableResult
  static func succeed(_ arguments: [String], in folder: URL? = nil) async throws -> String {
    let run = try await run(arguments, in: folder)
    guard run.exit == 0 else {
      throw Unexpected("facet \(arguments.joined(separator: " ")): \(run.exit) \(run.messages)")
    }
    return run.output
  }

  private static func ended(_ process: Process, start: () throws -> Void) async throws -> Int32 {
    let (ends, continuation) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { continuation.yield(Running.status($0)) }
    try start()
    for await status in ends { return status }
    throw Unexpected("the program did not end")
  }
}

/// A program under way: its messages line by line, signals, and its end.
final class Running {
  /// A signal that is sent as soon as a message has come and a while has passed.
  struct Interruption: Sendable {
    let signal: Int32
    /// Part of the message.
    let message: String
    /// Microseconds after it.
    var delay: UInt32 = 0
  }

  private let process = Process()
  private var lines: AsyncStream<String>.Iterator
  private var ends: AsyncStream<Int32>.Iterator

  init(_ arguments: [String], interruption: Interruption? = nil) throws {
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    let (ends, end) = AsyncStream.makeStream(of: Int32.self)
    let pipe = Pipe()
    process.executableURL = Program.executable
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = pipe
    process.terminationHandler = { end.yield(Running.status($0)) }
    self.lines = lines.makeAsyncIterator()
    self.ends = ends.makeAsyncIterator()
    try process.run()
    let reader = MessageReader(
      descriptor: dup(pipe.fileHandleForReading.fileDescriptor), lines: line,
      process: process.processIdentifier, interruption: interruption)
    // A thread of its own: where tasks wait for a core, the program would be done before its
    // message was read, and the signal would come too late.
    Thread { reader.run() }.start()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// The next message that contains a text. Throws when the program ends without it.
  @discardableResult
  func message(containing text: String) async throws -> String {
    while let line = await lines.next() { if line.contains(text) { return line } }
    throw Unexpected("the program ended without saying \"\(text)\"")
  }

  /// Everything said until the end.
  func remainingMessages() async -> [String] {
    var all: [String] = []
    while let line = await lines.next() { all.append(line) }
    return all
  }

  /// The process's number.
  var identifier: Int32 { process.processIdentifier }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// The exit code, or 128 and the signal that ended it.
  func exit() async -> Int32 { await ends.next() ?? -1 }

  static func status(_ process: Process) -> Int32 {
    process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }
}

/// Cuts what a pipe brings into lines, and interrupts the program when it says what it should.
private struct MessageReader: Sendable {
  let descriptor: Int32
  let lines: AsyncStream<String>.Continuation
  let process: Int32
  let interruption: Running.Interruption?

  /// Reads to the end of the pipe.
  func run() {
    var rest: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    var isDue = interruption != nil
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { break }
      rest += bytes[..<count]
      while let end = rest.firstIndex(of: 0x0A) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeFirst(end + 1)
        if isDue, let interruption, line.contains(interruption.message) {
          isDue = false
          usleep(interruption.delay)
          kill(process, interruption.signal)
        }
        lines.yield(line)
      }
    }
    close(descriptor)
    lines.finish()
  }
}

/// What a journey met and did not expect.
struct Unexpected: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
