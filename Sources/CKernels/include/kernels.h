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

// One row to mean 0 and variance 1: u = (x - mean) / sqrt(variance + epsilon), the variance over n.
// Returns the reciprocal of the root, which the gradient needs:
// dx = inverse · (dy - mean(dy) - u · mean(dy · u)).
float facet_standardize(long n, float epsilon, const float *restrict x, float *restrict u);
void facet_standardize_pullback(long n, float inverse, const float *restrict u,
                                const float *restrict dy, float *restrict dx);

// x = log(x) + shift in place.
void facet_log_in_place(long n, float *restrict x, float shift);

// a = c · exp(scale · a + shift) in place; returns the sum. One row of a mixture decoder.
float facet_weighted_exp(long n, float *restrict a, const float *restrict c, float scale, float shift);

// a = exp(a - shift) in place; returns the sum. A row of a softmax.
float facet_shifted_exp(long n, float *restrict a, float shift);

// The largest element; -infinity when n is 0.
float facet_max(long n, const float *restrict x);

// y += s · x
void facet_axpy(long n, float s, const float *restrict x, float *restrict y);

// The dot product.
float facet_dot(long n, const float *restrict x, const float *restrict y);

// z += s · y; returns the dot product of x and y. One read of y for both halves of a bag's gradient.
float facet_dot_axpy(long n, float s, const float *restrict x, const float *restrict y,
                     float *restrict z);

// Standard normal numbers by Box and Muller from the counter-based stream of a key:
// pair i comes from mix(state + (first + i + 1)·γ), so any part of a stream can be drawn alone.
void facet_normals(uint64_t state, long first, long pairs, float *restrict out);

// One Adam step over contiguous memory; `rate` already holds both bias corrections.
void facet_adam(long n, float *restrict weight, const float *restrict gradient, float *restrict m,
                float *restrict v, float beta1, float beta2, float rate, float epsilon);

#endif
