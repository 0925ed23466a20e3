# The networks of a model. Specification: cleaner/model/network.py

cdef extern from "lanes.h":
    enum:
        CLEANER_HAS_LANES
        NET_BLOCKS
        NET_TAPS
        NET_POOLED
        NET_OUTPUTS
        NET_NEAR
        NET_POINTED
        NET_LIKENESS
        NET_ALIGN
        NET_PANEL
    double NET_CLIP, NET_EPSILON, NET_FAINT, NET_FEW_BODY
    ctypedef struct NetBlock:
        const float* near
        const float* near_bias
        const float* page
        const float* page_bias
        const float* add
        const float* add_bias
        const float* norm
        Py_ssize_t dilation
    ctypedef struct Net:
        Py_ssize_t columns, conventions, vectors, width, blocks, lanes
        const float* mean
        const float* inverse
        const float* in_ "in"
        const float* in_bias
        const float* out
        const float* out_bias
        const float* first
        const float* first_bias
        const float* point
        const float* point_bias
        const float* topic
        const float* topic_bias
        NetBlock[NET_BLOCKS] block
    Py_ssize_t net_whole(Py_ssize_t n) nogil
    int cleaner_lanes() nogil
    float* net_pack(float* to, const float* layer, Py_ssize_t inputs, Py_ssize_t outputs, Py_ssize_t panel) nogil
    int cleaner_network_run(const Net* net, const float* matrix, Py_ssize_t n, Py_ssize_t columns, double* margins) nogil

# What the constants above are called in Python, and hold there: checked when the core is set up.
NETWORK_CONSTANTS = {
    "TAPS": NET_TAPS, "POOLED": NET_POOLED, "OUTPUTS": NET_OUTPUTS, "NEAR": NET_NEAR,
    "POINTED": NET_POINTED, "LIKENESS": NET_LIKENESS, "MOST_BLOCKS": NET_BLOCKS,
    "CLIP": NET_CLIP, "EPSILON": NET_EPSILON, "FAINT": NET_FAINT, "FEW_BODY": NET_FEW_BODY,
}
LANES = cleaner_lanes()


