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
/// Any safetensors reader opens it, nothing in it can be executed, and it can be mapped into
/// memory. The checksum covers the manifest and every tensor's name, shape and elements, so a
/// damaged file is refused. Writing is atomic: a neighbour file is written, flushed to the disk and
/// renamed.
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
    for (name, tensor) in tensors {
      entries[name] = Entry(
        dtype: "F32", shape: tensor.shape, data_offsets: [offset, offset + 4 * tensor.count])
      offset += 4 * tensor.count
    }
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let metadata = ["facet": manifest, "checksum": checksum(manifest, tensors)]
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
    var found: [(name: String, tensor: Tensor)] = []
    var end = 0
    for (name, value) in header where name != "__metadata__" {
      let (tensor, itsEnd) = try tensor(name, value, data, body, path)
      found.append((name, tensor))
      end = max(end, itsEnd)
    }
    guard body + end == data.count else {
      throw .damaged(path, "\(data.count - body - end) bytes follow its tensors")
    }
    guard checksum(manifest, found) == metadata["checksum"] else {
      throw .damaged(path, "its checksum does not match its contents")
    }
    return Contents(
      manifest: manifest,
      tensors: Dictionary(found.map { ($0.name, $0.tensor) }, uniquingKeysWith: { a, _ in a }))
  }

  private static func tensor(
    _ name: String, _ value: Any, _ data: Data, _ body: Int, _ path: String
  ) throws(ArtifactFault) -> (Tensor, end: Int) {
    guard let entry = value as? [String: Any], entry["dtype"] as? String == "F32",
      let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int],
      offsets.count == 2, shape.allSatisfy({ $0 >= 0 })
    else { throw .damaged(path, "tensor \(name) is not described as 32-bit floats") }
    // A header may claim any numbers; none of them may overflow a sum or a product here.
    let size = data.count - body
    guard 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= size,
      let count = elements(shape, most: size / 4), offsets[1] - offsets[0] == 4 * count
    else { throw .damaged(path, "tensor \(name) lies outside the file") }
    let scalars = [Float](unsafeUninitializedCapacity: count) { out, filled in
      _ = data.copyBytes(
        to: UnsafeMutableRawBufferPointer(out), from: body + offsets[0]..<body + offsets[1])
      filled = count
    }
    return (Tensor(shape: shape, scalars: scalars), offsets[1])
  }

  /// Number of elements of a shape, or `nil` when there are more than `most`.
  private static func elements(_ shape: [Int], most: Int) -> Int? {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    return count <= most ? count : nil
  }

  /// Tensors count in the order of their names, so that their order in the file does not matter.
  private static func checksum(
    _ manifest: String, _ tensors: [(name: String, tensor: Tensor)]
  ) -> String {
    var hash = Fingerprint()
    hash.add(manifest)
    for (name, tensor) in tensors.sorted(by: { $0.name < $1.name }) {
      hash.add(name)
      for extent in [tensor.shape.count] + tensor.shape { hash.add(extent) }
      hash.add(tensor.scalars)
    }
    return hash.text
  }
}
