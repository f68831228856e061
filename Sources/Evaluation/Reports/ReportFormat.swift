/// The languages a report can be written in.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// One page that needs nothing beside it.
  case html
  /// Text with tables; the pictures and their numbers stand in a folder beside it.
  case md
  /// Tables for a paper; the numbers of the plots stand in a folder beside it.
  case tex
  case json
  /// A folder: one file a table, one a plot.
  case csv

  /// A file of a report, its path relative to where the report goes.
  public struct File: Sendable, Equatable {
    public var path: String
    public var text: String
  }

  /// The files of a report whose main file has the name `name`; for `csv` that is a folder. Throws
  /// when a number of the report is not finite.
  public func files(_ report: Report, name: String) throws -> [File] {
    // Beside `report.md` stands `report.plots`.
    let stem = name.split(separator: ".").dropLast().joined(separator: ".")
    let folder = "\(stem.isEmpty ? name : stem).plots"
    switch self {
    case .html: return [File(path: name, text: HTMLReport(report).text)]
    case .json: return [File(path: name, text: try report.json() + "\n")]
    case .md:
      return [File(path: name, text: MarkdownReport(report, folder: folder).text)]
        + report.plots.flatMap {
          [
            File(path: "\(folder)/\($0.name).svg", text: $0.svg(isStandalone: true) + "\n"),
            File(path: "\(folder)/\($0.name).csv", text: $0.data.csv),
          ]
        }
    case .tex:
      return [File(path: name, text: LaTeXReport(report, folder: folder).text)]
        + report.plots.map { File(path: "\(folder)/\($0.name).csv", text: $0.data.csv) }
    case .csv:
      return report.tables.map { File(path: "\(name)/\($0.name).csv", text: $0.data.csv) }
        + report.plots.map { File(path: "\(name)/\($0.name).csv", text: $0.data.csv) }
        + [
          File(
            path: "\(name)/provenance.csv",
            text: DataTable(
              columns: ["name", "value"], rows: report.provenance.map { [$0.name, $0.value] }
            ).csv)
        ]
    }
  }
}
