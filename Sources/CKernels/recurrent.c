#include "kernels.h"

#include "lanes.h"
#include "scalars.h"

WIDE void facet_lstm(long n, const float *restrict x, const float *restrict r,
                     const float *restrict before, float *restrict gates, float *restrict cell,
                     float *restrict state) {
  for (long j = 0; j < n; j++) {
    float i = logistic_one(x[j] + r[j]);
    float f = logistic_one(x[n + j] + r[n + j]);
    float g = tanh_one(x[2 * n + j] + r[2 * n + j]);
    float o = logistic_one(x[3 * n + j] + r[3 * n + j]);
    float c = f * before[j] + i * g;
    gates[j] = i;
    gates[n + j] = f;
    gates[2 * n + j] = g;
    gates[3 * n + j] = o;
    cell[j] = c;
    state[j] = o * tanh_one(c);
  }
}

WIDE void facet_lstm_pullback(long n, const float *restrict gates, const float *restrict before,
                              const float *restrict cell, const float *restrict dstate,
                              float *restrict dcell, float *restrict dgates) {
  for (long j = 0; j < n; j++) {
    float i = gates[j], f = gates[n + j], g = gates[2 * n + j], o = gates[3 * n + j];
    float t = tanh_one(cell[j]);
    float dc = dcell[j] + dstate[j] * o * (1.0f - t * t);
    dgates[j] = dc * g * i * (1.0f - i);
    dgates[n + j] = dc * before[j] * f * (1.0f - f);
    dgates[2 * n + j] = dc * i * (1.0f - g * g);
    dgates[3 * n + j] = dstate[j] * t * o * (1.0f - o);
    dcell[j] = dc * f;
  }
}

WIDE void facet_gru(long n, const float *restrict x, const float *restrict r,
                    const float *restrict before, float *restrict gates, float *restrict state) {
  for (long j = 0; j < n; j++) {
    float reset = logistic_one(x[j] + r[j]);
    float keep = logistic_one(x[n + j] + r[n + j]);
    float fresh = tanh_one(x[2 * n + j] + reset * r[2 * n + j]);
    gates[j] = reset;
    gates[n + j] = keep;
    gates[2 * n + j] = fresh;
    state[j] = fresh + keep * (before[j] - fresh);
  }
}

WIDE void facet_gru_pullback(long n, const float *restrict gates, const float *restrict r,
                             const float *restrict before, const float *restrict dstate,
                             float *restrict dx, float *restrict dr, float *restrict dbefore) {
  for (long j = 0; j < n; j++) {
    float reset = gates[j], keep = gates[n + j], fresh = gates[2 * n + j];
    float dfresh = dstate[j] * (1.0f - keep) * (1.0f - fresh * fresh);
    float dkeep = dstate[j] * (before[j] - fresh) * keep * (1.0f - keep);
    float dreset = dfresh * r[2 * n + j] * reset * (1.0f - reset);
    dx[j] = dreset;
    dx[n + j] = dkeep;
    dx[2 * n + j] = dfresh;
    dr[j] = dreset;
    dr[n + j] = dkeep;
    dr[2 * n + j] = dfresh * reset;
    dbefore[j] = dstate[j] * keep;
  }
}
