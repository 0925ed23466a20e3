/* The sentence encoder of a model. Specification: cleaner/model/encoder.py

   Each paragraph is encoded by itself: the taps over its words, then what is pooled of them; the
   dense layers are done for some paragraphs at once, as the rows of a network are. */

enum { ENC_TAPS = 3, ENC_KINDS = 2, ENC_MOST_WORDS = 64 };

typedef struct {
  ptrdiff_t words, width, channels, hidden, outputs, lanes; /* of the embedding; of layers */
  const int8_t *embedding;
  const float *scale;
  const float *near, *near_bias, *first, *first_bias, *out, *out_bias, *straight, *straight_bias;
} Encoder;

#if CLEANER_HAS_NETWORK
#define LANES 4
#define ROWS_AT_ONCE 6
#define NAME(x) x##_4
#define TARGET
#include "encoder_lanes.h"
#if defined(__x86_64__)
#define LANES 8
#define ROWS_AT_ONCE 6
#define NAME(x) x##_8
#define TARGET __attribute__((target("avx2,fma")))
#include "encoder_lanes.h"
#define LANES 16
#define ROWS_AT_ONCE 12
#define NAME(x) x##_16
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#include "encoder_lanes.h"
#endif

/* Write the vectors of n paragraphs, whose words are numbers, 0 where there is none. Returns -1
   without memory. */
static int cleaner_encoder_run(
    const Encoder *encoder, const int32_t *ids, ptrdiff_t n, ptrdiff_t most, float *vectors)
{
#if defined(__x86_64__)
  if (encoder->lanes == 16) return encoder_run_16(encoder, ids, n, most, vectors);
  if (encoder->lanes == 8) return encoder_run_8(encoder, ids, n, most, vectors);
#endif
  return encoder_run_4(encoder, ids, n, most, vectors);
}
#else
static int cleaner_encoder_run(
    const Encoder *encoder, const int32_t *ids, ptrdiff_t n, ptrdiff_t most, float *vectors)
{
  return -2;
}
#endif