cdef class PackedNetwork:
    """A network, packed for the vectors of this machine, from its flat layers and rows.

    `lanes` is how many floats a vector has: those of the machine, or fewer for tests. Raises
    ValueError for a shape that cannot be packed.
    """

    cdef Net net
    cdef float* memory
    cdef float* at  # where the next numbers go
    cdef const float* layers
    cdef const float* rows
    cdef Py_ssize_t panel, layers_left, rows_left

    def __cinit__(self):
        self.memory = NULL

    def __dealloc__(self):
        free(self.memory)

    def __init__(
        self, Py_ssize_t columns, Py_ssize_t conventions, Py_ssize_t vectors, Py_ssize_t width,
        list dilations not None, bytes layers not None, bytes rows not None, int lanes,
    ):
        cdef Py_ssize_t i
        cdef NetBlock* block
        cdef Net* net = &self.net
        if self.memory != NULL:
            raise TypeError("a network is packed once")
        if lanes not in (4, 8, 16) or lanes > max(LANES, 4) or not CLEANER_HAS_LANES:
            raise ValueError("this machine has no such vectors")
        if not (
            0 < columns < 0xFFFF and 0 <= conventions <= columns and 0 <= vectors <= columns
            and 0 < width < 0xFFFF and width % NET_PANEL == 0 and 0 < len(dilations) <= NET_BLOCKS
            and all([0 < dilation < 0xFFFF for dilation in dilations])
        ):
            raise ValueError("a network of this shape cannot be packed")
        # Nothing grows but by padding: scaling to whole vectors.
        self.memory = <float*>malloc(len(layers) + len(rows) + 2 * 64 + NET_ALIGN)
        if self.memory == NULL:
            raise MemoryError("no memory for a network")
        self.at = <float*>(<size_t>(<char*>self.memory + NET_ALIGN - 1) & ~<size_t>(NET_ALIGN - 1))
        self.panel = 2 * lanes
        self.layers, self.rows = <const float*>(<const char*>layers), <const float*>(<const char*>rows)
        self.layers_left, self.rows_left = len(layers) // 4, len(rows) // 4
        net.columns, net.conventions, net.vectors = columns, conventions, vectors
        net.width, net.blocks, net.lanes = width, len(dilations), lanes
        # In the order of `layer_sizes`, and then in that of `row_sizes`.
        net.in_ = self._layer(columns + conventions, width, True)
        for i in range(net.blocks):
            block = net.block + i
            block.dilation = dilations[i]
            block.near = self._layer(NET_TAPS * width, width, True)
            block.page = self._layer(NET_POOLED * width, width, False)
            block.add = self._layer(width, width, True)
        net.out = self._turned_layer(width, NET_OUTPUTS)
        if vectors:
            net.first = self._layer(width, 1, False)
            net.point = self._layer(vectors, NET_POINTED, False)
            net.topic = self._layer(NET_LIKENESS, width, False)
        net.mean, net.inverse = self._row(columns, True), self._row(columns, True)
        net.in_bias = self._row(width)
        for i in range(net.blocks):
            block = net.block + i
            block.near_bias = self._row(width)
            block.page_bias = self._row(width)
            block.add_bias = self._row(width)
        net.out_bias = self._row(NET_OUTPUTS)
        if vectors:
            net.first_bias = self._row(1)
            net.point_bias = self._row(NET_POINTED)
            net.topic_bias = self._row(width)
        for i in range(net.blocks):
            net.block[i].norm = self._row(width)
        if self.layers_left or self.rows_left:
            raise ValueError("a network of this shape has fewer numbers")

    cdef const float* _layer(self, Py_ssize_t inputs, Py_ssize_t outputs, bint in_panels) except NULL:
        """Take the next layer, in panels or as it is."""
        cdef const float* packed = self.at
        if self.layers_left < inputs * outputs:
            raise ValueError("a network of this shape has more numbers")
        self.at = net_pack(
            self.at, self.layers, inputs, outputs, self.panel if in_panels else outputs
        )
        self.layers += inputs * outputs
        self.layers_left -= inputs * outputs
        return packed

    cdef const float* _turned_layer(self, Py_ssize_t inputs, Py_ssize_t outputs) except NULL:
        """Take the next layer output by output."""
        cdef const float* packed = self.at
        if self.layers_left < inputs * outputs:
            raise ValueError("a network of this shape has more numbers")
        self.at = net_pack(self.at, self.layers, inputs, outputs, 1)
        self.layers += inputs * outputs
        self.layers_left -= inputs * outputs
        return packed

    cdef const float* _row(self, Py_ssize_t size, bint whole=False) except NULL:
        """Take the next row, padded to whole vectors if that is asked for."""
        cdef float* packed = self.at
        if self.rows_left < size:
            raise ValueError("a network of this shape has more numbers")
        memcpy(packed, self.rows, 4 * size)
        self.at += size
        if whole:
            self.at = packed + net_whole(size)
            memset(packed + size, 0, 4 * (net_whole(size) - size))
        self.rows += size
        self.rows_left -= size
        return packed

    def margins(self, bytes matrix not None, Py_ssize_t rows, Py_ssize_t columns):
        """Return the log-odds of body and chrome, float64, of the rows of a float32 matrix."""
        cdef Py_ssize_t own = self.net.columns + (self.net.conventions > 0)
        if rows < 0 or columns < own or len(matrix) != 4 * columns * rows:
            raise ValueError("the matrix does not have the columns of the network")
        cdef bytearray made = zeroed(8 * NET_OUTPUTS * rows)
        cdef double* out = <double*>PyByteArray_AsString(made)
        cdef const float* data = <const float*>(<const char*>matrix)
        cdef int failed
        with nogil:
            failed = cleaner_network_run(&self.net, data, rows, columns, out)
        if failed:
            raise MemoryError("no memory for the states of a network")
        return made
