# Tables from a hash to a row, and character classes. The rows are those of a lexicon, from 1 on; 0
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


# ---- Characters: what Python's own `str` says of them, asked for 256 at a time when first met.

cdef enum:
    CODES = 0x110000
    IS_WORD = 1  # str.isalnum or "_"
    IS_SPACE = 2  # str.isspace
    BASIC = 0x10000

cdef uint8_t* CLASSES = <uint8_t*>calloc(CODES, 1)
cdef uint8_t* FILLED = <uint8_t*>calloc(CODES >> 8, 1)
cdef uint8_t[256] FOLD  # of ASCII: the byte of a word, in lower case and with digits as 0, else 0
cdef bytes COUNTED = bytes(BASIC)  # cleaner.text.counts: what each character counts for

if CLASSES == NULL or FILLED == NULL:
    raise MemoryError("no memory for the classes of characters")


cdef int fill_classes(uint32_t block) except -1:
    """Ask Python for the classes of 256 characters."""
    cdef uint32_t code
    cdef uint8_t kind
    for code in range(block << 8, (block + 1) << 8):
        char = chr(code)
        kind = IS_WORD if char.isalnum() or code == c"_" else 0
        if char.isspace():
            kind |= IS_SPACE
        CLASSES[code] = kind
    FILLED[block] = 1
    return 0


cdef inline int class_of(uint32_t code) except -1:
    """Return the classes of a character."""
    if not FILLED[code >> 8]:
        fill_classes(code >> 8)
    return CLASSES[code]


cdef inline int char_size(uint8_t lead) noexcept nogil:
    return 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


cdef inline uint32_t code_at(const uint8_t* p) noexcept nogil:
    """Return the character that begins at a byte of valid UTF-8."""
    if p[0] < 0x80:
        return p[0]
    if p[0] < 0xE0:
        return ((p[0] & 0x1F) << 6) | (p[1] & 0x3F)
    if p[0] < 0xF0:
        return ((p[0] & 0x0F) << 12) | ((p[1] & 0x3F) << 6) | (p[2] & 0x3F)
    return ((p[0] & 0x07) << 18) | ((p[1] & 0x3F) << 12) | ((p[2] & 0x3F) << 6) | (p[3] & 0x3F)


def set_up_characters(bytes fold, bytes counted):
    """Take in the tables of characters: `fold` (256,) of ASCII as in `cleaner.text.tokens`, with a
    space for what is no word, and `counted` (65536,) of `cleaner.text.counts`."""
    global COUNTED
    cdef int i
    if len(fold) != 256 or len(counted) != BASIC:
        raise ValueError("tables of characters of another size")
    for i in range(256):
        FOLD[i] = 0 if i >= 0x80 or fold[i] == c" " else fold[i]
    FOLD[0] = 0
    for i in range(c"A", c"Z" + 1):
        FOLD[i] = i + 32
    COUNTED = counted
    fill_classes(0)
