// What every figure states: the machine, the threads, the kernels of OpenBLAS, and the peak of its
// sgemm in the same run.
import Foundation
import Tensors

enum Machine {
  /// One line about where the figures come from.
  static func line() -> String {
    let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
      .split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return
      "machine \(cpu ?? "unknown"), \(Parallel.threads) threads, BLAS core \(Processor.blasCore)"
  }

  /// GFLOP/s of a product cut as training cuts it: best of `runs`. Two operations a multiply-add.
  static func peak(runs: Int = 8) -> Double {
    let (m, k, n) = (2048, 512, 2048)
    let a = Tensor(shape: [m, k], repeating: 0.5)
    let b = Tensor(shape: [k, n], repeating: 0.5)
    _ = a.product(b)
    let best = (0..<runs).map { _ in seconds { _ = a.product(b) } }.min() ?? .infinity
    return 2 * Double(m * k * n) / best / 1e9
  }

  /// Wall seconds of a piece of work.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// Largest resident memory of this process so far, MB.
  static func peakMemory() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }

  static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }
}
