/* Trees by bit vectors (Lucchese et al. 2015, "QuickScorer").

   A tree of at most 32 leaves is a word of bits, one for each leaf that a row may still reach. Each
   inner node that sends the row to the right takes away the leaves to its left; the lowest bit that
   is left is the row's leaf. There is no branch, and 8 rows are done side by side. */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__GNUC__) || defined(__clang__)
#define CLEANER_HAS_VECTORS 1

enum { LANES = 4, VECTORS = 2, ROWS = LANES * VECTORS, MOST_LEAVES = 32 };
typedef float float_lanes __attribute__((vector_size(4 * LANES)));
typedef int32_t int_lanes __attribute__((vector_size(4 * LANES)));

/* Add to sums[0..rows) what the trees say of the rows of a matrix. Nodes first[t]..first[t + 1) are
   the inner nodes of tree t. Returns -1 if there is no memory for a block of rows. */
static int cleaner_tree_margins(
    const float *matrix, ptrdiff_t rows, ptrdiff_t columns, const int32_t *first, ptrdiff_t trees,
    const int32_t *column, const float *threshold, const uint32_t *kept, const float *leaves,
    double *sums)
{
  void *memory = malloc(sizeof(float) * ROWS * columns + 64);
  if (memory == NULL) return -1;
  float *block = (float *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
  for (ptrdiff_t start = 0; start < rows; start += ROWS) {
    ptrdiff_t n = rows - start < ROWS ? rows - start : ROWS;
    for (ptrdiff_t r = 0; r < ROWS; r++) {
      const float *row = matrix + (start + (r < n ? r : n - 1)) * columns;
      for (ptrdiff_t c = 0; c < columns; c++) block[c * ROWS + r] = row[c];
    }
    for (ptrdiff_t t = 0; t < trees; t++) {
      int_lanes low = ~(int_lanes){0}, high = low;
      for (int32_t k = first[t]; k < first[t + 1]; k++) {
        const float_lanes *values = (const float_lanes *)(block + (ptrdiff_t)column[k] * ROWS);
        float_lanes limit = threshold[k] - (float_lanes){0};
        int_lanes mask = (int32_t)kept[k] - (int_lanes){0};
        low &= (int_lanes)(values[0] <= limit) | mask;
        high &= (int_lanes)(values[1] <= limit) | mask;
      }
      const float *leaf = leaves + t * MOST_LEAVES;
      for (ptrdiff_t r = 0; r < n; r++) {
        uint32_t left = (uint32_t)(r < LANES ? low[r] : high[r - LANES]);
        sums[start + r] += leaf[__builtin_ctz(left | 0x80000000u)]; /* never none */
      }
    }
  }
  free(memory);
  return 0;
}

#else
#define CLEANER_HAS_VECTORS 0
enum { MOST_LEAVES = 32 };
static int cleaner_tree_margins(
    const float *matrix, ptrdiff_t rows, ptrdiff_t columns, const int32_t *first, ptrdiff_t trees,
    const int32_t *column, const float *threshold, const uint32_t *kept, const float *leaves,
    double *sums)
{
  return -2;
}
#endif
