/// A report in Markdown. Pictures are SVG files in a folder beside it.
struct MarkdownReport {
  private let report: Report
  private let folder: String

  init(_ report: Report, folder: String) {
    self.report = report
    self.folder = folder
  }

  var text: String {
    var lines = ["# \(Markup.markdown(report.title))", "", Markup.markdown(report.subtitle), ""]
    for section in report.sections {
      lines += ["## \(Markup.markdown(section.title))", ""]
      for block in section.blocks { lines += self.lines(block) + [""] }
    }
    lines += ["## How it was made", ""]
    lines += Self.table(
      DataTable(
        columns: ["what", "value"], rows: report.provenance.map { [$0.name, $0.value] }))
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ block: Report.Block) -> [String] {
    switch block {
    case .text(let text): return [Markup.markdown(text)]
    case .verdict(let verdict): return ["> **\(Markup.markdown(verdict.sentence))**"]
    case .table(let table):
      return Self.table(table.data) { table.isEmphasized($0, $1) }
        + ["", "*\(Markup.markdown(table.caption))*"]
    case .plot(let plot):
      return [
        "### \(Markup.markdown(plot.title))", "",
        "![\(Markup.markdown(plot.summary))](\(folder)/\(plot.name).svg)", "",
        "\(Markup.markdown(plot.summary)) Numbers: [\(plot.name).csv](\(folder)/\(plot.name).csv)",
      ]
    }
  }

  private static func table(
    _ data: DataTable, isEmphasized: (Int, Int) -> Bool = { _, _ in false }
  ) -> [String] {
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
    return [
      line(data.columns.map(Markup.markdown)),
      line(data.columns.indices.map { $0 == 0 ? "---" : "---:" }),
    ]
      + data.rows.enumerated().map { row, cells in
        line(
          cells.enumerated().map { column, cell in
            let text = Markup.markdown(cell)
            return isEmphasized(row, column) ? "**\(text)**" : text
          })
      }
  }
}
