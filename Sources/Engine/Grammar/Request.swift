/// What a client asked for, before anybody knows whether such a command exists.
public struct Request: Sendable, Equatable {
  /// The tag to echo; `nil` when there was none.
  public var id: Value?
  /// The command as written: one word, or two with a blank between from a JSON request.
  public var name: String
  public var arguments: Arguments

  public init(id: Value? = nil, name: String, arguments: Arguments) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}

/// The arguments of a request in the form its framing gave them. A RESP array becomes `words`, an
/// HTTP query becomes `pairs`.
public enum Arguments: Sendable, Equatable {
  /// Positions and `key=value`, as on a line.
  case words([Word])
  /// Every field by its name, every value as text.
  case pairs([Pair])
  /// Every field by its name, values of any kind.
  case map(Value.Map)

  public struct Pair: Sendable, Equatable {
    public let key: String
    public let value: String

    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }
}

/// A request that could not be read: its tag as far as that was seen, and the fault.
public struct MalformedRequest: Error, Sendable, Equatable {
  public let id: Value?
  public let fault: Fault

  public init(id: Value? = nil, _ fault: Fault) {
    self.id = id
    self.fault = fault
  }
}

// MARK: - Text

extension Request {
  /// A text line, without its line end: `[@tag] command *token`. Throws `SYNTAX` for bad UTF-8,
  /// NUL, a carriage return, a bad tag, a command that is none, or bad quoting.
  public init(line bytes: [UInt8], limits: Limits) throws(MalformedRequest) {
    let refusal: Fault? =
      if bytes.contains(0) {
        Fault(.syntax, "a NUL byte in the line")
      } else if bytes.contains(0x0D) {
        Fault(.syntax, "a carriage return inside the line")
      } else if String(validating: bytes, as: UTF8.self) == nil {
        Fault(.syntax, "the line is not valid UTF-8")
      } else {
        nil
      }
    if let refusal { throw MalformedRequest(refusal) }

    var id: Value?
    var rest = bytes[...].drop(while: \.isBlank)
    if rest.first == UInt8(ascii: "@") {
      let tag = rest.dropFirst().prefix { !$0.isBlank }
      guard (1...64).contains(tag.count), tag.allSatisfy(Self.isTag) else {
        let reason = "a tag is @ and 1 to 64 letters, digits, \"-\", \"_\" or \".\""
        throw MalformedRequest(Fault(.syntax, reason))
      }
      id = .string(String(decoding: tag, as: UTF8.self))
      rest = rest[tag.endIndex...].drop(while: \.isBlank)
    }
    let command = rest.prefix { !$0.isBlank }
    guard let first = command.first, first.isLetter, command.allSatisfy(Self.isCommand)
    else {
      let reason = "a line begins with a command such as PING; HELP lists them"
      throw MalformedRequest(id: id, Fault(.syntax, reason))
    }
    do {
      var reader = WordReader(bytes, at: command.endIndex)
      self.init(
        id: id, name: String(decoding: command, as: UTF8.self),
        arguments: .words(try reader.words(limit: limits.maxArguments)))
    } catch {
      throw MalformedRequest(id: id, error)
    }
  }

  private static func isCommand(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: ".")
  }

  private static func isTag(_ byte: UInt8) -> Bool {
    isCommand(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }
}

// MARK: - JSON

extension Request {
  /// A JSON object: `cmd` names the command, `id` is the tag, every other key is a field. Throws
  /// `SYNTAX` for bad UTF-8, bad JSON, a tag that is not a scalar or a missing `cmd`.
  public init(json bytes: [UInt8], limits: Limits) throws(MalformedRequest) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw MalformedRequest(Fault(.syntax, "the line is not valid UTF-8"))
    }
    let value: Value
    do throws(JSONReader.Malformed) {
      value = try JSONReader.read(bytes, bounds: .init(depth: limits.maxDepth))
    } catch {
      let reason = "not JSON: \(error.reason) at byte \(error.offset + 1)"
      throw MalformedRequest(Fault(.syntax, reason))
    }
    guard var fields = value.map else {
      throw MalformedRequest(Fault(.syntax, "a JSON request is an object"))
    }
    let id = fields["id"]
    guard id?.isScalar ?? true else {
      throw MalformedRequest(
        Fault(.syntax, "id must be a string, a number, true, false or null"))
    }
    guard let name = fields["cmd"]?.text, !name.isEmpty else {
      let reason = "a JSON request names its command: {\"cmd\":\"ping\"}"
      throw MalformedRequest(id: id, Fault(.syntax, reason, at: "cmd"))
    }
    guard fields.entries.count <= limits.maxArguments else {
      let reason = "more than \(limits.maxArguments) keys in a request"
      throw MalformedRequest(id: id, Fault(.arguments, reason))
    }
    fields["id"] = nil
    fields["cmd"] = nil
    self.init(id: id, name: name, arguments: .map(fields))
  }
}
