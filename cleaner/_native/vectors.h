/* Vectors of LANES floats, and what is done with them; `lanes.h` says for which widths. */

#define floats NAME(floats)
#define ints NAME(ints)
typedef float floats __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t ints __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#define AT(p) (*(floats *)(p))
#define FROM(p) (*(const floats *)(p))
#define CHOOSE(mask, a, b) ((floats)(((ints)(mask) & (ints)(a)) | (~(ints)(mask) & (ints)(b))))
#define POSITIVE(v) ((floats)((ints)(v) & (ints)((v) > (floats){0})))
