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
