// Vector kernels: the loops that decide how fast training and scoring are.
//
// Each is a plain loop that the compiler vectorises, compiled three times on x86-64 (AVX-512, AVX2,
// baseline) and picked when the library is loaded; elsewhere it is compiled once. The Swift
// reference of exp, log and tanh stands in `Tensors/Scalar.swift`, and the tests hold every kernel
// against plain loops.
// Pointers never overlap unless a comment says that they are the same.
#ifndef FACET_KERNELS_H
#define FACET_KERNELS_H

#include <stdint.h>

// Whether this processor has AVX-512, which some kernels are for.
int facet_has_avx512(void);

// y = exp(x), log(x), tanh(x), elementwise.
void facet_exp(long n, const float *restrict x, float *restrict y);
void facet_log(long n, const float *restrict x, float *restrict y);
void facet_tanh(long n, const float *restrict x, float *restrict y);

// y = x / (1 + exp(-x)), elementwise (swish), and the gradient at x given the one at y.
void facet_swish(long n, const float *restrict x, float *restrict y);
void facet_swish_pullback(long n, const float *restrict x, const float *restrict dy,
                          float *restrict dx);

// y = log(exp(a) + exp(b)), elementwise; of a and b one may be -infinity.
void facet_log_add_exp(long n, const float *restrict a, const float *restrict b, float *restrict y);

// Rows of Cholesky's factor U of A = transposed(U)·U in place: a holds `rows` rows of A from the
// diagonal on, n columns, a multiple of 16, and taken what the rows of U above take from them; rows
// of both are apart by the stride. What stands below the diagonal means nothing. Returns 0 when a
// pivot is not positive.
int facet_factor_rows(long rows, long n, float *restrict a, const float *restrict taken, long stride);

// x of U·x = y by substitution from below: u is [d, stride], its column d is y, and x has the columns
// of u, all zero before and zero beyond d afterwards. The stride is a multiple of 16 above d.
void facet_substitute(long d, const float *restrict u, long stride, float *restrict x);

// One step of an LSTM for one row, n wide: from the products of input and state with the weights, both
// [4n] in the order input, forget, candidate, output, and the cell before, to the gates after their
// activations [4n], the cell and the state. `gates`, `cell` and `state` may not overlap the rest.
void facet_lstm(long n, const float *restrict x, const float *restrict r,
                const float *restrict before, float *restrict gates, float *restrict cell,
                float *restrict state);

// Its backward half: `dcell` holds the gradient at the cell and receives the one at the cell before;
// `dgates` is the gradient at x and at r.
void facet_lstm_pullback(long n, const float *restrict gates, const float *restrict before,
                         const float *restrict cell, const float *restrict dstate,
                         float *restrict dcell, float *restrict dgates);

// One step of a GRU for one row: x and r are [3n] in the order reset, keep, candidate; the reset gate
// multiplies r's part of the candidate. Writes the gates after their activations [3n] and the state.
void facet_gru(long n, const float *restrict x, const float *restrict r,
               const float *restrict before, float *restrict gates, float *restrict state);

// Its backward half; `dbefore` receives what reaches the state before past the products.
void facet_gru_pullback(long n, const float *restrict gates, const float *restrict r,
                        const float *restrict before, const float *restrict dstate,
                        float *restrict dx, float *restrict dr, float *restrict dbefore);

// One row to mean 0 and variance 1: u = (x - mean) / sqrt(variance + epsilon), the variance over n.
// Returns the reciprocal of the root, which the gradient needs:
// dx = inverse · (dy - mean(dy) - u · mean(dy · u)).
float facet_standardize(long n, float epsilon, const float *restrict x, float *restrict u);
void facet_standardize_pullback(long n, float inverse, const float *restrict u,
                                const float *restrict dy, float *restrict dx);

// A tile of a mixture decoder, in place: e = c · exp(scale · e + shift), where element (i, j, u) of e
// stands at i·stride + j·users + u and c is [items, concepts]. Adds what it makes to sums[u].
// `users` is a multiple of 16.
void facet_mixture_exp(long items, long concepts, long users, float *restrict e, long stride,
                       const float *restrict c, float scale, float shift, float *restrict sums);

// out[i] = log(sum over j of weights[j] · c[j,i] · exp(scale · e[j,i] + shift)) - shift, the rows of e
// and of c apart by their strides.
void facet_mixture_log(long items, long concepts, const float *restrict e, long e_stride,
                       const float *restrict c, long c_stride, const float *restrict weights,
                       float scale, float shift, float *restrict out);

// a = exp(a - shift) in place; returns the sum. A row of a softmax.
float facet_shifted_exp(long n, float *restrict a, float shift);

// The largest element; -infinity when n is 0.
float facet_max(long n, const float *restrict x);

// The largest of every group of elements that stand 16 apart within 256: 16 maxima for every 256 or
// part of it, -infinity for a group that is empty. Returns 0 when an element is not a number.
int facet_group_max(long n, const float *restrict x, float *restrict maxima);

// Over all pairs of a bound and an element: 2 where the element is above the bound, 1 where it is
// equal. Exact for n below 2^30. Twice the places at which m targets stand in a ranking.
int64_t facet_above(long n, const float *restrict x, long m, const float *restrict bounds);

// The same on AVX-512 for fewer bounds than `width`, which is 16 or 32, in ascending order and filled
// up with infinity. equals[j] is how many bounds are equal to bounds[j] where it is the first of them
// and 0 elsewhere, also where infinity only fills up.
int64_t facet_above_few(long n, const float *restrict x, long width, const float *restrict bounds,
                        const int32_t *restrict equals);

// y += s · x
void facet_axpy(long n, float s, const float *restrict x, float *restrict y);

// The dot product.
float facet_dot(long n, const float *restrict x, const float *restrict y);

// The bags of one history: out[j] = sum over e of weights[e,j] · table[index[e]]. Weights are
// [entries, bags], the table has rows of n, out is [bags, n].
void facet_bags(long entries, const int32_t *restrict index, long bags,
                const float *restrict weights, long n, const float *restrict table,
                float *restrict out);

// out[e,j] = table[index[e]] · upstream[j], upstream being [bags, n].
void facet_bag_dots(long entries, const int32_t *restrict index, long bags, long n,
                    const float *restrict table, const float *restrict upstream,
                    float *restrict out);

// table[index[e]] += sum over j of weights[e,j] · upstream[j], in columns x ..< end alone.
void facet_bag_spread(long entries, const int32_t *restrict index, long bags,
                      const float *restrict weights, long n, long x, long end,
                      const float *restrict upstream, float *restrict table);

// Standard normal numbers by Box and Muller from the counter-based stream of a key:
// pair i comes from mix(state + (first + i + 1)·γ), so any part of a stream can be drawn alone.
void facet_normals(uint64_t state, long first, long pairs, float *restrict out);

// One Adam step over contiguous memory; `rate` already holds both bias corrections.
void facet_adam(long n, float *restrict weight, const float *restrict gradient, float *restrict m,
                float *restrict v, float beta1, float beta2, float rate, float epsilon);

// C = A·B, or C += A·B when adding, on AVX-512. C is [m, n] and B [k, n] with rows apart by their strides, n a
// multiple of 16; element (i, p) of A stands at i·a_row + p·a_step.
void facet_product(long m, long n, long k, const float *a, long a_row, long a_step, const float *b,
                   long b_row, float *c, long c_row, int adding);

#endif
