import Foundation

/// Where the engine takes time from. A parameter, as a random key is: tests hand in a clock that
/// stands still or is moved by hand, and no test reads the machine's.
public struct TimeSource: Sendable {
  /// Milliseconds since 1970, UTC, for what is stored.
  public let milliseconds: @Sendable () -> Int64
  /// Nanoseconds since some fixed moment, never running backwards, for what is measured.
  public let nanoseconds: @Sendable () -> UInt64

  public init(
    milliseconds: @escaping @Sendable () -> Int64, nanoseconds: @escaping @Sendable () -> UInt64
  ) {
    self.milliseconds = milliseconds
    self.nanoseconds = nanoseconds
  }

  /// The machine's clocks.
  public static let system = TimeSource(
    milliseconds: { Int64(Date().timeIntervalSince1970 * 1000) },
    nanoseconds: { DispatchTime.now().uptimeNanoseconds })

  /// Clocks that stand still.
  public static func fixed(milliseconds: Int64) -> TimeSource {
    TimeSource(milliseconds: { milliseconds }, nanoseconds: { 0 })
  }
}
