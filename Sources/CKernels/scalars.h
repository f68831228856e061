// exp, log and tanh of one number, inlined into the vector loops; the Swift reference of each stands in
// `Tensors/Scalar.swift`.
#ifndef FACET_SCALARS_H
#define FACET_SCALARS_H

#include <math.h>
#include <stdint.h>

static inline float bits_to_float(int32_t bits) { return __builtin_bit_cast(float, bits); }
static inline int32_t float_to_bits(float x) { return __builtin_bit_cast(int32_t, x); }

// exp by x = n·ln2 + r, |r| <= ln2/2, and a polynomial of degree 6 in r (Cephes expf).
// Rounding adds and subtracts 1.5·2^23: rintf is a library call at the baseline. The sum also holds n
// in its low bits, which is defined for not-a-number too; a conversion to an integer is not.
__attribute__((always_inline)) static inline float exp_one(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float magic = 12582912.0f;
  float shifted = x * 1.44269504088896341f + magic;
  float n = shifted - magic;
  float r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  uint32_t exponent = (uint32_t)float_to_bits(shifted) - 0x4B400000u + 127u;
  return p * bits_to_float((int32_t)(exponent << 23));
}

// log by x = m·2^e, m in [sqrt(1/2), sqrt(2)), and Cephes logf's polynomial. x must be positive;
// a denormal counts as the smallest normal number. Infinity and not-a-number come back as they are.
__attribute__((always_inline)) static inline float log_one(float given) {
  float x = given < 1.17549435e-38f ? 1.17549435e-38f : given;
  int32_t bits = float_to_bits(x);
  int32_t e = ((bits - 0x3F3504F3) >> 23);
  float m = bits_to_float(bits - (int32_t)((uint32_t)e << 23)) - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float fe = (float)e;
  float y = m * z * p;
  y = y + fe * -2.12194440e-4f;
  y = y - 0.5f * z;
  y = m + y + fe * 0.693359375f;
  return given < INFINITY ? y : given;
}

// tanh: an odd polynomial below 0.625, 1 - 2 / (exp(2x) + 1) above (Cephes tanhf).
__attribute__((always_inline)) static inline float tanh_one(float x) {
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  float small = p * z * x + x;
  float a = x < 0 ? -x : x;
  float large = 1.0f - 2.0f / (exp_one(2.0f * a) + 1.0f);
  large = x < 0 ? -large : large;
  return a < 0.625f ? small : large;
}

// The logistic function, 1 / (1 + exp(-x)).
__attribute__((always_inline)) static inline float logistic_one(float x) {
  return 1.0f / (1.0f + exp_one(-x));
}

#endif
