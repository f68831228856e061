import Foundation

/// An evaluation as a document: sections of sentences, tables and plots, and where it all came from.
/// A value; every format renders the same one.
public struct Report: Sendable, Equatable, Codable {
  public var title: String
  /// What was measured, in a sentence.
  public var subtitle: String
  public var sections: [Section]
  /// Command, seeds, versions, fingerprint, split: what somebody needs to make it again.
  public var provenance: [Fact]

  public init(title: String, subtitle: String, sections: [Section] = [], provenance: [Fact] = []) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
    self.provenance = provenance
  }

  public struct Section: Sendable, Equatable, Codable {
    public var title: String
    public var blocks: [Block]

    public init(title: String, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  public enum Block: Sendable, Equatable, Codable {
    case text(String)
    case verdict(Verdict)
    case table(Table)
    case plot(AnyPlot)
  }

  /// A table for reading; its first column names the row, the others are set to the right.
  public struct Table: Sendable, Equatable, Codable {
    /// Short word for files.
    public var name: String
    public var caption: String
    public var data: DataTable
    /// Rows to set apart, such as the best of a metric: `[row, column]`.
    public var emphasis: [[Int]]

    public init(name: String, caption: String, data: DataTable, emphasis: [[Int]] = []) {
      self.name = name
      self.caption = caption
      self.data = data
      self.emphasis = emphasis
    }

    func isEmphasized(_ row: Int, _ column: Int) -> Bool { emphasis.contains([row, column]) }
  }

  public struct Fact: Sendable, Equatable, Codable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The plots, in order.
  public var plots: [AnyPlot] {
    sections.flatMap(\.blocks).compactMap { if case .plot(let plot) = $0 { plot } else { nil } }
  }

  /// The tables, in order.
  public var tables: [Table] {
    sections.flatMap(\.blocks).compactMap { if case .table(let table) = $0 { table } else { nil } }
  }

  /// The report as one JSON object, keys sorted; `init(json:)` reads it back.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  public init(json: String) throws {
    self = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
  }
}
