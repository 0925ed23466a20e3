# What columns add to the log-odds of labels, and which add most.
# Specification: cleaner/model/trees.py, cleaner/explain/strongest.py

cdef extern from "contributions.h":
    enum:
        CHANGES

    ctypedef struct Changes:
        float[8] change
        uint16_t[8] target

    ctypedef struct Contributions:
        Py_ssize_t columns, trees
        const int32_t* first
        const int32_t* column
        const float* threshold
        const uint32_t* kept
        const int32_t* ends
        const Changes* groups

    int cleaner_add_contributions(
        const Contributions* of_, const float* matrix, Py_ssize_t rows, const float* signs,
        float* sums, Py_ssize_t width) nogil


CHANGES_AT_ONCE = CHANGES


cdef class PackedContributions:
    """What the columns add to the answer of a booster, packed as `cleaner.model.packed_trees` does.

    Leaf k of tree t has the groups of changes from `ends[32 t + k]` to the next of these. A group is
    CHANGES_AT_ONCE changes (float32) and then their columns (uint16); what fills it up is of the
    columns after the last one.
    """

    cdef PackedTrees _packed
    cdef bytes _ends, _groups
    cdef Contributions _of

    def __init__(self, PackedTrees packed not None, bytes ends, bytes groups):
        cdef Py_ssize_t leaves = MOST_LEAVES * packed._trees, n = len(groups) // sizeof(Changes), i
        cdef int k
        cdef const int32_t* places = <const int32_t*>(<const char*>ends)
        cdef const Changes* found = <const Changes*>(<const char*>groups)
        if len(ends) != 4 * (leaves + 1) or len(groups) != <Py_ssize_t>sizeof(Changes) * n:
            raise ValueError("packed contributions of different sizes")
        if places[0] != 0 or places[leaves] != n:
            raise ValueError("packed contributions do not end where their leaves do")
        for i in range(leaves):
            if places[i] > places[i + 1]:
                raise ValueError("packed contributions overlap")
        for i in range(n):
            for k in range(CHANGES):
                if found[i].target[k] >= packed.columns + CHANGES:
                    raise ValueError("a packed contribution is of a column that is not there")
        self._packed, self._ends, self._groups = packed, ends, groups
        self._of.columns, self._of.trees = packed.columns, packed._trees
        self._of.first = <const int32_t*>(<const char*>packed._first)
        self._of.column = <const int32_t*>(<const char*>packed._column)
        self._of.threshold = <const float*>(<const char*>packed._threshold)
        self._of.kept = <const uint32_t*>(<const char*>packed._kept)
        self._of.ends = places
        self._of.groups = found

    def add(self, bytes matrix, Py_ssize_t rows, bytes signs, bytearray sums, Py_ssize_t width):
        """Add what each column adds to the answers for the rows of a float32 matrix, times the
        float32 sign of each row, to the first columns of `sums`, a float32 matrix of `width`
        columns."""
        if rows < 0 or len(matrix) != 4 * self._of.columns * rows:
            raise ValueError("the matrix does not have the columns of the trees")
        if len(signs) != 4 * rows or width < self._of.columns or len(sums) != 4 * width * rows:
            raise ValueError("signs or sums are not of the rows of the matrix")
        cdef float* out = <float*>PyByteArray_AsString(sums)
        cdef const float* data = <const float*>(<const char*>matrix)
        cdef const float* sign = <const float*>(<const char*>signs)
        cdef int failed
        with nogil:
            failed = cleaner_add_contributions(&self._of, data, rows, sign, out, width)
        if failed:
            raise MemoryError("no memory for a block of rows")


cdef enum:
    MOST_STRONGEST = 8


def strongest(
    bytes credits, Py_ssize_t rows, bytes order, bytes starts, Py_ssize_t most, double least
):
    """Return the strongest groups of columns of each row of a float32 matrix: how many there are
    (int64, one a row), and of all of them, row by row and the strongest first, the place in `order`
    of the strongest column (int64) and the sum of the group (float64).

    The columns of group i are those that `order` (int64) has from `starts[i]` (int64) to the next
    of these. At most `most` groups of a row count, those whose sum is at least `least`.
    """
    cdef Py_ssize_t columns = len(order) // 8, groups = len(starts) // 8, width, i, g, k, rank, end
    cdef Py_ssize_t found = 0, best
    cdef const int64_t* places = <const int64_t*>(<const char*>order)
    cdef const int64_t* begins = <const int64_t*>(<const char*>starts)
    cdef const float* row = <const float*>(<const char*>credits)
    if rows < 0 or not 0 < most <= MOST_STRONGEST or not columns or not groups:
        raise ValueError("no rows, columns or groups to choose from")
    width = len(credits) // (4 * rows) if rows else 0
    if len(credits) != 4 * rows * width:
        raise ValueError("a matrix of so many rows has another size")
    for i in range(columns):
        if rows and not 0 <= places[i] < width:
            raise ValueError("a column that is not there")
    for g in range(groups):
        end = begins[g + 1] if g + 1 < groups else columns
        if not 0 <= begins[g] < end:
            raise ValueError("groups of columns that do not follow one another")
    cdef bytearray counts = zeroed(8 * rows), chosen = zeroed(8 * most * rows)
    cdef bytearray weights = zeroed(8 * most * rows)
    cdef int64_t* count = <int64_t*>PyByteArray_AsString(counts)
    cdef int64_t* column = <int64_t*>PyByteArray_AsString(chosen)
    cdef double* weight = <double*>PyByteArray_AsString(weights)
    cdef double total
    cdef float value, highest
    cdef double[MOST_STRONGEST] sums
    cdef int64_t[MOST_STRONGEST] of_sum
    cdef Py_ssize_t taken
    for i in range(rows):
        taken = 0
        for g in range(groups):
            end = begins[g + 1] if g + 1 < groups else columns
            total, best, highest = 0, begins[g], row[places[begins[g]]]
            for k in range(begins[g], end):
                value = row[places[k]]
                total += value
                if value > highest:
                    highest, best = value, k
            if not total >= least:
                continue
            rank = taken
            while rank > 0 and sums[rank - 1] < total:
                rank -= 1
            if rank == most:
                continue
            taken = min(taken + 1, most)
            for k in range(taken - 1, rank, -1):
                sums[k], of_sum[k] = sums[k - 1], of_sum[k - 1]
            sums[rank], of_sum[rank] = total, best
        count[i] = taken
        for k in range(taken):
            column[found], weight[found] = of_sum[k], sums[k]
            found += 1
        row += width
    return counts, chosen[: 8 * found], weights[: 8 * found]
