/* A network in vectors of one width; included by `lanes.h`. */

/* log(1 + x) of x >= 0, as in Cephes (Moshier 1992): to the last place but one. */
TARGET static inline floats NAME(net_log)(floats x)
{
  x += 1.0f;
  ints bits = (ints)x, power = ((bits >> 23) & 0xff) - 126;
  floats m = (floats)((bits & 0x007fffff) | 0x3f000000);
  ints low = (ints)(m < 0.707106781186547524f);
  power += low;
  m = m + (floats)((ints)m & low) - 1.0f;
  floats square = m * m;
  floats y = 7.0376836292e-2f * m - 1.1514610310e-1f;
  y = y * m + 1.1676998740e-1f;
  y = y * m - 1.2420140846e-1f;
  y = y * m + 1.4249322787e-1f;
  y = y * m - 1.6668057665e-1f;
  y = y * m + 2.0000714765e-1f;
  y = y * m - 2.4999993993e-1f;
  y = y * m + 3.3333331174e-1f;
  y = y * m * square;
  floats whole = __builtin_convertvector(power, floats);
  return m + (y - 0.5f * square + whole * -2.12194440e-4f) + whole * 0.693359375f;
}

/* Of ROWS_AT_ONCE rows, the sums over taps and inputs with one panel of a layer. */
TARGET static inline void NAME(net_panel)(
    const float *rows, ptrdiff_t stride, int taps, ptrdiff_t tap, ptrdiff_t inputs, const float *panel,
    floats sums[ROWS_AT_ONCE][2])
{
  floats sum[ROWS_AT_ONCE][2];
  for (int r = 0; r < ROWS_AT_ONCE; r++) sum[r][0] = sum[r][1] = (floats){0};
  for (int t = 0; t < taps; t++) {
    const float *row = rows + t * tap;
    for (ptrdiff_t k = 0; k < inputs; k++, panel += 2 * LANES) {
      floats low = FROM(panel), high = FROM(panel + LANES);
#pragma GCC unroll 12
      for (int r = 0; r < ROWS_AT_ONCE; r++) {
        floats value = row[r * stride + k] - (floats){0};
        sum[r][0] = MULTIPLY_ADD(value, low, sum[r][0]);
        sum[r][1] = MULTIPLY_ADD(value, high, sum[r][1]);
      }
    }
  }
  for (int r = 0; r < ROWS_AT_ONCE; r++) sums[r][0] = sum[r][0], sums[r][1] = sum[r][1];
}

/* The positive part of a layer's outputs, and of what is added to them. */
TARGET static void NAME(net_layer)(
    const float *rows, ptrdiff_t n, ptrdiff_t stride, int taps, ptrdiff_t tap, ptrdiff_t inputs,
    const float *layer, const float *bias, ptrdiff_t width, float *out)
{
  floats sums[ROWS_AT_ONCE][2];
  for (ptrdiff_t p = 0; p < width; p += 2 * LANES) {
    floats low = FROM(bias + p), high = FROM(bias + p + LANES);
    for (ptrdiff_t r = 0; r < n; r += ROWS_AT_ONCE) {
      NAME(net_panel)(rows + r * stride, stride, taps, tap, inputs, layer + p * taps * inputs, sums);
      for (int i = 0; i < ROWS_AT_ONCE; i++) {
        floats a = sums[i][0] + low, b = sums[i][1] + high;
        AT(out + (r + i) * width + p) = POSITIVE(a);
        AT(out + (r + i) * width + p + LANES) = POSITIVE(b);
      }
    }
  }
}

/* Columns standardised, and the convention as one of many. */
TARGET static void NAME(net_scale)(const Net *net, const float *row, ptrdiff_t columns, float *out)
{
  ptrdiff_t inputs = net_inputs(net), own = net->columns;
  const floats most = (float)NET_CLIP - (floats){0}, least = -most;
  memcpy(out, row, sizeof(float) * own);
  memset(out + own, 0, sizeof(float) * (inputs - own));
  for (ptrdiff_t k = 0; k < own; k += LANES) {
    floats value = FROM(out + k);
    ints sign = (ints)value & INT32_MIN;
    floats folded = NAME(net_log)((floats)((ints)value & INT32_MAX));
    folded = (floats)((ints)folded | sign);
    folded = (folded - FROM(net->mean + k)) * FROM(net->inverse + k);
    folded = CHOOSE(folded > most, most, folded);
    AT(out + k) = CHOOSE(folded < least, least, folded);
  }
  memset(out + own, 0, sizeof(float) * (inputs - own));
  for (ptrdiff_t k = 0; k < net->conventions; k++) {
    float one = 1 - fabsf(row[columns - 1] - (float)k);
    out[own + k] = one > 0 ? one : 0;
  }
}

