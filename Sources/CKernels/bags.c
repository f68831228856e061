#include "kernels.h"
#include "lanes.h"

// The sparse layer of an encoder: one history at a time, its K bags in groups of up to four, sums in
// registers. A group reads a table row once for all its bags.

#define GROUPS(BODY)                           \
  {                                            \
    long j = 0;                                \
    for (; j + 4 <= bags; j += 4) BODY(4)      \
    switch (bags - j) {                        \
      case 3: BODY(3) break;                   \
      case 2: BODY(2) break;                   \
      case 1: BODY(1) break;                   \
      default: break;                          \
    }                                          \
  }

// Columns x ... x + 16·V of a group of bags.
#define BAGS(G, V)                                                         \
  {                                                                        \
    lanes_t sums[G][V];                                                    \
    UNROLL for (int i = 0; i < G; i++)                                     \
      UNROLL for (int v = 0; v < V; v++) sums[i][v] = (lanes_t){0};        \
    for (long e = 0; e < entries; e++) {                                   \
      const float *source = table + (long)index[e] * n + x;                \
      lanes_t row[V];                                                      \
      UNROLL for (int v = 0; v < V; v++) row[v] = FROM(source + 16 * v);   \
      UNROLL for (int i = 0; i < G; i++) {                                 \
        float weight = weights[e * bags + j + i];                          \
        UNROLL for (int v = 0; v < V; v++) sums[i][v] += weight * row[v];  \
      }                                                                    \
    }                                                                      \
    UNROLL for (int i = 0; i < G; i++)                                     \
      UNROLL for (int v = 0; v < V; v++) AT(out + (j + i) * n + x + 16 * v) = sums[i][v]; \
  }
#define BAGS4(G) BAGS(G, 4)
#define BAGS2(G) BAGS(G, 2)
#define BAGS1(G) BAGS(G, 1)

WIDE void facet_bags(long entries, const int32_t *restrict index, long bags,
                     const float *restrict weights, long n, const float *restrict table,
                     float *restrict out) {
  long x = 0;
  for (; x + 64 <= n; x += 64) GROUPS(BAGS4)
  for (; x + 32 <= n; x += 32) GROUPS(BAGS2)
  for (; x + 16 <= n; x += 16) GROUPS(BAGS1)
  if (x < n && n >= 16) {  // the last 16 columns; those that were made already come out the same
    x = n - 16;
    GROUPS(BAGS1)
    return;
  }
  for (; x < n; x++) {
    for (long j = 0; j < bags; j++) {
      float sum = 0;
      for (long e = 0; e < entries; e++)
        sum += weights[e * bags + j] * table[(long)index[e] * n + x];
      out[j * n + x] = sum;
    }
  }
}

#define DOTS(G)                                                                           \
  {                                                                                       \
    lanes_t sums[G];                                                                      \
    UNROLL for (int i = 0; i < G; i++) sums[i] = (lanes_t){0};                            \
    const float *from = upstream + j * n;                                                 \
    long x = 0;                                                                           \
    for (; x + 16 <= n; x += 16) {                                                        \
      lanes_t part = FROM(row + x);                                                       \
      UNROLL for (int i = 0; i < G; i++) sums[i] += part * FROM(from + i * n + x);        \
    }                                                                                     \
    quarter_t fours[G];                                                                      \
    UNROLL for (int i = 0; i < G; i++) fours[i] = FOLD(sums[i]);                          \
    for (; x + 4 <= n; x += 4) {                                                          \
      quarter_t part = QUARTER_FROM(row + x);                                                   \
      UNROLL for (int i = 0; i < G; i++) fours[i] += part * QUARTER_FROM(from + i * n + x);  \
    }                                                                                     \
    UNROLL for (int i = 0; i < G; i++) {                                                  \
      float sum = (fours[i][0] + fours[i][2]) + (fours[i][1] + fours[i][3]);              \
      for (long z = x; z < n; z++) sum += row[z] * from[i * n + z];                       \
      out[e * bags + j + i] = sum;                                                        \
    }                                                                                     \
  }

WIDE void facet_bag_dots(long entries, const int32_t *restrict index, long bags, long n,
                         const float *restrict table, const float *restrict upstream,
                         float *restrict out) {
  for (long e = 0; e < entries; e++) {
    const float *row = table + (long)index[e] * n;
    GROUPS(DOTS)
  }
}

// Columns x ... x + 16·V of the rows of a history.
#define SPREAD(V)                                                                       \
  for (; x + 16 * V <= end; x += 16 * V) {                                              \
    for (long e = 0; e < entries; e++) {                                                \
      float *target = table + (long)index[e] * n + x;                                   \
      lanes_t row[V];                                                                   \
      UNROLL for (int v = 0; v < V; v++) row[v] = FROM(target + 16 * v);                \
      for (long j = 0; j < bags; j++) {                                                 \
        float weight = weights[e * bags + j];                                           \
        UNROLL for (int v = 0; v < V; v++) row[v] += weight * FROM(upstream + j * n + x + 16 * v); \
      }                                                                                 \
      UNROLL for (int v = 0; v < V; v++) AT(target + 16 * v) = row[v];                  \
    }                                                                                   \
  }

WIDE void facet_bag_spread(long entries, const int32_t *restrict index, long bags,
                           const float *restrict weights, long n, long x, long end,
                           const float *restrict upstream, float *restrict table) {
  SPREAD(4)
  SPREAD(3)
  SPREAD(2)
  SPREAD(1)
  for (; x + 4 <= end; x += 4) {
    for (long e = 0; e < entries; e++) {
      float *target = table + (long)index[e] * n + x;
      quarter_t row = QUARTER_FROM(target);
      for (long j = 0; j < bags; j++)
        row += weights[e * bags + j] * QUARTER_FROM(upstream + j * n + x);
      QUARTER_AT(target) = row;
    }
  }
  for (; x < end; x++) {
    for (long e = 0; e < entries; e++) {
      float *target = table + (long)index[e] * n + x;
      for (long j = 0; j < bags; j++) *target += weights[e * bags + j] * upstream[j * n + x];
    }
  }
}
