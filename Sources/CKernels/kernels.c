#include "kernels.h"

#include <math.h>

#include "lanes.h"
#include "scalars.h"

static inline uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

// cos and sin of 2·pi·u for u in [0, 1): the octant is exact in u, the polynomials are Cephes'.
__attribute__((always_inline)) static inline void turn(float u, float *cosine, float *sine) {
  const float magic = 12582912.0f;
  float q = (u * 4.0f + magic) - magic;  // nearest quarter turn, 0 ... 4
  float r = (u * 4.0f - q) * 1.57079632679489662f;
  float z = r * r;
  float s = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
  float c = ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z -
            0.5f * z + 1.0f;
  int32_t k = (int32_t)q & 3;
  float a = (k & 1) ? s : c;
  float b = (k & 1) ? c : s;
  *cosine = (k == 1 || k == 2) ? -a : a;
  *sine = (k == 2 || k == 3) ? -b : b;
}

WIDE void facet_exp(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = exp_one(x[i]);
}

WIDE void facet_log(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = log_one(x[i]);
}

WIDE void facet_tanh(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = tanh_one(x[i]);
}

WIDE void facet_swish(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = x[i] / (1.0f + exp_one(-x[i]));
}

WIDE void facet_swish_pullback(long n, const float *restrict x, const float *restrict dy,
                               float *restrict dx) {
  for (long i = 0; i < n; i++) {
    float s = 1.0f / (1.0f + exp_one(-x[i]));
    dx[i] = dy[i] * (s * (1.0f + x[i] * (1.0f - s)));
  }
}

WIDE void facet_log_add_exp(long n, const float *restrict a, const float *restrict b,
                            float *restrict y) {
  for (long i = 0; i < n; i++) {
    float top = a[i] > b[i] ? a[i] : b[i];
    float low = a[i] > b[i] ? b[i] : a[i];
    y[i] = top + log_one(1.0f + exp_one(low - top));
  }
}

WIDE void facet_mixture_exp(long items, long concepts, long users, float *restrict e, long stride,
                            const float *restrict c, float scale, float shift,
                            float *restrict sums) {
  for (long u = 0; u < users; u += LANES) {
    lanes_t lanes = {0};
    for (long i = 0; i < items; i++) {
      for (long j = 0; j < concepts; j++) {
        float *x = e + i * stride + j * users + u;
        float weight = c[i * concepts + j];
        for (int l = 0; l < LANES; l++) x[l] = weight * exp_one(scale * x[l] + shift);
        lanes += FROM(x);
      }
    }
    AT(sums + u) += lanes;
  }
}

WIDE void facet_mixture_log(long items, long concepts, const float *restrict e, long e_stride,
                            const float *restrict c, long c_stride, const float *restrict weights,
                            float scale, float shift, float *restrict out) {
  long i = 0;
  for (; i + LANES <= items; i += LANES) {
    float mixed[LANES] = {0};
    for (long j = 0; j < concepts; j++) {
      const float *x = e + j * e_stride + i;
      const float *w = c + j * c_stride + i;
      for (int l = 0; l < LANES; l++)
        mixed[l] += weights[j] * (w[l] * exp_one(scale * x[l] + shift));
    }
    for (int l = 0; l < LANES; l++) out[i + l] = log_one(mixed[l]) - shift;
  }
  for (; i < items; i++) {
    float mixed = 0;
    for (long j = 0; j < concepts; j++)
      mixed += weights[j] * (c[j * c_stride + i] * exp_one(scale * e[j * e_stride + i] + shift));
    out[i] = log_one(mixed) - shift;
  }
}

WIDE float facet_shifted_exp(long n, float *restrict a, float shift) {
  lanes_t lanes = {0};
  long i = 0;
  for (; i + LANES <= n; i += LANES) {
    for (int j = 0; j < LANES; j++) a[i + j] = exp_one(a[i + j] - shift);
    lanes += FROM(a + i);
  }
  for (; i < n; i++) {
    a[i] = exp_one(a[i] - shift);
    lanes[i % LANES] += a[i];
  }
  return LANE_SUM(lanes);
}

WIDE float facet_max(long n, const float *restrict x) {
  float lanes[LANES];
  for (int j = 0; j < LANES; j++) lanes[j] = -INFINITY;
  long i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int j = 0; j < LANES; j++) lanes[j] = x[i + j] > lanes[j] ? x[i + j] : lanes[j];
  for (; i < n; i++) lanes[0] = x[i] > lanes[0] ? x[i] : lanes[0];
  float best = lanes[0];
  for (int j = 1; j < LANES; j++) best = lanes[j] > best ? lanes[j] : best;
  return best;
}

