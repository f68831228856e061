import Datasets
import Evaluation
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ReportFormatTests {
  private let report: Report

  init() throws { report = try SmallReport.make() }

  private func text(_ format: ReportFormat, _ name: String) throws -> String {
    try #require(try format.files(report, name: name).first).text
  }

  @Test func `a page loads nothing and runs nothing`() throws {
    let files = try ReportFormat.html.files(report, name: "r.html")
    #expect(files.map(\.path) == ["r.html"])
    let page = files[0].text
    for word in ["http:", "https:", "//cdn", "<script", "src=", "@import", "<link", "url("] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("@media(prefers-color-scheme:dark)"))
  }

  @Test func `a page opens with the verdict and ends with how it was made`() throws {
    let page = try text(.html, "r.html")
    let verdict = try #require(page.range(of: "beats popularity@1 by 0."))
    let table = try #require(page.range(of: "<table>"))
    let command = try #require(page.range(of: "facet compare &#39;a b&#39; c"))
    #expect(verdict.lowerBound < table.lowerBound && table.lowerBound < command.lowerBound)
    #expect(page[command.upperBound...].contains("200 rounds each"))
  }

  @Test func `every plot has a description and its numbers, in the page and as a file`() throws {
    let page = try text(.html, "r.html")
    #expect(report.plots.count == 11)
    let names = Set(report.plots.map(\.name))
    #expect(names.count == report.plots.count)
    for plot in report.plots {
      let csv = Data(plot.data.csv.utf8).base64EncodedString()
      #expect(page.contains("download=\"\(plot.name).csv\""))
      #expect(page.contains(csv), "\(plot.name)")
      #expect(plot.summary.count > 20)
    }
    #expect(page.components(separatedBy: "role=\"img\" aria-label=").count - 1 == 11)
    let files = try ReportFormat.csv.files(report, name: "r")
    #expect(Set(files.map(\.path)).isSuperset(of: names.map { "r/\($0).csv" }))
    #expect(files.contains { $0.path == "r/tests.csv" })
    #expect(files.contains { $0.path == "r/provenance.csv" && $0.text.contains("seed,1\n") })
  }

  @Test func `what lists are made of stands beside their accuracy, for every model`() throws {
    let section = try #require(report.sections.first { $0.title == "What is recommended" })
    guard case .table(let table) = section.blocks[0] else {
      Issue.record("the section does not open with its table")
      return
    }
    #expect(table.data.columns == ["model", "Gini@20", "Novelty@20", "Popularity lift@20"])
    #expect(table.data.rows.map { $0[0] } == ["popularity@1", SmallReport.nasty])
    #expect(table.data.rows[0][1] == "0.3750" && table.data.rows[0][2].hasPrefix("2.0000 ["))
    #expect(section.blocks.count == 5)
    for format in ReportFormat.allCases {
      let text = try format.files(report, name: "r").map(\.text).joined()
      #expect(text.contains("Novelty@20") && text.contains("0.3750"), "\(format)")
    }
  }

  @Test func `titles are escaped in every language`() throws {
    let page = try text(.html, "r.html")
    #expect(!page.contains("<b>") && page.contains("&lt;b&gt;&quot;A &amp; B&quot;&lt;/b&gt;"))
    let tex = try text(.tex, "r.tex")
    #expect(tex.contains(#"\textless{}b\textgreater{}"A \& B""#))
    #expect(tex.contains(#"100 \% of C\_1 | \$x\$"#))
    let md = try text(.md, "r.md")
    #expect(md.contains(#"&lt;b>"A &amp; B"&lt;/b> 100 % of C\_1 \| $x$"#))
  }

  @Test func `Markdown and LaTeX have their numbers beside them`() throws {
    let md = try ReportFormat.md.files(report, name: "r.md")
    #expect(md.count == 1 + 2 * 11)
    for plot in report.plots {
      #expect(md[0].text.contains("](r.plots/\(plot.name).svg)"))
      #expect(md.contains { $0.path == "r.plots/\(plot.name).csv" })
    }
    let tex = try ReportFormat.tex.files(report, name: "r.tex")
    #expect(tex.count == 1 + 11 && tex[0].text.contains(#"\toprule"#))
    // As many cells in a row as the table has columns.
    for table in report.tables {
      #expect(table.data.rows.allSatisfy { $0.count == table.data.columns.count })
    }
  }

  @Test func `JSON reads back as the same report`() throws {
    #expect(try Report(json: try text(.json, "r.json")) == report)
  }

  @Test func `pictures in files of their own are well-formed`() throws {
    for plot in report.plots {
      let parser = XMLParser(data: Data(plot.svg(isStandalone: true).utf8))
      #expect(parser.parse(), "\(plot.name): \(String(describing: parser.parserError))")
    }
  }

  @Test func `sections without anything to show are left away`() throws {
    var bare = ReportBuilder(title: "m", subtitle: "s")
    bare.findings = [ModelFindings(title: "m@1")]
    let result = EvaluationResult(
      metrics: ["ndcg@100"], users: [UserID("a"), UserID("b")], values: [[0.25, 0.75]],
      usersWithoutTargets: 0)
    let report = bare.report(result)
    #expect(report.sections.map(\.title) == ["Result"])
    #expect(report.tables[0].data.rows[0][..<2] == ["NDCG@100", "0.5000"])
  }
}
