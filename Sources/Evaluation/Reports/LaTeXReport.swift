/// The tables and verdicts of a report in LaTeX, to be put into a paper: `\input` it with the
/// package booktabs loaded. Plots are named with the file of their numbers.
struct LaTeXReport {
  private let report: Report
  private let folder: String

  init(_ report: Report, folder: String) {
    self.report = report
    self.folder = folder
  }

  var text: String {
    var lines = [
      "% \(Self.comment(report.title)); needs \\usepackage{booktabs}",
      "\\section{\(Markup.latex(report.title))}", Markup.latex(report.subtitle), "",
    ]
    for section in report.sections {
      lines += ["\\subsection{\(Markup.latex(section.title))}"]
      for block in section.blocks { lines += self.lines(block) + [""] }
    }
    lines += ["\\subsection{How it was made}", "\\begin{description}"]
    lines += report.provenance.map {
      "\\item[\(Markup.latex($0.name))] \(Markup.latex($0.value))"
    }
    lines += ["\\end{description}"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ block: Report.Block) -> [String] {
    switch block {
    case .text(let text): return [Markup.latex(text), ""]
    case .verdict(let verdict):
      return ["\\noindent\\textbf{\(Markup.latex(verdict.sentence)).}\\par"]
    case .table(let table): return Self.table(table)
    case .plot(let plot):
      return ["% plot \(Self.comment(plot.title)): numbers in \(folder)/\(plot.name).csv"]
    }
  }

  private static func table(_ table: Report.Table) -> [String] {
    let columns = table.data.columns
    func row(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }
    return [
      "\\begin{table}", "\\centering",
      "\\begin{tabular}{l\(String(repeating: "r", count: max(0, columns.count - 1)))}",
      "\\toprule", row(columns.map(Markup.latex)), "\\midrule",
    ]
      + table.data.rows.enumerated().map { index, cells in
        row(
          cells.enumerated().map { column, cell in
            let text = Markup.latex(cell)
            return table.isEmphasized(index, column) ? "\\textbf{\(text)}" : text
          })
      } + [
        "\\bottomrule", "\\end{tabular}", "\\caption{\(Markup.latex(table.caption))}",
        "\\end{table}",
      ]
  }

  private static func comment(_ text: String) -> String {
    text.split { $0.isNewline }.joined(separator: " ")
  }
}
