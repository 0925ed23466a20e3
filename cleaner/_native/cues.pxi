# Tables of what is known of words in plain text. Specification: cleaner/text/cues.py,
# cleaner/features/lexicon.py

cdef enum:
    MOST_CLASSES = 32


cdef class CueTable:
    """The classes of cue words: `keys` are words, pairs of words, and first words after a space;
    `classes` the numbers of the classes of each."""

    cdef Table singles, pairs
    cdef uint32_t* masks  # bits of classes
    cdef readonly int count

    def __cinit__(self):
        self.singles.slots = self.pairs.slots = NULL
        self.masks = NULL

    def __dealloc__(self):
        free(self.singles.slots)
        free(self.pairs.slots)
        free(self.masks)

    def __init__(self, list keys, list classes, int count):
        cdef Py_ssize_t i, n = len(keys)
        cdef uint64_t h
        if self.masks != NULL:
            raise TypeError("a table of cues is made once")
        if n >= MOST_ROWS or len(classes) != n or not 0 < count <= MOST_CLASSES:
            raise ValueError("too many cues for a table of the compiled core")
        self.count = count
        table_make(&self.singles, n)
        table_make(&self.pairs, n)
        self.masks = <uint32_t*>calloc(n + 1, sizeof(uint32_t))
        if self.masks == NULL:
            raise MemoryError("no memory for the cues")
        for i in range(n):
            for number in classes[i]:
                if not 0 <= number < count or self.masks[i + 1] >> <int>number & 1:
                    raise ValueError("a cue counts once in its class")
                self.masks[i + 1] |= <uint32_t>1 << <int>number
            first, space, second = keys[i].partition(" ")
            if not space:
                table_put(&self.singles, hash_text(first), <uint32_t>(i + 1))
            elif " " in second:
                raise ValueError("a cue has at most two words")
            else:
                h = hash_two(hash_text(first) if first else 0, hash_text(second))
                table_put(&self.pairs, h, <uint32_t>(i + 1))


cdef class Rarity:
    """Words and how rare each is (float64)."""

    cdef Table rows
    cdef bytes _values
    cdef const double* values

    def __cinit__(self):
        self.rows.slots = NULL

    def __dealloc__(self):
        free(self.rows.slots)

    def __init__(self, list words, bytes values):
        cdef Py_ssize_t i, n = len(words)
        if self.rows.slots != NULL:
            raise TypeError("a table of rarities is made once")
        check_rows(n, values, 1)
        self._values = values
        self.values = <const double*>(<const char*>values)
        table_make(&self.rows, n)
        for i in range(n):
            table_put(&self.rows, hash_text(words[i]), <uint32_t>(i + 1))
