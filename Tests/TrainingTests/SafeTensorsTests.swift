// The container: what goes in comes out, and whatever is not ours, or not whole, is refused.
import Foundation
import TestSupport
import Tensors
import Testing
import Training

struct SafeTensorsTests {
  static let tensors: [(name: String, tensor: Tensor)] = [
    ("b/weight", Tensor(shape: [2, 3], scalars: [1, -0.0, .pi, 4, .leastNonzeroMagnitude, -6])),
    ("empty/two", Tensor(shape: [0, 3])), ("empty/one", Tensor(shape: [0])),
    ("a", Tensor(7)),
  ]

  let folder: TemporaryFolder
  var file: URL { folder.file("tensors") }

  init() throws {
    folder = try TemporaryFolder()
    try SafeTensors.write(Self.tensors, manifest: "m\"ü\n", to: file)
  }

  /// The file with a header of our making over some tensor bytes.
  func forge(_ header: String, bytes: Int = 0) throws {
    var data = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    data += Data(header.utf8) + Data(count: bytes)
    try data.write(to: file)
  }

  func refusal() -> String {
    do {
      _ = try SafeTensors.read(file)
      return "accepted"
    } catch {
      return error.description.replacingOccurrences(of: file.path, with: "FILE")
    }
  }

  @Test func `tensors and manifest come back bit for bit`() throws {
    let contents = try SafeTensors.read(file)
    #expect(contents.manifest == "m\"ü\n")
    #expect(contents.tensors.count == 4)
    for (name, tensor) in Self.tensors {
      let read = try #require(contents.tensors[name])
      #expect(read.shape == tensor.shape)
      #expect(read.scalars.map(\.bitPattern) == tensor.scalars.map(\.bitPattern))
    }
  }

  @Test func `the layout is that of the safetensors format`() throws {
    let data = try Data(contentsOf: file)
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + length) % 8 == 0)
    #expect(data.count == 8 + length + 4 * 7)
    let object = try JSONSerialization.jsonObject(with: data[8..<8 + length])
    let header = try #require(object as? [String: Any])
    let entry = try #require(header["a"] as? [String: Any])
    #expect(entry["dtype"] as? String == "F32")
    #expect(entry["data_offsets"] as? [Int] == [24, 28])
    #expect(header["__metadata__"] is [String: String])
  }

  @Test func `a flipped bit anywhere is noticed`() throws {
    let whole = try Data(contentsOf: file)
    for at in whole.indices {
      for bit in [0, 5] {
        var damaged = whole
        damaged[at] ^= 1 << UInt8(bit)
        try damaged.write(to: file)
        let word = refusal()
        #expect(word != "accepted", "byte \(at), bit \(bit)")
      }
    }
  }

  @Test func `a file cut or grown anywhere is noticed`() throws {
    let whole = try Data(contentsOf: file)
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: file)
      #expect(refusal().hasPrefix("FILE is damaged"), "\(count) bytes")
    }
    try (whole + Data(count: 4)).write(to: file)
    #expect(refusal() == "FILE is damaged: 4 bytes follow its tensors")
  }

  @Test func `a foreign file is told from a damaged one`() throws {
    try forge(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, bytes: 4)
    #expect(refusal() == "FILE is a safetensors file that Facet did not write")
    try Data("PK\u{3}\u{4} this is a zip archive".utf8).write(to: file)
    #expect(refusal().hasPrefix("FILE is damaged: its header claims"))
    try FileManager.default.removeItem(at: file)
    #expect(refusal() == "cannot read FILE: no such file")
  }

  @Test(arguments: [
    #"{"dtype":"F64","shape":[1],"data_offsets":[0,8]}"#,
    #"{"dtype":"F32","shape":[-1],"data_offsets":[4,0]}"#,
    #"{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}"#,
    #"{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[-9223372036854775808,4]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}"#,
    #"{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#,
    #"{"dtype":"F32","shape":[1]}"#, #"[]"#,
    #"{"dtype":"F32","shape":[1e99],"data_offsets":[0,4]}"#,
  ])
  func `numbers that lie are refused and never computed with`(_ entry: String) throws {
    try forge(#"{"__metadata__":{"facet":"m","checksum":"0"},"w":"# + entry + "}", bytes: 8)
    #expect(refusal().hasPrefix("FILE is damaged: tensor w"))
  }

  @Test func `a header longer than the file, or than any we write, is refused`() throws {
    var data = withUnsafeBytes(of: UInt64.max.littleEndian) { Data($0) }
    data += Data(count: 64)
    try data.write(to: file)
    #expect(refusal() == "FILE is damaged: its header claims \(UInt64.max) bytes of 72")
  }

  @Test func `writing replaces the old file whole and leaves nothing beside it`() throws {
    try SafeTensors.write([], manifest: "new", to: file)
    #expect(try SafeTensors.read(file).manifest == "new")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(names == ["tensors"])
  }

  @Test func `a write that cannot be finished leaves the old file`() throws {
    let before = try Data(contentsOf: file)
    // The place of the file is taken by a folder: the last step, renaming, must fail.
    let taken = folder.file("taken")
    try FileManager.default.createDirectory(
      at: taken.appendingPathComponent("x"), withIntermediateDirectories: true)
    #expect(throws: ArtifactFault.self) {
      try SafeTensors.write(Self.tensors, manifest: "m", to: taken)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(names == ["taken", "tensors"])
    let same = try Data(contentsOf: file) == before
    #expect(same)
  }
}
