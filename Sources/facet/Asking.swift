import Engine
import Foundation

/// A request to the engine in this process: the command line as the third door.
struct Asking {
  let global: GlobalOptions
  /// Whether the request is about a model.
  var needsModel = true

  /// Opens the store and its model, and answers one request through the same table as the socket.
  /// Prints the reply: as the socket would with `--json`, otherwise as `text` renders it.
  func answer(
    _ command: String, _ fields: Value.Map, text: (Value.Map) -> [String]
  ) async throws {
    let library = ModelLibrary(try global.openStore())
    if needsModel, fields["model"] == nil || command == "MODEL USE" {
      do throws(Fault) {
        try library.open()
      } catch {
        // A store without a usable model can still say which it has, and take another into use.
        guard error.code == .noModel, command == "MODEL LIST" || command == "MODEL USE" else {
          throw error
        }
      }
    }
    let engine = QueryEngine(version: Facet.version, library: library)
    let answer = await engine.answer(Request(name: command, arguments: .map(fields)))
    switch answer.result {
    case .failure(let fault): throw fault
    case .success(let reply):
      if global.json {
        global.terminal.data(answer.value.json)
      } else {
        for line in text(reply.fields) { global.terminal.data(line) }
      }
    }
  }
}
