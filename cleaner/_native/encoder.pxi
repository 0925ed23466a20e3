# The sentence encoder of a model. Specification: cleaner/model/encoder.py

cdef extern from "lanes.h":
    enum:
        ENC_TAPS
        ENC_KINDS
        ENC_MOST_WORDS
    ctypedef struct EncoderParts "Encoder":
        Py_ssize_t words, width, channels, hidden, outputs, lanes
        const int8_t* embedding
        const float* scale
        const float* near
        const float* near_bias
        const float* first
        const float* first_bias
        const float* out
        const float* out_bias
        const float* straight
        const float* straight_bias
    int cleaner_encoder_run(
        const EncoderParts* encoder, const int32_t* ids, Py_ssize_t n, Py_ssize_t most, float* vectors
    ) nogil

ENCODER_CONSTANTS = {"TAPS": ENC_TAPS, "KINDS": ENC_KINDS}


cdef class PackedEncoder:
    """A sentence encoder, packed for the vectors of this machine.

    `embedding` has a row of int8 for each word, `width` wide; `scale` and the rows of `layers`
    (near, hidden, out, straight, each followed by its biases) are float32. `lanes` is how many
    floats a vector has. Raises ValueError for sizes that do not fit together, or cannot be packed.
    """

    cdef EncoderParts parts
    cdef bytes _embedding, _scale
    cdef list _rows
    cdef float* memory
    cdef float* at

    def __cinit__(self):
        self.memory = NULL

    def __dealloc__(self):
        free(self.memory)

    def __init__(
        self, bytes embedding not None, bytes scale not None, list layers not None,
        Py_ssize_t width, Py_ssize_t channels, Py_ssize_t hidden, Py_ssize_t outputs, int lanes,
    ):
        cdef Py_ssize_t size = ENC_KINDS * (width + channels)
        cdef EncoderParts* parts = &self.parts
        cdef bytes layer
        if self.memory != NULL:
            raise TypeError("an encoder is packed once")
        if lanes not in (4, 8, 16) or lanes > max(LANES, 4) or not CLEANER_HAS_LANES:
            raise ValueError("this machine has no such vectors")
        if not all([0 < n < 0xFFFF and n % NET_PANEL == 0 for n in (width, channels, hidden, outputs)]):
            raise ValueError("an encoder of these sizes cannot be packed")
        if len(embedding) % width or not len(embedding) or len(scale) != 4 * width or len(layers) != 8:
            raise ValueError("the parts of an encoder of other sizes")
        self._embedding, self._scale = embedding, scale
        self._rows = layers[1::2]
        parts.words, parts.width, parts.channels = len(embedding) // width, width, channels
        parts.hidden, parts.outputs, parts.lanes = hidden, outputs, lanes
        parts.embedding = <const int8_t*>(<const char*>embedding)
        parts.scale = <const float*>(<const char*>scale)
        self.memory = <float*>malloc(sum([len(layer) for layer in layers]) + NET_ALIGN)
        if self.memory == NULL:
            raise MemoryError("no memory for an encoder")
        self.at = <float*>(<size_t>(<char*>self.memory + NET_ALIGN - 1) & ~<size_t>(NET_ALIGN - 1))
        parts.near = self._layer(layers[0], ENC_TAPS * width, channels)
        parts.near_bias = self._row(0, channels)
        parts.first = self._layer(layers[2], size, hidden)
        parts.first_bias = self._row(1, hidden)
        parts.out = self._layer(layers[4], hidden, outputs)
        parts.out_bias = self._row(2, outputs)
        parts.straight = self._layer(layers[6], size, outputs)
        parts.straight_bias = self._row(3, outputs)

    cdef const float* _layer(self, bytes layer, Py_ssize_t inputs, Py_ssize_t outputs) except NULL:
        cdef const float* packed = self.at
        if layer is None or len(layer) != 4 * inputs * outputs:
            raise ValueError("a layer of an encoder of other sizes")
        self.at = net_pack(
            self.at, <const float*>(<const char*>layer), inputs, outputs, 2 * self.parts.lanes
        )
        return packed

    cdef const float* _row(self, Py_ssize_t number, Py_ssize_t size) except NULL:
        cdef bytes row = self._rows[number]
        if row is None or len(row) != 4 * size:
            raise ValueError("biases of an encoder of other sizes")
        return <const float*>(<const char*>row)

    def vectors(self, bytes ids not None, Py_ssize_t rows):
        """Return the vectors, float32, of so many paragraphs of words by number, int32."""
        cdef const int32_t* numbers = <const int32_t*>(<const char*>ids)
        cdef Py_ssize_t total = len(ids) // 4, most, i
        if rows < 0 or len(ids) % 4 or (total % rows if rows else total):
            raise ValueError("the words do not fill the paragraphs")
        most = total // rows if rows else 0
        if most > ENC_MOST_WORDS:
            raise ValueError("more words than a paragraph has")
        for i in range(total):
            if not 0 <= numbers[i] < self.parts.words:
                raise ValueError("a word that the encoder does not know")
        cdef bytearray made = zeroed(4 * self.parts.outputs * rows)
        cdef float* out = <float*>PyByteArray_AsString(made)
        cdef int failed
        with nogil:
            failed = cleaner_encoder_run(&self.parts, numbers, rows, most, out)
        if failed:
            raise MemoryError("no memory for the words of a paragraph")
        return made
