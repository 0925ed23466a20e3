# White space of texts, as `str.isspace` and `str.split` see it. Specification: cleaner/segment/walk.py

cdef enum:
    SOFT_HYPHEN = 0xAD
    ZERO_WIDTH_SPACE = 0x200B
    WORD_JOINER = 0x2060
    BYTE_ORDER_MARK = 0xFEFF
    LINE_BREAK = 0x1E  # stands for a `br` in the pieces of a run

SPACE_CONSTANTS = {
    "_LINE_BREAK": chr(LINE_BREAK),
    "NO_STEERING": dict.fromkeys((SOFT_HYPHEN, ZERO_WIDTH_SPACE, WORD_JOINER, BYTE_ORDER_MARK)),
}


cdef class Room:
    """Memory that grows, for one text at a time."""

    cdef uint8_t* data
    cdef Py_ssize_t size

    def __dealloc__(self):
        free(self.data)

    cdef uint8_t* of(self, Py_ssize_t size) except NULL:
        """Return memory for so many bytes; what was there may be gone."""
        cdef uint8_t* data
        if self.size < size or self.data == NULL:
            data = <uint8_t*>realloc(self.data, 2 * size + 1024)
            if data == NULL:
                raise MemoryError("no memory for a text")
            self.data, self.size = data, 2 * size + 1024
        return self.data


cdef bint all_space(str text) except -1:
    """Return `text.isspace()`."""
    cdef Py_ssize_t n = 0
    cdef const uint8_t* p
    cdef const uint8_t* end
    try:
        p = utf8(text, &n)
    except UnicodeEncodeError:
        return text.isspace()
    end = p + n
    while p < end:
        if p[0] < 0x80:
            if not KINDS[p[0]] & IS_SPACE:
                return False
            p += 1
        else:
            if not kind_of(code_at(p)) & IS_SPACE:
                return False
            p += char_size(p[0])
    return n > 0


cdef object collapsed(str text, Room room):
    """Return the text with white space collapsed and without characters that only steer where lines
    break; None if a line break is in it, or a surrogate, so that the Python has to see to it."""
    cdef Py_ssize_t n = 0, at = 0
    cdef const uint8_t* start
    cdef const uint8_t* p
    cdef const uint8_t* end
    cdef uint8_t* out
    cdef uint32_t code
    cdef int size
    cdef bint space = False
    try:
        start = utf8(text, &n)
    except UnicodeEncodeError:
        return None
    out = room.of(n + 1)
    p, end = start, start + n
    while p < end:
        if p[0] < 0x80:
            if KINDS[p[0]] & IS_SPACE:
                if p[0] == LINE_BREAK:
                    return None
                space = True
                p += 1
                continue
            size = 1
        else:
            size = char_size(p[0])
            code = code_at(p)
            if code in (SOFT_HYPHEN, ZERO_WIDTH_SPACE, WORD_JOINER, BYTE_ORDER_MARK):
                p += size
                continue
            if kind_of(code) & IS_SPACE:
                space = True
                p += size
                continue
        if space:
            if at:
                out[at] = c" "
                at += 1
            space = False
        out[at] = p[0]
        at += 1
        if size > 1:
            memcpy(out + at, p + 1, size - 1)
            at += size - 1
        p += size
    if at == n and memcmp(out, start, n) == 0:
        return text
    return PyUnicode_DecodeUTF8(<const char*>out, at, NULL)
