/// Colours of plots on light and on dark ground, as custom properties of style sheets.
///
/// The series' colours are Okabe and Ito's; on dark ground their light ones come first.
enum PlotStyle {
  /// Properties for light and dark ground.
  static let light = variables(
    ink: "#1b1f24", soft: "#59636e", grid: "#e3e6ea", paper: "#ffffff", heat: "#0072b2",
    series: [
      "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b87f00", "#56b4e9", "#1b1f24", "#8a7d00",
    ])
  static let dark = variables(
    ink: "#e6e9ed", soft: "#9aa4b0", grid: "#2b3138", paper: "#14171b", heat: "#56b4e9",
    series: [
      "#56b4e9", "#e69f00", "#1fc79a", "#e39ac4", "#f0e442", "#f0763a", "#e6e9ed", "#8fb3ff",
    ])

  /// Rules for the shapes of a plot.
  static let rules =
    """
    .plot text{font:12px system-ui,"Segoe UI",Helvetica,Arial,sans-serif;fill:var(--ink)}
    .plot text.soft{fill:var(--soft)}.plot text.head{font-weight:600}
    .plot text.over{fill:var(--paper)}.plot text.small{font-size:11px}
    .plot .grid{stroke:var(--grid);stroke-width:1}.plot .axis{stroke:var(--soft);stroke-width:1}
    .plot .zero{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:3 3}
    .plot .curve{fill:none;stroke:var(--c);stroke-width:2}
    .plot .mark{fill:var(--c);stroke:var(--paper);stroke-width:1}
    .plot .error{stroke:var(--c);stroke-width:1.6}.plot .bar{fill:var(--c)}
    .plot .dot{fill:var(--c);fill-opacity:.8}.plot .pale{fill:var(--grid)}
    .plot text.halo{font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:4px}
    .plot .hole{fill:var(--paper)}.plot .cell{fill:var(--heat)}.plot .frame{fill:none;stroke:var(--grid)}

    """ + (0..<SVG.styles).map { ".s\($0){--c:var(--s\($0))}" }.joined() + "\n"

  /// What a picture in a file of its own carries.
  static let standalone =
    ":root{\(light)}@media(prefers-color-scheme:dark){:root{\(dark)}}\n"
    + "svg{background:var(--paper)}\n" + rules

  private static func variables(
    ink: String, soft: String, grid: String, paper: String, heat: String, series: [String]
  ) -> String {
    "--ink:\(ink);--soft:\(soft);--grid:\(grid);--paper:\(paper);--heat:\(heat);"
      + series.enumerated().map { "--s\($0.offset):\($0.element);" }.joined()
  }
}