TARGET static float NAME(net_dot)(const float *a, const float *b, ptrdiff_t n)
{
  floats sum = {0};
  float total = 0;
  for (ptrdiff_t k = 0; k < n; k += LANES) sum += FROM(a + k) * FROM(b + k);
  for (int i = 0; i < LANES; i++) total += sum[i];
  return total;
}

TARGET static void NAME(net_unit)(float *vector)
{
  float size = 1 / sqrtf(NAME(net_dot)(vector, vector, NET_POINTED) + (float)NET_FAINT);
  for (int k = 0; k < NET_POINTED; k++) vector[k] *= size;
}

/* Add to the states how like each paragraph is to the rest of the body. */
TARGET static void NAME(net_topic)(
    const Net *net, const float *inputs, ptrdiff_t n, float *state, float *pointed)
{
  const ptrdiff_t width = net->width, stride = net_inputs(net);
  float *body = pointed + n * NET_POINTED, *like = body + n;
  float sum[NET_POINTED] = {0}, total = 0, weighted = 0;
  for (ptrdiff_t r = 0; r < n; r++) {
    float *own = pointed + r * NET_POINTED;
    const float *vector = inputs + r * stride + net->columns - net->vectors;
    memcpy(own, net->point_bias, sizeof(float) * NET_POINTED);
    for (ptrdiff_t j = 0; j < net->vectors; j++)
      for (int k = 0; k < NET_POINTED; k++) own[k] += vector[j] * net->point[j * NET_POINTED + k];
    NAME(net_unit)(own);
    body[r] = 1 / (1 + expf(-NAME(net_dot)(state + r * width, net->first, width) - net->first_bias[0]));
    total += body[r];
    for (int k = 0; k < NET_POINTED; k++) sum[k] += own[k] * body[r];
  }
  for (ptrdiff_t r = 0; r < n; r++) {
    float centre[NET_POINTED], *own = pointed + r * NET_POINTED;
    for (int k = 0; k < NET_POINTED; k++) centre[k] = sum[k] - own[k] * body[r];
    NAME(net_unit)(centre);
    like[r] = NAME(net_dot)(own, centre, NET_POINTED);
    weighted += like[r] * body[r];
  }
  const float mean = weighted / (total + (float)NET_FEW_BODY);
  for (ptrdiff_t r = 0; r < n; r++) {
    float near = 0;
    for (ptrdiff_t i = r - NET_NEAR; i <= r + NET_NEAR; i++) near += i >= 0 && i < n ? like[i] : 0;
    near /= 2 * NET_NEAR + 1;
    const float numbers[NET_LIKENESS] = {
      like[r], near, like[r] - mean, near - mean, mean, logf(total - body[r] + 1)};
    for (ptrdiff_t p = 0; p < width; p += LANES) {
      floats added = FROM(net->topic_bias + p);
      for (int i = 0; i < NET_LIKENESS; i++) added += numbers[i] * FROM(net->topic + i * width + p);
      AT(state + r * width + p) += added;
    }
  }
}

