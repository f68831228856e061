// The table of operations, in the order of their files.
import Autodiff
import TestSupport
import Tensors

private let key = RandomKey(seed: 20)
private func normal(_ shape: [Int], _ name: String) -> Tensor {
  KeyedTensors.normal(shape, key.child(name))
}
private let a = normal([3, 4], "a")
private let b = normal([3, 4], "b")
private let c = normal([4, 5], "c")
private let positive = KeyedTensors.uniform([3, 4], key.child("positive"), in: 0.5...2)
private let six = matrix([[1, 2, 3], [4, 5, 6]])
/// Histories for the sparse operations; row 1 is empty.
private let histories = KeyedTensors.histories(
  rows: 4, columns: 6, density: 0.5, key.child("histories"), empty: 1)
private let weighted = SparseRows(
  columns: histories.columns, offsets: histories.offsets, indices: histories.indices,
  values: KeyedTensors.uniform([histories.entries], key.child("values"), in: 0.5...2).scalars)

let ops: [OpRow] =
  arithmetic + activations + products + rows + softmaxes + losses + shapes + recurrences

private let arithmetic: [OpRow] = [
  OpRow("sum of two", [a, b], fact: ([six, six], six * 2)) { $0[0] + $0[1] },
  OpRow("sum with itself", [a], fact: ([six], six * 2)) { $0[0] + $0[0] },
  OpRow("difference", [a, b], fact: ([six, six * 0.5], six * 0.5)) { $0[0] - $0[1] },
  OpRow("product of elements", [a, b], fact: ([six, six], matrix([[1, 4, 9], [16, 25, 36]]))) {
    $0[0] * $0[1]
  },
  OpRow("multiple", [a], fact: ([six], matrix([[-2, -4, -6], [-8, -10, -12]]))) { $0[0] * -2 },
  OpRow("adding a number", [a], fact: ([six], matrix([[3, 4, 5], [6, 7, 8]]))) { $0[0] + 2 },
  OpRow(
    "adding a row", [a, normal([4], "row")],
    fact: ([six, vector([1, 0, -1])], matrix([[2, 2, 2], [5, 5, 5]]))
  ) { $0[0].addingRow($0[1]) },
  OpRow("sum of elements", [a], fact: ([six], Tensor(21))) { $0[0].sum() },
  OpRow("squared norm", [a], fact: ([six], Tensor(91))) { $0[0].squaredNorm() },
]

private let activations: [OpRow] = [
  OpRow("tanh", [a], fact: ([vector([0, 0.5, -2])], vector([0, 0.4621172, -0.9640276]))) {
    $0[0].tanh()
  },
  OpRow(
    "swish", [a], fact: ([vector([0, 1, -2])], vector([0, 0.7310586, -0.2384058]))
  ) { $0[0].swish() },
  OpRow("exp", [a], fact: ([vector([0, 1, -1])], vector([1, 2.7182818, 0.3678794]))) {
    $0[0].exp()
  },
  OpRow(
    "log", [positive], scale: 0.5,
    fact: ([vector([1, 2, 0.5])], vector([0, 0.6931472, -0.6931472]))
  ) { $0[0].log() },
]

private let products: [OpRow] = [
  OpRow("matrix product", [a, c], fact: ([six, matrix([[1], [0], [2]])], matrix([[7], [16]]))) {
    $0[0].product($0[1])
  },
  OpRow(
    "matrix product, transposed and scaled", [a, normal([5, 4], "d")],
    fact: ([six, matrix([[1, 0, 2]])], matrix([[3.5], [8]]))
  ) { $0[0].product(transposed: $0[1], scale: 0.5) },
  OpRow("bags with dropout", [normal([histories.entries, 2], "bags"), normal([6, 3], "table")]) {
    $0[0].bags(of: histories, table: $0[1], keep: 0.5)
  },
  OpRow("bags", [normal([histories.entries, 2], "bags"), normal([6, 3], "table")]) {
    $0[0].bags(of: histories, table: $0[1])
  },
]

private let rows: [OpRow] = [
  OpRow(
    "unit rows", [a], fact: ([matrix([[3, 4], [0, 0]])], matrix([[0.6, 0.8], [0, 0]]))
  ) { $0[0].normalizedRows() },
  OpRow("unit rows at the floor of the norm", [a * 1e-7], scale: 1e-7) { $0[0].normalizedRows() },
  OpRow("selected rows", [a], fact: ([six], matrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))) {
    $0[0].selectingRows([1, 0, 1])
  },
  OpRow(
    "unit columns of segments", [normal([5, 2], "segments")],
    fact: ([matrix([[3, 1], [4, 0], [2, 5]])], matrix([[0.6, 1], [0.8, 0], [1, 1]]))
  ) { $0[0].normalizedSegments($0[0].shape[0] == 3 ? [0, 2, 2, 3] : [0, 2, 2, 5]) },
  OpRow(
    "unit columns of segments at the floor of the norm", [normal([5, 2], "segments") * 2e-7],
    scale: 1e-7
  ) { $0[0].normalizedSegments([0, 2, 2, 5]) },
  // Mean 2; the variance of 2/3 and the added 1/3 are 1: (−1, 0, 1), times 2 or 1, plus 10 or 0.
  OpRow(
    "layer normalisation", [a, normal([4], "gain"), normal([4], "bias")],
    fact: (
      [matrix([[1, 2, 3]]), vector([2, 1, 1]), vector([10, 0, 0])], matrix([[8, 0, 1]])
    )
  ) { $0[0].layerNormalized(gain: $0[1], bias: $0[2], epsilon: 1 / 3) },
  OpRow("squared norms of rows", [a], fact: ([six], vector([14, 77]))) { $0[0].rowSquaredNorms() },
  OpRow("sums of rows", [a], fact: ([six], vector([6, 15]))) { $0[0].rowSums() },
]

