import Foundation
import TestSupport
import Testing

/// The exit code of every kind of failure, and the word before the one line that explains it.
@Suite struct ExitCodeTests {
  static let table: [(arguments: String, exit: Int32, begins: String)] = [
    ("nonsense", 64, "Error: "), ("recommend u1 --kk 3", 64, "Error: Unknown option '--kk'"),
    ("recommend u1 -k many", 64, "Error: "), ("recommend u1 -k 0", 64, "RANGE k is 1"),
    ("recommend", 64, "ARGS somebody unseen needs a history"),
    ("recommend u1 --seen maybe", 64, "RANGE seen is exclude or include"),
    ("recommend u1 --all", 64, "Error: --all"),
    ("train --set concepts", 64, "Error: --set takes key=value"),
    ("train --set konzepte=3", 64, "ARGS "), ("train --set concepts=0", 64, "RANGE "),
    ("train --model ease2", 64, "ARGS "), ("train --epochs 0", 64, "RANGE "),
    ("train --held-out 0", 64, "Error: "), ("train --threads 0", 64, "Error: "),
    ("evaluate --metrics ndgc", 64, "Error: "), ("evaluate --metrics ,", 64, "Error: "),
    ("serve", 64, "Error: say where to listen"), ("serve --line nowhere", 64, "ARGS "),
    ("serve --line 0.0.0.0:0", 77, "DENIED refusing to listen"),
    ("call PING", 64, "Error: say where the server is"),
    ("call --line 127.0.0.1:1 PING", 74, "STORE cannot connect"),
    ("ingest --max-bad much events.csv", 64, "Error: --max-bad"),
    ("ingest bad.csv", 65, "DATA "), ("ingest missing.csv", 66, "NOINPUT "),
    ("validate --store items.csv", 65, "DATA "),
    ("recommend u1 --store missing.db", 66, "NOINPUT no store at"),
    ("evaluate --store missing.db", 66, "NOINPUT "), ("evaluate --split nowhere", 66, "NOINPUT "),
    ("recommend nobody", 66, "NOUSER no user"), ("explain u1 zz", 66, "NOITEM no item"),
    ("similar zz", 66, "NOITEM "), ("concepts c9", 66, "NOCONCEPT no concept"),
    ("recommend u1 --mute Western", 66, "NOCONCEPT no concept"),
    ("evaluate ease", 66, "NOMODEL no model ease in the store; it has macridvae@1, popularity@1"),
    ("model use ease", 66, "NOMODEL "), ("init --demo events.csv/under", 74, "STORE "),
  ]

  @Test func `every failure has its code and one line`() async throws {
    let demo = try await Demo.trained.value.copied()
    try Data("user,item,rating\nu1,m1,5\nu1,,5\n,m2,5\n".utf8)
      .write(to: demo.folder.appendingPathComponent("bad.csv"))
    for (arguments, exit, begins) in Self.table {
      let run = try await Program.run(
        arguments.split(separator: " ").map(String.init), in: demo.folder)
      #expect(run.exit == exit, "\(arguments): \(run.messages)")
      #expect(run.messages.hasPrefix(begins), "\(arguments): \(run.messages)")
      if !begins.hasPrefix("Error") {
        #expect(run.messages.split(separator: "\n").count == 1, "\(arguments): \(run.messages)")
      }
    }
  }

  @Test func `a store without a model sends a person to training`() async throws {
    let demo = try await Demo.fresh()
    for arguments in [["recommend", "u1"], ["concepts"], ["evaluate"], ["model", "info"]] {
      let run = try await Program.run(arguments + demo.store)
      #expect(run.exit == 66)
      #expect(run.messages == "NOMODEL the store has no trained model; run facet train\n")
    }
  }
}
