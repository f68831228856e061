import Foundation

/// An SVG picture being drawn: a few shapes over coordinates in pixels, y downwards.
///
/// Colours are classes and not values, so that one picture is right on light and on dark ground.
/// Series differ in colour (Okabe and Ito, "Color universal design", 2008), in marker and in dash,
/// so that they stay apart in grey print and for every kind of colour vision.
struct SVG {
  /// Width of every plot, pixels.
  static let width = 720.0
  /// Series that look different; further ones repeat.
  static let styles = 8

  private var body = ""

  enum Anchor: String { case start, middle, end }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String
  ) {
    body +=
      "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" class=\"\(style)\"/>"
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    opacity: Double? = nil
  ) {
    let opacity = opacity.map { " fill-opacity=\"\(String(format: "%.3f", $0))\"" } ?? ""
    body +=
      "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" "
      + "height=\"\(n(max(0, height)))\" class=\"\(style)\"\(opacity)/>"
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, style: String = "",
    turned: Double? = nil
  ) {
    let turn = turned.map { " transform=\"rotate(\(n($0)) \(n(x)) \(n(y)))\"" } ?? ""
    let style = style.isEmpty ? "" : " class=\"\(style)\""
    body +=
      "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\"\(style)\(turn)>"
      + "\(Markup.escaped(text))</text>"
  }

  /// A line through points in the dash and colour of a series.
  mutating func curve(_ points: [(x: Double, y: Double)], series: Int) {
    guard points.count > 1 else { return }
    let path = points.enumerated()
      .map { "\($0.offset == 0 ? "M" : "L")\(n($0.element.x)) \(n($0.element.y))" }.joined()
    let dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2", "1 2", "6 6"]
    let dash = dashes[series % Self.styles]
    body +=
      "<path d=\"\(path)\" class=\"curve s\(series % Self.styles)\""
      + "\(dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"")/>"
  }

  /// The marker of a series; what it stands for is shown when it is pointed at.
  mutating func marker(_ x: Double, _ y: Double, series: Int, hint: String? = nil) {
    func polygon(_ corners: [(Double, Double)]) -> String {
      corners.enumerated()
        .map { "\($0.offset == 0 ? "M" : "L")\(n(x + $0.element.0)) \(n(y + $0.element.1))" }
        .joined() + "Z"
    }
    let r = 4.5
    let path: String
    switch series % Self.styles {
    case 0:
      path =
        "M\(n(x - r)) \(n(y))a\(r) \(r) 0 1 0 \(2 * r) 0a\(r) \(r) 0 1 0 \(-2 * r) 0Z"
    case 1: path = polygon([(-4, -4), (4, -4), (4, 4), (-4, 4)])
    case 2: path = polygon([(0, -5.5), (5, 4), (-5, 4)])
    case 3: path = polygon([(0, -6), (5, 0), (0, 6), (-5, 0)])
    case 4: path = polygon([(0, 5.5), (5, -4), (-5, -4)])
    case 5:
      path = polygon([
        (-1.5, -5), (1.5, -5), (1.5, -1.5), (5, -1.5), (5, 1.5), (1.5, 1.5), (1.5, 5), (-1.5, 5),
        (-1.5, 1.5), (-5, 1.5), (-5, -1.5), (-1.5, -1.5),
      ])
    case 6: path = polygon([(-5, -3), (5, -3), (5, 3), (-5, 3)])
    default: path = polygon([(-3, -5), (3, -5), (5, 0), (3, 5), (-3, 5), (-5, 0)])
    }
    let title = hint.map { "<title>\(Markup.escaped($0))</title>" } ?? ""
    body += "<path d=\"\(path)\" class=\"mark s\(series % Self.styles)\">\(title)</path>"
  }

  /// A small dot in the colour of a series, pale for none.
  mutating func dot(_ x: Double, _ y: Double, series: Int?, hint: String?) {
    let title = hint.map { "<title>\(Markup.escaped($0))</title>" } ?? ""
    let style = series.map { "dot s\($0 % Self.styles)" } ?? "dot pale"
    body += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"2.6\" class=\"\(style)\">\(title)</circle>"
  }

  /// A vertical or horizontal error bar with caps, in the colour of a series.
  mutating func errorBar(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), series: Int)
  {
    let style = "error s\(series % Self.styles)"
    line(from.x, from.y, to.x, to.y, style)
    let isVertical = from.x == to.x
    for end in [from, to] {
      let (dx, dy) = isVertical ? (3.0, 0.0) : (0.0, 3.0)
      line(end.x - dx, end.y - dy, end.x + dx, end.y + dy, style)
    }
  }

  /// Marker, dash and name of every series in rows from `top`; returns the height. A single series
  /// needs no legend.
  mutating func legend(_ names: [String], left: Double, top: Double) -> Double {
    guard names.count > 1 else { return 0 }
    var (x, y) = (left, top + 10)
    for (series, name) in names.enumerated() {
      let width = 38 + Self.width(of: name) + 18
      if x + width > Self.width, x > left { (x, y) = (left, y + 20) }
      curve([(x, y), (x + 30, y)], series: series)
      marker(x + 15, y, series: series)
      text(name, x + 38, y + 4)
      x += width
    }
    return y - top + 16
  }

  /// About how wide a text of the plots' size is, pixels. Without a font there is no knowing; 6.7
  /// a character is what sans-serif faces of 12 pixels need for wide words.
  static func width(of text: String) -> Double { Double(text.count) * 6.7 }

  /// The picture, its name and its description for screen readers.
  func element(height: Double, title: String, summary: String, isStandalone: Bool) -> String {
    let space = isStandalone ? " xmlns=\"\(Markup.svgNamespace)\"" : ""
    let style = isStandalone ? "<style>\(PlotStyle.standalone)</style>" : ""
    return "<svg\(space) class=\"plot\" viewBox=\"0 0 \(n(Self.width)) \(n(height))\" role=\"img\" "
      + "aria-label=\"\(Markup.escaped(title + ". " + summary))\">\(style)\(body)</svg>"
  }

  private func n(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
