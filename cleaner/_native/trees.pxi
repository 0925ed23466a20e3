# Trees by bit vectors. Specification: cleaner/model/trees.py

cdef extern from "trees.h":
    enum: CLEANER_HAS_VECTORS
    enum: MOST_LEAVES
    int cleaner_tree_margins(
        const float* matrix, Py_ssize_t rows, Py_ssize_t columns, const int32_t* first,
        Py_ssize_t trees, const int32_t* column, const float* threshold, const uint32_t* kept,
        const float* leaves, double* sums) nogil

HAS_VECTORS = bool(CLEANER_HAS_VECTORS)
TREE_LEAVES = MOST_LEAVES


cdef class PackedTrees:
    """The trees of a booster, packed as `cleaner.model.packed_trees` does."""

    cdef bytes _first, _column, _threshold, _kept, _leaves
    cdef Py_ssize_t _trees
    cdef readonly Py_ssize_t columns

    def __init__(
        self, bytes first, bytes column, bytes threshold, bytes kept, bytes leaves,
        Py_ssize_t columns,
    ):
        cdef Py_ssize_t nodes = len(column) // 4, i
        cdef const int32_t* starts = <const int32_t*>(<const char*>first)
        cdef const int32_t* numbers = <const int32_t*>(<const char*>column)
        if not CLEANER_HAS_VECTORS:
            raise ValueError("the compiler of this core has no vectors")
        if len(first) < 4 or len(first) % 4 or len(column) % 4 or columns <= 0:
            raise ValueError("packed trees of an odd size")
        self._trees = len(first) // 4 - 1
        if (
            len(threshold) != 4 * nodes or len(kept) != 4 * nodes
            or len(leaves) != 4 * MOST_LEAVES * self._trees
        ):
            raise ValueError("packed trees of different sizes")
        if starts[0] != 0 or starts[self._trees] != nodes:
            raise ValueError("packed trees do not end where their nodes do")
        for i in range(self._trees):
            if starts[i] > starts[i + 1]:
                raise ValueError("packed trees overlap")
        for i in range(nodes):
            if numbers[i] < 0 or numbers[i] >= columns:
                raise ValueError("a packed node asks for a column that is not there")
        self._first, self._column, self._threshold = first, column, threshold
        self._kept, self._leaves, self.columns = kept, leaves, columns

    def margins(self, bytes matrix, Py_ssize_t rows):
        """Return what the trees say of the rows of a float32 matrix, as float64."""
        if rows < 0 or len(matrix) != 4 * self.columns * rows:
            raise ValueError("the matrix does not have the columns of the trees")
        cdef bytearray sums = zeroed(8 * rows)
        cdef double* out = <double*>PyByteArray_AsString(sums)
        cdef const float* data = <const float*>(<const char*>matrix)
        cdef const int32_t* first = <const int32_t*>(<const char*>self._first)
        cdef const int32_t* column = <const int32_t*>(<const char*>self._column)
        cdef const float* threshold = <const float*>(<const char*>self._threshold)
        cdef const uint32_t* kept = <const uint32_t*>(<const char*>self._kept)
        cdef const float* leaves = <const float*>(<const char*>self._leaves)
        cdef int failed
        with nogil:
            failed = cleaner_tree_margins(
                data, rows, self.columns, first, self._trees, column, threshold, kept, leaves, out
            )
        if failed:
            raise MemoryError("no memory for a block of rows")
        return sums
