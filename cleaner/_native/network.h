/* The networks of a model. Specification: cleaner/model/network.py

   Layers are packed once into panels of as many outputs as two vectors have lanes, so that a panel
   stays in the nearest cache while the rows of a document go by. */

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

/* Copy a layer (inputs, outputs) into panels; return where the next one goes. */
static float *net_pack(float *to, const float *layer, ptrdiff_t inputs, ptrdiff_t outputs,
                       ptrdiff_t panel)
{
  for (ptrdiff_t p = 0; p < outputs; p += panel)
    for (ptrdiff_t k = 0; k < inputs; k++, to += panel)
      memcpy(to, layer + k * outputs + p, sizeof(float) * panel);
  return to;
}
