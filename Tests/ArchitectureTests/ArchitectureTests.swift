import Foundation
import Testing

/// The sources themselves keep the rules of the house.
@Suite struct ArchitectureTests {
  private let files: [SourceFile]

  init() throws {
    // The rules and their bad examples spell the forbidden words and are left out.
    files = try SourceTree.files().filter { !$0.path.hasPrefix("Tests/ArchitectureTests/") }
  }

  @Test func `the tree is found`() {
    let targets = Set(files.compactMap(\.target))
    #expect(targets.isSuperset(of: ["Tensors", "Datasets", "Evaluation", "Schema", "facet"]))
    #expect(files.contains { $0.path == "Package.swift" })
    #expect(files.contains { $0.path == "Tools/test" })
  }

  @Test func `targets import what the table allows`() {
    expectNone(ImportRule.violations(in: files))
  }

  @Test func `forbidden words do not occur and dangerous ones have a reason`() {
    expectNone(WordRule.violations(in: files))
  }

  @Test func `nothing is marked unfinished`() {
    expectNone(WordRule.unfinished(in: files))
  }

  @Test func `no file names a path of one machine`() {
    expectNone(WordRule.machinePaths(in: files))
  }

  @Test func `no file of code is longer than the limit`() {
    expectNone(FileRule.tooLong(in: files))
  }

  @Test func `every test file mirrors a source file`() {
    expectNone(FileRule.withoutSource(in: files))
  }

  private func expectNone(
    _ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let list = violations.map { "\n  \($0)" }.joined()
    #expect(violations.isEmpty, "\(list)", sourceLocation: sourceLocation)
  }
}
