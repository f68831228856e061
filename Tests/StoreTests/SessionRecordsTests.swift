import Datasets
import Foundation
import Testing

@testable import Store

/// Steering sessions and their steps.
@Suite struct SessionRecordsTests {
  private let store: InteractionStore
  private let created = Date(timeIntervalSince1970: 1_700_000_000)

  init() async throws {
    store = try InteractionStore.inMemory()
    for user in ["u1", "u2"] {
      _ = try await store.record(Event(user: UserID(user), item: ItemID("i1"), type: "click"))
    }
  }

  private func step(_ n: Int) -> SessionRecord.Step {
    SessionRecord.Step(fields: #"{"add":{"c\#(n)":1.5}}"#, critique: n == 2 ? "less c2" : nil)
  }

  @Test func `steps come back in order, and undoing leaves those before`() throws {
    let new = try store.insertSession("s", of: UserID("u1"), created: created)
    #expect(new.user == UserID("u1") && new.steps.isEmpty && !new.isSaved && new.created == created)
    for n in 0..<4 { try store.appendStep(step(n), to: "s", after: n) }
    #expect(try store.session("s").steps == (0..<4).map(step))
    #expect(try store.removeSteps(2, of: "s", after: 4).steps == [step(0), step(1)])
    try store.appendStep(step(7), to: "s", after: 2)
    #expect(try store.session("s").steps == [step(0), step(1), step(7)])
    #expect(try store.resetSession("s").steps.isEmpty)
  }

  @Test func `one session of a user is saved at a time`() throws {
    for name in ["a", "b"] { try store.insertSession(name, of: UserID("u1"), created: created) }
    try store.insertSession("other", of: UserID("u2"), created: created)
    #expect(try store.savedSession(of: UserID("u1")) == nil)
    #expect(try store.saveSession("a") == nil && store.saveSession("other") == nil)
    #expect(try store.savedSession(of: UserID("u1"))?.name == "a")
    #expect(try store.saveSession("b") == "a")
    #expect(try store.savedSession(of: UserID("u1"))?.name == "b")
    #expect(try store.savedSession(of: UserID("u2"))?.name == "other")
    try store.resetSession("b")
    #expect(try store.savedSession(of: UserID("u1")) == nil)
    #expect(try store.savedSession(of: UserID("nobody")) == nil)
  }

  @Test func `a change that was built on other steps is refused`() throws {
    try store.insertSession("s", of: UserID("u1"), created: created)
    try store.appendStep(step(0), to: "s", after: 0)
    #expect(throws: StoreFault.self) { try store.appendStep(step(1), to: "s", after: 0) }
    #expect(throws: StoreFault.self) { try store.removeSteps(1, of: "s", after: 2) }
    #expect(try store.session("s").steps == [step(0)])
  }

  @Test func `names are unique, users known, and what is ended is gone`() throws {
    try store.insertSession("s", of: UserID("u1"), created: created)
    #expect {
      try store.insertSession("s", of: UserID("u2"), created: created)
    } throws: { "\($0)" == "session \"s\" is there already, of u1; end it or take another name" }
    #expect(throws: StoreFault.noUser("nobody")) {
      try store.insertSession("t", of: UserID("nobody"), created: created)
    }
    #expect(throws: StoreFault.self) {
      try store.insertSession("", of: UserID("u1"), created: created)
    }
    try store.appendStep(step(0), to: "s", after: 0)
    #expect(try store.endSession("s").steps == [step(0)])
    #expect(throws: StoreFault.noSession("s")) { try store.session("s") }
    #expect(throws: StoreFault.noSession("s")) { try store.endSession("s") }
    // A new session of the name does not inherit the steps.
    #expect(try store.insertSession("s", of: UserID("u2"), created: created).steps.isEmpty)
  }

  @Test func `sessions and steps are bounded`() throws {
    for n in 0..<InteractionStore.mostSessions {
      try store.insertSession("s\(n)", of: UserID("u1"), created: created)
    }
    #expect {
      try store.insertSession("more", of: UserID("u1"), created: created)
    } throws: { "\($0)" == "u1 has 20 sessions, which is the most; end one" }
    try store.insertSession("of-u2", of: UserID("u2"), created: created)
    for n in 0..<InteractionStore.mostSteps { try store.appendStep(step(0), to: "s0", after: n) }
    #expect {
      try store.appendStep(step(0), to: "s0", after: InteractionStore.mostSteps)
    } throws: { "\($0)" == "session \"s0\" has 200 steps, which is the most; undo or reset" }
  }
}
