/* Networks and encoder in vectors of floats. They are compiled once for each width that vectors may
   have on such processors; which one runs is found out when a model is loaded. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "encoder.h"

#if defined(__GNUC__) || defined(__clang__)
#define CLEANER_HAS_LANES 1

#define LANES 4
#define ROWS_AT_ONCE 6
#define NAME(x) x##_4
#define TARGET
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#include "vectors.h"
#include "network_lanes.h"
#include "encoder_lanes.h"
#include "vectors_end.h"
#if defined(__x86_64__)
#include <immintrin.h>
#define LANES 8
#define ROWS_AT_ONCE 6
#define NAME(x) x##_8
#define TARGET __attribute__((target("avx2,fma")))
#define MULTIPLY_ADD(a, b, c) ((NAME(floats))_mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c)))
#include "vectors.h"
#include "network_lanes.h"
#include "encoder_lanes.h"
#include "vectors_end.h"
#define LANES 16
#define ROWS_AT_ONCE 12
#define NAME(x) x##_16
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#define MULTIPLY_ADD(a, b, c) ((NAME(floats))_mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(c)))
#include "vectors.h"
#include "network_lanes.h"
#include "encoder_lanes.h"
#include "vectors_end.h"
#define RUN(lanes, name, ...) \
  ((lanes) == 16 ? name##_16(__VA_ARGS__) : (lanes) == 8 ? name##_8(__VA_ARGS__) : name##_4(__VA_ARGS__))
#else
#define RUN(lanes, name, ...) name##_4(__VA_ARGS__)
#endif

/* Return the lanes of the widest vectors that pay; 0 if none do, as in processors of before 2013. */
static int cleaner_lanes(void)
{
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return 16;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 8;
  return 0;
#else
  return 4;
#endif
}
#else
#define CLEANER_HAS_LANES 0
#define RUN(lanes, name, ...) (-2)
static int cleaner_lanes(void) { return 0; }
#endif

/* Add the log-odds of body and chrome of n rows to margins. Returns -1 without memory. */
static int cleaner_network_run(const Net *net, const float *matrix, ptrdiff_t n, ptrdiff_t columns,
                               double *margins)
{
  return RUN(net->lanes, net_run, net, matrix, n, columns, margins);
}

/* Write the vectors of n paragraphs, whose words are numbers, 0 where there is none. Returns -1
   without memory. */
static int cleaner_encoder_run(const Encoder *encoder, const int32_t *ids, ptrdiff_t n, ptrdiff_t most,
                               float *vectors)
{
  return RUN(encoder->lanes, encoder_run, encoder, ids, n, most, vectors);
}
