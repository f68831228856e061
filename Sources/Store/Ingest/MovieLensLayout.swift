import Datasets

/// The layouts of the MovieLens releases (Harper and Konstan, "The MovieLens Datasets: History and
/// Context", ACM TiiS 5(4), 2015): 100K with tabs and bars, 1M and 10M with `::`, the later ones
/// CSV.
enum MovieLensLayout {
  /// Genres of 100K in the order of `u.genre`, which is the order of the flags in `u.item`.
  private static let flaggedGenres = [
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary",
    "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi",
    "Thriller", "War", "Western",
  ]

  /// Occupations of 1M by their code, from its README.
  private static let occupations = [
    "other", "academic/educator", "artist", "clerical/admin", "college/grad student",
    "customer service", "doctor/health care", "executive/managerial", "farmer", "homemaker",
    "K-12 student", "lawyer", "programmer", "retired", "sales/marketing", "scientist",
    "self-employed", "technician/engineer", "tradesman/craftsman", "unemployed", "writer",
  ]

  /// The names of the files of a release that hold something to ingest.
  static let fileNames = [
    "u.data", "u.item", "u.user", "ratings.dat", "movies.dat", "users.dat", "ratings.csv",
    "movies.csv", "tags.csv",
  ]

  /// The layout that the head of a file has, or `nil` when it is none of MovieLens'. A
  /// tab-separated file of four numbers is one only when its name or the user says so.
  static func detect(_ head: FileHead, name: String, isNamed: Bool) -> Layout? {
    let line = head.firstLine
    switch line {
    case "userId,movieId,rating,timestamp":
      return ratings("MovieLens CSV ratings", ",", hasHeader: true)
    case "movieId,title,genres":
      return films("MovieLens CSV films", ",", hasHeader: true)
    case "userId,movieId,tag,timestamp":
      return tags("MovieLens CSV tags", ",", hasHeader: true)
    default: break
    }
    if line.contains("::") { return colons(head) }
    if line.contains("|") {
      let row = head.rows(separator: "|", hasQuotes: false).first ?? []
      if row.count == 5 + flaggedGenres.count { return flaggedFilms }
      if row.count == 5, ["M", "F"].contains(row[2]) { return users }
    }
    if isNamed || name == "u.data" || name.hasSuffix(".base") || name.hasSuffix(".test"),
      let row = head.rows(separator: "\t", hasQuotes: false).first, row.count == 4,
      row.allSatisfy({ Double($0) != nil })
    {
      return ratings("MovieLens 100K ratings", "\t")
    }
    return nil
  }

  private static func colons(_ head: FileHead) -> Layout? {
    guard let row = head.rows(separator: "::", hasQuotes: false).first else { return nil }
    switch row.count {
    case 3: return films("MovieLens 1M films", "::")
    case 4 where Double(row[2]) != nil: return ratings("MovieLens 1M ratings", "::")
    case 4: return tags("MovieLens 10M tags", "::")
    case 5: return codedUsers
    default: return nil
    }
  }

  private static func ratings(
    _ format: String, _ separator: String, hasHeader: Bool = false
  ) -> Layout {
    Layout(
      format: format, subject: .events,
      syntax: .delimited(separator: separator, hasQuotes: separator == ","), hasHeader: hasHeader,
      columns: [
        .init("userId", .part(.user)), .init("movieId", .part(.item)),
        .init("rating", .part(.value)), .init("timestamp", .part(.time)),
      ], type: "rating")
  }

  private static func films(
    _ format: String, _ separator: String, hasHeader: Bool = false
  ) -> Layout {
    Layout(
      format: format, subject: .items,
      syntax: .delimited(separator: separator, hasQuotes: separator == ","), hasHeader: hasHeader,
      columns: [
        .init("movieId", .part(.item)), .init("title", .filmTitle),
        .init("genres", .attribute(name: "genre", kind: .categorical, separator: "|")),
      ])
  }

  private static func tags(
    _ format: String, _ separator: String, hasHeader: Bool = false
  ) -> Layout {
    Layout(
      format: format, subject: .items,
      syntax: .delimited(separator: separator, hasQuotes: separator == ","), hasHeader: hasHeader,
      columns: [
        .init("userId", .ignored), .init("movieId", .part(.item)),
        .init("tag", .attribute(name: "tag", kind: .categorical, separator: nil)),
        .init("timestamp", .ignored),
      ], addsValues: true)
  }

  private static var flaggedFilms: Layout {
    Layout(
      format: "MovieLens 100K films", subject: .items,
      syntax: .delimited(separator: "|", hasQuotes: false), hasHeader: false,
      columns: [
        .init("movie id", .part(.item)), .init("title", .filmTitle),
        .init("release date", .ignored), .init("video release date", .ignored),
        .init("IMDb URL", .ignored),
      ] + flaggedGenres.map { .init($0, .flag(attribute: "genre", word: $0)) })
  }

  private static var users: Layout {
    Layout(
      format: "MovieLens 100K users", subject: .users,
      syntax: .delimited(separator: "|", hasQuotes: false), hasHeader: false,
      columns: [
        .init("user id", .part(.user)),
        .init("age", .attribute(name: "age", kind: .numeric, separator: nil)),
        .init("gender", .attribute(name: "gender", kind: .categorical, separator: nil)),
        .init("occupation", .attribute(name: "occupation", kind: .categorical, separator: nil)),
        .init("zip code", .attribute(name: "zip", kind: .categorical, separator: nil)),
      ])
  }

  private static var codedUsers: Layout {
    Layout(
      format: "MovieLens 1M users", subject: .users,
      syntax: .delimited(separator: "::", hasQuotes: false), hasHeader: false,
      columns: [
        .init("UserID", .part(.user)),
        .init("Gender", .attribute(name: "gender", kind: .categorical, separator: nil)),
        .init("Age", .attribute(name: "age", kind: .numeric, separator: nil)),
        .init("Occupation", .code(attribute: "occupation", words: occupations)),
        .init("Zip-code", .attribute(name: "zip", kind: .categorical, separator: nil)),
      ])
  }
}

extension InteractionStore {
  /// True for the names of files that a folder of a public data set is ingested from: MovieLens'
  /// and RecBole's, packed or not.
  public static func isKnownFileName(_ name: String) -> Bool {
    let bare = FormatDetection.baseName(name)
    return MovieLensLayout.fileNames.contains(bare)
      || [".inter", ".item", ".user"].contains { bare.hasSuffix($0) }
  }
}
