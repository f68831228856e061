// Measurements and comparisons that are run by hand, each a sub-command in a file of its own.
//
//   benchmarks forward ARTIFACT HISTORIES.csv     scores and loss of a trained model, as JSON
//   benchmarks step SHAPE [CONCEPTS] [STEPS]      training speed and memory on ml-1m, ml-20m, amazon-books
//   benchmarks score SHAPE [CONCEPTS]            one user and 500 users: scores and the 100 best
//   benchmarks evaluate [USERS]                  metrics of 10 000 users at M = 20 108, the scores given
//   benchmarks world SHAPE FOLDER [USERS]        split files of a shape, for other programs
//   benchmarks check FIGURES THRESHOLDS          figures of `--figures FILE` against bounds
//   benchmarks kernels                           exp, log, tanh beside their reference
import Foundation
import Tensors

/// Ends the program with a sentence on the error stream.
func stop(_ reason: String) -> Never {
  FileHandle.standardError.write(Data("benchmarks: \(reason)\n".utf8))
  exit(64)
}

Processor.reexecuteWithBetterCore()
let words = Array(CommandLine.arguments.dropFirst().prefix { $0 != "--figures" })
do {
  switch (words.first, words.count) {
  case ("forward", 3): try Forward.run(artifact: words[1], histories: words[2])
  case ("step", 2...4):
    try StepBenchmark.run(
      shape: words[1], concepts: words.count > 2 ? Int(words[2]) ?? 7 : 7,
      steps: words.count > 3 ? Int(words[3]) ?? 20 : 20)
  case ("score", 2...3):
    try ScoreBenchmark.run(
      shape: words[1], concepts: words.count > 2 ? Int(words[2]) ?? 7 : 7)
  case ("evaluate", 1...2):
    try EvaluationBenchmark.run(users: words.count > 1 ? Int(words[1]) ?? 10_000 : 10_000)
  case ("world", 3...4):
    try WorldFiles.run(
      shape: words[1], folder: words[2], users: words.count > 3 ? Int(words[3]) : nil)
  case ("check", 3): try Figures.check(words[1], against: words[2])
  case ("kernels", 1): KernelBenchmark.run()
  default:
    stop(
      "usage: benchmarks forward | step | score | evaluate | world | check | kernels, as the head of main.swift says"
    )
  }
} catch {
  stop("\(error)")
}
