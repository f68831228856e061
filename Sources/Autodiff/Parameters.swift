public import Tensors

/// Handle of one parameter of a model: where it stands in the table, not its value.
public struct Parameter: Sendable, Hashable {
  /// Position in declaration order.
  public let index: Int
}

/// The numbers a model has learned: named tensors in the order of their declaration.
///
/// A value. Saving, loading, copying, freezing and comparing models are operations on this table;
/// there is no reflection over layers. Names are paths such as `encoder/hidden/weight`, the same in
/// memory and on disk.
public struct Parameters: Sendable, Equatable {
  public private(set) var names: [String] = []
  public private(set) var tensors: [Tensor] = []

  public init() {}

  /// Number of parameters (tensors).
  public var count: Int { names.count }
  /// Number of scalars in all tensors.
  public var scalarCount: Int { tensors.reduce(0) { $0 + $1.count } }

  public subscript(parameter: Parameter) -> Tensor {
    get { tensors[parameter.index] }
    set {
      precondition(
        newValue.shape == tensors[parameter.index].shape,
        "parameter \(names[parameter.index]): shape \(newValue.shape) for "
          + "\(tensors[parameter.index].shape)")
      tensors[parameter.index] = newValue
    }
  }

  /// The tensor of a name, or `nil`.
  public subscript(name: String) -> Tensor? {
    names.firstIndex(of: name).map { tensors[$0] }
  }

  /// Replaces the tensor of a name; `false` when there is no such name or the shape differs.
  public mutating func replace(_ name: String, with tensor: Tensor) -> Bool {
    guard let index = names.firstIndex(of: name), tensors[index].shape == tensor.shape else {
      return false
    }
    tensors[index] = tensor
    return true
  }

  /// Copies every tensor whose path starts with `source` over the one of the same path under
  /// `target`. Traps when there is none, or one of another shape.
  public mutating func copy(from source: String, to target: String) {
    for (name, tensor) in zip(names, tensors) where name.hasPrefix(source) {
      let path = target + name.dropFirst(source.count)
      let found = replace(path, with: tensor)
      precondition(found, "copying \(name): there is no \(path) of shape \(tensor.shape)")
    }
  }

  /// Gives a parameter to `body` for writing in place, without a copy as long as nobody else holds
  /// the tensor. Traps when `body` changes its shape.
  public mutating func update<Failure: Error>(
    _ parameter: Parameter, _ body: (inout Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    let shape = tensors[parameter.index].shape
    try body(&tensors[parameter.index])
    precondition(
      tensors[parameter.index].shape == shape,
      "parameter \(names[parameter.index]): shape \(tensors[parameter.index].shape) for \(shape)")
  }

  /// Gives the tensor at `index` to `body` for writing in place, without a copy.
  mutating func update(_ index: Int, _ body: (inout [Float]) -> Void) {
    body(&tensors[index].scalars)
  }

  mutating func append(_ name: String, _ tensor: Tensor) -> Parameter {
    precondition(!names.contains(name), "parameter \(name) is declared twice")
    names.append(name)
    tensors.append(tensor)
    return Parameter(index: names.count - 1)
  }
}

/// How a parameter starts.
public enum Initializer: Sendable {
  case zeros
  case constant(Float)
  /// Uniform in ±sqrt(6 / (rows + columns)) (Glorot and Bengio, AISTATS 2010).
  case glorotUniform
  /// Normal with the given standard deviation, drawn again beyond two of them.
  case truncatedNormal(Float)

  func tensor(_ shape: [Int], _ key: RandomKey) -> Tensor {
    var tensor = Tensor(shape: shape)
    switch self {
    case .zeros: break
    case .constant(let value): tensor = Tensor(shape: shape, repeating: value)
    case .glorotUniform:
      let limit = (6 / Float(tensor.rows + tensor.columns)).squareRoot()
      for i in 0..<tensor.count { tensor.scalars[i] = limit * (2 * key.uniform(at: i) - 1) }
    case .truncatedNormal(let deviation):
      var drawn = 0
      for i in 0..<tensor.count {
        var x: Float = 3
        while abs(x) > 2 {
          let radius = (-2 * Scalar.log(key.uniform(at: drawn))).squareRoot()
          // The first half of a Box–Muller pair.
          x = radius * Self.cosine(key.uniform(at: drawn + 1))
          drawn += 2
        }
        tensor.scalars[i] = deviation * x
      }
    }
    return tensor
  }

  private static func cosine(_ turn: Float) -> Float {
    RandomNormals.cosine(ofTurn: turn)
  }
}

/// Declares the parameters of a model while its layers are made; paths nest like the layers do.
public struct ParameterBuilder {
  /// What has been declared so far.
  public private(set) var parameters = Parameters()
  private let key: RandomKey?
  private var path: [String] = []

  /// With a key, parameters start as their initialiser says, each from its own child by path.
  /// Without one they start at zero, which is what loading wants.
  public init(key: RandomKey?) { self.key = key }

  /// Declares one tensor and returns its handle. Traps on a path that is taken.
  public mutating func declare(
    _ name: String, _ shape: [Int], _ initializer: Initializer
  ) -> Parameter {
    let name = (path + [name]).joined(separator: "/")
    let value = key.map { initializer.tensor(shape, $0.child(name)) } ?? Tensor(shape: shape)
    return parameters.append(name, value)
  }

  /// Declares what `body` declares under `name/`.
  public mutating func scope<Layer>(
    _ name: String, _ body: (inout ParameterBuilder) -> Layer
  ) -> Layer {
    path.append(name)
    defer { path.removeLast() }
    return body(&self)
  }
}
