/// The order of ids a person expects: numbers before words, numbers by size, words byte by byte.
///
/// It makes a split independent of the order in which rows were read. Ids of digits only count as
/// numbers of any length; "7" and "007" are the same number and are then ordered as words.
extension RawRepresentable where RawValue == String {
  /// True when this id stands before `other`. O(length).
  public func naturallyPrecedes(_ other: Self) -> Bool {
    let (a, b) = (rawValue.utf8, other.rawValue.utf8)
    switch (a.isNumber, b.isNumber) {
    case (true, false): return true
    case (false, true): return false
    case (false, false): return a.lexicographicallyPrecedes(b)
    case (true, true):
      let (x, y) = (a.significantDigits, b.significantDigits)
      if x.count != y.count { return x.count < y.count }
      if x.elementsEqual(y) { return a.lexicographicallyPrecedes(b) }
      return x.lexicographicallyPrecedes(y)
    }
  }
}

extension String.UTF8View {
  fileprivate var isNumber: Bool {
    !isEmpty && allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  fileprivate var significantDigits: Substring.UTF8View { drop { $0 == UInt8(ascii: "0") } }
}
