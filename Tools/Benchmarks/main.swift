// Measurements and comparisons that are run by hand, each a sub-command in a file of its own.
import Foundation
import Tensors

let usage = """
  benchmarks forward ARTIFACT HISTORIES.csv   scores and loss of a trained model, as JSON
  benchmarks step SHAPE [CONCEPTS] [STEPS]    training on ml-1m, ml-20m or amazon-books shaped data
  benchmarks score SHAPE|SPLIT [CONCEPTS]     one user and 500 users: scores and the 100 best
  benchmarks evaluate [USERS] [FOLDER]        metrics at M = 20 108, the scores given; written to a
                                              folder for other programs
  benchmarks world SHAPE FOLDER [USERS]       split files of a shape, for other programs
  benchmarks ratings ROWS FILE [shuffled]     a ratings file in the form of MovieLens-20M
  benchmarks sprites [USERS]                  what an exact judge tells of Behavioural Sprites
  benchmarks recurrent [USERS]                an LSTM layer, and an epoch of C-DSVAE on sprites
  benchmarks kernels                          exp, log, tanh beside their reference
  benchmarks machine                          the line about the machine that goes with figures
  benchmarks check FIGURES THRESHOLDS         figures of `--figures FILE` against bounds
  """

/// Ends the program with a sentence on the error stream.
func stop(_ reason: String) -> Never {
  FileHandle.standardError.write(Data("benchmarks: \(reason)\n".utf8))
  exit(64)
}

Processor.reexecuteWithBetterCore()
let words = Array(CommandLine.arguments.dropFirst().prefix { $0 != "--figures" })

/// The number at a place, a standard one when nothing stands there.
func number(_ place: Int, default standard: Int) -> Int {
  guard place < words.count else { return standard }
  guard let number = Int(words[place]), number > 0 else { stop("\(words[place]) is no count") }
  return number
}

do {
  switch (words.first, words.count) {
  case ("forward", 3): try Forward.run(artifact: words[1], histories: words[2])
  case ("step", 2...4):
    try StepBenchmark.run(
      shape: words[1], concepts: number(2, default: 7), steps: number(3, default: 20))
  case ("score", 2...3):
    try ScoreBenchmark.run(on: words[1], concepts: number(2, default: 7))
  case ("evaluate", 1...3):
    try EvaluationBenchmark.run(
      users: number(1, default: 10_000), folder: words.count == 3 ? words[2] : nil)
  case ("world", 3...4):
    try WorldFiles.run(
      shape: words[1], folder: words[2], users: number(3, default: .max))
  case ("ratings", 3...4) where words.count == 3 || words[3] == "shuffled":
    try RatingsFile.write(
      rows: number(1, default: 1), to: words[2], isShuffled: words.count == 4, seed: 1)
  case ("sprites", 1...2): SpritesTable.run(users: number(1, default: 600))
  case ("recurrent", 1...2):
    try RecurrentBenchmark.run(epochUsers: number(1, default: 5_000))
  case ("kernels", 1): KernelBenchmark.run()
  case ("machine", 1): print(Machine.line())
  case ("check", 3): try Figures.check(words[1], against: words[2])
  default: stop("usage:\n\(usage)")
  }
} catch {
  stop("\(error)")
}
