import Datasets
import Evaluation
import Models
import Store
import Testing
import Training

@testable import Engine

/// Which word the faults of the lower floors become.
@Suite struct FaultTranslationTests {
  struct Row: Sendable {
    let error: any Error
    let code: Fault.Code
  }

  static let table: [Row] = [
    Row(error: Fault(.busy, "later"), code: .busy),
    Row(error: StoreFault.noModel("ease"), code: .noModel),
    Row(error: StoreFault.identifier("empty"), code: .arguments),
    Row(error: StoreFault.invalid("no"), code: .arguments),
    Row(error: StoreFault.notAStore(path: "x"), code: .data),
    Row(error: StoreFault.newerSchema(path: "x", unknown: ["v9"]), code: .data),
    Row(error: StoreFault.missing(path: "x"), code: .store),
    Row(error: StoreFault.sqlite(code: 5, message: "busy", statement: "s"), code: .busy),
    Row(error: StoreFault.sqlite(code: 517, message: "snapshot", statement: "s"), code: .busy),
    Row(error: StoreFault.sqlite(code: 13, message: "full", statement: "s"), code: .store),
    Row(error: ArtifactFault.unwritable("f", "full"), code: .store),
    Row(error: ArtifactFault.unreadable("f", "gone"), code: .noModel),
    Row(error: ArtifactFault.foreign("f", "other"), code: .noModel),
    Row(error: ArtifactFault.damaged("f", "cut"), code: .noModel),
    Row(error: ArtifactFault.mismatch("f", "other run"), code: .noModel),
    Row(
      error: ConfigurationFault.outOfRange(key: "k", value: "9", range: "1 ... 2"), code: .range),
    Row(error: IngestFault.unreadable(path: "f", reason: "gone"), code: .store),
    Row(error: IngestFault.mapping("m"), code: .arguments),
    Row(error: IngestFault.format(path: "f", reason: "none"), code: .data),
    Row(error: IngestFault.notResumable(path: "f", reason: "changed"), code: .data),
    Row(error: ConfigurationFault.unknownModel("x", known: ["ease"]), code: .arguments),
    Row(error: SplitFault(file: "f", .missing), code: .data),
    Row(error: NumericalFault.notFinite(tensor: "w", step: 3), code: .data),
    Row(
      error: OverrideFault.unfit(block: "b", action: "mute", reason: "r"), code: .arguments),
    Row(error: OverrideFault.unknownBlock("b", known: ["a"]), code: .noConcept),
    Row(error: OverrideFault.badIndex(block: "b", index: [9], shape: [2]), code: .noConcept),
    Row(error: EvaluationFault.scoreNotANumber(user: "u", item: 1), code: .data),
    Row(error: CancellationError(), code: .internal),
  ]

  @Test(arguments: table.indices) func `a fault has its word and keeps its sentence`(row: Int) {
    let row = Self.table[row]
    let fault = Fault(row.error)
    #expect(fault.code == row.code, "\(row.error)")
    if !(row.error is Fault) { #expect(fault.message == "\(row.error)") }
  }
}
