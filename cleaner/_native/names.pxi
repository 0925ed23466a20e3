# Scores of class names, and types of pages. Specification: cleaner/features/class_names.py

cdef enum:
    CLASSES_OF_ELEMENT = 12
    LONGEST_NAME = 2000  # bytes of an attribute; the Python reads longer ones

NAME_CONSTANTS = {"MOST_CLASSES": CLASSES_OF_ELEMENT, "LONG_CHARS": 100}


cdef enum:
    MOST_TYPES = 16
    LONG_PARAGRAPH = 100
    MOST_FOUND = 4096  # tokens of a key: it has no more than LONGEST_NAME allows


cdef struct Found:  # the tokens of one key that have weights
    const Table* table
    uint8_t* seen
    uint32_t[MOST_FOUND] rows
    Py_ssize_t n


cdef class ClassNames:
    """Weights of the tokens of names, float64: two of the labels and one of each page type a row.

    `rows_of_key` gives the rows, from 0 on, of an element key: it is asked for keys that are not
    ASCII, or very long.
    """

    cdef Table rows
    cdef Py_ssize_t tokens, types
    cdef bytes _labels, _types, _bias
    cdef object rows_of_key

    def __cinit__(self):
        self.rows.slots = NULL

    def __dealloc__(self):
        free(self.rows.slots)

    def __init__(self, list tokens, bytes labels, bytes types, bytes bias, rows_of_key):
        cdef Py_ssize_t i
        if self.rows.slots != NULL:
            raise TypeError("class names are made once")
        self.tokens, self.types = len(tokens), len(bias) // 8
        if not 0 < self.types <= MOST_TYPES or len(bias) != 8 * self.types:
            raise ValueError("another number of page types")
        check_rows(self.tokens, labels, 2)
        check_rows(self.tokens, types, self.types)
        self._labels, self._types, self._bias = labels, types, bias
        self.rows_of_key = rows_of_key
        table_make(&self.rows, self.tokens)
        for i in range(self.tokens):
            table_put(&self.rows, hash_text(tokens[i]), <uint32_t>(i + 1))

    def scores(self, list keys, Words words not None, facts):
        """Return the scores of each element key (float64, two a key), and the probability of each
        page type (float64); `facts` are further tokens of the page."""
        cdef bytearray scores = zeroed(16 * len(keys))
        cdef bytearray probabilities = zeroed(8 * self.types)
        cdef Found found
        cdef Py_ssize_t i, k, n = len(keys), row
        cdef double* out = <double*>PyByteArray_AsString(scores)
        cdef const double* labels = <const double*>(<const char*>self._labels)
        cdef double body = 0, chrome = 0, body_before, chrome_before
        found.table = &self.rows
        found.seen = <uint8_t*>calloc(self.tokens + 1, 1)
        if found.seen == NULL:
            raise MemoryError("no memory for the names of a page")
        try:
            for i in range(n):
                found.n = 0
                body_before, chrome_before = body, chrome
                if not key_tokens(keys[i], &found):
                    found.n = 0
                    for row in self.rows_of_key(keys[i]):
                        if not 0 <= row < self.tokens:
                            raise ValueError("a row of class names that is not there")
                        found_row(&found, <uint32_t>(row + 1))
                        body += labels[2 * row]
                        chrome += labels[2 * row + 1]
                else:
                    for k in range(found.n):
                        row = found.rows[k] - 1
                        body += labels[2 * row]
                        chrome += labels[2 * row + 1]
                out[2 * i], out[2 * i + 1] = body - body_before, chrome - chrome_before
            for i in range(words.n):
                if words.texts[i].whole:
                    found.seen[table_row(&self.rows, words.texts[i].whole)] = 1
            for fact in facts:
                found.seen[table_row(&self.rows, hash_text(fact))] = 1
            self._probabilities(found.seen, <double*>PyByteArray_AsString(probabilities))
        finally:
            free(found.seen)
        return scores, probabilities

    cdef void _probabilities(self, const uint8_t* seen, double* out) noexcept:
        """Write the probability of each page type, given the rows that are seen."""
        cdef const double* weights = <const double*>(<const char*>self._types)
        cdef const double* bias = <const double*>(<const char*>self._bias)
        cdef Py_ssize_t i, k
        cdef double highest, total = 0
        for i in range(self.tokens):
            if seen[i + 1]:
                for k in range(self.types):
                    out[k] += weights[self.types * i + k]
        for k in range(self.types):
            out[k] += bias[k]
        highest = out[0]
        for k in range(1, self.types):
            highest = max(highest, out[k])
        for k in range(self.types):
            out[k] = exp(out[k] - highest)
            total += out[k]
        for k in range(self.types):
            out[k] /= total


cdef inline void found_row(Found* found, uint32_t row) noexcept nogil:
    found.seen[row] = 1
    if row and found.n < MOST_FOUND:
        found.rows[found.n] = row
        found.n += 1


cdef inline void found_token(Found* found, const uint8_t* p, Py_ssize_t n) noexcept nogil:
    cdef uint32_t row = table_row(found.table, hash_bytes(p, n))
    if row:
        found_row(found, row)


cdef bint is_plain(const uint8_t* p, Py_ssize_t n) noexcept nogil:
    """Whether a value is ASCII, and not too long."""
    cdef Py_ssize_t i
    cdef uint8_t all = 0
    if n > LONGEST_NAME:
        return False
    for i in range(n):
        all |= p[i]
    return all < 0x80


