# Texts cut into words, and counted. Specification: cleaner/text/tokens.py, cleaner/text/counts.py

cdef enum:
    HEAD = 16
    TAIL = 8
    MOST = HEAD + TAIL
    LONG = 400
    HEAD_PART = 160
    TAIL_PART = 80
    WHOLE = 3
    TITLE = 300
    TITLE_WORD = 6
    FOREIGN_DIGITS = 0x660  # the first decimal digit after those of ASCII
    COUNTS_SPACE = 1
    COUNTS_COMMA = 2
    COUNTS_DIGIT = 4
    COUNTS_CAPITAL = 8
    COUNTS_UNSPACED = 16
    COUNTS_STOP = 32

# What the constants above are called in Python, and hold there: checked when the core is set up.
WORD_CONSTANTS = {
    "HEAD_TOKENS": HEAD, "TAIL_TOKENS": TAIL, "LONG_CHARS": LONG, "HEAD_CHARS": HEAD_PART,
    "TAIL_CHARS": TAIL_PART, "WHOLE_WORDS": WHOLE,
}
TITLE_CONSTANTS = {"TITLE_CHARS": TITLE, "SHORTEST": TITLE_WORD}
COUNT_CONSTANTS = {
    "SPACE": COUNTS_SPACE, "COMMA": COUNTS_COMMA, "DIGIT": COUNTS_DIGIT,
    "CAPITAL": COUNTS_CAPITAL, "UNSPACED": COUNTS_UNSPACED, "STOP": COUNTS_STOP,
}

cdef struct Text:
    const uint8_t* data  # UTF-8
    int32_t size  # in bytes
    int32_t chars
    int32_t words
    int32_t commas
    int32_t digits
    int32_t capitals
    uint8_t stop  # it ends with one
    uint8_t upper  # it opens with a capital
    uint8_t ascii
    uint8_t has_digit  # an ASCII digit, or a character of a script that may have digits of its own
    int32_t first  # its first word among all words, and the number of them
    int32_t length
    uint64_t whole  # hash of "=" and all words, 0 if there are more than WHOLE


cdef struct Cut:  # the words of one text, while it is cut
    uint8_t* room
    Py_ssize_t size
    Py_ssize_t[HEAD] head  # where each word begins and ends, in pairs of 32 bits
    Py_ssize_t[HEAD] head_end
    Py_ssize_t[TAIL] tail
    Py_ssize_t[TAIL] tail_end
    Py_ssize_t words


cdef inline void cut_word(Cut* cut, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    if cut.words < HEAD:
        cut.head[cut.words] = start
        cut.head_end[cut.words] = end
    else:
        cut.tail[(cut.words - HEAD) % TAIL] = start
        cut.tail_end[(cut.words - HEAD) % TAIL] = end
    cut.words += 1


cdef Py_ssize_t cut_ascii(Cut* cut, const uint8_t* p, Py_ssize_t n, Py_ssize_t at) noexcept nogil:
    """Cut ASCII into words, written from `at` on with a space after each; return where they end."""
    cdef Py_ssize_t i, start = at
    cdef uint8_t c
    for i in range(n):
        c = FOLD[p[i]]
        if c:
            cut.room[at] = c
            at += 1
        elif at > start:
            cut_word(cut, start, at)
            cut.room[at] = c" "
            at += 1
            start = at
    if at > start:
        cut_word(cut, start, at)
        cut.room[at] = c" "
        at += 1
    return at


cdef Py_ssize_t cut_wide(Cut* cut, const uint8_t* p, Py_ssize_t n) except -1:
    """Cut lower-cased text that is not all ASCII into words, as `cut_ascii` does."""
    cdef const uint8_t* end = p + n
    cdef Py_ssize_t at = 1, start = 1
    cdef int size
    while p < end:
        if p[0] < 0x80:
            size = 1
            cut.room[at] = FOLD[p[0]]
            at += FOLD[p[0]] != 0
            if FOLD[p[0]]:
                p += 1
                continue
        else:
            size = char_size(p[0])
            if kind_of(code_at(p)) & IS_WORD:
                memcpy(cut.room + at, p, size)
                at += size
                p += size
                continue
        p += size
        if at > start:
            cut_word(cut, start, at)
            cut.room[at] = c" "
            at += 1
            start = at
    if at > start:
        cut_word(cut, start, at)
        cut.room[at] = c" "
        at += 1
    return at


cdef void count_text(Text* text, const uint8_t* counted) noexcept nogil:
    """Count words, commas, digits and capitals; note whether the text is ASCII."""
    cdef const uint8_t* p = text.data
    cdef const uint8_t* end = p + text.size
    cdef uint8_t kind = 0, before = COUNTS_SPACE, all = 0, c
    cdef int32_t chars = 0, spaces = 0, commas = 0, digits = 0, capitals = 0, unspaced = 0
    cdef uint8_t has_digit = 0
    cdef uint32_t code
    text.upper = counted[code_at(p) if code_at(p) < BASIC else BASIC - 1] & COUNTS_CAPITAL != 0
    while p < end:
        c = p[0]
        all |= c
        if c < 0x80:
            kind = counted[c]
            has_digit |= c"0" <= c <= c"9"
            p += 1
        else:
            code = code_at(p)
            has_digit |= code >= FOREIGN_DIGITS
            kind = counted[code if code < BASIC else BASIC - 1]
            p += char_size(c)
        chars += 1
        spaces += kind & COUNTS_SPACE
        commas += (kind & COUNTS_COMMA) != 0
        digits += (kind & COUNTS_DIGIT) != 0
        capitals += (kind & COUNTS_CAPITAL) != 0 and (before & COUNTS_SPACE) != 0
        unspaced += (kind & COUNTS_UNSPACED) != 0
        before = kind
    text.chars = chars
    text.words = spaces + 1 + unspaced // 2
    text.commas, text.digits, text.capitals = commas, digits, capitals
    text.stop = (kind & COUNTS_STOP) != 0
    text.ascii = all < 0x80
    text.has_digit = has_digit
