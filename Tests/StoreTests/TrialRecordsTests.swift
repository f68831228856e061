import Foundation
import GRDB
import Testing

@testable import Store

/// Studies and their trials.
@Suite struct TrialRecordsTests {
  private static func study(_ name: String) -> StudyRecord {
    StudyRecord(
      name: name, model: "macridvae", description: #"{"method":"tpe"}"#, seed: .max,
      fingerprint: "f", created: Date(timeIntervalSince1970: 1_700_000_000))
  }

  @Test func `a trial is what was last written of it`() throws {
    let store = try InteractionStore.inMemory()
    let study = Self.study("macridvae-1")
    try store.insertStudy(study)
    #expect(try store.studies() == [study])
    var trial = TrialRecord(number: 1, settings: #"{"beta":0.2}"#)
    try store.recordTrial(trial, of: study.name)
    try store.recordTrial(TrialRecord(number: 0, settings: "{}"), of: study.name)
    #expect(try store.trials(of: study.name).map(\.state) == [.running, .running])
    trial.state = .finished
    trial.scores = [0.25, nil, 0.5, 0.375]
    trial.seconds = 1.5
    try store.recordTrial(trial, of: study.name)
    let read = try store.trials(of: study.name)
    #expect(read.map(\.number) == [0, 1] && read[1] == trial)
    #expect(read[1].epochs == 4 && read[1].score == 0.5 && read[1].score(after: 2) == 0.25)
  }

  @Test func `a study is there once and its trials are its own`() throws {
    let store = try InteractionStore.inMemory()
    try store.insertStudy(Self.study("a"))
    try store.insertStudy(Self.study("b"))
    #expect(throws: StoreFault.self) { try store.insertStudy(Self.study("a")) }
    #expect(try store.studies().map(\.name) == ["b", "a"])
    try store.recordTrial(TrialRecord(number: 0, settings: "{}"), of: "a")
    #expect(try store.trials(of: "b").isEmpty)
    #expect(throws: StoreFault.self) {
      try store.recordTrial(TrialRecord(number: 0, settings: "{}"), of: "c")
    }
  }

  @Test func `a failure has a reason, and nothing else has one`() throws {
    let store = try InteractionStore.inMemory()
    try store.insertStudy(Self.study("a"))
    var trial = TrialRecord(number: 0, settings: "{}")
    trial.state = .failed
    #expect(throws: StoreFault.self) { try store.recordTrial(trial, of: "a") }
    trial.reason = "the loss is not finite"
    try store.recordTrial(trial, of: "a")
    #expect(try store.trials(of: "a") == [trial])
  }

  @Test func `a store of the third schema takes trials`() throws {
    let queue = try DatabaseQueue()
    try InteractionStore.migrator.migrate(queue, upTo: "v003_identity")
    let store = try InteractionStore(path: ":memory:", database: queue)
    try store.insertStudy(Self.study("a"))
    try store.recordTrial(TrialRecord(number: 0, settings: "{}"), of: "a")
    #expect(try store.trials(of: "a").count == 1)
  }
}
