// The only C the package binds: cblas from OpenBLAS, two LAPACK routines, one allocator setting.
#ifndef FACET_COPENBLAS_SHIM_H
#define FACET_COPENBLAS_SHIM_H

#include <cblas.h>
#include <malloc.h>

// LAPACK: Cholesky factorisation, and the inverse from it. Column-major, as Fortran passes them.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);

// Keeps large blocks on the heap: a 40 MB temporary costs 17 ms in page faults when it is mapped
// afresh and 2.5 ms when the allocator keeps it.
static inline void facet_keep_large_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

#endif
