public import Autodiff
public import Foundation
public import Tensors

/// All models there are. A model is added by its file and one line here.
public enum Registry {
  /// The models, simplest first.
  public static let all: [any GenerativeModel.Type] = [
    Popularity.self,
    ItemKNN.self,
    EASE.self,
    SLIM.self,
    IALS.self,
    MultiDAE.self,
    MultiVAE.self,
    BetaVAE.self,
    BetaTCVAE.self,
    FactorVAE.self,
    RecVAE.self,
    MacridVAE.self,
    DSVAE.self,
    CDSVAE.self,
  ]

  /// The model of a name.
  public static func type(
    named name: String
  ) throws(ConfigurationFault) -> any GenerativeModel.Type {
    guard let type = all.first(where: { $0.name == name }) else {
      throw .unknownModel(name, known: all.map { $0.name })
    }
    return type
  }

  /// The ranges a search of a model's settings begins with.
  public static func searchSpace(of name: String) throws(ConfigurationFault) -> [SearchRange] {
    func ranges<Model: GenerativeModel>(_ type: Model.Type) -> [SearchRange] {
      Model.Configuration.searchSpace
    }
    return try ranges(type(named: name))
  }

  /// A model with its settings (a JSON object over the defaults) and its parameters as they start.
  /// With no key they are zeros, to be replaced by loaded ones.
  public static func make(
    _ name: String, settings: Data = Data("{}".utf8), catalog: CatalogShape, key: RandomKey?
  ) throws(ConfigurationFault) -> (model: any GenerativeModel, parameters: Parameters) {
    try make(type(named: name), settings, catalog, key)
  }

  private static func make<Model: GenerativeModel>(
    _ type: Model.Type, _ settings: Data, _ catalog: CatalogShape, _ key: RandomKey?
  ) throws(ConfigurationFault) -> (model: any GenerativeModel, parameters: Parameters) {
    var builder = ParameterBuilder(key: key)
    let model = Model(try Model.Configuration(json: settings), catalog, in: &builder)
    return (model, builder.parameters)
  }
}
