/// The same places drawn side by side, once by every grouping: items by concept beside items by
/// category. Groups are told by colour and, at their middle, by name.
public struct MapPlot: Plot, Equatable, Codable {
  public struct Point: Sendable, Equatable, Codable {
    public var id: String
    public var title: String
    public var x: Double
    public var y: Double

    public init(id: String, title: String, x: Double, y: Double) {
      self.id = id
      self.title = title
      self.x = x
      self.y = y
    }
  }

  public struct Panel: Sendable, Equatable, Codable {
    public var title: String
    public var groups: [String]
    /// Group of every point; `nil` for none of them, drawn pale.
    public var group: [Int?]

    public init(title: String, groups: [String], group: [Int?]) {
      self.title = title
      self.groups = groups
      self.group = group
    }
  }

  public var name: String
  public var title: String
  public var summary: String
  public var points: [Point]
  public var panels: [Panel]

  public init(name: String, title: String, summary: String, points: [Point], panels: [Panel]) {
    precondition(
      panels.allSatisfy { $0.group.count == points.count },
      "map: \(panels.map(\.group.count)) groups for \(points.count) points")
    self.name = name
    self.title = title
    self.summary = summary
    self.points = points
    self.panels = panels
  }

  public var data: DataTable {
    DataTable(
      columns: ["item", "title", "x", "y"] + panels.map(\.title),
      rows: points.enumerated().map { place, point in
        [point.id, point.title, DataTable.number(point.x), DataTable.number(point.y)]
          + panels.map { panel in panel.group[place].map { panel.groups[$0] } ?? "" }
      })
  }

  private static let gap = 16.0

  func draw(_ svg: inout SVG) -> Double {
    let count = Double(max(1, panels.count))
    let side = min(480, (SVG.width - Self.gap * (count - 1) - 8) / count)
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let (left, low) = (xs.min() ?? 0, ys.min() ?? 0)
    // One scale for both axes: only distances mean something.
    let reach = max((xs.max() ?? 1) - left, (ys.max() ?? 1) - low, 1e-9)
    let scale = (side - 24) / reach
    let rest = (
      x: (side - 24 - ((xs.max() ?? 1) - left) * scale) / 2,
      y: (side - 24 - ((ys.max() ?? 1) - low) * scale) / 2
    )
    var height = 0.0
    for (p, panel) in panels.enumerated() {
      let start = 4 + Double(p) * (side + Self.gap)
      let top = 26.0
      svg.text(panel.title, start, 16, style: "head")
      svg.rectangle(start, top, side, side, "frame")
      func place(_ n: Int) -> (x: Double, y: Double) {
        (
          start + 12 + rest.x + (points[n].x - left) * scale,
          top + side - 12 - rest.y - (points[n].y - low) * scale
        )
      }
      // What has no group lies below the others.
      let order = points.indices.sorted {
        (panel.group[$0] == nil ? 0 : 1, $0) < (panel.group[$1] == nil ? 0 : 1, $1)
      }
      for n in order {
        let (x, y) = place(n)
        let group = panel.group[n]
        svg.dot(
          x, y, series: group,
          hint: points[n].title + (group.map { ": \(panel.groups[$0])" } ?? ""))
      }
      var labels: [(x: Double, y: Double, text: String)] = []
      for (g, name) in panel.groups.enumerated() {
        let members = points.indices.filter { panel.group[$0] == g }.map(place)
        guard !members.isEmpty else { continue }
        let half = SVG.width(of: name) / 2 + 4
        let x = min(max(Self.median(members.map(\.x)), start + half), start + side - half)
        labels.append((x, Self.median(members.map(\.y)), name))
      }
      for label in Self.apart(labels, top: top + 14, bottom: top + side - 6) {
        svg.text(label.text, label.x, label.y, .middle, style: "halo")
      }
      height = max(height, top + side + legend(panel, start, top + side + 18, side, &svg))
    }
    return height + 6
  }

  /// Names and colours below a panel; returns their height.
  private func legend(
    _ panel: Panel, _ left: Double, _ top: Double, _ side: Double, _ svg: inout SVG
  ) -> Double {
    var (x, y) = (left, top)
    let counts = panel.groups.indices.map { g in panel.group.count { $0 == g } }
    var entries: [(group: Int?, text: String)] = panel.groups.indices.map {
      ($0, "\(panel.groups[$0]) (\(counts[$0]))")
    }
    let others = panel.group.count { $0 == nil }
    if others > 0 { entries.append((nil, "others (\(others))")) }
    for entry in entries {
      let width = 14 + SVG.width(of: entry.text) + 10
      if x + width > left + side, x > left { (x, y) = (left, y + 18) }
      svg.dot(x + 5, y, series: entry.group, hint: nil)
      svg.text(entry.text, x + 13, y + 4)
      x += width
    }
    return y - top + 30
  }

  /// Labels moved down until none lies on another, as far as there is room.
  private static func apart(
    _ labels: [(x: Double, y: Double, text: String)], top: Double, bottom: Double
  ) -> [(x: Double, y: Double, text: String)] {
    var placed: [(x: Double, y: Double, text: String)] = []
    for var label in labels.sorted(by: { ($0.y, $0.x) < ($1.y, $1.x) }) {
      label.y = min(max(label.y, top), bottom)
      for other in placed
      where abs(other.y - label.y) < 15
        && abs(other.x - label.x) < (SVG.width(of: other.text) + SVG.width(of: label.text)) / 2
      {
        label.y = min(other.y + 15, bottom)
      }
      placed.append(label)
    }
    return placed
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}
