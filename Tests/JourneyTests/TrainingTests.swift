import Foundation
import Tensors
import Testing

/// Training through the program: stopped, killed, resumed, repeated; the file of the model is the
/// same.
@Suite struct TrainingTests {
  /// A run of a second or two: 40 epochs of 10 steps.
  private static let training =
    ["train", "--seed", "7", "--epochs", "40", "--batch", "50", "--checkpoint-every", "1"]
    + Demo.concepts

  /// Bytes of the model of a run that nothing disturbed, and of a second one on the same store.
  private static let undisturbed = Task {
    let demo = try await Demo.fresh()
    try await Program.succeed(training + demo.store)
    try await Program.succeed(training + demo.store)
    return (try demo.bytes(of: "macridvae-1"), try demo.bytes(of: "macridvae-2"))
  }

  @Test func `the same seed twice gives the same file`() async throws {
    let (first, second) = try await Self.undisturbed.value
    #expect(first == second && !first.isEmpty)
  }

  @Test func `Ctrl-C stops at a step and resuming goes on to the same bytes`() async throws {
    let demo = try await Demo.fresh()
    let run = try Running(
      Self.training + demo.store, interruption: .init(signal: SIGINT, message: "epoch 4 "))
    let messages = await run.remainingMessages()
    #expect(await run.exit() == 130)
    #expect(messages.last?.hasPrefix("INTERRUPTED stopped after step ") == true)
    #expect(try demo.modelFiles().map { String($0.suffix(11)) } == [".checkpoint"])
    let models = try await Program.succeed(["model", "list", "--json"] + demo.store)
    #expect(models == #"{"ok":true,"in_use":null,"models":[]}"#)

    let resumed = try Running(Self.training + demo.store + ["--resume"])
    try await resumed.message(containing: "resuming at step ")
    let rest = await resumed.remainingMessages()
    #expect(await resumed.exit() == 0)
    #expect(!rest.contains { $0.hasPrefix("epoch 2 ") })
    #expect(try demo.bytes(of: "macridvae-1") == (try await Self.undisturbed.value.0))
    #expect(try demo.modelFiles() == ["macridvae-1.safetensors"])
  }

  @Test(arguments: [1, 2, 3]) func `killed at any moment and resumed it ends in the same bytes`(
    seed: UInt64
  ) async throws {
    let key = RandomKey(seed: seed).child("kill")
    let demo = try await Demo.fresh()
    let epoch = 1 + Int(key.uniform(at: 0) * 15)
    // Somewhere in the next epochs, their steps, validations and checkpoints.
    let run = try Running(
      Self.training + demo.store,
      interruption: .init(
        signal: SIGKILL, message: "epoch \(epoch) ", delay: UInt32(key.uniform(at: 1) * 60_000)))
    #expect(await run.exit() == 128 + SIGKILL)

    let resumed = try Running(Self.training + demo.store + ["--resume"])
    let step = try await resumed.message(containing: "resuming at step ")
    #expect(Int(step.split(separator: " ").last ?? "") ?? 0 >= 10 * (epoch - 1))
    _ = await resumed.remainingMessages()
    #expect(await resumed.exit() == 0)
    #expect(try demo.bytes(of: "macridvae-1") == (try await Self.undisturbed.value.0))
  }

  @Test func `a time limit stops as Ctrl-C does`() async throws {
    let demo = try await Demo.fresh()
    let run = try await Program.run(Self.training + demo.store + ["--time-limit", "0.2s"])
    #expect(run.exit == 130 && run.messages.contains("with --resume goes on"))
    try await Program.succeed(Self.training + demo.store + ["--resume", "-q"])
    #expect(try demo.bytes(of: "macridvae-1") == (try await Self.undisturbed.value.0))
  }

  @Test func `what was trained is measured, listed and put in use`() async throws {
    let demo = try await Demo.trained.value.copied()
    let report = try await Program.succeed(["evaluate", "--json"] + demo.store)
    #expect(report.contains(#""model" : "macridvae@1""#) && report.contains(#""ndcg@100""#))
    let popular = try await Program.succeed(["evaluate", "popularity"] + demo.store)
    #expect(popular.hasPrefix("popularity@1\nmetric"))
    let list = try await Program.succeed(["model", "list"] + demo.store).split(separator: "\n")
    #expect(list.count == 3 && list[1].hasPrefix("*  macridvae@1   active"))
    #expect(list.dropFirst().allSatisfy { $0.contains(" test ndcg@100 0.") })
    try await Program.succeed(["model", "use", "popularity"] + demo.store)
    let items = try await Program.succeed(["recommend", "u1", "--json"] + demo.store)
    #expect(items.contains(#""model":"popularity@1""#))
  }
}
