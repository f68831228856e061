import Foundation

/// A report as one page that needs nothing beside it: styles and pictures are inside, there is no
/// script, and no address is loaded. It follows the reader's choice of light or dark; every picture
/// has its description, its numbers as a table, and the same as a file to save.
struct HTMLReport {
  private let report: Report

  init(_ report: Report) { self.report = report }

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(Markup.escaped(report.title))</title>
    <style>
    \(PageStyle.text)</style>
    </head>
    <body>
    <main>
    <header>
    <h1>\(Markup.escaped(report.title))</h1>
    <p class="lead">\(Markup.escaped(report.subtitle))</p>
    </header>
    \(report.sections.map(section).joined(separator: "\n"))
    <section aria-labelledby="how-it-was-made">
    <h2 id="how-it-was-made">How it was made</h2>
    <dl>
    \(report.provenance.map(fact).joined(separator: "\n"))
    </dl>
    </section>
    </main>
    </body>
    </html>

    """
  }

  private func section(_ section: Report.Section) -> String {
    let anchor = Markup.slug(section.title)
    return """
      <section aria-labelledby="\(anchor)">
      <h2 id="\(anchor)">\(Markup.escaped(section.title))</h2>
      \(section.blocks.map(block).joined(separator: "\n"))
      </section>
      """
  }

  private func block(_ block: Report.Block) -> String {
    switch block {
    case .text(let text): return "<p>\(Markup.escaped(text))</p>"
    case .verdict(let verdict): return Self.verdict(verdict)
    case .table(let table): return Self.table(table)
    case .plot(let plot): return Self.figure(plot)
    }
  }

  private func fact(_ fact: Report.Fact) -> String {
    "<div><dt>\(Markup.escaped(fact.name))</dt><dd>\(Markup.escaped(fact.value))</dd></div>"
  }

  /// The finding is told by a word and a sign; colour only repeats it.
  private static func verdict(_ verdict: Verdict) -> String {
    let (sign, word, style) =
      switch verdict.finding {
      case .better: ("▲", "better", "up")
      case .worse: ("▼", "baseline better", "down")
      case .notDistinguishable: ("≈", "not distinguishable", "open")
      case .identical: ("=", "the same", "open")
      }
    return "<p class=\"verdict \(style)\"><span class=\"badge\"><span aria-hidden=\"true\">\(sign)"
      + "</span> \(word)</span> \(Markup.escaped(verdict.sentence)).</p>"
  }

  /// The caption stands below the part that scrolls, so that all of it can be read.
  private static func table(_ table: Report.Table) -> String {
    let caption = Markup.escaped(table.caption)
    let body = body(table.data) { table.isEmphasized($0, $1) }
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption)\">"
      + "<table>\(body)</table></div>\n<p class=\"note\">\(caption)</p>"
  }

  private static func figure(_ plot: AnyPlot) -> String {
    let data = plot.data
    let file = Data(data.csv.utf8).base64EncodedString()
    return """
      <figure>
      <h3>\(Markup.escaped(plot.title))</h3>
      <div class="scroll picture" tabindex="0" role="region" aria-label="\(Markup.escaped(plot.title))">
      \(plot.svg(isStandalone: false))</div>
      <figcaption>\(Markup.escaped(plot.summary))</figcaption>
      <details><summary>Numbers</summary>
      <p><a download="\(plot.name).csv" href="data:text/csv;charset=utf-8;base64,\(file)">\
      \(plot.name).csv</a></p>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Numbers: \(Markup.escaped(plot.title))">
      <table>\(body(data, digits: 6))</table></div>
      </details>
      </figure>
      """
  }

  /// Header and rows; the first cell of a row names it. Numbers of plots are shortened for the eye.
  private static func body(
    _ data: DataTable, digits: Int? = nil, isEmphasized: (Int, Int) -> Bool = { _, _ in false }
  ) -> String {
    func shown(_ cell: String) -> String {
      guard digits != nil, cell.contains("."), let number = Double(cell) else { return cell }
      return Figures.short(number)
    }
    let head = data.columns.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let rows = data.rows.enumerated().map { row, cells in
      let cells = cells.enumerated().map { column, cell in
        let text = Markup.escaped(shown(cell))
        return column == 0
          ? "<th scope=\"row\">\(text)</th>"
          : "<td>\(isEmphasized(row, column) ? "<strong>\(text)</strong>" : text)</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return "<thead><tr>\(head)</tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody>"
  }
}
