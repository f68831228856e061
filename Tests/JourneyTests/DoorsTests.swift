import Foundation
import LineServer
import Testing

/// One question through every door: the command line, text and JSON lines, a Unix socket and TCP.
/// The answers agree word for word but for the time they took.
@Suite struct DoorsTests {
  struct Question: Sendable {
    let arguments: [String]
    let line: String
    let json: String
  }

  static let questions = [
    Question(
      arguments: ["recommend", "u1"], line: "REC u1", json: #"{"cmd":"rec","user":"u1"}"#),
    Question(
      arguments: [
        "recommend", "u2", "-k", "20", "--add", "Romance:+2,c1:-1", "--mute", "Crime", "--explain",
        "--diff", "--filter", "year>=1980", "--filter", "genre!=Drama", "--exclude", "m1,m2",
        "--like", "m3", "--less", "m4", "--dim", "c0.3:+2sd", "--set", "c2:0.5", "--seen",
        "include",
      ],
      line: "REC u2 k=20 add=Romance:+2,c1:-1 mute=Crime explain=1 diff=1 "
        + "filter=year>=1980,genre!=Drama exclude=m1,m2 like=m3 less=m4 dim=c0.3:+2sd set=c2:0.5 "
        + "seen=include",
      json: #"{"cmd":"rec","user":"u2","k":20,"add":{"Romance":2,"c1":-1},"mute":["Crime"],"#
        + #""explain":true,"diff":true,"filter":["year>=1980","genre!=Drama"],"#
        + #""exclude":["m1","m2"],"like":"m3","less":["m4"],"dim":{"c0.3":"+2sd"},"#
        + #""set":{"c2":0.5},"seen":"include"}"#),
    Question(
      arguments: ["recommend", "--history", "m5,m9,m12", "-k", "3", "--only", "Sci-Fi"],
      line: "REC - history=m5,m9,m12 k=3 only=Sci-Fi",
      json: #"{"cmd":"REC","user":"-","history":["m5","m9","m12"],"k":3,"only":["Sci-Fi"]}"#),
    Question(
      arguments: [
        "recommend", "u3", "-k", "4", "--scale", "Romance:0.5", "--boost", "genre=Crime:+0.5",
        "--diversity", "0.3", "--novelty", "0.1", "--recency", "-0.2", "--seed", "7", "--offset",
        "2", "--candidates", "m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
      ],
      line: "REC u3 k=4 scale=Romance:0.5 boost=genre=Crime:+0.5 diversity=0.3 novelty=0.1 "
        + "recency=-0.2 seed=7 offset=2 candidates=m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12",
      json: #"{"cmd":"rec","user":"u3","k":4,"scale":{"Romance":0.5},"boost":{"genre=Crime":0.5},"#
        + #""diversity":0.3,"novelty":0.1,"recency":-0.2,"seed":7,"offset":2,"#
        + #""candidates":"m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12"}"#),
    Question(
      arguments: ["factors", "--block", "weight"], line: "FACTORS block=weight",
      json: #"{"cmd":"factors","block":"weight"}"#),
    Question(
      arguments: ["recommend", "u3", "--model", "popularity"], line: "REC u3 model=popularity",
      json: #"{"cmd":"rec","user":"u3","model":"popularity@1"}"#),
    Question(
      arguments: ["explain", "u1", "m7", "--add", "c0:1"], line: "EXPLAIN u1 m7 add=c0:1",
      json: #"{"cmd":"explain","user":"u1","item":"m7","add":{"c0":1.0}}"#),
    Question(
      arguments: ["similar", "m7", "-k", "4", "--by", "c1"], line: "SIMILAR m7 k=4 by=c1",
      json: #"{"cmd":"similar","item":"m7","k":4,"by":"c1"}"#),
    Question(
      arguments: [
        "traverse", "u4", "--concept", "Crime", "--dim", "7", "--stops", "3", "--gamma", "2",
        "--from", "user",
      ],
      line: "TRAVERSE u4 from=user concept=Crime dim=7 stops=3 gamma=2",
      json: #"{"cmd":"traverse","start":"u4","from":"user","concept":"crime","dim":7,"stops":3,"#
        + #""gamma":2}"#),
    Question(
      arguments: ["profile", "u4"], line: "PROFILE u4", json: #"{"cmd":"profile","user":"u4"}"#),
    Question(
      arguments: ["concepts", "--top", "2"], line: "CONCEPTS top=2",
      json: #"{"cmd":"concepts","top":2}"#),
    Question(
      arguments: ["concepts", "Comedy"], line: "CONCEPT Comedy",
      json: #"{"cmd":"concept","concept":"comedy"}"#),
    Question(
      arguments: ["whynot", "u5", "m7", "-k", "3", "--filter", "year>=1950"],
      line: "WHYNOT u5 m7 k=3 filter=year>=1950",
      json: #"{"cmd":"whynot","user":"u5","item":"m7","k":3,"filter":["year>=1950"]}"#),
    Question(
      arguments: [
        "whynot", "u5", "m7", "--exclude", "m7", "--diversity", "0.4", "--candidates", "m1,m2,m7",
      ],
      line: "WHYNOT u5 m7 exclude=m7 diversity=0.4 candidates=m1,m2,m7",
      json: #"{"cmd":"whynot","user":"u5","item":"m7","exclude":["m7"],"diversity":0.4,"#
        + #""candidates":["m1","m2","m7"]}"#),
    Question(
      arguments: ["explain", "u5", "m7", "--boost", "year>=1990:0.5", "--novelty", "-0.3"],
      line: "EXPLAIN u5 m7 boost=year>=1990:0.5 novelty=-0.3",
      json: #"{"cmd":"explain","user":"u5","item":"m7","boost":{"year>=1990":0.5},"novelty":-0.3}"#),
    Question(
      arguments: ["tune-item", "m7", "--add", "c1:-2", "-k", "4"], line: "TUNE m7 k=4 add=c1:-2",
      json: #"{"cmd":"tune","item":"m7","k":4,"add":{"c1":-2}}"#),
    Question(arguments: ["model", "list"], line: "MODEL LIST", json: #"{"cmd":"model list"}"#),
    Question(arguments: ["model", "info"], line: "MODEL INFO", json: #"{"cmd":"model info"}"#),
  ]

  /// A reply without the microseconds it took.
  private func timeless(_ reply: String) -> String {
    reply.replacing(/"us":\d+/, with: #""us":0"#)
  }

  @Test func `every door gives the same answer`() async throws {
    let demo = try await Demo.trained.value
    let server = try await demo.serving()
    for question in Self.questions {
      let said = try await Program.succeed(question.arguments + demo.store + ["--json"])
      #expect(said.hasPrefix(#"{"ok":true,"#))
      for address in [server.unix, server.tcp] {
        for request in [question.line, question.json] {
          let heard = try await server.call(request, over: address)
          #expect(timeless(heard) == timeless(said), "\(request) over \(address)")
        }
      }
    }
    server.program.send(SIGTERM)
    #expect(await server.program.exit() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func `every door refuses with the same word and sentence`()
    async throws
  {
    let demo = try await Demo.trained.value
    let server = try await demo.serving()
    let refusals: [(arguments: [String], line: String, exit: Int32)] = [
      (["recommend", "nobody"], "REC nobody", 66), (["explain", "u1", "zz"], "EXPLAIN u1 zz", 66),
      (["recommend", "u1", "--mute", "c9"], "REC u1 mute=c9", 66),
      (["recommend", "u1", "--model", "ease"], "REC u1 model=ease", 66),
      (["recommend", "u1", "-k", "0"], "REC u1 k=0", 64),
      (["recommend", "u1", "-k", "5000"], "REC u1 k=5000", 64),
      (["recommend", "u1", "--filter", "year>x"], "REC u1 filter=year>x", 64),
      (["recommend", "u1", "--add", "c1:much"], "REC u1 add=c1:much", 64),
      (["recommend"], "REC -", 64),
    ]
    for (arguments, line, exit) in refusals {
      let said = try await Program.run(arguments + demo.store + ["--json"])
      #expect(said.exit == exit && said.output.isEmpty, "\(line): \(said)")
      let reply = try await server.call(line)
      let error = try JSONDecoder().decode(Refusal.self, from: Data(reply.utf8)).error
      #expect(said.messages == "\(error.code) \(error.message)\n")
      let called = try await Program.run(["call", "--unix", server.unix.description, line])
      #expect(called.exit == exit && called.output == reply)
    }
    server.program.send(SIGINT)
    #expect(await server.program.exit() == 0)
  }

  private struct Refusal: Decodable {
    struct Error: Decodable {
      let code: String
      let message: String
    }
    let error: Error
  }
}
