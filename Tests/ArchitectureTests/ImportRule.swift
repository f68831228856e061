/// Which target may import what: the table of the house.
///
/// A target may import the modules of its row and whatever of ours they rest on. Foreign modules
/// belong to the rows that name them and are not passed on: the database is known to the store
/// alone.
enum ImportRule {
  struct Row {
    /// Our own modules.
    let ours: [String]
    /// Foreign modules; a trailing `*` stands for any ending.
    var foreign: [String] = []
    /// Whether Foundation is allowed.
    var hasFoundation = true
  }

  static let table: [String: Row] = [
    "COpenBLAS": Row(ours: [], hasFoundation: false),
    "CKernels": Row(ours: [], hasFoundation: false),
    "Tensors": Row(ours: [], foreign: ["COpenBLAS", "CKernels"], hasFoundation: false),
    "Autodiff": Row(ours: ["Tensors"], hasFoundation: false),
    "Datasets": Row(ours: ["Tensors"], hasFoundation: false),
    "Models": Row(ours: ["Autodiff", "Datasets"]),
    "Training": Row(ours: ["Models"]),
    "Evaluation": Row(ours: ["Models"]),
    "Schema": Row(ours: [], hasFoundation: false),
    "Store": Row(ours: ["Schema", "Datasets"], foreign: ["GRDB", "GRDBSQLite"]),
    "Engine": Row(ours: ["Store", "Training", "Evaluation"], foreign: ["TOMLKit"]),
    "LineServer": Row(ours: ["Engine"], foreign: ["NIO*"]),
    "facet": Row(ours: ["Engine", "LineServer"], foreign: ["ArgumentParser"]),
  ]

  /// What comes with the compiler and the C library.
  static let system: Set<String> = [
    "Swift", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin",
  ]
  static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]

  static func violations(in files: [SourceFile]) -> [Violation] {
    files.filter(\.isSwift).flatMap { file -> [Violation] in
      guard let target = file.target else { return [] }
      guard let row = table[target] else {
        return [Violation(path: file.path, message: "target \(target) is not in the table")]
      }
      return file.code.enumerated().compactMap { number, line in
        guard let module = imported(by: line), !isAllowed(module, row) else { return nil }
        return Violation(
          path: file.path, line: number + 1, message: "\(target) must not import \(module)")
      }
    }
  }

  private static func isAllowed(_ module: String, _ row: Row) -> Bool {
    if system.contains(module) { return true }
    if foundation.contains(module) { return row.hasFoundation }
    let isNamed = row.foreign.contains { name in
      name.hasSuffix("*") ? module.hasPrefix(name.dropLast()) : module == name
    }
    return isNamed || closure(row.ours).contains(module)
  }

  /// Modules and everything of ours they rest on.
  private static func closure(_ modules: [String]) -> Set<String> {
    modules.reduce(into: Set(modules)) { all, module in
      all.formUnion(closure(table[module]?.ours ?? []))
    }
  }

  /// The module a line imports, or `nil` when it is no import.
  static func imported(by line: String) -> String? {
    let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
    let modifiers: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    guard let place = words.firstIndex(of: "import"),
      words[..<place].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) })
    else { return nil }
    let kinds: Set<String> = [
      "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
    let name = words[(place + 1)...].first { !kinds.contains($0) }
    return name.map { String($0.prefix { $0 != "." && $0 != ";" }) }
  }
}
