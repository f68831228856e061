import Tensors

/// Invented film titles, assembled from word lists so that a genre can be heard in them.
///
/// Titles are distinct: the combinations of a genre are taken in a keyed order, and when they run
/// out their sequels follow ("The Copper Moon II").
struct FilmTitles {
  /// Genres in the order in which concepts take them.
  static let genres = [
    "Sci-Fi", "Romance", "Crime", "Comedy", "Western", "Horror", "Fantasy", "Documentary",
  ]

  private let words: GenreWords
  private let order: [Int]
  private var taken = 0

  /// The titles of a genre; traps on a genre that is not in `genres`.
  init(genre: String, key: RandomKey) {
    guard let words = GenreWords.of[genre] else {
      preconditionFailure("film titles: no words for \(genre), there are \(Self.genres)")
    }
    self.words = words
    order = key.permutation(words.count)
  }

  /// The next title.
  mutating func next() -> String {
    let (round, place) = taken.quotientAndRemainder(dividingBy: order.count)
    taken += 1
    let title = words.title(order[place])
    return round == 0 ? title : "\(title) \(Self.roman(round + 1))"
  }

  /// A sequel's number: II, III, IV … O(number).
  private static func roman(_ number: Int) -> String {
    let signs = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    var rest = number
    var text = ""
    for (value, sign) in signs {
      while rest >= value {
        text += sign
        rest -= value
      }
    }
    return text
  }
}

/// The words of one genre, and the titles they make: "The ADJECTIVE NOUN", then "NOUN of PLACE".
private struct GenreWords {
  let adjectives: [String]
  let nouns: [String]
  let places: [String]

  init(_ adjectives: String, _ nouns: String, _ places: String) {
    func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
    (self.adjectives, self.nouns, self.places) = (words(adjectives), words(nouns), words(places))
  }

  /// Number of titles.
  var count: Int { nouns.count * (adjectives.count + places.count) }

  func title(_ index: Int) -> String {
    let (form, noun) = index.quotientAndRemainder(dividingBy: nouns.count)
    guard form < adjectives.count else {
      return "\(nouns[noun]) of \(places[form - adjectives.count])"
    }
    return "The \(adjectives[form]) \(nouns[noun])"
  }

  static let of: [String: GenreWords] = [
    "Sci-Fi": GenreWords(
      "Silent Orbital Distant Synthetic Frozen Last Quantum Crimson Hollow Drifting",
      "Signal Colony Orbit Android Engine Horizon Comet Station Paradox Voyage Beacon Algorithm",
      "Titan Andromeda Europa Vega Ganymede Tomorrow"),
    "Romance": GenreWords(
      "Tender Unwritten Second Golden Borrowed Secret Faithful Late Quiet Summer",
      "Letter Promise Waltz Bride Garden Kiss Summer Harbour Proposal Heart Melody Vow",
      "Venice Lisbon Provence Verona May Roses"),
    "Crime": GenreWords(
      "Cold Crooked Midnight Broken Buried Third Perfect Bitter Forged Dead",
      "Witness Alibi Detective Ledger Heist Suspect Verdict Informer Bullet Inspector Motive Ransom",
      "Chicago Marseille Naples Soho Brooklyn Silence"),
    "Comedy": GenreWords(
      "Clumsy Reluctant Accidental Unlucky Upstairs Lazy Borrowed Nearly Grumpy Hopeless",
      "Butler Wedding Landlord Goldfish Bachelor Roommate Holiday Plumber Aunt Diet Parrot Neighbour",
      "Blackpool Cleveland Tuesday Errors Suburbia Monday"),
    "Western": GenreWords(
      "Dusty Lonesome Copper Vanishing Iron Dry Wild Burning Lame Restless",
      "Rider Sheriff Canyon Stagecoach Ranch Outlaw Saddle Trail Revolver Prairie Marshal Coyote",
      "Laredo Abilene Tombstone Cheyenne Durango Sonora"),
    "Horror": GenreWords(
      "Whispering Rotting Pale Cursed Locked Hungry Black Crawling Bleeding Nameless",
      "Cellar Doll Asylum Mirror Grave Crypt Orphan Mask Swarm Attic Ritual Scarecrow",
      "Salem Ravenmoor Ashes Midnight Dunwich Bones"),
    "Fantasy": GenreWords(
      "Enchanted Sleeping Silver Forgotten Thorn Winged Ancient Emerald Glass Wandering",
      "Dragon Sorcerer Kingdom Sword Prophecy Unicorn Griffin Crown Oracle Giant Amulet Forest",
      "Avalon Eldermoor Stormhold Starfall Embers Winter"),
    "Documentary": GenreWords(
      "Living Vanishing Hidden Last Rising Working Deep Unseen Shrinking Common",
      "River Glacier Harvest Coast Reef Archive Railway Orchestra Migration Factory Forest Museum",
      "Iceland Patagonia Bengal Siberia Kenya Memory"),
  ]
}