/* A residual block. Rows of zeros stand on both sides of the states. */
TARGET static void NAME(net_block)(
    const NetBlock *block, ptrdiff_t n, ptrdiff_t rows, ptrdiff_t width, float *state, float *hidden,
    float *pooled)
{
  float *page = pooled + NET_POOLED * width;
  const ptrdiff_t tap = block->dilation * width;
  for (ptrdiff_t p = 0; p < width; p += LANES) {
    floats sum = {0}, highest = {0};
    for (ptrdiff_t r = 0; r < n; r++) {
      floats value = FROM(state + r * width + p);
      sum += value;
      highest = CHOOSE(value > highest, value, highest);
    }
    AT(pooled + p) = sum / (float)n;
    AT(pooled + width + p) = highest;
    AT(page + p) = FROM(block->near_bias + p) + FROM(block->page_bias + p);
  }
  for (ptrdiff_t k = 0; k < NET_POOLED * width; k++) {
    floats value = pooled[k] - (floats){0};
    for (ptrdiff_t p = 0; p < width; p += LANES)
      AT(page + p) = MULTIPLY_ADD(value, FROM(block->page + k * width + p), FROM(page + p));
  }
  NAME(net_layer)(state - tap, rows, width, NET_TAPS, tap, width, block->near, page, width, hidden);
  for (ptrdiff_t p = 0; p < width; p += 2 * LANES) {
    floats sums[ROWS_AT_ONCE][2], low = FROM(block->add_bias + p), high = FROM(block->add_bias + p + LANES);
    for (ptrdiff_t r = 0; r < rows; r += ROWS_AT_ONCE) {
      NAME(net_panel)(hidden + r * width, width, 1, 0, width, block->add + p * width, sums);
      for (int i = 0; i < ROWS_AT_ONCE; i++) {
        AT(state + (r + i) * width + p) += sums[i][0] + low;
        AT(state + (r + i) * width + p + LANES) += sums[i][1] + high;
      }
    }
  }
  for (ptrdiff_t r = 0; r < n; r++) {
    float *own = state + r * width;
    float size = 1 / sqrtf(NAME(net_dot)(own, own, width) / (float)width + (float)NET_EPSILON);
    for (ptrdiff_t p = 0; p < width; p += LANES) AT(own + p) *= size * FROM(block->norm + p);
  }
  memset(state + n * width, 0, sizeof(float) * (rows - n) * width);
}

TARGET static int NAME(net_run)(
    const Net *net, const float *matrix, ptrdiff_t n, ptrdiff_t columns, double *margins)
{
  const ptrdiff_t rows = (n + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE * ROWS_AT_ONCE, width = net->width;
  const ptrdiff_t stride = net_inputs(net), floats_of_row = stride + 2 * width;
  const ptrdiff_t topic = net->vectors ? n * (NET_POINTED + 2) : 0;
  ptrdiff_t far = 0;
  for (ptrdiff_t i = 0; i < net->blocks; i++) far = net->block[i].dilation > far ? net->block[i].dilation : far;
  void *memory = malloc(sizeof(float) * (rows * floats_of_row + (2 * far + NET_POOLED + 1) * width + topic) + NET_ALIGN);
  if (memory == NULL) return -1;
  float *inputs = (float *)(((uintptr_t)memory + NET_ALIGN - 1) & ~(uintptr_t)(NET_ALIGN - 1));
  float *hidden = inputs + rows * stride, *pooled = hidden + rows * width;
  float *state = pooled + (NET_POOLED + 1 + far) * width, *scratch = state + (rows + far) * width;
  memset(state - far * width, 0, sizeof(float) * far * width);
  memset(state + rows * width, 0, sizeof(float) * far * width);
  for (ptrdiff_t r = 0; r < n; r++) NAME(net_scale)(net, matrix + r * columns, columns, inputs + r * stride);
  memset(inputs + n * stride, 0, sizeof(float) * (rows - n) * stride);
  NAME(net_layer)(inputs, rows, stride, 1, 0, net->columns + net->conventions, net->in, net->in_bias, width, state);
  memset(state + n * width, 0, sizeof(float) * (rows - n) * width);
  for (ptrdiff_t i = 0; i < net->blocks; i++) {
    if (net->vectors && i == net->blocks / 2) NAME(net_topic)(net, inputs, n, state, scratch);
    NAME(net_block)(net->block + i, n, rows, width, state, hidden, pooled);
  }
  for (ptrdiff_t r = 0; r < n; r++)
    for (ptrdiff_t o = 0; o < NET_OUTPUTS; o++)
      margins[r * NET_OUTPUTS + o] +=
        NAME(net_dot)(state + r * width, net->out + o * width, width) + net->out_bias[o];
  free(memory);
  return 0;
}
