import ArgumentParser
import Engine
import Foundation
import LineServer
import Store
import Training

/// A command's own refusal, with the word that decides the exit code.
struct CommandFault: Error, CustomStringConvertible {
  /// Why a command of the terminal may end, beside the faults of the service.
  enum Kind {
    /// The command line makes no sense.
    case usage
    /// The data are damaged or do not fit.
    case data
    /// There is no such input.
    case noInput
    /// Reading or writing failed.
    case inputOutput
    /// Stopped by Ctrl-C or a time limit; the work is resumable.
    case interrupted
  }

  let kind: Kind
  let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// The word that starts the message, and the exit code (`sysexits.h`; 130 as shells say it).
  var row: (word: String, exit: Int32) {
    switch kind {
    case .usage: ("ARGS", 64)
    case .data: ("DATA", 65)
    case .noInput: ("NOINPUT", 66)
    case .inputOutput: ("STORE", 74)
    case .interrupted: ("INTERRUPTED", 130)
    }
  }
}

/// The end of a command that failed: one line on standard error and an exit code.
enum FaultExit {
  /// Exit code of a program that was stopped by Ctrl-C.
  static let interrupted: Int32 = 130

  /// Prints the fault in one line and ends the program with its code. Words and codes are those of
  /// the service (`Engine.Fault`), but for files that are not there. Help and usage are left to the
  /// argument parser.
  static func exit(for error: any Error) -> Never {
    if let fault = error as? CommandFault { end(fault.row.word, "\(fault)", fault.row.exit) }
    if error is CancellationError { end("INTERRUPTED", "stopped", interrupted) }
    if isAbsence(error) { end("NOINPUT", "\(error)", 66) }
    // The parser answers 1 for errors that are not its own.
    if Facet.exitCode(for: error) != .failure { Facet.exit(withError: error) }
    let fault = (error as? LineFault).map { $0.fault } ?? Fault(error)
    end(fault.code.rawValue, fault.message, fault.code.exitCode)
  }

  /// Whether an error says that a file is not there.
  private static func isAbsence(_ error: any Error) -> Bool {
    switch error {
    case StoreFault.missing: true
    case IngestFault.unreadable(_, let reason): reason.hasPrefix("there is no")
    case let fault as SplitFault: fault.isMissing
    default: false
    }
  }

  private static func end(_ word: String, _ message: String, _ code: Int32) -> Never {
    Terminal.write("\(word) \(message)\n")
    Foundation.exit(code)
  }
}

extension SplitFault {
  /// Whether a file of the split is not there.
  fileprivate var isMissing: Bool {
    if case .missing = reason { return true }
    return false
  }
}

extension LineFault {
  /// The public word for a fault of the socket.
  fileprivate var fault: Fault {
    switch self {
    case .address, .path: Fault(.arguments, "\(self)")
    case .notLoopback: Fault(.denied, "\(self)")
    case .inUse: Fault(.conflict, "\(self)")
    case .listening, .connecting, .closed, .reply: Fault(.store, "\(self)")
    }
  }
}
