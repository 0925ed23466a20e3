# Whether a page has too many names, or a tag too many attributes. Specification: cleaner/segment/limits.py

cdef tuple RAW_NAMES = (
    b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes",
)
LIMIT_CONSTANTS = {"_RAW_NAMES": tuple([name.decode() for name in RAW_NAMES])}


cdef inline bint is_html_space(uint8_t c) noexcept nogil:
    return c == 32 or c == 9 or c == 10 or c == 12 or c == 13


cdef inline uint8_t lowered(uint8_t c) noexcept nogil:
    return c + 32 if c"A" <= c <= c"Z" else c


cdef uint64_t hash_name(const uint8_t* p, Py_ssize_t n, uint64_t start) noexcept nogil:
    """Return the hash of a name, whose letters of ASCII count as small ones; never 0."""
    cdef uint64_t h = start
    cdef Py_ssize_t i
    for i in range(n):
        h = mixed(h ^ lowered(p[i])) + SECRET
    return h | 1


cdef bint is_name(const uint8_t* p, Py_ssize_t n, bytes name):
    cdef Py_ssize_t i
    cdef const uint8_t* wanted = <const uint8_t*>(<const char*>name)
    if n != len(name):
        return False
    for i in range(n):
        if lowered(p[i]) != wanted[i]:
            return False
    return True


cdef const uint8_t* end_tag_of(const uint8_t* p, const uint8_t* end, bytes name):
    """Return where the next end tag of this name begins; the end if there is none."""
    cdef Py_ssize_t n = len(name)
    while True:
        p = <const uint8_t*>memchr(p, c"<", end - p)
        if p == NULL or end - p < n + 2:
            return end
        if p[1] == c"/" and is_name(p + 2, n, name):
            return p
        p += 1


cdef const uint8_t* after_comment(const uint8_t* p, const uint8_t* end) noexcept nogil:
    """Return what follows a comment whose "<!" ends at `p`; the end if it has none."""
    while True:
        p = <const uint8_t*>memchr(p, c">", end - p)
        if p == NULL:
            return end
        if p[-1] == c"-" and p[-2] == c"-":
            return p + 1
        p += 1


cdef const uint8_t* after_attribute(
    const uint8_t* p, const uint8_t* end, const uint8_t** name, Py_ssize_t* size
) noexcept nogil:
    """Return what follows the next attribute of a tag, and its name; NULL if the tag has no more."""
    cdef uint8_t quote
    while p < end and (is_html_space(p[0]) or p[0] == c"/"):
        p += 1
    if p == end or p[0] == c">":
        return NULL
    name[0] = p
    p += 1
    while p < end and not (is_html_space(p[0]) or p[0] == c"/" or p[0] == c">" or p[0] == c"="):
        p += 1
    size[0] = p - name[0]
    while p < end and is_html_space(p[0]):
        p += 1
    if p == end or p[0] != c"=":
        return p
    p += 1
    while p < end and is_html_space(p[0]):
        p += 1
    if p == end:
        return p
    quote = p[0]
    if quote == c'"' or quote == c"'":
        p = <const uint8_t*>memchr(p + 1, quote, end - p - 1)
        return end if p == NULL else p + 1
    while p < end and not (is_html_space(p[0]) or p[0] == c">"):
        p += 1
    return p


def has_excess(str html not None, Py_ssize_t attributes, Py_ssize_t names):
    """Return whether a tag of a page has more attributes, or all of them more names; None for a page
    with surrogates that stand alone."""
    cdef Py_ssize_t n = 0, size = 0, tag_size, count
    cdef const uint8_t* p
    cdef const uint8_t* end
    cdef const uint8_t* start
    cdef const uint8_t* name = NULL
    cdef const uint8_t* following
    cdef Scratch scratch = Scratch()
    cdef uint64_t* seen
    cdef uint64_t mask = 63
    cdef Py_ssize_t known = 0
    cdef bint closing
    while mask < <uint64_t>(2 * names):
        mask = 2 * mask + 1
    seen = <uint64_t*>scratch.take(mask + 1, sizeof(uint64_t))
    try:
        p = utf8(html, &n)
    except UnicodeEncodeError:
        return None
    end = p + n
    while True:
        p = <const uint8_t*>memchr(p, c"<", end - p)
        if p == NULL or end - p < 2:
            return False
        p += 1
        if end - p >= 3 and p[0] == c"!" and p[1] == c"-" and p[2] == c"-":
            p = after_comment(p + 3, end)
            continue
        closing = p[0] == c"/"
        start = p + closing
        if start == end or not c"a" <= (start[0] | 32) <= c"z":
            continue
        p = start + 1
        while p < end and not (is_html_space(p[0]) or p[0] == c"/" or p[0] == c">"):
            p += 1
        tag_size = p - start
        known += note_name(seen, mask, hash_name(start, tag_size, SECRET))
        count = 0
        following = after_attribute(p, end, &name, &size)
        while following != NULL:
            known += note_name(seen, mask, hash_name(name, size, ~SECRET))
            count += 1
            if count > attributes or known > names:
                return True
            p = following
            following = after_attribute(p, end, &name, &size)
        if known > names:
            return True
        p = <const uint8_t*>memchr(p, c">", end - p)
        if p == NULL:
            return False
        p += 1
        if closing:
            continue
        if is_name(start, tag_size, b"plaintext"):
            return False
        for raw in RAW_NAMES:
            if is_name(start, tag_size, raw):
                p = end_tag_of(p, end, raw)
                break


cdef int note_name(uint64_t* seen, uint64_t mask, uint64_t h) noexcept nogil:
    """Note a name by its hash; return 1 if it is new."""
    cdef uint64_t at = mixed(h) & mask
    while seen[at]:
        if seen[at] == h:
            return 0
        at = (at + 1) & mask
    seen[at] = h
    return 1
