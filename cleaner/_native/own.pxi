# A paragraph of plain text by itself: its words, and what it looks like.
# Specification: cleaner/features/text/own.py

cdef enum:
    DATE_MOST = 8
    CODES_KEPT = 6

cdef double DATE_PART = 0.4

cdef tuple HOSTS = ("com", "org", "net", "de", "co", "ru", "io")
cdef frozenset HOST_BYTES = frozenset([host.encode() for host in HOSTS])
cdef Py_ssize_t LONGEST_HOST = max([len(host) for host in HOSTS])

OWN_CONSTANTS = {"DATE_WORDS": DATE_MOST, "DATE_SHARE": DATE_PART, "HOSTS": HOSTS}
# In the order of the columns below.
OWN_BLOCK = (
    "words", "chars", "chars_per_word", "digit_words", "upper_words", "title_words", "commas",
    "stops", "symbols", "ends_stop", "ends_colon", "ends_question", "ends_ellipsis",
    "ends_exclamation", "opens_lower", "opens_digit", "bullet", "heading", "quote", "year", "clock",
    "link", "currency", "copyright", "bars", "quotes", "brackets", "slashes", "enclosed",
    "capitals_inside", "same_text", "same_start", "same_end", "date_like",
)


cdef enum:  # columns
    OWN_WORDS = 0
    OWN_CHARS
    OWN_CHARS_PER_WORD
    OWN_DIGIT_WORDS
    OWN_UPPER_WORDS
    OWN_TITLE_WORDS
    OWN_COMMAS
    OWN_STOPS
    OWN_SYMBOLS
    OWN_ENDS_STOP
    OWN_ENDS_COLON
    OWN_ENDS_QUESTION
    OWN_ENDS_ELLIPSIS
    OWN_ENDS_EXCLAMATION
    OWN_OPENS_LOWER
    OWN_OPENS_DIGIT
    OWN_BULLET
    OWN_HEADING
    OWN_QUOTE
    OWN_YEAR
    OWN_CLOCK
    OWN_LINK
    OWN_CURRENCY
    OWN_COPYRIGHT
    OWN_BARS
    OWN_QUOTES
    OWN_BRACKETS
    OWN_SLASHES
    OWN_ENCLOSED
    OWN_CAPITALS_INSIDE
    OWN_SAME_TEXT
    OWN_SAME_START
    OWN_SAME_END
    OWN_DATE_LIKE


cdef struct LineWord:
    uint64_t hash  # in lower case
    Py_ssize_t start  # among the bytes in lower case
    Py_ssize_t end
    int32_t chars  # in lower case
    uint8_t digits  # nothing but digits
    uint8_t capital  # opens with a capital
    uint8_t unspaced  # has a character of a script without spaces


cdef inline bint ends_with(
    const uint8_t* from_, const uint8_t* to, const char* what, Py_ssize_t size
) noexcept nogil:
    return to - from_ >= size and memcmp(to - size, what, size) == 0


cdef bint is_host(const uint8_t* p, Py_ssize_t n) except -1:
    """Tell whether a word is the end of a host's name."""
    return n <= LONGEST_HOST and (<const char*>p)[:n] in HOST_BYTES


cdef int opens_with_bullet(const uint8_t* p, const uint8_t* end) except -1:
    """Tell whether a paragraph opens with a bullet or with a number of a list, and a space."""
    cdef int digits = 0
    cdef int64_t kind = 0
    while p < end and kind_of(code_at(p)) & IS_SPACE:
        p += char_size(p[0])
    if p < end and kind_of(code_at(p)) & IS_BULLET:
        p += char_size(p[0])
    else:
        while p < end and digits < 3 and kind_of(code_at(p)) & IS_DECIMAL:
            p += char_size(p[0])
            digits += 1
        if not digits or p >= end or (p[0] != c"." and p[0] != c")"):
            return 0
        p += 1
    return p < end and (kind_of(code_at(p)) & IS_SPACE) != 0


