import Datasets
public import Foundation
public import Tensors

/// The container of models and checkpoints: a safetensors file with our manifest in its metadata.
///
/// ```
/// 8 bytes   length n of the header, little-endian
/// n bytes   JSON {"__metadata__": {"facet": manifest, "checksum": hex}, name: {dtype, shape,
///           data_offsets}, …}, padded with spaces to a multiple of 8
/// rest      the tensors one after another, 32-bit little-endian floats, row-major
/// ```
/// Any safetensors reader opens it, nothing in it can be executed, and it can be mapped into memory.
/// The checksum covers the tensor bytes, so a damaged file is refused. Writing is atomic: a neighbour
/// file is written, flushed to the disk and renamed.
public enum SafeTensors {
  /// Longest header that is read, 256 MiB: a catalogue of millions of ids fits.
  static let longestHeader = 1 << 28

  private struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// Writes named tensors and a manifest (any text). The same input gives the same bytes.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], manifest: String, to url: URL
  ) throws(ArtifactFault) {
    var entries: [String: Entry] = [:]
    var offset = 0
    var checksum = Fingerprint()
    for (name, tensor) in tensors {
      entries[name] = Entry(
        dtype: "F32", shape: tensor.shape, data_offsets: [offset, offset + 4 * tensor.count])
      offset += 4 * tensor.count
      checksum.add(tensor.scalars)
    }
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let metadata = ["facet": manifest, "checksum": checksum.text]
      // Both parts are objects: one header is their union.
      let tail = try encoder.encode(entries).dropFirst()
      var header = Data("{\"__metadata__\":".utf8) + (try encoder.encode(metadata))
      header += entries.isEmpty ? Data() : Data(",".utf8)
      header += tail
      header += Data(repeating: 0x20, count: (8 - header.count % 8) % 8)
      try AtomicFile.write(to: url) { file in
        var length = UInt64(header.count).littleEndian
        try file.write(contentsOf: Data(bytes: &length, count: 8))
        try file.write(contentsOf: header)
        for (_, tensor) in tensors {
          try tensor.scalars.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            try file.write(
              contentsOf: Data(
                bytesNoCopy: UnsafeMutableRawPointer(mutating: base), count: bytes.count,
                deallocator: .none))
          }
        }
      }
    } catch {
      throw .unwritable(url.path, "\(error)")
    }
  }

  /// What a file holds.
  public struct Contents {
    public let manifest: String
    public let tensors: [String: Tensor]
  }

  /// Reads a file. Refuses what is not a safetensors file of ours, with the reason.
  public static func read(_ url: URL) throws(ArtifactFault) -> Contents {
    let path = url.path
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw .unreadable(
        path, FileManager.default.fileExists(atPath: path) ? "\(error)" : "no such file")
    }
    guard data.count >= 8 else { throw .damaged(path, "it has \(data.count) bytes") }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(longestHeader), Int(length) + 8 <= data.count else {
      throw .damaged(path, "its header claims \(length) bytes of \(data.count)")
    }
    let body = 8 + Int(length)
    guard let object = try? JSONSerialization.jsonObject(with: data[8..<body]),
      let header = object as? [String: Any]
    else { throw .damaged(path, "its header is not a JSON object") }
    guard let metadata = header["__metadata__"] as? [String: String],
      let manifest = metadata["facet"]
    else { throw .foreign(path, "a safetensors file that Facet did not write") }
    var found: [(name: String, start: Int, tensor: Tensor)] = []
    for (name, value) in header where name != "__metadata__" {
      let (start, tensor) = try tensor(name, value, data, body, path)
      found.append((name, start, tensor))
    }
    var checksum = Fingerprint()
    for entry in found.sorted(by: { $0.start < $1.start }) { checksum.add(entry.tensor.scalars) }
    guard checksum.text == metadata["checksum"] else {
      throw .damaged(path, "its checksum does not match its contents")
    }
    return Contents(
      manifest: manifest,
      tensors: Dictionary(found.map { ($0.name, $0.tensor) }, uniquingKeysWith: { a, _ in a }))
  }

  private static func tensor(
    _ name: String, _ value: Any, _ data: Data, _ body: Int, _ path: String
  ) throws(ArtifactFault) -> (Int, Tensor) {
    guard let entry = value as? [String: Any], entry["dtype"] as? String == "F32",
      let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int],
      offsets.count == 2, shape.allSatisfy({ $0 >= 0 && $0 <= 1 << 40 })
    else { throw .damaged(path, "tensor \(name) is not described as 32-bit floats") }
    let count = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard offsets[0] >= 0, offsets[1] - offsets[0] == 4 * count, body + offsets[1] <= data.count
    else { throw .damaged(path, "tensor \(name) lies outside the file") }
    let scalars = [Float](unsafeUninitializedCapacity: count) { out, filled in
      _ = data.copyBytes(
        to: UnsafeMutableRawBufferPointer(out), from: body + offsets[0]..<body + offsets[1])
      filled = count
    }
    return (offsets[0], Tensor(shape: shape, scalars: scalars))
  }
}
