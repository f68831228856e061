public import Tensors

/// A planted world written down as a film service would have logged it, so that a demonstration
/// goes through the same door as anybody's data.
///
/// Users rate what they watched, 1 to 5: mostly films of the genres they care for, with 4 or 5, and
/// some others with 1 to 3, which is no sign of liking. They come on evenings of their own, a few
/// films at a time, over two years. Some films carry a second genre, "Drama", that says nothing
/// about taste. The world behind the log is known (`world`), its ids are those of the log.
public struct DemoLog: Sendable {
  /// One line of the log.
  public struct Event: Sendable, Equatable {
    public let user: UserID
    public let item: ItemID
    /// Stars, 1 to 5; 4 and 5 are what the user would recommend.
    public let stars: Int
    /// Seconds since 1970-01-01 UTC.
    public let time: Int
  }

  /// One film.
  public struct Film: Sendable, Equatable {
    public let item: ItemID
    public let title: String
    public let genres: [String]
    public let year: Int
  }

  /// The causes behind the log. Its histories are the ratings from 4 up.
  public let world: PlantedConcepts
  /// Films in the order of the world's items.
  public let films: [Film]
  /// The log by time, then by user.
  public let events: [Event]

  /// The genres that films can have through their concept, in the order of concepts.
  public static var genres: [String] { FilmTitles.genres }

  /// A log of a world of the given shape, with at most as many concepts as there are genres. With
  /// the shape as it stands: 600 users, 400 films, about 30 000 events. O(events · log events).
  public init(_ shape: PlantedConcepts.Shape = PlantedConcepts.Shape(), key: RandomKey) {
    precondition(
      shape.concepts <= FilmTitles.genres.count,
      "demo log: \(shape.concepts) concepts, there are \(FilmTitles.genres.count) genres")
    let names = Array(FilmTitles.genres.prefix(shape.concepts))
    world = PlantedConcepts(shape, names: names, key: key.child("world"))
    films = Self.films(of: world, key.child("films"))
    let world = world
    events = world.data.users.ids.indices
      .flatMap { Self.events(of: $0, in: world, key.child("events").child($0)) }
      .sorted { ($0.time, $0.user.rawValue) < ($1.time, $1.user.rawValue) }
  }

  /// `user,item,type,value,time`, a line an event.
  public var eventsCSV: String {
    events.reduce(into: "user,item,type,value,time\n") { text, event in
      text += "\(event.user),\(event.item),rating,\(event.stars),\(event.time)\n"
    }
  }

  /// `item,title,genre,year`, a line a film; several genres are joined with `|`.
  public var itemsCSV: String {
    films.reduce(into: "item,title,genre,year\n") { text, film in
      let genres = film.genres.joined(separator: "|")
      text += "\(film.item),\(film.title.csvField),\(genres),\(film.year)\n"
    }
  }

  private static func films(of world: PlantedConcepts, _ key: RandomKey) -> [Film] {
    var titles = world.names.map { FilmTitles(genre: $0, key: key.child($0)) }
    let labels = world.data.catalog.attributes[PlantedConcepts.attribute]
    return world.data.catalog.items.ids.enumerated().map { row, item in
      let key = key.child(row)
      let genre = labels?.row(row).first?.text ?? world.names[world.conceptOfItem[row]]
      let concept = world.names.firstIndex(of: genre) ?? world.conceptOfItem[row]
      return Film(
        item: item, title: titles[concept].next(),
        genres: key.uniform(at: 0) < 0.25 ? [genre, "Drama"] : [genre],
        // The square root puts more films into recent years.
        year: 1960 + Int(key.uniform(at: 1).squareRoot() * 64))
    }
  }

  private static func events(
    of user: Int, in world: PlantedConcepts, _ key: RandomKey
  ) -> [Event] {
    let liked = world.data.histories.row(user).map { Int($0) }
    let disliked = dislikes(of: user, in: world, count: liked.count * 2 / 5, key.child("dislikes"))
    let watched = liked.map { ($0, true) } + disliked.map { ($0, false) }
    let order = key.child("order").permutation(watched.count)
    var time = 1_672_531_200 + Int(key.uniform(at: 0) * 300) * 86_400 + 19 * 3600
    return order.enumerated().map { place, film in
      let draws = key.child("event").child(place)
      // An evening has three films on average; the next one is up to four weeks away.
      let isNewEvening = draws.uniform(at: 0) < 0.33
      time += isNewEvening ? 86_400 * (1 + Int(draws.uniform(at: 1) * 28)) : 0
      time += 60 * (5 + Int(draws.uniform(at: 2) * 120)) * (isNewEvening ? 0 : 1)
      let (item, isLiked) = watched[film]
      let stars =
        isLiked ? (draws.uniform(at: 3) < 0.55 ? 5 : 4) : 1 + Int(draws.uniform(at: 3) * 3)
      return Event(
        user: world.data.users[user], item: world.data.catalog.items[item], stars: stars,
        time: time)
    }
  }

  /// Films a user watched and would not recommend: any the user does not like.
  private static func dislikes(
    of user: Int, in world: PlantedConcepts, count: Int, _ key: RandomKey
  ) -> [Int] {
    let others = key.permutation(world.shape.items).lazy.filter {
      !world.data.histories.contains(user, Int32($0))
        && world.tastes[user][world.conceptOfItem[$0]] < 0.5
    }
    return Array(others.prefix(count))
  }
}
