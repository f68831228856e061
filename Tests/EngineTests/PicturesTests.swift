import Evaluation
import Testing

@testable import Engine

/// `MapJob` and `SteeringPictures`: what they draw.
@Suite struct PicturesTests {
  private let library: ModelLibrary

  init() async throws { library = ModelLibrary(try await PlantedService.shared.value.store) }

  private func map(_ model: String, attribute: String? = nil) throws -> MapPlot {
    let report = try MapJob(library).run(
      model, attribute: attribute, folder: nil, items: 120, perplexity: 15, command: "facet map",
      version: "1")
    guard case .map(let plot)? = report.plots.first else {
      throw Fault(.data, "the report has no map")
    }
    return plot
  }

  @Test func `a map has the popular items by concept beside genre, and neighbours share a genre`()
    throws
  {
    let plot = try map("macridvae")
    #expect(plot.points.count == 120 && plot.panels.map(\.title) == ["concept", "genre"])
    #expect(plot.panels[0].groups.count == 4 && plot.panels[1].groups.count >= 4)
    #expect(plot.panels[0].group.allSatisfy { $0 != nil })
    let genre = plot.panels[1].group
    var same = 0
    for (n, point) in plot.points.enumerated() {
      func distance(_ other: Int) -> Double {
        let (dx, dy) = (plot.points[other].x - point.x, plot.points[other].y - point.y)
        return dx * dx + dy * dy
      }
      let nearest = try #require(
        plot.points.indices.filter { $0 != n }.min { distance($0) < distance($1) })
      same += genre[nearest] == genre[n] ? 1 : 0
    }
    // By chance a neighbour shares a genre with about 30 of them.
    #expect(same > 60)
    #expect(plot.data.rows.count == 120)
  }

  @Test func `a model without item vectors and an unknown attribute are refused`() throws {
    #expect { try map("popularity") } throws: {
      "\($0)" == "NOMODEL popularity@1 has no item vectors to draw"
    }
    #expect { try map("macridvae", attribute: "colour") } throws: {
      "\($0)".contains("no categorical attribute \"colour\"")
    }
  }

  @Test func `curves have a field a concept and start at the untouched list`() throws {
    let measured = try SteeringJob(library).report(
      "macridvae", concept: nil, attribute: nil, folder: nil, users: 10, strengths: [0, 2, 8])
    let report = try measured.pictures([])
    #expect(report.plots.map(\.name) == ["share", "targeted", "overall"])
    for case .multiples(let plot) in report.plots {
      #expect(plot.series.count == measured.knobs.count)
    }
    // At strength 0 the whole list is the same whichever concept is not turned.
    let starts = Set(measured.knobs.compactMap { $0.curve.points[0].overall?.mean })
    #expect(starts.count == 1)
    #expect(report.tables[0].data.rows.count == 3 * measured.knobs.count)
  }
}
