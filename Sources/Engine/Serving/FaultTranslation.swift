import Datasets
import Evaluation
import Models
import Store
import Training

extension Fault {
  /// The public word for a fault of a lower floor. The engine alone translates; a door never looks
  /// at an underlying error.
  public init(_ error: any Error) {
    switch error {
    case let fault as Fault: self = fault
    case let fault as StoreFault: self = Self.translated(fault)
    case let fault as ArtifactFault:
      switch fault {
      case .unwritable: self.init(.store, "\(fault)")
      case .unreadable, .foreign, .damaged, .mismatch: self.init(.noModel, "\(fault)")
      }
    case let fault as ConfigurationFault:
      switch fault {
      case .outOfRange: self.init(.range, "\(fault)")
      default: self.init(.arguments, "\(fault)")
      }
    case let fault as IngestFault:
      switch fault {
      case .unreadable: self.init(.store, "\(fault)")
      case .format, .notResumable: self.init(.data, "\(fault)")
      case .mapping: self.init(.arguments, "\(fault)")
      }
    case let fault as DatasetFault: self.init(.data, "\(fault)")
    case let fault as SplitFault: self.init(.data, "\(fault)")
    case let fault as NumericalFault: self.init(.data, "\(fault)")
    case let fault as OverrideFault:
      switch fault {
      case .unknownBlock, .badIndex: self.init(.noConcept, "\(fault)")
      case .unfit: self.init(.arguments, "\(fault)")
      case .outOfRange: self.init(.range, "\(fault)")
      }
    case let fault as EvaluationFault:
      switch fault {
      case .unknownMetric, .cutoff, .noAttribute, .noUserAttribute:
        self.init(.arguments, "\(fault)")
      case .scoreNotANumber, .blankInID: self.init(.data, "\(fault)")
      }
    case let fault as ComparisonFault:
      switch fault {
      case .tooFew, .twice, .unknownReference: self.init(.arguments, "\(fault)")
      case .differentUsers, .noUsers: self.init(.data, "\(fault)")
      }
    default: self.init(.internal, "\(error)")
    }
  }

  /// Runs something on the store and translates what it throws.
  static func translating<Result>(
    _ body: () throws(StoreFault) -> Result
  ) throws(Fault) -> Result {
    do throws(StoreFault) { return try body() } catch { throw translated(error) }
  }

  private static func translated(_ fault: StoreFault) -> Fault {
    switch fault {
    case .noModel: Fault(.noModel, "\(fault)")
    case .noUser: Fault(.noUser, "\(fault)", at: "user")
    case .noSession: Fault(.noSession, "\(fault)", at: "session")
    case .conflict: Fault(.conflict, "\(fault)")
    case .tooMany: Fault(.tooBig, "\(fault)")
    case .identifier, .invalid: Fault(.arguments, "\(fault)")
    case .notAStore, .newerSchema: Fault(.data, "\(fault)")
    case .sqlite(let code, _, _) where [5, 6].contains(code & 0xFF): Fault(.busy, "\(fault)")
    default: Fault(.store, "\(fault)")
    }
  }
}