WIDE int facet_group_max(long n, const float *restrict x, float *restrict maxima) {
  int32_t odd[LANES] = {0};
  for (long start = 0; start < n; start += LANES * LANES, maxima += LANES) {
    long end = start + LANES * LANES < n ? start + LANES * LANES : n;
    float best[LANES];
    for (int j = 0; j < LANES; j++) best[j] = -INFINITY;
    long i = start;
    for (; i + LANES <= end; i += LANES) {
      for (int j = 0; j < LANES; j++) {
        float v = x[i + j];
        best[j] = v > best[j] ? v : best[j];
        odd[j] |= v != v;
      }
    }
    for (int j = 0; i + j < end; j++) {
      float v = x[i + j];
      best[j] = v > best[j] ? v : best[j];
      odd[j] |= v != v;
    }
    for (int j = 0; j < LANES; j++) maxima[j] = best[j];
  }
  int32_t any = 0;
  for (int j = 0; j < LANES; j++) any |= odd[j];
  return any == 0;
}

WIDE void facet_axpy(long n, float s, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] += s * x[i];
}

WIDE float facet_dot(long n, const float *restrict x, const float *restrict y) {
  lanes_t lanes = {0};
  long i = 0;
  for (; i + LANES <= n; i += LANES) lanes += FROM(x + i) * FROM(y + i);
  for (; i < n; i++) lanes[i % LANES] += x[i] * y[i];
  return LANE_SUM(lanes);
}

WIDE int facet_factor_rows(long rows, long n, float *restrict a, const float *restrict taken,
                           long stride) {
  for (long i = 0; i < rows; i++) {
    float *row = a + i * stride;
    for (long j = 0; j < n; j += LANES) AT(row + j) -= FROM(taken + i * stride + j);
    for (long p = 0; p < i; p++) {
      const float *above = a + p * stride;
      const float factor = above[i];
      for (long j = 0; j < n; j += LANES) AT(row + j) -= factor * FROM(above + j);
    }
    if (!(row[i] > 0)) return 0;
    const float scale = 1 / sqrtf(row[i]);
    for (long j = 0; j < n; j += LANES) AT(row + j) *= scale;
  }
  return 1;
}

WIDE void facet_substitute(long d, const float *restrict u, long stride, float *restrict x) {
  for (long i = d - 1; i >= 0; i--) {
    const float *row = u + i * stride;
    lanes_t lanes = {0};
    // What is not known yet is zero.
    for (long j = i / LANES * LANES; j < d; j += LANES) lanes += FROM(row + j) * FROM(x + j);
    const quarter_t sums = FOLD(lanes);
    x[i] = (row[d] - ((sums[0] + sums[1]) + (sums[2] + sums[3]))) / row[i];
  }
}

WIDE float facet_standardize(long n, float epsilon, const float *restrict x, float *restrict u) {
  lanes_t lanes = {0};
  long i = 0;
  for (; i + LANES <= n; i += LANES) lanes += FROM(x + i);
  for (; i < n; i++) lanes[i % LANES] += x[i];
  float mean = LANE_SUM(lanes) / (float)n;
  lanes_t squares = {0};
  for (i = 0; i + LANES <= n; i += LANES) {
    lanes_t d = FROM(x + i) - mean;
    AT(u + i) = d;
    squares += d * d;
  }
  for (; i < n; i++) {
    u[i] = x[i] - mean;
    squares[i % LANES] += u[i] * u[i];
  }
  float inverse = 1.0f / sqrtf(LANE_SUM(squares) / (float)n + epsilon);
  for (i = 0; i < n; i++) u[i] *= inverse;
  return inverse;
}

WIDE void facet_standardize_pullback(long n, float inverse, const float *restrict u,
                                     const float *restrict dy, float *restrict dx) {
  lanes_t plain = {0}, along = {0};
  long i = 0;
  for (; i + LANES <= n; i += LANES) {
    lanes_t g = FROM(dy + i);
    plain += g;
    along += g * FROM(u + i);
  }
  for (; i < n; i++) {
    plain[i % LANES] += dy[i];
    along[i % LANES] += dy[i] * u[i];
  }
  float mean = LANE_SUM(plain) / (float)n, slope = LANE_SUM(along) / (float)n;
  for (i = 0; i < n; i++) dx[i] = inverse * (dy[i] - mean - u[i] * slope);
}

WIDE void facet_normals(uint64_t state, long first, long pairs, float *restrict out) {
  for (long i = 0; i < pairs; i++) {
    uint64_t bits = mix(state + (uint64_t)(first + i + 1) * 0x9E3779B97F4A7C15ull);
    float u = ((float)(int32_t)(bits >> 41) + 0.5f) * 0x1p-23f;
    float v = (float)(int32_t)((bits >> 8) & 0x7FFFFF) * 0x1p-23f;
    float radius = sqrtf(-2.0f * log_one(u));
    float c, s;
    turn(v, &c, &s);
    out[2 * i] = radius * c;
    out[2 * i + 1] = radius * s;
  }
}

WIDE void facet_adam(long n, float *restrict weight, const float *restrict gradient,
                     float *restrict m, float *restrict v, float beta1, float beta2, float rate,
                     float epsilon) {
  for (long i = 0; i < n; i++) {
    float g = gradient[i];
    float first = beta1 * m[i] + (1 - beta1) * g;
    float second = beta2 * v[i] + (1 - beta2) * g * g;
    m[i] = first;
    v[i] = second;
    weight[i] -= rate * first / (sqrtf(second) + epsilon);
  }
}
