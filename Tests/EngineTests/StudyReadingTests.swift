import Datasets
import Foundation
import Models
import Testing
import Training

@testable import Engine

/// Study files: what they say, and that nothing in them is overlooked.
@Suite struct StudyReadingTests {
  static let whole = """
    name = "demo"
    [data]
    files = ["items.csv", { path = "events.csv", type = "rating" }]
    positive = ["rating>=4"]
    [split]
    held-out = 0.2
    minimum = 6
    seeds = [1, 2]
    [training]
    epochs = 9
    batch = 50
    [tuning]
    method = "halving"
    trials = 6
    metric = "recall@20"
    [evaluation]
    seeds = [7, 8, 9]
    metrics = ["ndcg@10", "recall@5"]
    baseline = "Mult-VAE"
    alpha = 0.01
    [report]
    formats = ["md", "html"]
    [[model]]
    name = "popularity"
    seeds = [7]
    [[model]]
    name = "multivae"
    label = "Mult-VAE"
    settings = { hidden = 16 }
    training = { epochs = 4 }
    ranges = { beta = "0.1..2:log", width = [4, 8], "training.learningRate" = "1e-3..1e-2:log" }
    """

  @Test func `a study says everything`() throws {
    let study = try StudyDefinition(toml: Self.whole)
    #expect(study.name == "demo" && study.positive == ["rating>=4"])
    #expect(study.files.map(\.path) == ["items.csv", "events.csv"])
    #expect(study.files[1].type == "rating")
    #expect(study.divisions.count == 2)
    #expect(
      study.divisions[1] == .made(.store(heldOut: .share(0.2), minimum: 6, seed: 2)))
    #expect(study.tuning.method == .halving && study.tuning.trials == 6)
    #expect(study.metrics == ["ndcg@10", "recall@5"] && study.baseline == "Mult-VAE")
    #expect(study.alpha == 0.01 && study.reports == ["md", "html"])
    let (popular, vae) = (study.models[0], study.models[1])
    #expect(popular.seeds == [7] && popular.plan.epochs == 9 && popular.plan.batch == 50)
    #expect(vae.seeds == [7, 8, 9] && vae.plan.epochs == 4 && vae.settings == #"{"hidden":16}"#)
    #expect(
      vae.ranges?.map { "\($0.name)=\($0.text)" } == [
        "beta=0.1..2.0:log", "training.learningRate=0.001..0.01:log", "width=4,8",
      ])
  }

  @Test func `little needs to be said`() throws {
    let study = try StudyDefinition(
      toml: """
        name = "small"
        data.files = ["events.csv"]
        [[model]]
        name = "multivae"
        """)
    #expect(study.divisions == [.made(.store())] && study.models[0].seeds == [1, 2, 3])
    #expect(study.tuning.trials == 1 && study.baseline == nil && study.models[0].isTuned)
    #expect(try study.models[0].searched() == Registry.searchSpace(of: "multivae"))
  }

  static let misspelt: [(from: String, to: String, says: String)] = [
    ("trials = 6", "trails = 6", "[tuning]: no key \"trails\"; did you mean trials?"),
    ("[evaluation]", "[evalution]", "no key \"evalution\"; did you mean evaluation?"),
    ("label =", "lable =", "[[model]] 2: no key \"lable\"; did you mean label?"),
    ("type =", "typ =", "no key \"typ\"; did you mean type?"),
    ("hidden = 16", "hiden = 16", "no setting \"hiden\""),
    ("beta =", "betta =", "no setting \"betta\""),
    ("recall@5", "recal@5", "no metric \"recal@5\""),
    ("\"halving\"", "\"halfing\"", "method must be one of random, grid, tpe, halving"),
    ("name = \"popularity\"", "name = \"popular\"", "no model \"popular\""),
    ("\"Mult-VAE\"\nalpha", "\"MultVAE\"\nalpha", "the baseline \"MultVAE\" is no model"),
    ("0.1..2:log", "2..0.1:log", "is not below"),
    ("rating>=4", "rating>=", "[data]"),
    ("alpha = 0.01", "alpha = 2", "[evaluation]: alpha must be a number in"),
    ("seeds = [7, 8, 9]", "seeds = [7, 7]", "seeds must be a list of different whole numbers"),
    ("\"html\"", "\"pdf\"", "no format \"pdf\""),
    ("name = \"demo\"", "name = \"a/b\"", "name must be a text of letters"),
    ("epochs = 9", "epochs = 0", "epochs must be a whole number in 1 … 100000"),
    ("epochs = 9", "epochs = ", "not TOML at line 1"),
    ("label = \"Mult-VAE\"", "label = \"popularity\"", "two models are called \"popularity\""),
  ]

  @Test(arguments: misspelt.indices) func `what is not known is refused`(_ index: Int) throws {
    let (from, to, says) = Self.misspelt[index]
    let text = Self.whole.replacing(from, with: to, maxReplacements: 1)
    #expect(text != Self.whole)
    let fault = #expect(throws: Fault.self) { try StudyDefinition(toml: text) }
    #expect(
      fault?.code == .data && fault?.message.contains(says) == true, "\(fault?.message ?? "")")
  }

  @Test func `what decides a result is in its identity`() throws {
    func identities(_ from: String, _ to: String) throws -> [String] {
      let study = try StudyDefinition(toml: Self.whole.replacing(from, with: to))
      return try study.models.map {
        try study.identity(of: $0, study.divisions[0], seed: 7)
      }
    }
    let usual = try identities("", "")
    #expect(usual[0] != usual[1])
    for (from, to) in [
      ("rating>=4", "rating>=3"), ("minimum = 6", "minimum = 5"), ("trials = 6", "trials = 7"),
      ("recall@5", "recall@6"), ("batch = 50", "batch = 51"),
    ] {
      let changed = try identities(from, to)
      #expect(changed[0] != usual[0] && changed[1] != usual[1], "\(from)")
    }
    let ranges = try identities("0.1..2:log", "0.1..3:log")
    #expect(ranges[0] == usual[0] && ranges[1] != usual[1])
    // How sure one wants to be, and in what format, decides nothing of it.
    #expect(try identities("alpha = 0.01", "alpha = 0.05") == usual)
    #expect(try identities("\"html\"", "\"csv\"") == usual)
  }

  private static let factors = """

    [disentanglement]
    attribute = ["genre", "gender"]
    trees = 7
    [steering]
    users = 30
    """

  @Test func `what is asked about factors decides nothing of the ranking`() throws {
    let plain = try StudyDefinition(toml: Self.whole)
    let study = try StudyDefinition(toml: Self.whole + Self.factors)
    #expect(plain.factors.isEmpty)
    #expect(
      study.factors == [
        .disentanglement(attributes: ["genre", "gender"], trees: 7, draws: 3, seed: 1),
        .steering(users: 30, attribute: nil),
      ])
    for (model, same) in zip(study.models, plain.models) {
      let place = study.divisions[0]
      #expect(
        try study.identity(of: model, place, seed: 7) == plain.identity(of: same, place, seed: 7))
      let answers = try study.factors.map {
        try study.identity(of: $0, model, place, seed: 7)
      }
      #expect(Set(answers).count == 2)
      // Another question has another answer; metrics of ranking are none of it.
      let more = try StudyDefinition(
        toml: Self.whole.replacing("recall@5", with: "recall@6")
          + Self.factors.replacing("7", with: "8"))
      #expect(try more.identity(of: more.factors[0], model, place, seed: 7) != answers[0])
      #expect(try more.identity(of: more.factors[1], model, place, seed: 7) == answers[1])
    }
  }

  @Test(arguments: [
    ("trees = 7", "tree = 7", "[disentanglement]: no key \"tree\"; did you mean trees?"),
    ("users = 30", "users = 1", "[steering]: users must be a whole number in 2 … 1000000"),
    ("[\"genre\", \"gender\"]", "[\"genre\", 3]", "[disentanglement]: attribute must be the name"),
    ("attribute = [\"genre\", \"gender\"]", "", "[disentanglement]: attribute must be the name"),
    ("[steering]", "[steerin]", "no key \"steerin\"; did you mean steering?"),
  ]) func `a question about factors is read strictly`(_ from: String, _ to: String, _ says: String)
    throws
  {
    let text = Self.whole + Self.factors.replacing(from, with: to)
    let fault = #expect(throws: Fault.self) { try StudyDefinition(toml: text) }
    #expect(
      fault?.code == .data && fault?.message.contains(says) == true, "\(fault?.message ?? "")")
  }
}
