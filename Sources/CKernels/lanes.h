// What the vector loops share: the clones, and sums that run in 16 lanes.
//
// Sums run in lanes that are added in a fixed order at the end, so a result does not depend on the
// width of the vectors that carry them: one register with AVX-512, two with AVX2, four at the baseline.
// The lanes are a vector type because clang keeps an array of them in memory (2.4 times slower). Helpers
// are macros and not functions because passing such a vector would depend on the processor.
#ifndef FACET_LANES_H
#define FACET_LANES_H

#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif

// For what is written for AVX-512 alone and asked for where the processor has it.
#define NATIVE __attribute__((target("arch=x86-64-v4")))

#define UNROLL _Pragma("clang loop unroll(full)")

#define LANES 16

typedef float lanes_t __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float half_t __attribute__((vector_size(2 * LANES), aligned(4), may_alias));
typedef float quarter_t __attribute__((vector_size(LANES), aligned(4), may_alias));

#define AT(x) (*(lanes_t *)(x))
#define FROM(x) (*(const lanes_t *)(x))
#define QUARTER_AT(x) (*(quarter_t *)(x))
#define QUARTER_FROM(x) (*(const quarter_t *)(x))

// All lanes added, one after the other.
#define LANE_SUM(lanes)                                     \
  ({                                                        \
    float sum_ = 0;                                         \
    for (int j_ = 0; j_ < LANES; j_++) sum_ += (lanes)[j_]; \
    sum_;                                                   \
  })

// Lanes folded in half twice: four sums of four.
#define FOLD(lanes)                                                                       \
  ({                                                                                      \
    lanes_t all_ = (lanes);                                                               \
    half_t half_ = __builtin_shufflevector(all_, all_, 0, 1, 2, 3, 4, 5, 6, 7) +          \
                   __builtin_shufflevector(all_, all_, 8, 9, 10, 11, 12, 13, 14, 15);     \
    __builtin_shufflevector(half_, half_, 0, 1, 2, 3) +                                   \
        __builtin_shufflevector(half_, half_, 4, 5, 6, 7);                                \
  })

#endif
