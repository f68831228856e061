internal import COpenBLAS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Cores this process may run on.
func activeProcessorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// What the mathematics runs on, for reports: every figure states it.
public enum Processor {
  /// Prepares the process once: one BLAS thread per call (we cut the work ourselves), and an
  /// allocator that keeps large blocks.
  public static func prepare() { _ = prepared }

  static let prepared: Void = {
    openblas_set_num_threads(1)
    facet_keep_large_blocks()
  }()

  /// Name of the kernel set OpenBLAS chose, such as `Haswell` or `SkylakeX`.
  public static var blasCore: String { String(cString: openblas_get_corename()) }

  /// Version and build options of OpenBLAS.
  public static var blasConfiguration: String { String(cString: openblas_get_config()) }
}

extension Processor {
  /// The kernel set OpenBLAS should be told to use, when it runs AVX2 kernels on a processor that
  /// has AVX-512; `nil` when it has chosen well or the user has chosen. OpenBLAS 0.3.21 does not
  /// know processors that are newer than it and falls back to `Haswell`: 1.9 times slower here.
  public static var betterBlasCore: String? {
    guard getenv("OPENBLAS_CORETYPE") == nil, ["Haswell", "Zen", "Prescott"].contains(blasCore)
    else { return nil }
    let needed: Set<Substring> = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]
    return needed.isSubset(of: flags) ? "SkylakeX" : nil
  }

  /// Starts the program again with the better core, when there is one: OpenBLAS reads the variable
  /// while it is loaded, before `main`. Happens at most once; returns when nothing is to be gained
  /// or the restart is refused.
  public static func reexecuteWithBetterCore() {
    let guardName = "FACET_BLAS_CORE_CHOSEN"
    guard getenv(guardName) == nil, let core = betterBlasCore else { return }
    setenv("OPENBLAS_CORETYPE", core, 1)
    setenv(guardName, "1", 1)
    var arguments = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", arguments)
    for argument in arguments { free(argument) }
  }

  /// Features of the first processor as the kernel lists them; empty where it does not.
  private static var flags: Set<Substring> {
    guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1 << 14)
    for _ in 0..<64 {
      guard fgets(&line, Int32(line.count), file) != nil else { break }
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("flags") { return Set(text.split { " \t\n".contains($0) }) }
    }
    return []
  }
}