private let softmaxes: [OpRow] = [
  OpRow("softmax", [a], fact: ([matrix([[0, 0.6931472]])], matrix([[0.3333333, 0.6666667]]))) {
    $0[0].softmax()
  },
  OpRow("log-sum-exp", [a], fact: ([matrix([[0, 0], [1, -80]])], vector([0.6931472, 1]))) {
    $0[0].logSumExp()
  },
  OpRow(
    "logarithm of two exponentials", [a, b],
    fact: ([vector([0, 1, -80]), vector([0, -80, 3])], vector([0.6931472, 1, 3]))
  ) { $0[0].logAddExp($0[1]) },
  OpRow("softplus", [a], fact: ([vector([0, 1, -80])], vector([0.6931472, 1.3132617, 0]))) {
    $0[0].softplus()
  },
  OpRow(
    "log-sum-exp over groups", [normal([6, 4], "groups")],
    fact: ([matrix([[0, 1], [0, -80]])], matrix([[0.6931472, 1]]))
  ) { $0[0].logSumExp(overGroupsOf: 2) },
  OpRow("relaxed categories", [a]) { $0[0].relaxedCategorical(temperature: 0.7) },
]

private let losses: [OpRow] = [
  // Two users: one with the first of two equal items, one with nothing: (ln 2 + 0) / 2.
  OpRow("multinomial loss", [normal([4, 6], "logits")]) { $0[0].multinomialLoss(histories) },
  OpRow("multinomial loss of weighted items", [normal([4, 6], "logits")]) {
    $0[0].multinomialLoss(weighted)
  },
  OpRow(
    "multinomial loss of a known case", [normal([2, 2], "two")],
    fact: ([matrix([[0, 0], [3, 1]])], Tensor(0.3465736))
  ) { $0[0].multinomialLoss(SparseRows(columns: 2, rows: [[0], []])) },
  OpRow(
    "mixture loss",
    [
      normal([8, 3], "codes"), normal([6, 3], "items"),
      KeyedTensors.uniform([6, 2], key.child("concepts"), in: 0.6...1),
    ], scale: 0.5
  ) {
    $0[0].normalizedRows().mixtureLoss(
      weighted, items: $0[1].normalizedRows(), concepts: $0[2], temperature: 0.5)
  },
  OpRow("mixture loss, scaled", [normal([8, 3], "codes")]) { inputs in
    let graph = inputs[0].graph
    return inputs[0].normalizedRows().mixtureLoss(
      histories, items: graph.constant(normal([6, 3], "items").normalizedRows().unit),
      concepts: graph.constant(normal([6, 2], "concepts").softmax()), temperature: 0.4) * 3
  },
  OpRow(
    "relative variance divergence", [a],
    fact: ([matrix([[0, 0], [1, 0]])], vector([0, 0.3591409]))
  ) { $0[0].relativeVarianceKL() },
  OpRow("gaussian sample", [a, b]) {
    $0[0].gaussianSample(relativeLogVariance: $0[1], priorDeviation: 0.3)
  },
  // −½ ln 2π; with deviation e, one deviation off: −½ (ln 2π + 2 + 1).
  OpRow(
    "log density of a normal", [a, b, normal([3, 4], "log variance")],
    fact: (
      [vector([1, 3.7182818]), vector([1, 1]), vector([0, 2])], vector([-0.9189385, -2.4189385])
    )
  ) { $0[0].gaussianLogDensity(mean: $0[1], logVariance: $0[2]) },
  // Two standard normals of a set of two, a deviation apart: ½ (e^0 + e^−½) / sqrt 2π each.
  OpRow(
    "log density under the aggregate posterior", [a, b, normal([3, 4], "log variance")],
    fact: (
      [matrix([[0], [1]]), matrix([[0], [1]]), matrix([[0], [0]])],
      matrix([[-1.1380087], [-1.1380087]])
    )
  ) {
    let groups = $0[0].shape[1] == 1 ? [0..<1] : [0..<4, 0..<2, 2..<4, 1..<2]
    return $0[0].aggregateLogDensity(
      mean: $0[1], logVariance: $0[2], groups: groups, population: $0[0].shape[1] == 1 ? 2 : 9)
  },
  // Pairs of two points and one normal: the density is the same one, summed over two coordinates.
  OpRow(
    "log densities of pairs",
    [a, normal([5, 4], "means"), normal([5, 4], "log variances")],
    fact: (
      [matrix([[1, 1], [3.7182818, 1]]), matrix([[1, 1]]), matrix([[0, 2]])],
      matrix([[-2.8378771], [-6.5324050]])
    )
  ) { $0[0].gaussianLogDensities(means: $0[1], logVariances: $0[2]) },
  // Equal normals; one apart at deviation one; deviation e against one: ½ (−2 + e² − 1).
  OpRow(
    "divergence of normals",
    [a, b, normal([3, 4], "own log variance"), normal([3, 4], "other log variance")],
    fact: (
      [vector([1, 2, 1]), vector([1, 1, 1]), vector([0.3, 0, 2]), vector([0.3, 0, 0])],
      vector([0, 0.5, 2.1945280])
    )
  ) { $0[0].gaussianDivergence(logVariance: $0[2], mean: $0[1], logVariance: $0[3]) },
  OpRow("dropout", [a]) { $0[0].dropout(keep: 0.5) },
]

