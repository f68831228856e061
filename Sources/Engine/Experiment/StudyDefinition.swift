import Datasets
public import Models
import Store
public import Training

/// A whole experiment as a value: data, splits, models with their ranges and budget, seeds, metrics
/// and tests. What a study file says and nothing else decides what comes out.
public struct StudyDefinition: Sendable, Equatable {
  /// A file to ingest, and how it is read.
  public struct File: Sendable, Equatable {
    /// Relative to the folder of data.
    public var path: String
    public var map: String?
    public var type: String?
    public var subject: String?
  }

  /// One division of users.
  public enum Division: Sendable, Equatable {
    /// The ingested data, divided as said.
    case made(SplitSource)
    /// A folder of split files, relative to the folder of data.
    case folder(String)
  }

  /// How models are tuned: alike.
  public struct Tuning: Sendable, Equatable {
    public var method: SearchMethod
    public var trials: Int
    public var keep: Int
    public var metric: String
    public var parallel: Int
  }

  /// A model with what is fixed of it and what is searched.
  public struct Model: Sendable, Equatable {
    /// Registry name.
    public var name: String
    /// What tables call it.
    public var label: String
    /// Fixed settings, JSON.
    public var settings: String
    public var plan: TrainingPlan
    /// The model's own ranges when absent.
    public var ranges: [SearchRange]?
    public var isTuned: Bool
    public var seeds: [UInt64]

    /// The ranges that are searched; none when it is not tuned.
    public func searched() throws(ConfigurationFault) -> [SearchRange] {
      guard isTuned else { return [] }
      if let ranges { return ranges }
      return try Registry.searchSpace(of: name)
    }
  }

  public var name: String
  public var files: [File]
  /// Which events count: `rating>=4`.
  public var positive: [String]
  public var divisions: [Division]
  public var tuning: Tuning
  /// By the names that `evaluate` takes; the first one is compared first.
  public var metrics: [String]
  /// Label of the model that the others are compared with; the best of every metric when absent.
  public var baseline: String?
  public var alpha: Double
  /// Seed of the bootstrap and the randomisation test.
  public var testSeed: UInt64
  /// What is asked about the factors of final models; none in most studies.
  public var factors: [FactorScoring]
  public var reports: [String]
  public var models: [Model]
}
