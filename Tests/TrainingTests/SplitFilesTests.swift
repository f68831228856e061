import Datasets
import Foundation
import Tensors
import Testing
import Training

/// Split directories: bytes, round trips, and refusals that name file and line.
@Suite struct SplitFilesTests {
  /// A fresh directory that is gone after `body`.
  private func inFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("facet-split-\(UUID().uuidString)", isDirectory: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Two training users, a validation user and two test users, one of them without targets.
  private var small: Split {
    func rows(_ rows: [[Int32]]) -> SparseRows { SparseRows(columns: 4, rows: rows) }
    return Split(
      items: Vocabulary(["10", "b,c", "9", "say \"x\""].map { ItemID($0) }),
      trainUsers: Vocabulary(["u1", "u2"].map { UserID($0) }),
      train: rows([[0, 1, 2], [3]]),
      validation: FoldIn(users: [UserID("v")], visible: rows([[0]]), hidden: rows([[3]])),
      test: FoldIn(
        users: [UserID("t"), UserID("s,")], visible: rows([[0, 2], [1]]),
        hidden: rows([[1], []])),
      provenance: SplitProvenance(
        source: "hand", users: 5, positives: 9, allItems: 5, heldOut: 2, minimum: 1, seed: 3))
  }

  private func contents(_ folder: URL) throws -> [String: Data] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .reduce(into: [:]) { $0[$1.lastPathComponent] = try Data(contentsOf: $1) }
  }

