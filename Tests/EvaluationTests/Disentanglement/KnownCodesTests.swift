import Evaluation
import Tensors
import Testing

/// The self-tests that every score must pass before a model is scored: the perfect code, noise, a
/// rotation, a duplicate, and codes between.
@Suite struct KnownCodesTests {
  private let key = RandomKey(seed: 11)
  private let perfect: CodedPoints
  private let noise: CodedPoints

  init() {
    perfect = KnownCodes.blended(mixing: 0, noise: 0, key: key)
    noise = CodedPoints(
      codes: KnownCodes.noise(5, KnownCodes.points, key: key.child("independent")),
      factors: perfect.factors)
  }

  private func forest(_ points: CodedPoints, trees: Int = 20) -> DCI {
    let (train, test) = KnownCodes.halves(points)
    return DCI(.forest, train: train, test: test, trees: trees, key: key)
  }

  @Test func `the perfect code scores one`() throws {
    let matrix = InformationMatrix(perfect)
    #expect(try #require(matrix.mutualInformationGap) >= 0.98)
    #expect(try #require(matrix.supportingGap) >= 0.98)
    #expect(try #require(matrix.modularity).score >= 0.98)
    #expect(try #require(matrix.modularity).scalars == 5)
    #expect(try #require(Independence.score(perfect)) > 0.98)
    let dci = forest(perfect)
    #expect(dci.disentanglement >= 0.95 && dci.completeness >= 0.95)
    #expect(try #require(dci.accuracy) == 1)
    let (train, test) = KnownCodes.halves(perfect)
    // An indicator of one value in six is seen through sampling noise by other scalars too: 0.94.
    let lasso = DCI(.lasso, train: train, test: test, key: key)
    #expect(lasso.disentanglement >= 0.9 && lasso.completeness >= 0.9)
    var plan = FactorVAEScore.Plan()
    (plan.training, plan.evaluation) = (2_000, 1_000)
    #expect(FactorVAEScore(perfect, plan, key: key).score >= 0.98)
    // A linear SVM is weak on six values: the ceiling is far below 1.
    let sap = try #require(SAP.score(train: train, test: test))
    #expect(sap > 0.1 && sap < 0.9)
    let blocks = InformationMatrix.blocks(
      train: grouped(train, 1), test: grouped(test, 1), key: key)
    #expect(try #require(blocks.mutualInformationGap) > 0.7)
    #expect(try #require(Explicitness.score(train: train, test: test, key: key)) > 0.7)
  }

  @Test func `noise that knows nothing scores next to nothing`() throws {
    let matrix = InformationMatrix(noise)
    #expect(try #require(matrix.mutualInformationGap) <= 0.02)
    #expect(matrix.supportingGap ?? 0 <= 0.02)
    #expect(matrix.modularity == nil)
    let dci = forest(noise)
    #expect(dci.disentanglement <= 0.02 && dci.completeness <= 0.02)
    #expect(abs(try #require(dci.accuracy) - 1 / 6) < 0.03)
    let (train, test) = KnownCodes.halves(noise)
    #expect(
      DCI(.lasso, train: train, test: test, key: key).importances.joined().allSatisfy {
        $0 < 0.05
      })
    #expect(try #require(SAP.score(train: train, test: test)) <= 0.03)
    #expect(abs(try #require(Explicitness.score(train: train, test: test, key: key)) - 0.5) < 0.03)
    var plan = FactorVAEScore.Plan()
    (plan.training, plan.evaluation) = (2_000, 1_000)
    // One factor in five is chance; the best of five classes on votes of noise is a little more.
    #expect(FactorVAEScore(noise, plan, key: key).score < 0.3)
  }

  @Test func `turning two factors against each other lowers what counts single scalars`() throws {
    let rotated = KnownCodes.rotated(key: key)
    let matrix = InformationMatrix(rotated)
    let straight = InformationMatrix(perfect)
    #expect(matrix.mutualInformationGap ?? 1 < (straight.mutualInformationGap ?? 0) - 0.2)
    #expect(forest(rotated).disentanglement < forest(perfect).disentanglement - 0.1)
    #expect(matrix.modularity?.score ?? 1 < (straight.modularity?.score ?? 0) - 0.05)
    // As a block the two still hold the two factors and nothing else.
    let groups = [CodedPoints.Group("turned", 0..<2)] + (2..<5).map { .init("z\($0)", $0..<$0 + 1) }
    let whole = CodedPoints(codes: rotated.codes, groups: groups, factors: rotated.factors)
    let (train, test) = KnownCodes.halves(whole)
    let blocks = InformationMatrix.blocks(train: train, test: test, key: key)
    #expect(try #require(blocks.mutualInformationGap) > 0.6)
  }

  @Test func `a duplicated code has no gap and still is disentangled`() throws {
    let duplicated = KnownCodes.duplicated(key: key)
    let matrix = InformationMatrix(duplicated)
    #expect(try #require(matrix.mutualInformationGap) == 0)
    #expect(try #require(matrix.modularity).score >= 0.98)
    let dci = forest(duplicated)
    #expect(dci.disentanglement >= 0.98)
    // Two scalars share every factor: the entropy of two out of ten to base ten is ln 2 / ln 10.
    #expect(dci.completeness < 0.75)
  }

  @Test func `codes between the perfect and the blended stand in order`() throws {
    let steps = [0.0, 0.25, 0.5, 0.9].map {
      KnownCodes.blended(mixing: $0, noise: 0.1, key: key)
    }
    func falls(_ name: String, _ scores: [Double]) {
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 > $1 }, "\(name): \(scores)")
    }
    let matrices = steps.map { InformationMatrix($0) }
    falls("MIG", matrices.map { $0.mutualInformationGap ?? -1 })
    falls("MIG-sup", matrices.map { $0.supportingGap ?? -1 })
    falls("modularity", matrices.map { $0.modularity?.score ?? -1 })
    falls("independence", steps.map { Independence.score($0) ?? -1 })
    // At 0.9 nothing is left to be told apart, and 0.06 is as good as 0.07.
    let scores = steps.prefix(3).map { forest($0, trees: 8) }
    falls("DCI-D", scores.map(\.disentanglement))
    falls("DCI-C", scores.map(\.completeness))
    falls(
      "SAP",
      steps.prefix(3).map {
        let (train, test) = KnownCodes.halves($0)
        return SAP.score(train: train, test: test) ?? -1
      })
  }

  private func grouped(_ points: CodedPoints, _ width: Int) -> CodedPoints {
    CodedPoints(
      codes: points.codes,
      groups: stride(from: 0, to: points.codes.count, by: width).map {
        .init("g\($0)", $0..<min($0 + width, points.codes.count))
      }, factors: points.factors)
  }
}
