import Autodiff
import Tensors

/// Information between the static code and the dynamic ones, by weighted minibatch sampling (R. Chen et
/// al., NeurIPS 2018; with the three terms of Bai et al., NeurIPS 2021):
/// ```
/// mean over t and u of  ln q(f_u, z_ut) − ln q(f_u) − ln q(z_ut)
/// ln q(·) = ln Σ_m q(· | x_m) − ln(B·N)          m over the users of the batch that have a session t
/// ```
/// Only changes of it mean something: with independent codes of few dimensions it is ln N and not 0, and
/// it saturates at ln(B·N) where posteriors are narrow. The release clips it at 0, which never happens for
/// that reason and is left out; it also takes a log-variance for a log-deviation, which is not done here.
struct CodeInformation {
  let constant: Gaussian
  let dynamic: Gaussian
  let steps: PackedSteps

  /// A scalar in nats, given draws `[P, d_f]` and `[S, d_z]`; `users` is N.
  func estimate(constant f: Variable, dynamic z: Variable, users: Int) -> Variable {
    let graph = f.graph
    var sum = graph.constant(Tensor(0))
    guard steps.count > 0 else { return sum }
    var start = 0
    for n in steps.counts {
      let rows = (start..<start + n).map { Int32($0) }
      let owners = Array(steps.owners[start..<start + n])
      let staying = f.selectingRows(owners).gaussianLogDensities(
        means: constant.mean.selectingRows(owners),
        logVariances: constant.logVariance.selectingRows(owners))
      let moving = z.selectingRows(rows).gaussianLogDensities(
        means: dynamic.mean.selectingRows(rows),
        logVariances: dynamic.logVariance.selectingRows(rows))
      let apart = staying.logSumExp() + moving.logSumExp()
      let norm = Scalar.log(Float(n) * Float(max(1, users)))
      sum = sum + ((staying + moving).logSumExp() - apart).sum() + Float(n) * norm
      start += n
    }
    return sum * (1 / Float(steps.count))
  }
}
