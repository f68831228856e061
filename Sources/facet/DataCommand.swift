import ArgumentParser
import Datasets
import Foundation
import Store

/// `facet data`: what is in the store.
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Look at the data in the store.",
    discussion: "Example: facet data describe --store ml.db",
    subcommands: [DataDescribeCommand.self, DataSplitCommand.self])
}

/// `facet data describe`: counts, density, long tail, activity, attributes.
struct DataDescribeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Count users, items and events; show density, long tail, months and attributes.",
    discussion: "Example: facet data describe --store ml.db --json")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let description = try global.openStore().describe()
    if global.json { return try global.terminal.data(json: description) }
    for line in lines(description) { global.terminal.data(line) }
  }

  private func lines(_ d: StoreDescription) -> [String] {
    var lines = [
      row(
        "users", "\(Terminal.grouped(d.users)), with events \(Terminal.grouped(d.usersWithEvents))"),
      row(
        "items", "\(Terminal.grouped(d.items)), with events \(Terminal.grouped(d.itemsWithEvents))"),
      row("events", "\(Terminal.grouped(d.events)), positive \(Terminal.grouped(d.positives))"),
      row("density", Terminal.percent(d.density)),
    ]
    if let first = d.firstEvent, let last = d.lastEvent {
      let missing =
        d.eventsWithoutTime > 0 ? ", without time \(Terminal.grouped(d.eventsWithoutTime))" : ""
      lines.append(row("dates", "\(first) to \(last) UTC\(missing)"))
    }
    for type in d.types {
      lines.append(
        row(
          "type",
          "\(type.type): \(Terminal.grouped(type.events)) events, "
            + "\(Terminal.grouped(type.positives)) positive; \(type.rule)"))
    }
    for (name, spread) in [("per user", d.eventsPerUser), ("per item", d.eventsPerItem)] {
      guard let spread else { continue }
      lines.append(
        row(
          name,
          "\(spread.minimum) to \(Terminal.grouped(spread.maximum)) events, median "
            + "\(spread.median), mean \(Terminal.fixed(spread.mean, 1))"))
    }
    if let tail = d.longTail {
      lines.append(
        row(
          "long tail",
          "top 1 % of items have \(Terminal.percent(tail.top1Percent)) of events, "
            + "top 10 % \(Terminal.percent(tail.top10Percent)), Gini \(Terminal.fixed(tail.gini, 3))"
        ))
    }
    lines += months(d.months)
    for attribute in d.attributes {
      lines.append(
        row(
          attribute.owner.rawValue,
          "\(attribute.name), \(attribute.kind.rawValue): "
            + "\(Terminal.percent(attribute.coverage)) covered, "
            + "\(Terminal.grouped(attribute.distinctValues)) distinct values"))
    }
    lines.append(row("user ids", d.userExamples.joined(separator: ", ")))
    lines.append(row("item ids", d.itemExamples.joined(separator: ", ")))
    for source in d.sources {
      lines.append(
        row(
          "source",
          "\(source.path), \(source.state): \(Terminal.grouped(source.counts.accepted)) "
            + "accepted, \(Terminal.grouped(source.counts.rejected)) rejected"))
    }
    return lines
  }

  private func row(_ name: String, _ text: String) -> String {
    name.padding(toLength: 10, withPad: " ", startingAt: 0) + text
  }

  /// One line per month with a bar, the longest 40 characters.
  private func months(_ months: [StoreDescription.Month]) -> [String] {
    let most = months.map(\.events).max() ?? 1
    return months.map { month in
      let bar = String(repeating: "█", count: (month.events * 40 + most - 1) / most)
      return row(month.month, "\(bar) \(Terminal.grouped(month.events))")
    }
  }
}