  @Test func `the files are those of the layout, byte by byte`() throws {
    try inFolder { folder in
      try SplitFiles.write(small, to: folder.path)
      let files = try contents(folder).mapValues { String(decoding: $0, as: UTF8.self) }
      #expect(files.count == 7)
      #expect(files["items.txt"] == "10\nb,c\n9\nsay \"x\"\n")
      // By item id within a user: 9, 10, then the words.
      #expect(
        files["train.csv"] == "user,item\nu1,9\nu1,10\nu1,\"b,c\"\nu2,\"say \"\"x\"\"\"\n")
      #expect(files["val_tr.csv"] == "user,item\nv,10\n")
      #expect(files["val_te.csv"] == "user,item\nv,\"say \"\"x\"\"\"\n")
      #expect(files["test_tr.csv"] == "user,item\nt,9\nt,10\n\"s,\",\"b,c\"\n")
      #expect(files["test_te.csv"] == "user,item\nt,\"b,c\"\n")
      #expect(files["meta.json"]?.contains("\"heldout\" : 2") == true)
    }
  }

  @Test func `a split reads back as it was written`() throws {
    let made = try Split(
      of: PlantedConcepts(key: RandomKey(seed: 1)).data, heldOut: .users(50), seed: 2)
    for split in [small, made] {
      try inFolder { folder in
        try SplitFiles.write(split, to: folder.path)
        #expect(try SplitFiles.read(from: folder.path) == split)
      }
    }
  }

  @Test(arguments: [
    SplitKind.leaveLastOut, .ratio(validation: 0.1, test: 0.2, order: .time),
    .globalTime(validation: 0.2, test: 0.2), .kFold(folds: 4, fold: 1),
  ])
  func `a split of any kind reads back with its mask and its leaks`(kind: SplitKind) throws {
    let world = PlantedConcepts(key: RandomKey(seed: 1)).data
    let key = RandomKey(seed: 5)
    let data = world.timed((0..<world.histories.entries).map { Int64(key.bits(at: $0) >> 20) })
    let split = try Split(of: data, SplitRecipe(kind, seed: 2))
    try inFolder { folder in
      try SplitFiles.write(split, to: folder.path)
      #expect(try SplitFiles.read(from: folder.path) == split)
      let meta = try contents(folder)["meta.json"].map { String(decoding: $0, as: UTF8.self) }
      #expect(meta?.contains("\"kind\" : \"\(kind)\"") == true)
      #expect(meta?.contains("\"mask\" : \"\(split.mask.rawValue)\"") == true)
      #expect(meta?.contains("\"beforeTraining\"") == true)
    }
  }

  @Test func `writing twice gives the same bytes, over an older split too`() throws {
    try inFolder { folder in
      try SplitFiles.write(small, to: folder.path)
      let first = try contents(folder)
      let other = try Split(
        of: PlantedConcepts(key: RandomKey(seed: 1)).data, heldOut: .users(50), seed: 2)
      try SplitFiles.write(other, to: folder.path)
      try SplitFiles.write(small, to: folder.path)
      #expect(try contents(folder) == first)
    }
  }

  @Test func `an id with a line break cannot be written`() throws {
    try inFolder { folder in
      let empty = FoldIn(
        users: [], visible: SparseRows(columns: 1, rows: []),
        hidden: SparseRows(columns: 1, rows: []))
      let split = Split(
        items: Vocabulary([ItemID("a\nb")]), trainUsers: Vocabulary([UserID("u")]),
        train: SparseRows(columns: 1, rows: [[0]]), validation: empty, test: empty,
        provenance: small.provenance)
      #expect(throws: SplitFault(file: folder.path, .lineBreak("a\nb"))) {
        try SplitFiles.write(split, to: folder.path)
      }
    }
  }

  /// The fault of reading the small split after one of its files was given another text, with line
  /// and file name only.
  private func fault(
    _ name: String, _ text: String?, stated: [String: Int] = [:]
  ) throws -> (name: String, line: Int?, reason: SplitFault.Reason)? {
    try inFolder { folder in
      try SplitFiles.write(small, to: folder.path)
      // Without the fingerprint, as other programs write it, so that the damage itself is found.
      let rows = ["train.csv": 4].merging(stated) { $1 }
        .map { "\"\($0)\": \($1)" }.joined(separator: ", ")
      let metadata = """
        {"positives": 9, "users": 5, "items_all": 5, "items_train": 4, "heldout": 2, "rows": {\(rows)}}
        """
      try Data(metadata.utf8).write(to: folder.appendingPathComponent("meta.json"))
      let file = folder.appendingPathComponent(name)
      if let text {
        try Data(text.utf8).write(to: file)
      } else {
        try FileManager.default.removeItem(at: file)
      }
      do throws(SplitFault) {
        _ = try SplitFiles.read(from: folder.path)
        return nil
      } catch {
        return (URL(fileURLWithPath: error.file).lastPathComponent, error.line, error.reason)
      }
    }
  }

  @Test(arguments: [
    ("train.csv", "user;item\n", 1, SplitFault.Reason.header("user;item")),
    ("train.csv", "", 1, .header("")),
    ("train.csv", "user,item\nu1,9\nu1\n", 3, .row("u1")),
    ("train.csv", "user,item\nu1,9,4\n", 2, .row("u1,9,4")),
    ("train.csv", "user,item\nu1,\n", 2, .row("u1,")),
    ("train.csv", "user,item\nu1,\"9\n", 2, .row("u1,\"9")),
    ("train.csv", "user,item\nu1,11\n", 2, .unknownItem("11")),
    ("train.csv", "user,item\nu1,9\nu2,10\nu1,9\n", 4, .repeatedRow(user: "u1", item: "9")),
    ("items.txt", "10\nb,c\n10\n", 3, .repeatedItem("10")),
    ("items.txt", "10\n\nb,c\n", 2, .row("")),
    ("val_tr.csv", "user,item\nv,10\nu1,10\n", 3, .trainingUser("u1")),
    ("test_tr.csv", "user,item\nt,9\nt,10\nv,9\n", 4, .validationUser("v")),
    ("test_te.csv", "user,item\nz,9\n", 2, .nothingVisible("z")),
    ("test_te.csv", "user,item\nt,9\n", 2, .visibleAndHidden(user: "t", item: "9")),
  ])
  func `a damaged file is refused with its line`(
    name: String, text: String, line: Int, reason: SplitFault.Reason
  ) throws {
    let fault = try #require(try fault(name, text))
    #expect(fault.name == name && fault.line == line && fault.reason == reason)
  }

  @Test func `a missing file, a shortened file and a foreign description are refused`() throws {
    #expect(try fault("val_te.csv", nil)?.reason == .missing)
    #expect(try fault("meta.json", nil)?.reason == .missing)
    #expect(
      try fault("train.csv", "user,item\nu1,9\n")?.reason == .rowCount(stated: 4, found: 1))
    guard case .metadata = try #require(try fault("meta.json", "[]")).reason else {
      Issue.record("an array is not the description of a split")
      return
    }
  }

  @Test func `ends of line of other systems and a missing last one are read`() throws {
    #expect(try fault("val_tr.csv", "user,item\r\nv,10\r\n") == nil)
    #expect(try fault("val_tr.csv", "user,item\nv,10") == nil)
  }

  @Test func `a compressed file is named with the command that decompresses it`() throws {
    try inFolder { folder in
      try SplitFiles.write(small, to: folder.path)
      let file = folder.appendingPathComponent("train.csv")
      try FileManager.default.moveItem(at: file, to: file.appendingPathExtension("xz"))
      let fault = try #require(throws: SplitFault.self) {
        try SplitFiles.read(from: folder.path)
      }
      #expect(fault.reason == .compressed)
      #expect(fault.description.contains("xz -dk '\(file.path).xz'"))
    }
  }

  @Test func `one changed pair shows in the fingerprint`() throws {
    try inFolder { folder in
      try SplitFiles.write(small, to: folder.path)
      try Data("user,item\nt,\"say \"\"x\"\"\"\n".utf8)
        .write(to: folder.appendingPathComponent("test_te.csv"))
      let fault = try #require(throws: SplitFault.self) {
        try SplitFiles.read(from: folder.path)
      }
      guard case .fingerprint = fault.reason else {
        Issue.record("\(fault)")
        return
      }
    }
  }
}
