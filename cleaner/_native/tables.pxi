# Tables from a hash to a row. The rows are those of a lexicon, from 1 on; 0
# stands for what is not in it. A slot keeps 44 bits of the hash and 20 bits of the row, and its place
# tells some more bits: of unknown words about one in 10^12 is taken for a known one.

cdef enum:
    MOST_ROWS = 0xFFFFF
    ROW_MASK = 0xFFFFF

MOST_TABLE_ROWS = MOST_ROWS


cdef inline uint64_t mixed(uint64_t h) noexcept nogil:
    h *= <uint64_t>0x9E3779B97F4A7C15
    return h ^ (h >> 29)


cdef inline uint64_t hash_bytes(const uint8_t* p, Py_ssize_t n) noexcept nogil:
    """Return the hash of some bytes."""
    cdef uint64_t h = mixed(<uint64_t>n + <uint64_t>0x5851F42D4C957F2D), part
    while n >= 8:
        memcpy(&part, p, 8)
        h = mixed(h ^ part)
        p += 8
        n -= 8
    part = 0
    if n & 4:
        memcpy(&part, p, 4)
        h = mixed(h ^ part)
        p += 4
        part = 0
    if n & 2:
        part = p[0] | (<uint64_t>p[1] << 8)
        p += 2
    if n & 1:
        part = (part << 8) | p[0]
    h = mixed(mixed(h ^ part))
    return h ^ (h >> 44)


cdef inline uint64_t hash_pair(uint64_t a, uint64_t b) noexcept nogil:
    """Return the hash of two numbers below 2^32."""
    cdef uint64_t h = mixed(mixed((a << 32) | (b & <uint64_t>0xFFFFFFFF)))
    return h ^ (h >> 44)


cdef inline uint64_t hash_two(uint64_t a, uint64_t b) noexcept nogil:
    """Return the hash of two hashes, in their order."""
    return mixed(mixed(a + <uint64_t>0x2545F4914F6CDD1D) ^ b)


cdef uint64_t hash_text(str text) except? 0:
    """Return the hash of a text in UTF-8."""
    cdef bytes data = text.encode("utf-8", "surrogatepass")
    return hash_bytes(<const uint8_t*>(<const char*>data), len(data))


cdef struct Table:
    uint64_t* slots
    uint64_t mask


cdef int table_make(Table* table, Py_ssize_t entries) except -1:
    """Allocate an empty table for so many entries."""
    cdef uint64_t size = 16
    while size < <uint64_t>(2 * entries):
        size *= 2
    table.slots = <uint64_t*>calloc(size, sizeof(uint64_t))
    if table.slots == NULL:
        raise MemoryError("no memory for a table of words")
    table.mask = size - 1
    return 0


cdef inline void table_put(Table* table, uint64_t h, uint32_t row) noexcept nogil:
    cdef uint64_t at = h & table.mask
    while table.slots[at]:
        at = (at + 1) & table.mask
    table.slots[at] = (h & ~<uint64_t>ROW_MASK) | row


cdef inline uint32_t table_row(const Table* table, uint64_t h) noexcept nogil:
    """Return the row of a hash, 0 if it is not in the table."""
    cdef uint64_t at = h & table.mask, found
    while True:
        found = table.slots[at]
        if found == 0:
            return 0
        if (found & ~<uint64_t>ROW_MASK) == (h & ~<uint64_t>ROW_MASK):
            return <uint32_t>(found & ROW_MASK)
        at = (at + 1) & table.mask


cdef int check_rows(Py_ssize_t rows, bytes weights, Py_ssize_t width) except -1:
    """Raise ValueError unless the weights are float64 of so many rows, and the rows fit."""
    if rows >= MOST_ROWS:
        raise ValueError("too many words for a table of the compiled core")
    if len(weights) != 8 * rows * width:
        raise ValueError("not as many weights as words")
    return 0


cdef inline const uint8_t* utf8(str text, Py_ssize_t* size) except NULL:
    """Return the bytes of a text, which live as long as it does. Raises UnicodeEncodeError for
    surrogates that stand alone."""
    return <const uint8_t*>PyUnicode_AsUTF8AndSize(text, size)
