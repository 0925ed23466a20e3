/* The encoder in vectors of one width; included by `lanes.h`. */

/* Write what is pooled of the words of a paragraph: their sum over their number and its root, the
   maximum and the mean of the taps. `room` has a row of zeros, rows for the words, and more zeros. */
TARGET static void NAME(encoder_pool)(
    const Encoder *e, const int32_t *ids, ptrdiff_t most, float *room, float *near, float *pooled)
{
  const ptrdiff_t width = e->width, channels = e->channels;
  float *words = room + width, *root = pooled + width, *highest = root + width, *mean = highest + channels;
  ptrdiff_t last = 0;
  float many = 0;
  for (ptrdiff_t k = 0; k < most; k++) {
    if (ids[k] > 0) last = k + 1, many += 1;
  }
  const ptrdiff_t rows = (last + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE * ROWS_AT_ONCE;
  if (many < 1) many = 1;
  memset(pooled, 0, sizeof(float) * ENC_KINDS * (width + channels));
  for (ptrdiff_t k = 0; k < rows + 1; k++) {
    float *word = words + k * width;
    if (k >= last) {
      memset(word, 0, sizeof(float) * width);
      continue;
    }
    const int8_t *bytes = e->embedding + (ptrdiff_t)ids[k] * width;
    for (ptrdiff_t c = 0; c < width; c++) word[c] = bytes[c] * e->scale[c];
    for (ptrdiff_t c = 0; c < width; c += LANES) AT(pooled + c) += FROM(word + c);
  }
  NAME(net_layer)(room, rows, width, ENC_TAPS, width, width, e->near, e->near_bias, channels, near);
  for (ptrdiff_t k = 0; k < last; k++) {
    if (ids[k] <= 0) continue;
    for (ptrdiff_t c = 0; c < channels; c += LANES) {
      floats value = FROM(near + k * channels + c), high = FROM(highest + c);
      for (int i = 0; i < LANES; i++) high[i] = value[i] > high[i] ? value[i] : high[i];
      AT(highest + c) = high;
      AT(mean + c) += value;
    }
  }
  const float size = sqrtf(many);
  for (ptrdiff_t c = 0; c < width; c++) root[c] = pooled[c] / size, pooled[c] /= many;
  for (ptrdiff_t c = 0; c < channels; c++) mean[c] /= many;
}

TARGET static int NAME(encoder_run)(
    const Encoder *e, const int32_t *ids, ptrdiff_t n, ptrdiff_t most, float *vectors)
{
  const ptrdiff_t width = e->width, channels = e->channels, size = ENC_KINDS * (width + channels);
  const ptrdiff_t longest = (most + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE * ROWS_AT_ONCE;
  const ptrdiff_t floats_of_room = (longest + 2) * width, floats_of_near = longest * channels;
  void *memory = malloc(
    sizeof(float) * (floats_of_room + floats_of_near + ROWS_AT_ONCE * (size + e->hidden)) + NET_ALIGN);
  if (memory == NULL) return -1;
  float *room = (float *)(((uintptr_t)memory + NET_ALIGN - 1) & ~(uintptr_t)(NET_ALIGN - 1));
  float *near = room + floats_of_room, *pooled = near + floats_of_near, *hidden = pooled + ROWS_AT_ONCE * size;
  memset(room, 0, sizeof(float) * width);
  for (ptrdiff_t start = 0; start < n; start += ROWS_AT_ONCE) {
    const ptrdiff_t rows = n - start < ROWS_AT_ONCE ? n - start : ROWS_AT_ONCE;
    for (ptrdiff_t r = 0; r < rows; r++)
      NAME(encoder_pool)(e, ids + (start + r) * most, most, room, near, pooled + r * size);
    memset(pooled + rows * size, 0, sizeof(float) * (ROWS_AT_ONCE - rows) * size);
    NAME(net_layer)(pooled, ROWS_AT_ONCE, size, 1, 0, size, e->first, e->first_bias, e->hidden, hidden);
    for (ptrdiff_t p = 0; p < e->outputs; p += 2 * LANES) {
      floats deep[ROWS_AT_ONCE][2], straight[ROWS_AT_ONCE][2];
      NAME(net_panel)(hidden, e->hidden, 1, 0, e->hidden, e->out + p * e->hidden, deep);
      NAME(net_panel)(pooled, size, 1, 0, size, e->straight + p * size, straight);
      for (ptrdiff_t r = 0; r < rows; r++) {
        float *out = vectors + (start + r) * e->outputs + p;
        AT(out) = deep[r][0] + straight[r][0] + FROM(e->out_bias + p) + FROM(e->straight_bias + p);
        AT(out + LANES) = deep[r][1] + straight[r][1] + FROM(e->out_bias + p + LANES) +
                          FROM(e->straight_bias + p + LANES);
      }
    }
  }
  free(memory);
  return 0;
}
