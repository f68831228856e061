// Measurements and comparisons that are run by hand, each a sub-command in a file of its own.
//
//   benchmarks forward ARTIFACT HISTORIES.csv     scores and loss of a trained model, as JSON
//   benchmarks step SHAPE [CONCEPTS] [STEPS]      training speed and memory on ml-1m, ml-20m, amazon-books
import Foundation
import Tensors

/// Ends the program with a sentence on the error stream.
func stop(_ reason: String) -> Never {
  FileHandle.standardError.write(Data("benchmarks: \(reason)\n".utf8))
  exit(64)
}

Processor.reexecuteWithBetterCore()
let words = Array(CommandLine.arguments.dropFirst())
do {
  switch (words.first, words.count) {
  case ("forward", 3): try Forward.run(artifact: words[1], histories: words[2])
  case ("step", 2...4):
    try StepBenchmark.run(
      shape: words[1], concepts: words.count > 2 ? Int(words[2]) ?? 7 : 7,
      steps: words.count > 3 ? Int(words[3]) ?? 20 : 20)
  default: stop("usage: benchmarks forward ARTIFACT HISTORIES.csv | step SHAPE [CONCEPTS] [STEPS]")
  }
} catch {
  stop("\(error)")
}
