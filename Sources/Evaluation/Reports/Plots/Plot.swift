import Datasets

/// A figure of a report: a value that can be drawn, tabulated and read aloud.
protocol Plot: Sendable {
  /// Short word for files and anchors: `differences`.
  var name: String { get }
  var title: String { get }
  /// What is to be seen, in a sentence or two: the text for whoever does not see the picture.
  var summary: String { get }
  /// The numbers behind it.
  var data: DataTable { get }
  /// Draws it; returns the height that was needed. The width is `SVG.width`.
  func draw(_ svg: inout SVG) -> Double
}

/// A plot of any kind.
public enum AnyPlot: Sendable, Equatable, Codable {
  case line(LinePlot)
  case scatter(ScatterPlot)
  case forest(ForestPlot)
  case heat(HeatMap)
  case bars(BarPlot)
  case map(MapPlot)
  case multiples(SmallMultiples)

  private var plot: any Plot {
    switch self {
    case .line(let plot): plot
    case .scatter(let plot): plot
    case .forest(let plot): plot
    case .heat(let plot): plot
    case .bars(let plot): plot
    case .map(let plot): plot
    case .multiples(let plot): plot
    }
  }

  public var name: String { plot.name }
  public var title: String { plot.title }
  public var summary: String { plot.summary }
  public var data: DataTable { plot.data }

  /// The picture as an SVG element. `isStandalone` adds what a file of its own needs: the namespace
  /// and the styles; inside a page they are the page's.
  public func svg(isStandalone: Bool) -> String {
    var svg = SVG()
    let height = plot.draw(&svg)
    return svg.element(
      height: height, title: plot.title, summary: plot.summary, isStandalone: isStandalone)
  }
}

/// Numbers behind a plot, or a table of a report, as text.
public struct DataTable: Sendable, Equatable, Codable {
  public var columns: [String]
  public var rows: [[String]]

  public init(columns: [String], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Comma-separated, a line a row, the header first; fields quoted where they need it (RFC 4180).
  public var csv: String {
    ([columns] + rows).map { $0.map(\.csvField).joined(separator: ",") + "\n" }.joined()
  }

  /// A number with all its digits, an absent one as nothing.
  static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}
