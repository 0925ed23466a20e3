/* What each column adds to what trees say (Saabas 2014), by the bit vectors of trees.h.

   What the columns add on the way to a leaf belongs to the leaf: a row's contributions are the sums
   over the leaves that it ends in. */

#include <string.h>

/* Some changes of one leaf side by side, in which processors look for them next. */
enum { CHANGES = 8 };
typedef struct {
  float change[CHANGES];
  uint16_t target[CHANGES]; /* columns; those after the last one are for what fills up a group */
} Changes;

typedef struct {
  ptrdiff_t columns, trees;
  const int32_t *first, *column; /* the inner nodes, as in trees.h */
  const float *threshold;
  const uint32_t *kept;
  /* Leaf k of tree t has the groups of changes from ends[32 t + k] to the next of these. */
  const int32_t *ends;
  const Changes *groups;
} Contributions;

#if CLEANER_HAS_VECTORS

enum { BLOCK = 16 }; /* rows side by side */

#define LANES 4
#define NAME(x) x##_of_4
#define TARGET
#include "vectors.h"
#include "contributions_lanes.h"
#include "vectors_end.h"
#if defined(__x86_64__)
#define LANES 8
#define NAME(x) x##_of_8
#define TARGET __attribute__((target("avx2")))
#include "vectors.h"
#include "contributions_lanes.h"
#include "vectors_end.h"
#endif

/* Add to sums, a matrix of `width` columns, the contributions of the rows of a matrix, times the
   sign of each row; rows of sign 0 are left out. Returns -1 if there is no memory. */
static int cleaner_add_contributions(
    const Contributions *of, const float *matrix, ptrdiff_t rows, const float *signs, float *sums,
    ptrdiff_t width)
{
  void (*run)(const Contributions *, const float *, ptrdiff_t, float *) =
      contributions_of_block_of_4;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) run = contributions_of_block_of_8;
#endif
  ptrdiff_t columns = of->columns, stride = columns + CHANGES;
  void *memory = malloc(2 * sizeof(float) * BLOCK * stride + 64);
  if (memory == NULL) return -1;
  float *block = (float *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
  float *own = block + BLOCK * columns; /* the contributions of the rows of a block */
  ptrdiff_t chosen[BLOCK], at = 0;
  while (at < rows) {
    ptrdiff_t n = 0;
    for (; at < rows && n < BLOCK; at++)
      if (signs[at] != 0.0f) chosen[n++] = at;
    if (n == 0) break;
    const float *row[BLOCK];
    for (ptrdiff_t r = 0; r < BLOCK; r++) row[r] = matrix + chosen[r < n ? r : n - 1] * columns;
    for (ptrdiff_t c = 0; c < columns; c++)
      for (ptrdiff_t r = 0; r < BLOCK; r++) block[c * BLOCK + r] = row[r][c];
    memset(own, 0, sizeof(float) * n * stride);
    run(of, block, n, own);
    for (ptrdiff_t r = 0; r < n; r++) {
      const float *restrict of_row = own + r * stride;
      float sign = signs[chosen[r]], *restrict into = sums + chosen[r] * width;
      for (ptrdiff_t c = 0; c < columns; c++) into[c] += sign * of_row[c];
    }
  }
  free(memory);
  return 0;
}

#else
static int cleaner_add_contributions(
    const Contributions *of, const float *matrix, ptrdiff_t rows, const float *signs, float *sums,
    ptrdiff_t width)
{
  return -2;
}
#endif
