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