cdef class LineReader:
    """Reads one paragraph after the other: `words` are the `count` words of the last, `room` its
    bytes in lower case, and `cjk` says whether cues of scripts without spaces may stand in it."""

    cdef uint8_t* room
    cdef Py_ssize_t size
    cdef LineWord* words
    cdef Py_ssize_t count
    cdef Py_ssize_t most  # words that there is memory for
    cdef bint cjk

    def __cinit__(self):
        self.room, self.words = NULL, NULL

    def __dealloc__(self):
        free(self.room)
        free(self.words)

    cdef int read(
        self, const uint8_t* data, Py_ssize_t size, double* out, Py_ssize_t n
    ) except -1:
        """Cut a paragraph into words, and write its columns of OWN_BLOCK, `n` numbers apart."""
        cdef const uint8_t* p = data
        cdef const uint8_t* end = data + size
        cdef const uint8_t* opened = p  # where the word began
        cdef uint32_t code = 0, gap_code = 0
        cdef int64_t kind
        cdef int bytes_, k
        cdef bint inside = False, before_cased = False, title_ok = True, special = False
        cdef bint short_number = False, had_word = False, cjk = False
        cdef int64_t seen = 0, any_ = 0
        cdef Py_ssize_t at = 0, gap = 0, start = 0
        cdef int32_t chars = 0, unspaced = 0, stops = 0, commas = 0, symbols = 0, bars = 0
        cdef int32_t quotes = 0, brackets = 0, slashes = 0, length = 0
        cdef int32_t digit_words = 0, upper_words = 0, title_words = 0, capitals_inside = 0
        cdef bint year = False, clock = False, link = False, copyright_ = False
        cdef bint all_digits = True, all_decimals = True, second_upper = False, capital = False
        cdef uint32_t[CODES_KEPT] codes
        cdef LineWord* word
        self.make_room(size)
        self.count = 0
        while True:
            if p < end:
                code = code_at(p)
                kind = kind_of(code)
                bytes_ = char_size(p[0])
            else:
                kind, bytes_ = 0, 0
            if kind & IS_WORD:
                if not inside:
                    inside, opened, start, length = True, p, at, 0
                    all_digits = all_decimals = title_ok = True
                    before_cased = special = second_upper = False
                    seen = 0
                    capital = (kind & IS_UPPER) != 0
                    if gap == 1 and gap_code == c"@" and had_word:
                        link = True
                seen |= kind
                if length < CODES_KEPT:
                    codes[length] = code
                if length == 1:
                    second_upper = (kind & IS_UPPER) != 0
                length += 1
                all_digits = all_digits and (kind & IS_DIGIT) != 0
                all_decimals = all_decimals and (kind & IS_DECIMAL) != 0
                if kind & (IS_UPPER | IS_TITLE):
                    title_ok = title_ok and not before_cased
                    before_cased = True
                elif kind & IS_LOWER:
                    title_ok = title_ok and before_cased
                    before_cased = True
                else:
                    before_cased = False
                if LOWERED[code] < 0:
                    special = True
                else:
                    at += put_code(self.room + at, <uint32_t>LOWERED[code])
            else:
                if inside:  # the word ends here
                    inside = False
                    word = self.add_word()
                    word.start = start
                    if special:
                        at = self.lower_by_python(opened, p - opened, start, word, size - (p - data))
                    else:
                        word.chars, word.end = length, at
                    word.hash = hash_bytes(self.room + word.start, word.end - word.start)
                    word.digits, word.capital = all_digits, capital
                    word.unspaced = (seen & IS_UNSPACED) != 0
                    digit_words += all_digits
                    upper_words += (seen & IS_UPPER) != 0 and not seen & (IS_LOWER | IS_TITLE)
                    title_words += title_ok and (seen & (IS_UPPER | IS_TITLE | IS_LOWER)) != 0
                    capitals_inside += second_upper
                    any_ |= seen
                    if all_decimals:
                        if length == 4 and (
                            (codes[0] == c"1" and codes[1] == c"9")
                            or (codes[0] == c"2" and codes[1] == c"0")
                        ):
                            year = True
                        if length == 2 and gap == 1 and short_number and (
                            gap_code == c":" or gap_code == c"."
                        ):
                            clock = True
                    elif 4 <= length <= 5 and codes[length - 3] == c"h":
                        k = 0
                        while k < length and (
                            k == length - 3 or kind_of(codes[k]) & IS_DECIMAL
                        ):
                            k += 1
                        clock = clock or k == length
                    if gap == 1 and gap_code == c"." and had_word and is_host(opened, p - opened):
                        link = True
                    short_number = all_decimals and length <= 2
                    had_word = True
                    gap = 0
                if p >= end:
                    break
                gap += 1
                gap_code = code
                any_ |= kind
                commas += (kind & IS_COMMA) != 0
                symbols += (kind & IS_SYMBOL) != 0
                bars += (kind & IS_BAR) != 0
                quotes += (kind & IS_QUOTE) != 0
                brackets += (kind & IS_BRACKET) != 0
                if code == c" ":
                    stops += p > data and (p - 1)[0] == c"."
                elif code == IDEOGRAPHIC_STOP:
                    stops += 1
                elif code == c"/":
                    slashes += 1
                elif code == c")":
                    copyright_ = copyright_ or ends_with(data, p, b"(c", 2)
                elif code == c":":
                    link = link or ends_with(data, p, b"http", 4) or ends_with(data, p, b"https", 5)
                elif code == c".":
                    link = link or ends_with(data, p, b"www", 3)
            unspaced += (kind & IS_UNSPACED) != 0
            cjk = cjk or (kind & IS_CJK) != 0
            chars += 1
            p += bytes_
        self.cjk = cjk
        cdef double words = self.count + (unspaced // 2)
        cdef double scale = max(self.count, 1)
        out[OWN_WORDS * n] = words
        out[OWN_CHARS * n] = chars
        out[OWN_CHARS_PER_WORD * n] = chars / max(words, 1.0)
        out[OWN_DIGIT_WORDS * n] = digit_words / scale
        out[OWN_UPPER_WORDS * n] = upper_words / scale
        out[OWN_TITLE_WORDS * n] = title_words / scale
        out[OWN_COMMAS * n] = commas
        out[OWN_STOPS * n] = stops
        out[OWN_SYMBOLS * n] = symbols / scale
        self.read_ends(data, end, out, n)
        out[OWN_BULLET * n] = opens_with_bullet(data, end)
        out[OWN_HEADING * n] = size > 0 and data[0] == c"#"
        out[OWN_QUOTE * n] = size > 0 and (
            data[0] == c">" or (kind_of(code_at(data)) & IS_OPENING_QUOTE) != 0
        )
        out[OWN_YEAR * n], out[OWN_CLOCK * n], out[OWN_LINK * n] = year, clock, link
        out[OWN_CURRENCY * n] = (any_ & IS_CURRENCY) != 0
        out[OWN_COPYRIGHT * n] = copyright_ or (any_ & IS_COPYRIGHT) != 0
        out[OWN_BARS * n], out[OWN_QUOTES * n], out[OWN_BRACKETS * n], out[OWN_SLASHES * n] = bars, quotes, brackets, slashes
        out[OWN_CAPITALS_INSIDE * n] = capitals_inside / scale
        out[OWN_DATE_LIKE * n] = 0 < words <= DATE_MOST and out[OWN_DIGIT_WORDS * n] >= DATE_PART
        return 0

    cdef int read_ends(
        self, const uint8_t* data, const uint8_t* end, double* out, Py_ssize_t n
    ) except -1:
        """Write the columns of a paragraph's first and last characters."""
        cdef const uint8_t* p = end
        cdef const uint8_t* last
        cdef uint32_t code
        cdef int64_t kind
        while p > data:
            last = p - 1
            while last[0] & 0xC0 == 0x80:
                last -= 1
            code = code_at(last)
            kind = kind_of(code)
            if not kind & IS_CLOSER:
                out[OWN_ENDS_STOP * n] = (kind & IS_STOP) != 0
                out[OWN_ENDS_COLON * n] = code == c":"
                out[OWN_ENDS_QUESTION * n] = (kind & IS_QUESTION) != 0
                out[OWN_ENDS_EXCLAMATION * n] = (kind & IS_EXCLAMATION) != 0
                break
            p = last
        out[OWN_ENDS_ELLIPSIS * n] = (
            ends_with(data, end, b"\xe2\x80\xa6", 3) or ends_with(data, end, b"...", 3)
            or ends_with(data, end, b"[\xe2\x80\xa6]", 5) or ends_with(data, end, b"[...]", 5)
        )
        p = data
        while p < end:
            code = code_at(p)
            kind = kind_of(code)
            if not kind & IS_OPENER:
                out[OWN_OPENS_LOWER * n] = (kind & IS_LOWER) != 0
                out[OWN_OPENS_DIGIT * n] = (kind & IS_DIGIT) != 0
                out[OWN_ENCLOSED * n] = code == c"(" and (
                    ends_with(data, end, b")", 1) or ends_with(data, end, b"].", 2)
                    or ends_with(data, end, b").", 2)
                )
                break
            p += char_size(p[0])
        return 0

    cdef Py_ssize_t lower_by_python(
        self, const uint8_t* p, Py_ssize_t size, Py_ssize_t start, LineWord* word, Py_ssize_t rest
    ) except -1:
        """Write a word in lower case from `start` on, as Python has it; return where it ends.
        `rest` are the bytes of the paragraph that come after it."""
        cdef str lower = PyUnicode_DecodeUTF8(<const char*>p, size, NULL).lower()
        cdef Py_ssize_t bytes_ = 0
        cdef const uint8_t* data = utf8(lower, &bytes_)
        cdef uint8_t* room
        if start + bytes_ + 2 * rest + 16 > self.size:
            room = <uint8_t*>realloc(self.room, 2 * (start + bytes_ + 2 * rest) + 64)
            if room == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.room = room
            self.size = 2 * (start + bytes_ + 2 * rest) + 64
        memcpy(self.room + start, data, bytes_)
        word.chars, word.end = <int32_t>len(lower), start + bytes_
        return word.end

    cdef int make_room(self, Py_ssize_t size) except -1:
        """Make room for a paragraph of so many bytes: lower case takes at most half as many more."""
        cdef uint8_t* room
        if self.size < 2 * size + 16:
            room = <uint8_t*>realloc(self.room, 3 * size + 1024)
            if room == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.room, self.size = room, 3 * size + 1024
        return 0

    cdef LineWord* add_word(self) except NULL:
        cdef LineWord* words
        if self.count == self.most:
            words = <LineWord*>realloc(
                self.words, (2 * self.most + 64) * sizeof(LineWord)
            )
            if words == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.words, self.most = words, 2 * self.most + 64
        self.count += 1
        return self.words + self.count - 1
