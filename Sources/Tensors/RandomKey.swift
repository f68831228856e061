/// A splittable source of randomness: a value that names a stream, not a generator that moves.
///
/// A run has one key from its seed. Whoever needs randomness takes a *child* of the key by name or
/// by number and draws from that, so adding a draw somewhere moves no draw elsewhere, a resumed run
/// equals an uninterrupted one, and nothing hidden is stored in a model. The same key always gives
/// the same numbers; a key is not used for two purposes.
///
/// The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014); draw `i` of a key is `mix(key + (i + 1)·γ)`, so
/// draws are independent of each other and may be made in any order or in parallel.
public struct RandomKey: Sendable, Hashable, Codable {
  private let state: UInt64

  /// The key of a run. Every one of the 2⁶⁴ seeds gives another key.
  public init(seed: UInt64) { state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

  private init(state: UInt64) { self.state = state }

  /// The child for a purpose. O(length of the name).
  public func child(_ name: String) -> RandomKey {
    // FNV-1a over the UTF-8 bytes, then mixed with the parent's state.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return RandomKey(state: Self.mix(state ^ Self.mix(hash)))
  }

  /// The child with a number: a step, a row, a trial.
  public func child(_ index: Int) -> RandomKey {
    RandomKey(
      state: Self.mix(state &+ Self.mix(UInt64(bitPattern: Int64(index)) ^ 0xD6E8_FEB8_6659_FD93)))
  }

  /// The first bits of this key's stream.
  public var bits: UInt64 { bits(at: 0) }

  /// Draw `i` of this key's stream, 64 uniform bits.
  public func bits(at i: Int) -> UInt64 {
    Self.mix(state &+ (UInt64(truncatingIfNeeded: i) &+ 1) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// State from which a kernel makes the same stream: draw `i` is `mix(counterBase + (i + 1)·γ)`.
  var counterBase: UInt64 { state }

  /// Draw `i` as a uniform number strictly between 0 and 1.
  public func uniform(at i: Int) -> Float {
    (Float(bits(at: i) >> 41) + 0.5) * 0x1p-23
  }

  /// A generator over this key's stream, for the standard library's `random(in:using:)`.
  public var generator: Generator { Generator(key: self) }

  /// A permutation of `0 ..< count` (Fisher–Yates).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    order.withUnsafeMutableBufferPointer { order in
      for i in stride(from: count - 1, to: 0, by: -1) {
        let j = Int(bits(at: i).multipliedFullWidth(by: UInt64(i + 1)).high)
        (order[i], order[j]) = (order[j], order[i])
      }
    }
    return order
  }

  private static func mix(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The stream of one key, drawn in order.
  public struct Generator: RandomNumberGenerator {
    private let key: RandomKey
    private var drawn = 0

    fileprivate init(key: RandomKey) { self.key = key }

    public mutating func next() -> UInt64 {
      drawn += 1
      return key.bits(at: drawn - 1)
    }
  }
}
