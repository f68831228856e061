import Autodiff
import Tensors

/// The dynamic codes of some people as a block of a code has them, `[B, T, d]`: the oldest session first,
/// and zeros behind the last, which are no sessions.
struct Trajectories {
  /// `[B·T, d]`
  let rows: Variable
  let window: Int
  /// Sessions of every person: up to the last that is not zero. `[B]`
  let lengths: [Int]

  init(_ block: Variable) {
    let (users, window, width) = (block.shape[0], block.shape[1], block.shape[2])
    let values = block.value.scalars
    lengths = (0..<users).map { u in
      (0..<window).last { t in
        let start = (u * window + t) * width
        return (start..<start + width).contains { values[$0] != 0 }
      }.map { $0 + 1 } ?? 0
    }
    rows = block.reshaped([users * window, width])
    self.window = window
  }

  /// The sessions, packed, with some more behind each person's.
  func steps(more: Int) -> PackedSteps {
    PackedSteps(offsets: lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1 + more) })
  }

  /// The code of every packed session. `[S, d]`
  func codes(_ steps: PackedSteps) -> Variable {
    rows.selectingRows(places(steps, behind: 0))
  }

  /// The code before every packed session, 0 before the first. `[S, d]`
  func delayed(_ steps: PackedSteps) -> Variable {
    let start = rows.graph.constant(Tensor(shape: [1, rows.value.columns]))
    let before = zip(places(steps, behind: 1), steps.times).map { $1 == 0 ? 0 : 1 + $0 }
    return start.stacked(on: rows).selectingRows(before)
  }

  /// The code of every packed session where one more stands behind each person's last, `[B, d]`.
  func codes(_ steps: PackedSteps, followedBy next: Variable) -> Variable {
    let (all, count) = (places(steps, behind: 0), Int32(rows.value.rows))
    let selection = steps.steps.indices.map { row in
      let user = Int(steps.sequences[Int(steps.owners[row])])
      return Int(steps.times[row]) < lengths[user] ? all[row] : count + Int32(user)
    }
    return rows.stacked(on: next).selectingRows(selection)
  }

  /// Rows of the sessions so many steps before packed ones.
  private func places(_ steps: PackedSteps, behind: Int32) -> [Int32] {
    zip(steps.owners, steps.times).map { owner, time in
      steps.sequences[Int(owner)] * Int32(window) + time - behind
    }
  }
}
