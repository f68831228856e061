/// A kind of split as one line of words, as meta.json and a model's manifest keep it:
/// `strong held-out=0.1 fold-in=0.2`, `global-time valid=0.1 test=0.1`, `loo`,
/// `ratio valid=0.1 test=0.2 order=time`, `kfold folds=5 fold=0 fold-in=0.2`.
extension SplitKind: LosslessStringConvertible {
  public var description: String {
    switch self {
    case .strong(let heldOut, let foldIn): "strong held-out=\(heldOut) fold-in=\(foldIn)"
    case .kFold(let folds, let fold, let foldIn):
      "kfold folds=\(folds) fold=\(fold) fold-in=\(foldIn)"
    case .globalTime(let validation, let test): "global-time valid=\(validation) test=\(test)"
    case .leaveLastOut: "loo"
    case .ratio(let validation, let test, let order):
      "ratio valid=\(validation) test=\(test) order=\(order.rawValue)"
    }
  }

  /// The kind that `description` wrote; `nil` for any other text.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var values: [String: String] = [:]
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, values.updateValue(parts[1], forKey: parts[0]) == nil else {
        return nil
      }
    }
    func number(_ name: String) -> Double? { values[name].flatMap { Double($0) } }
    func count(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
    switch words.first {
    case "strong":
      guard let heldOut = values["held-out"].flatMap(HeldOut.init), let foldIn = number("fold-in")
      else { return nil }
      self = .strong(heldOut: heldOut, foldIn: foldIn)
    case "kfold":
      guard let folds = count("folds"), let fold = count("fold"), let foldIn = number("fold-in")
      else { return nil }
      self = .kFold(folds: folds, fold: fold, foldIn: foldIn)
    case "global-time":
      guard let validation = number("valid"), let test = number("test") else { return nil }
      self = .globalTime(validation: validation, test: test)
    case "loo": self = .leaveLastOut
    case "ratio":
      guard let validation = number("valid"), let test = number("test"),
        let order = values["order"].flatMap(SplitOrder.init)
      else { return nil }
      self = .ratio(validation: validation, test: test, order: order)
    default: return nil
    }
    // Words that were not asked for would be lost.
    guard description == text else { return nil }
  }
}
