/* The networks of a model. Specification: cleaner/model/network.py

   Layers are packed once into panels of as many outputs as two vectors have lanes, so that a panel
   stays in the nearest cache while the rows of a document go by. The widest vectors that the machine
   has are chosen when a network is packed. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  NET_BLOCKS = 16, NET_TAPS = 3, NET_POOLED = 2, NET_OUTPUTS = 2, NET_NEAR = 2, NET_POINTED = 32,
  NET_LIKENESS = 6, NET_ALIGN = 64 /* bytes */, NET_PANEL = 32 /* outputs: the widest */
};
#define NET_CLIP 6.0
#define NET_EPSILON 1e-5
#define NET_FAINT 1e-3
#define NET_FEW_BODY 0.1

typedef struct {
  const float *near, *near_bias, *page, *page_bias, *add, *add_bias, *norm;
  ptrdiff_t dilation;
} NetBlock;

typedef struct {
  ptrdiff_t columns, conventions, vectors, width, blocks, lanes;
  const float *mean, *inverse; /* padded by zeros to whole vectors */
  const float *in, *in_bias, *out, *out_bias;
  const float *first, *first_bias, *point, *point_bias, *topic, *topic_bias;
  NetBlock block[NET_BLOCKS];
} Net;

static ptrdiff_t net_whole(ptrdiff_t n) { return (n + 15) & ~(ptrdiff_t)15; }
static ptrdiff_t net_inputs(const Net *net) { return net_whole(net->columns + net->conventions); }

#if defined(__GNUC__) || defined(__clang__)
#define CLEANER_HAS_NETWORK 1

#define LANES 4
#define ROWS_AT_ONCE 6
#define NAME(x) x##_4
#define TARGET
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#include "network_lanes.h"
#if defined(__x86_64__)
#include <immintrin.h>
#define LANES 8
#define ROWS_AT_ONCE 6
#define NAME(x) x##_8
#define TARGET __attribute__((target("avx2,fma")))
#define MULTIPLY_ADD(a, b, c) ((NAME(floats))_mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c)))
#include "network_lanes.h"
#define LANES 16
#define ROWS_AT_ONCE 12
#define NAME(x) x##_16
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#define MULTIPLY_ADD(a, b, c) ((NAME(floats))_mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(c)))
#include "network_lanes.h"
#endif

/* Return the lanes of the widest vectors that pay; 0 if none do, as in processors of before 2013. */
static int cleaner_network_lanes(void)
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

/* Write the log-odds of body and chrome of n rows. Returns -1 without memory. */
static int cleaner_network_run(const Net *net, const float *matrix, ptrdiff_t n, ptrdiff_t columns,
                               double *margins)
{
#if defined(__x86_64__)
  if (net->lanes == 16) return net_run_16(net, matrix, n, columns, margins);
  if (net->lanes == 8) return net_run_8(net, matrix, n, columns, margins);
#endif
  return net_run_4(net, matrix, n, columns, margins);
}
#else
#define CLEANER_HAS_NETWORK 0
static int cleaner_network_lanes(void) { return 0; }
static int cleaner_network_run(const Net *net, const float *matrix, ptrdiff_t n, ptrdiff_t columns,
                               double *margins)
{
  return -2;
}
#endif

/* Copy a layer (inputs, outputs) into panels; return where the next one goes. */
static float *net_pack(float *to, const float *layer, ptrdiff_t inputs, ptrdiff_t outputs,
                       ptrdiff_t panel)
{
  for (ptrdiff_t p = 0; p < outputs; p += panel)
    for (ptrdiff_t k = 0; k < inputs; k++, to += panel)
      memcpy(to, layer + k * outputs + p, sizeof(float) * panel);
  return to;
}
