// The thread count is a setting of the process, and tests run side by side: whoever depends on it
// or changes it takes turns here.
import Foundation
import Tensors

/// Runs work at a stated thread count.
public enum ThreadCount {
  private static let turn = NSLock()

  /// The result of `body` with `threads` threads; the old setting comes back after it. Not for
  /// nesting.
  public static func with<Result, Failure: Error>(
    _ threads: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    turn.lock()
    let old = Parallel.threads
    Parallel.threads = threads
    defer {
      Parallel.threads = old
      turn.unlock()
    }
    return try body()
  }
}
