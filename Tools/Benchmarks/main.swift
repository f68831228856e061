// Measurements and comparisons that are run by hand, each a sub-command in a file of its own.
//
//   benchmarks forward ARTIFACT HISTORIES.csv     scores and loss of a trained model, as JSON
import Foundation

/// Ends the program with a sentence on the error stream.
func stop(_ reason: String) -> Never {
  FileHandle.standardError.write(Data("benchmarks: \(reason)\n".utf8))
  exit(64)
}

let words = Array(CommandLine.arguments.dropFirst())
do {
  switch (words.first, words.count) {
  case ("forward", 3): try Forward.run(artifact: words[1], histories: words[2])
  default: stop("usage: benchmarks forward ARTIFACT HISTORIES.csv")
  }
} catch {
  stop("\(error)")
}
