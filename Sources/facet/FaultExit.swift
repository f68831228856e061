import ArgumentParser
import Foundation
import Store

/// Exit codes, after BSD's `sysexits.h`, and what leads to them.
enum FaultCode: Int32 {
  /// The command line makes no sense.
  case usage = 64
  /// The data are damaged or do not fit.
  case data = 65
  /// There is no such input.
  case noInput = 66
  /// A fault of the program.
  case software = 70
  /// Reading or writing failed.
  case inputOutput = 74
  /// Trying again later may help.
  case temporary = 75
  /// Stopped by Ctrl-C.
  case interrupted = 130

  /// The word that starts the message.
  var word: String {
    switch self {
    case .usage: "USAGE"
    case .data: "DATA"
    case .noInput: "NOINPUT"
    case .software: "SOFTWARE"
    case .inputOutput: "IO"
    case .temporary: "BUSY"
    case .interrupted: "INTERRUPTED"
    }
  }
}

/// A fault that knows its exit code; commands throw it, or anything that has one by extension.
protocol ExitCoded: Error {
  var exitCode: FaultCode { get }
}

/// A command's own refusal.
struct CommandFault: ExitCoded, CustomStringConvertible {
  let exitCode: FaultCode
  let description: String

  init(_ exitCode: FaultCode, _ description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}

extension StoreFault: ExitCoded {
  var exitCode: FaultCode {
    switch self {
    case .missing, .noModel: .noInput
    case .notAStore, .newerSchema, .identifier, .invalid: .data
    case .sqlite(let code, _, _) where code & 0xFF == 5 || code & 0xFF == 6: .temporary
    case .sqlite: isInputOutput ? .inputOutput : .software
    }
  }
}

extension IngestFault: ExitCoded {
  var exitCode: FaultCode {
    switch self {
    case .unreadable(_, let reason): reason.hasPrefix("there is no") ? .noInput : .inputOutput
    case .format, .notResumable: .data
    case .mapping: .usage
    }
  }
}

enum FaultExit {
  /// Prints the fault in one line and ends the program with its code. Help and usage are left to the
  /// argument parser.
  static func exit(for error: any Error) -> Never {
    guard let coded = error as? any ExitCoded else {
      Facet.exit(withError: error)
    }
    Terminal.write("\(coded.exitCode.word) \(coded)\n")
    Foundation.exit(coded.exitCode.rawValue)
  }
}
