/// Text made safe for the languages of reports.
enum Markup {
  /// The name, not a place to load from, that a picture in a file of its own must carry.
  static let svgNamespace = "http://www.w3.org/2000/svg"

  /// For HTML and SVG, in text and in quoted attributes. Control characters that neither may hold
  /// are left out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// For LaTeX text. What Unicode has and old engines do not becomes a command.
  static func latex(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\textbackslash{}"
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "&", "%", "$", "#", "_", "{", "}":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "<": result += "\\textless{}"
      case ">": result += "\\textgreater{}"
      case "−": result += "$-$"
      case "…": result += "\\ldots{}"
      case "±": result += "$\\pm$"
      case "×": result += "$\\times$"
      case "α": result += "$\\alpha$"
      case "≥": result += "$\\geq$"
      case "–": result += "--"
      case "·": result += "$\\cdot$"
      case "\n": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// For a cell of a Markdown table.
  static func markdown(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|", "\\", "`", "*", "_", "[", "]":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case "\n": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A word for a file name: lower-case letters, digits and hyphens; `plot` when nothing is left.
  static func slug(_ text: String) -> String {
    let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "plot" : words.joined(separator: "-")
  }
}
