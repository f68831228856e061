import Foundation

/// Numbers as reports and verdicts write them.
public enum Figures {
  /// With a count of decimals and a true minus sign: `−0.0120`.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(value))
    // What rounds to nothing has no sign.
    return value < 0 && text.contains { ("1"..."9").contains($0) } ? "−\(text)" : text
  }

  /// With its sign always: `+0.012`, `−0.012`.
  public static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    return value > 0 && text.contains { ("1"..."9").contains($0) } ? "+\(text)" : text
  }

  /// As few digits as tell it, six at most: `95`, `0.05`, `1e-07`.
  public static func short(_ value: Double) -> String {
    String(format: "%.6g", value).replacingOccurrences(of: "-", with: "−")
  }

  /// `p = 0.24`, `p = 0.0031`, `p < 0.001`.
  public static func p(_ p: Double) -> String {
    p < 0.001 ? "p < 0.001" : "p = \(fixed(p, p < 0.01 ? 4 : p < 0.1 ? 3 : 2))"
  }

  /// 6034 as `6,034`.
  public static func grouped(_ count: Int) -> String {
    let digits = Array(String(abs(count)))
    var text = count < 0 ? "−" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// Decimals that resolve an interval to about a hundredth of its width; 3 … 6.
  public static func decimals(for interval: Interval) -> Int {
    let width = abs(interval.high - interval.low)
    guard width > 0 else { return 4 }
    return min(6, max(3, Int((1 - log10(width)).rounded(.up))))
  }

  /// A metric as papers write it: `NDCG@100`, `Recall@20`, `Hit rate@10`, `Popularity lift@20`.
  public static func metric(_ name: String) -> String {
    let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
    guard let head = parts.first else { return name }
    let abbreviations: Set<String> = ["ndcg", "map", "mrr", "auc"]
    let names = [
      "hitrate": "Hit rate", "pop-lift": "Popularity lift", "ild": "Diversity",
      "calibration-kl": "Calibration KL",
    ]
    let word =
      abbreviations.contains(head)
      ? head.uppercased() : names[head] ?? head.prefix(1).uppercased() + head.dropFirst()
    return ([word] + parts.dropFirst()).joined(separator: "@")
  }
}
