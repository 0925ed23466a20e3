/* The contributions of a block of rows in vectors of one width; included by `contributions.h`. */

/* Add to own (BLOCK, columns + CHANGES) the contributions of the first n rows of a block. */
TARGET static void NAME(contributions_of_block)(
    const Contributions *of, const float *restrict block, ptrdiff_t n, float *restrict own)
{
  const int32_t *first = of->first, *column = of->column, *ends = of->ends;
  const float *threshold = of->threshold;
  const Changes *groups = of->groups;
  const uint32_t *kept = of->kept;
  const ptrdiff_t trees = of->trees, stride = of->columns + CHANGES;
  for (ptrdiff_t t = 0; t < trees; t++) {
    ints left[BLOCK / LANES];
#pragma GCC unroll 4
    for (int v = 0; v < BLOCK / LANES; v++) left[v] = ~(ints){0};
    for (ptrdiff_t k = first[t], last = first[t + 1]; k < last; k++) {
      const float *values = block + (ptrdiff_t)column[k] * BLOCK;
      floats limit = threshold[k] - (floats){0};
      ints mask = (int32_t)kept[k] - (ints){0};
#pragma GCC unroll 4
      for (int v = 0; v < BLOCK / LANES; v++)
        left[v] &= (ints)(FROM(values + v * LANES) <= limit) | mask;
    }
    uint32_t leaves[BLOCK];
    memcpy(leaves, left, sizeof left);
    for (ptrdiff_t r = 0; r < n; r++) {
      /* Never none. */
      ptrdiff_t leaf = t * MOST_LEAVES + __builtin_ctz(leaves[r] | 0x80000000u);
      float *restrict of_row = own + r * stride;
      for (ptrdiff_t k = ends[leaf], last = ends[leaf + 1]; k < last; k++) {
        const Changes *restrict group = groups + k;
#pragma GCC unroll 8
        for (int i = 0; i < CHANGES; i++) of_row[group->target[i]] += group->change[i];
      }
    }
  }
}