private let shapes: [OpRow] = [
  OpRow("another shape", [a], fact: ([six], vector([1, 2, 3, 4, 5, 6]))) {
    $0[0].reshaped([$0[0].value.count])
  },
  OpRow("columns", [a], fact: ([six], matrix([[2, 3], [5, 6]]))) { $0[0].columns(1..<3) },
  OpRow(
    "mean by position", [normal([6], "positions")],
    fact: ([vector([1, 2, 3, 4])], vector([2, 3]))
  ) { $0[0].meanByPosition(2) },
  OpRow("transpose", [a], fact: ([six], matrix([[1, 4], [2, 5], [3, 6]]))) { $0[0].transposed() },
  OpRow(
    "adding rows in turn", [normal([6, 4], "cycled"), normal([2, 4], "turn")],
    fact: (
      [matrix([[1], [2], [3], [4]]), matrix([[10], [20]])], matrix([[11], [22], [13], [24]])
    )
  ) { $0[0].addingCycled($0[1]) },
]

private let recurrences: [OpRow] = [
  // One unit, weights of zero: i = f = o = ½ and g = tanh(ln 2) = 0.6; c = 0.3 and then 0.45.
  OpRow(
    "lstm", [normal([6, 8], "gates"), normal([2, 8], "recurrent")],
    fact: (
      [matrix([[0, 0, 0.6931472, 0], [0, 0, 0.6931472, 0]]), matrix([[0, 0, 0, 0]])],
      matrix([[0.1456563], [0.2109495]])
    )
  ) { $0[0].lstm(recurrent: $0[1], counts: $0[0].shape[0] == 2 ? [1, 1] : [3, 2, 1]) },
  // r = k = ½, candidate 0.6: half of it, then halfway from there.
  OpRow(
    "gru", [normal([6, 6], "gates of three"), normal([2, 6], "U"), normal([6], "inner")],
    fact: (
      [
        matrix([[0, 0, 0.6931472], [0, 0, 0.6931472]]), matrix([[0, 0, 0]]), vector([0, 0, 0]),
      ], matrix([[0.3], [0.45]])
    )
  ) {
    $0[0].gru(recurrent: $0[1], bias: $0[2], counts: $0[0].shape[0] == 2 ? [1, 1] : [3, 2, 1])
  },
  OpRow(
    "lstm cell", [normal([3, 8], "cell gates"), normal([3, 2], "cell")],
    fact: ([matrix([[0, 0, 0.6931472, 0]]), matrix([[0.3]])], matrix([[0.2109495, 0.45]]))
  ) { $0[0].lstmCell($0[1]) },
  OpRow(
    "means of segments", [a],
    fact: ([matrix([[1, 2], [3, 6], [5, 5]])], matrix([[2, 4], [0, 0], [5, 5]]))
  ) { $0[0].segmentMeans([0, 2, 2, 3]) },
  OpRow(
    "stacked rows", [a, b], fact: ([vector([1, 2]), vector([3, 4])], matrix([[1, 2], [3, 4]]))
  ) {
    $0[0].stacked(on: $0[1])
  },
  OpRow(
    "columns side by side", [a, normal([3, 2], "beside")],
    fact: ([matrix([[1], [2]]), matrix([[3, 4], [5, 6]])], matrix([[1, 3, 4], [2, 5, 6]]))
  ) { $0[0].beside($0[1]) },
  OpRow(
    "rows put in place", [a], fact: ([matrix([[1], [2], [3]])], matrix([[3], [0], [1], [2]]))
  ) { $0[0].placingRows([2, 3, 0], of: 4) },
]
