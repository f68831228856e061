import Datasets
import Evaluation
import Tensors
import Testing

@Suite struct TrecFilesTests {
  @Test func `the files are those of the layout, byte by byte`() throws {
    var files = TrecFiles(items: Vocabulary(["x", "y", "z"].map { ItemID($0) }), tag: "m-1")
    try files.add(
      UserID("u"), [Ranked(index: 2, score: 0.5), Ranked(index: 0, score: 0.5)], [0, 1])
    #expect(files.run == "u Q0 z 1 -1 m-1\nu Q0 x 2 -2 m-1\n")
    #expect(files.qrels == "u 0 x 1\nu 0 y 1\n")
  }

  @Test func `an id with a blank is refused`() {
    var files = TrecFiles(items: Vocabulary([ItemID("x y")]), tag: "m")
    #expect(throws: EvaluationFault.blankInID("x y")) { try files.add(UserID("u"), [], [0]) }
  }
}
