#include "kernels.h"
#include "lanes.h"

// How many of some bounds lie below every element: the statistic behind the area under the ROC curve.

WIDE int64_t facet_above(long n, const float *restrict x, long m, const float *restrict bounds) {
  int64_t total = 0;
  // A block of x stays in the first cache while every bound is held against it.
  for (long start = 0; start < n; start += 2048) {
    const long count = n - start < 2048 ? n - start : 2048;
    const float *restrict block = x + start;
    for (long j = 0; j < m; j++) {
      const float bound = bounds[j];
      int32_t above = 0;
      for (long i = 0; i < count; i++) above += (block[i] > bound) + (block[i] >= bound);
      total += above;
    }
  }
  return total;
}

#if defined(__x86_64__)
#include <immintrin.h>

// Every element finds its place among the bounds by halving: a register or two hold them all, and
// sixteen elements look up their own next bound in one shuffle. The cost does not depend on how many
// bounds there are. `width` is a constant where it is called, 16 or 32.
__attribute__((always_inline)) NATIVE static inline int64_t places(
    const int width, long n, const float *restrict x, const float *restrict bounds,
    const int32_t *restrict equals) {
  const __m512 low = _mm512_loadu_ps(bounds), high = _mm512_loadu_ps(bounds + width - 16);
  const __m512i equal_low = _mm512_loadu_si512(equals);
  const __m512i equal_high = _mm512_loadu_si512(equals + width - 16);
  int64_t total = 0;
  // Sums of 32 bits hold a block of elements above all bounds.
  for (long start = 0; start < n; start += 1 << 20) {
    const long end = n - start < 1 << 20 ? n : start + (1 << 20);
    __m512i below = _mm512_setzero_si512(), equal = below;
    for (long i = start; i < end; i += 16) {
      const __mmask16 open = end - i < 16 ? (__mmask16)((1 << (end - i)) - 1) : 0xffff;
      // What is not a number is neither above nor equal to anything.
      const __m512 v = _mm512_mask_loadu_ps(_mm512_set1_ps(__builtin_nanf("")), open, x + i);
      __m512i place = _mm512_setzero_si512();
      UNROLL for (int step = width / 2; step > 0; step /= 2) {
        const __m512i next = _mm512_add_epi32(place, _mm512_set1_epi32(step - 1));
        const __m512 bound = width == 16 ? _mm512_permutexvar_ps(next, low)
                                         : _mm512_permutex2var_ps(low, next, high);
        const __mmask16 above = _mm512_cmp_ps_mask(bound, v, _CMP_LT_OQ);
        place = _mm512_mask_add_epi32(place, above, place, _mm512_set1_epi32(step));
      }
      const __m512 bound = width == 16 ? _mm512_permutexvar_ps(place, low)
                                       : _mm512_permutex2var_ps(low, place, high);
      const __m512i ties = width == 16
                               ? _mm512_permutexvar_epi32(place, equal_low)
                               : _mm512_permutex2var_epi32(equal_low, place, equal_high);
      below = _mm512_add_epi32(below, place);
      equal = _mm512_mask_add_epi32(equal, _mm512_cmp_ps_mask(bound, v, _CMP_EQ_OQ), equal, ties);
    }
    total += 2 * (int64_t)_mm512_reduce_add_epi32(below) + _mm512_reduce_add_epi32(equal);
  }
  return total;
}

NATIVE int64_t facet_above_few(long n, const float *restrict x, long width,
                               const float *restrict bounds, const int32_t *restrict equals) {
  return width == 16 ? places(16, n, x, bounds, equals) : places(32, n, x, bounds, equals);
}

#else

int64_t facet_above_few(long n, const float *restrict x, long width, const float *restrict bounds,
                        const int32_t *restrict equals) {
  __builtin_trap();
}

#endif
