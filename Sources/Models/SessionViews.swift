import Datasets
import Tensors

extension PackedSteps {
  /// The content view: packed rows with the steps of every sequence in another order, drawn by a key. It
  /// keeps what stays and breaks what moves; the sets inside the steps are left alone, for shuffling them
  /// changes nothing, and exchanging items between steps would destroy them. `[S]`
  func shuffled(_ key: RandomKey) -> [Int32] {
    var rows = [[Int32]](repeating: [], count: sequences.count)
    for (row, owner) in owners.enumerated() { rows[Int(owner)].append(Int32(row)) }
    let orders = sequences.enumerated().map { place, sequence in
      key.child(Int(sequence)).permutation(rows[place].count)
    }
    return zip(owners, times).map { owner, time in
      rows[Int(owner)][orders[Int(owner)][Int(time)]]
    }
  }
}

/// The motion view by attributes of items: it keeps the role of every event and changes the taste. For a
/// whole sequence the values of each static attribute are renamed by one random permutation; an item
/// becomes one that has the renamed static values and its own dynamic ones. Where there is none, it
/// becomes the one nearest in static values among those of the same dynamic values; ties are drawn.
/// Amounts, sessions and gaps stay.
struct MotionView: Sendable {
  /// Numbers of the static values of every item, a range of numbers per attribute.
  private let values: [[Int]]
  private let ranges: [Range<Int>]
  private let masks: [[UInt64]]
  /// Items that share the dynamic values, and which group an item is in.
  private let cells: [[Int32]]
  private let cell: [Int]

  /// A view by the named attributes, separated by commas; `nil` when a name is none of a categorical
  /// attribute of items, or nothing is static.
  init?(staying: String, moving: String, _ attributes: AttributeTable) {
    let (fixed, free) = (Self.names(staying), Self.names(moving))
    func column(_ name: String) -> AttributeColumn? {
      attributes.columns.first { $0.name == name && $0.kind == .categorical }
    }
    let (own, roles) = (fixed.compactMap(column), free.compactMap(column))
    guard !own.isEmpty, own.count == fixed.count, roles.count == free.count else { return nil }
    var ranges: [Range<Int>] = []
    var values = [[Int]](repeating: [], count: own[0].rows)
    for column in own {
      let start = ranges.last?.upperBound ?? 0
      var numbers: [String: Int] = [:]
      for item in 0..<column.rows {
        for value in column.row(item) {
          let number = numbers[value.text] ?? start + numbers.count
          numbers[value.text] = number
          values[item].append(number)
        }
      }
      ranges.append(start..<start + numbers.count)
    }
    let words = ((ranges.last?.upperBound ?? 0) + 63) / 64
    masks = values.map { Self.mask($0, words) }
    var places: [[[String]]: Int] = [:]
    var cells: [[Int32]] = []
    cell = (0..<own[0].rows).map { item in
      let role = roles.map { $0.row(item).map(\.text).sorted() }
      if let place = places[role] {
        cells[place].append(Int32(item))
        return place
      }
      places[role] = cells.count
      cells.append([Int32(item)])
      return cells.count - 1
    }
    (self.ranges, self.values, self.cells) = (ranges, values, cells)
  }

  static func names(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

  private static func mask(_ numbers: some Sequence<Int>, _ words: Int) -> [UInt64] {
    var mask = [UInt64](repeating: 0, count: words)
    for number in numbers { mask[number / 64] |= 1 << UInt64(number % 64) }
    return mask
  }

  /// The view of some sequences. O(events · items of a cell).
  func callAsFunction(_ sequences: Sequences, _ key: RandomKey) -> Sequences {
    let bags = sequences.bags
    var offsets = [0]
    var indices: [Int32] = []
    var amounts: [Float] = []
    for u in 0..<sequences.count {
      let key = key.child(u)
      var renamed: [Int] = []
      for (place, range) in ranges.enumerated() {
        renamed += key.child("rename").child(place).permutation(range.count)
          .map { $0 + range.lowerBound }
      }
      for s in sequences.offsets[u]..<sequences.offsets[u + 1] {
        var bag: [Int32: Float] = [:]
        for e in bags.offsets[s]..<bags.offsets[s + 1] {
          let item = other(bags.indices[e], renamed, key.child(e))
          bag[item, default: 0] += bags.values?[e] ?? 1
        }
        for (item, amount) in bag.sorted(by: { $0.key < $1.key }) {
          indices.append(item)
          amounts.append(amount)
        }
        offsets.append(indices.count)
      }
    }
    return Sequences(
      bags: SparseRows(
        columns: bags.columns, offsets: offsets, indices: indices, values: amounts),
      offsets: sequences.offsets)
  }

  private func other(_ item: Int32, _ renamed: [Int], _ key: RandomKey) -> Int32 {
    let wanted = Self.mask(values[Int(item)].map { renamed[$0] }, masks[0].count)
    var (best, nearest): (Int, [Int32]) = (.min, [])
    for candidate in cells[cell[Int(item)]] {
      let own = masks[Int(candidate)]
      var near = 0
      for (a, b) in zip(wanted, own) { near += 2 * (a & b).nonzeroBitCount - b.nonzeroBitCount }
      if near > best { (best, nearest) = (near, []) }
      if near == best { nearest.append(candidate) }
    }
    return nearest[Int(key.bits(at: 0) % UInt64(nearest.count))]
  }
}
