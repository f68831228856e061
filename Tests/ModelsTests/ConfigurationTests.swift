import Foundation
import Models
import Testing

/// Settings (`ModelConfiguration`): defaults, strict decoding, and the words of a refusal.
@Suite struct ConfigurationTests {
  static func macrid(_ json: String) throws -> MacridVAE.Configuration {
    try MacridVAE.Configuration(json: Data(json.utf8))
  }

  @Test func `the released defaults stand where nothing is said`() throws {
    let settings = try Self.macrid("{}")
    #expect(settings == MacridVAE.Configuration())
    #expect(settings.concepts == 7 && settings.width == 100 && settings.keep == 0.5)
    #expect(settings.temperature == 0.1 && settings.priorDeviation == 0.075)
    #expect(settings.beta == 0.2 && settings.annealEpochs == 5)
    #expect(settings.l2 == 0 && settings.gumbel && settings.labels.isEmpty)
  }

  @Test func `given keys are laid over the defaults`() throws {
    let settings = try Self.macrid(#"{"concepts": 12, "gumbel": false, "beta": 2.5}"#)
    #expect(settings.concepts == 12 && !settings.gumbel && settings.beta == 2.5)
    #expect(settings.width == 100)
  }

  @Test func `an unknown key is refused with the list of known ones`() {
    let known = [
      "annealEpochs", "beta", "concepts", "gumbel", "keep", "l2", "labelWeight", "labels",
      "priorDeviation", "temperature", "width",
    ]
    #expect(throws: ConfigurationFault.unknownKey("kfac", known: known)) {
      try Self.macrid(#"{"kfac": 7}"#)
    }
  }

  @Test(arguments: [
    #"{"concepts": "7"}"#, #"{"concepts": 7.5}"#, #"{"gumbel": 1}"#, #"{"concepts": true}"#,
    #"{"beta": true}"#, #"{"width": [100]}"#, #"{"gumbel": "yes"}"#, #"{"width": null}"#,
  ])
  func `a wrong type does not decode`(_ json: String) {
    #expect(throws: ConfigurationFault.self) { try Self.macrid(json) }
  }

  @Test(arguments: [
    ("concepts", "0"), ("concepts", "65"), ("width", "0"), ("temperature", "0"), ("beta", "-1"),
    ("keep", "0"), ("keep", "1.5"), ("l2", "11"), ("priorDeviation", "2"), ("annealEpochs", "-1"),
  ])
  func `a value outside its range is refused by its name`(_ key: String, _ value: String) {
    #expect {
      try Self.macrid("{\"\(key)\": \(value)}")
    } throws: {
      guard case .outOfRange(key, _, _) = $0 as? ConfigurationFault else { return false }
      return true
    }
  }

  @Test(arguments: ["", "[1]", "7", "{", "nonsense"])
  func `what is not an object is refused`(_ json: String) {
    #expect {
      try Self.macrid(json)
    } throws: {
      guard case .malformed = $0 as? ConfigurationFault else { return false }
      return true
    }
  }

  @Test func `equal settings have equal text with sorted keys`() throws {
    let a = try Self.macrid(#"{"beta": 1, "width": 8}"#)
    let b = try Self.macrid(#"{"width": 8, "beta": 1}"#)
    #expect(a.json == b.json)
    #expect(a.json.hasPrefix(#"{"annealEpochs":5,"beta":1,"#))
  }

  @Test func `an unknown model is refused with the list of known ones`() {
    #expect(
      throws: ConfigurationFault.unknownModel(
        "svd", known: Registry.all.map { $0.name })
    ) { try Registry.type(named: "svd") }
  }
}
