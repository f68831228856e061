#include "kernels.h"
#include "lanes.h"

// C = A·B on AVX-512, for blocks that fit the cache and are used where they lie.
//
// BLAS packs both factors before it multiplies. The mixture decoder multiplies the same small blocks
// by one another three times, and packing them was a fifth of a training step. Here nothing is packed:
// an element of A goes to all lanes, a row of B is read as it is. Up to 8 × 48 elements of C stay in
// registers while the terms run, 24 of the 32 registers there are. Terms are added in their order by
// fused multiply-adds, so an element's bits depend on nothing around it.

#if defined(__x86_64__)

// `rows` × `vectors`·16 elements of C; both are constants where it is called.
__attribute__((always_inline)) NATIVE static inline void tile(
    const int rows, const int vectors, long k, const float *a, long a_row, long a_step,
    const float *b, long b_row, float *c, long c_row, int adding) {
  lanes_t sums[12][3];
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < vectors; j++)
      sums[i][j] = adding ? FROM(c + i * c_row + 16 * j) : (lanes_t){0};
  for (long p = 0; p < k; p++) {
    lanes_t row[3];
    UNROLL for (int j = 0; j < vectors; j++) row[j] = FROM(b + p * b_row + 16 * j);
    UNROLL for (int i = 0; i < rows; i++) {
      lanes_t factor = a[i * a_row + p * a_step] - (lanes_t){0};
      UNROLL for (int j = 0; j < vectors; j++)
        sums[i][j] = __builtin_elementwise_fma(factor, row[j], sums[i][j]);
    }
  }
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < vectors; j++) AT(c + i * c_row + 16 * j) = sums[i][j];
}

#define TILE(rows, vectors)                                                                 \
  {                                                                                         \
    tile(rows, vectors, k, a, a_row, a_step, b, b_row, c, c_row, adding);                   \
    m -= rows;                                                                              \
    a += (rows) * a_row;                                                                    \
    c += (rows) * c_row;                                                                    \
  }

// A strip of C as wide as some vectors, `most` rows at a time, then what remains.
#define STRIP(vectors, most)                                                                \
  NATIVE static void strip##vectors(long m, long k, const float *a, long a_row, long a_step, \
                                    const float *b, long b_row, float *c, long c_row,       \
                                    int adding) {                                           \
    while (m >= most) TILE(most, vectors)                                                   \
    if (m >= 8) TILE(8, vectors)                                                            \
    switch (m) {                                                                            \
      case 7: TILE(7, vectors) break;                                                       \
      case 6: TILE(6, vectors) break;                                                       \
      case 5: TILE(5, vectors) break;                                                       \
      case 4: TILE(4, vectors) break;                                                       \
      case 3: TILE(3, vectors) break;                                                       \
      case 2: TILE(2, vectors) break;                                                       \
      case 1: TILE(1, vectors) break;                                                       \
      default: break;                                                                       \
    }                                                                                       \
  }

STRIP(3, 8)
STRIP(2, 12)
STRIP(1, 12)

int facet_has_avx512(void) { return __builtin_cpu_supports("x86-64-v4") != 0; }

NATIVE void facet_product(long m, long n, long k, const float *a, long a_row, long a_step,
                          const float *b, long b_row, float *c, long c_row, int adding) {
  for (; n >= 48; n -= 48, b += 48, c += 48)
    strip3(m, k, a, a_row, a_step, b, b_row, c, c_row, adding);
  for (; n >= 32; n -= 32, b += 32, c += 32)
    strip2(m, k, a, a_row, a_step, b, b_row, c, c_row, adding);
  for (; n >= 16; n -= 16, b += 16, c += 16)
    strip1(m, k, a, a_row, a_step, b, b_row, c, c_row, adding);
}

#else

int facet_has_avx512(void) { return 0; }

void facet_product(long m, long n, long k, const float *a, long a_row, long a_step, const float *b,
                   long b_row, float *c, long c_row, int adding) {
  __builtin_trap();
}

#endif