cdef bint key_tokens(object key, Found* found) except -1:
    """Find the tokens of an element key; False if the Python has to."""
    cdef uint8_t[LONGEST_NAME + 8] room
    cdef const uint8_t* p
    cdef Py_ssize_t n = 0
    cdef tuple parts
    cdef str tag
    if isinstance(key, str):
        tag, parts = key, None
    else:
        parts = key
        tag = parts[0]
    try:
        p = utf8(tag, &n)
        if n > LONGEST_NAME:
            return False
        room[0] = c"<"
        memcpy(room + 1, p, n)
        found_token(found, room, n + 1)
        if parts is None:
            return True
        return (
            class_tokens(parts[1], found)
            and identifier_tokens(parts[2], found)
            and declared_tokens(b"role=", parts[3], False, found)
            and declared_tokens(b"prop=", parts[4], False, found)
            and declared_tokens(b"type=", parts[5], True, found)
        )
    except UnicodeEncodeError:
        return False


cdef bint class_tokens(object value, Found* found) except -1:
    cdef const uint8_t* p
    cdef Py_ssize_t n = 0, i = 0, start, classes = 0
    if not value:
        return True
    p = utf8(value, &n)
    if not is_plain(p, n):
        return False
    while classes < CLASSES_OF_ELEMENT:
        while i < n and KINDS[p[i]] & IS_SPACE:
            i += 1
        if i == n:
            break
        start = i
        while i < n and not KINDS[p[i]] & IS_SPACE:
            i += 1
        name_tokens(p + start, i - start, 0, found)
        classes += 1
    return True


cdef bint identifier_tokens(object value, Found* found) except -1:
    cdef const uint8_t* p
    cdef Py_ssize_t n = 0
    if not value:
        return True
    p = utf8(value, &n)
    if not is_plain(p, n):
        return False
    name_tokens(p, n, c"#", found)
    return True


cdef bint declared_tokens(bytes what, object value, bint last, Found* found) except -1:
    """Find the token of a role, a property or, without its address, a type."""
    cdef uint8_t[LONGEST_NAME + 8] room
    cdef const uint8_t* p
    cdef Py_ssize_t n = 0, i, start = 0
    if not value:
        return True
    p = utf8(value, &n)
    if not is_plain(p, n):
        return False
    if last:
        for i in range(n):
            if p[i] == c"/":
                start = i + 1
    memcpy(room, <const char*>what, 5)
    for i in range(start, n):
        room[5 + i - start] = p[i] + 32 if c"A" <= p[i] <= c"Z" else p[i]
    found_token(found, room, 5 + n - start)
    return True


cdef void name_tokens(const uint8_t* p, Py_ssize_t n, uint8_t mark, Found* found) noexcept nogil:
    """Find the parts of a name, letters only and cut at humps, and all of them joined."""
    cdef uint8_t[2 * LONGEST_NAME + 8] room
    cdef Py_ssize_t i = 0, at, start, parts = 0
    cdef uint8_t c, before
    cdef int offset = 1 if mark else 0
    room[0] = mark
    at = 1
    while i < n:
        if not (c"a" <= (p[i] | 32) <= c"z"):
            i += 1
            continue
        start = at
        before = 0
        while i < n:
            c = p[i]
            if c"A" <= c <= c"Z":
                if c"a" <= before <= c"z":
                    break  # a hump
            elif not c"a" <= c <= c"z":
                break
            room[at] = c | 32
            at += 1
            before = c
            i += 1
        if at - start < 2:
            at = start
            continue
        parts += 1
        c = room[start - 1]
        if mark:
            room[start - 1] = mark
        found_token(found, room + start - offset, at - start + offset)
        room[start - 1] = c
        room[at] = c"-"
        at += 1
    if parts > 1:
        found_token(found, room + 1 - offset, at - 2 + offset)


def page_shape(Words words not None, bytes runs, bytes key_of):
    """Return the characters of all paragraphs, the number of long ones and their characters, the
    characters in links, and the size of the largest group of paragraphs whose blocks have one key.
    """
    cdef Py_ssize_t i, n = words.n, m = len(key_of) // 8, block, key
    cdef Py_ssize_t chars = 0, many = 0, of_long = 0, most = 0
    cdef const int64_t* keys = <const int64_t*>(<const char*>key_of)
    cdef int64_t linked = 0
    cdef const int64_t* run = <const int64_t*>(<const char*>runs)
    cdef Scratch scratch = Scratch()
    cdef int32_t* alike = <int32_t*>scratch.take(m, sizeof(int32_t))
    if len(runs) != 8 * RUN_WIDTH * n:
        raise ValueError("not the words of this page")
    for i in range(n):
        chars += words.texts[i].chars
        if words.texts[i].chars >= LONG_PARAGRAPH:
            many += 1
            of_long += words.texts[i].chars
        linked += run[RUN_WIDTH * i + LINKED]
        block = run[RUN_WIDTH * i + BLOCK_AT]
        if not 0 <= block < m:
            raise ValueError("a paragraph stands in no element")
        key = keys[block]
        if not 0 <= key < m:
            raise ValueError("an element leads nowhere")
        alike[key] += 1
        most = max(most, alike[key])
    return chars, many, of_long, linked, most


def count_tags(list tags, wanted):
    """Return how often each of the wanted tags is among the tags of a page."""
    cdef dict places = {tag: i for i, tag in enumerate(wanted)}
    cdef list counts = [0] * len(places)
    for tag in tags:
        place = places.get(tag)
        if place is not None:
            counts[place] += 1
    return counts
