# The paragraphs of a plain text, each by itself, and the words they share with others.
# Specification: cleaner/features/text/own.py, cues.py, title.py and topic.py

cdef enum:
    CUE_FIRST = 14
    CUE_LAST = 6
    SHORTEST_TITLE_WORD = 3
    SHORTEST_CONTENT_WORD = 4
    DATE_MOST = 8
    CODES_KEPT = 6

cdef double DATE_PART = 0.4

LINE_CONSTANTS = {
    "CUE_HEAD": CUE_FIRST, "CUE_TAIL": CUE_LAST, "DATE_WORDS": DATE_MOST, "DATE_SHARE": DATE_PART,
    "HOSTS": ("com", "org", "net", "de", "co", "ru", "io"),
}
SHORTEST_WORDS = (SHORTEST_TITLE_WORD, SHORTEST_CONTENT_WORD)
LINE_BLOCK = (
    "words", "chars", "chars_per_word", "digit_words", "upper_words", "title_words", "commas",
    "stops", "symbols", "ends_stop", "ends_colon", "ends_question", "ends_ellipsis",
    "ends_exclamation", "opens_lower", "opens_digit", "bullet", "heading", "quote", "year", "clock",
    "link", "currency", "copyright", "bars", "quotes", "brackets", "slashes", "enclosed",
    "capitals_inside", "same_text", "same_start", "same_end", "date_like",
)


cdef struct LineWord:
    uint64_t hash  # in lower case
    Py_ssize_t start  # among the bytes in lower case
    Py_ssize_t end
    int32_t chars  # in lower case
    uint8_t digits  # nothing but digits
    uint8_t capital  # opens with a capital
    uint8_t unspaced  # has a character of a script without spaces


cdef struct Line:  # the words of the paragraph that is read
    uint8_t* room  # its bytes in lower case
    Py_ssize_t size
    LineWord* words
    Py_ssize_t count
    Py_ssize_t most
    int32_t* content  # the numbers in the index of its content words, -1 where one was taken out
    Py_ssize_t contents
    Py_ssize_t content_room


cdef inline bint ends_with(
    const uint8_t* from_, const uint8_t* to, const char* what, Py_ssize_t size
) noexcept nogil:
    return to - from_ >= size and memcmp(to - size, what, size) == 0


cdef bint is_host(const uint8_t* p, Py_ssize_t n) noexcept nogil:
    """Tell whether a word is the end of a host's name."""
    if n == 2:
        return (
            memcmp(p, b"de", 2) == 0 or memcmp(p, b"co", 2) == 0 or memcmp(p, b"ru", 2) == 0
            or memcmp(p, b"io", 2) == 0
        )
    return n == 3 and (
        memcmp(p, b"com", 3) == 0 or memcmp(p, b"org", 3) == 0 or memcmp(p, b"net", 3) == 0
    )


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


cdef class Lines:
    """The paragraphs of a plain text, read.

    `own` are the columns LINE_BLOCK (float64, column by column), `lengths` the numbers of words,
    one that is written without spaces counted once (float64), `cues` the counts of cue words by
    class, `overlap` the columns `first_overlap` and `is_first_text`; `first_words` and
    `first_in_rest` are numbers. `topics` are the columns TOPIC_BLOCK. `cjk` are the paragraphs in
    which cues of scripts without spaces may stand.

    Raises UnicodeEncodeError for surrogates that stand alone, and OverflowError for texts of 2 GB:
    the Python can do these.
    """

    cdef readonly bytearray own, lengths, cues, overlap, topics
    cdef readonly double first_in_rest
    cdef readonly Py_ssize_t first_words
    cdef readonly list cjk
    cdef Index index, starts, ends, sames
    cdef Line line
    cdef int32_t* rows  # of the entries
    cdef int32_t* ids  # in the index
    cdef Py_ssize_t entries, entry_room
    cdef double* table
    cdef Py_ssize_t n
    cdef uint64_t first_text  # hash of all words of the first paragraph
    cdef int32_t numbered  # content words so far

    def __cinit__(self):
        self.line.room, self.line.words, self.line.content = NULL, NULL, NULL
        self.rows, self.ids = NULL, NULL
        self.index.slots = self.starts.slots = self.ends.slots = self.sames.slots = NULL
        self.index.known = self.starts.known = self.ends.known = self.sames.known = NULL

    def __dealloc__(self):
        self.release()

    cdef void release(self) noexcept:
        free(self.line.room)
        free(self.line.words)
        free(self.line.content)
        free(self.rows)
        free(self.ids)
        self.line.room, self.line.words, self.line.content = NULL, NULL, NULL
        self.rows, self.ids = NULL, NULL
        index_free(&self.index)
        index_free(&self.starts)
        index_free(&self.ends)
        index_free(&self.sames)

    def __init__(
        self, list texts, CueTable cues not None, Lexicon lexicon not None, Rarity rarity not None
    ):
        cdef Py_ssize_t i, n = len(texts), size = 0
        cdef const uint8_t* data
        cdef list held = list(texts)  # another list may change
        cdef int32_t* same
        cdef Scratch scratch = Scratch()
        if self.own is not None:
            raise TypeError("lines are read once")
        if n >= 0x7FFFFFFF:
            raise OverflowError("too many paragraphs")
        self.n, self.cjk = n, []
        self.own = zeroed(8 * len(LINE_BLOCK) * n)
        self.lengths = zeroed(8 * n)
        self.cues = zeroed(8 * cues.count * n)
        self.overlap = zeroed(8 * 2 * n)
        self.table = <double*>PyByteArray_AsString(self.own)
        index_make(&self.index, 512)
        index_make(&self.starts, n)
        index_make(&self.ends, n)
        index_make(&self.sames, n)
        same = <int32_t*>scratch.take(3 * n, sizeof(int32_t))
        for i in range(n):
            data = utf8(held[i], &size)
            if size >= 0x3FFFFFFF:
                raise OverflowError("a paragraph of 1 GB")
            self.read(i, data, size)
            self.count_cues(cues, i)
            self.note_title(i)
            self.note_content(i)
            self.note_repetitions(i, data, size, same)
        self.repetitions(same)
        self.finish_title()
        self.finish_content(lexicon, rarity)
        self.release()

    cdef int read(self, Py_ssize_t i, const uint8_t* data, Py_ssize_t size) except -1:
        """Cut a paragraph into words, and write its own columns."""
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
        self.line.count = 0
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
                    at += put_code(self.line.room + at, <uint32_t>LOWERED[code])
            else:
                if inside:  # the word ends here
                    inside = False
                    word = self.add_word()
                    word.start = start
                    if special:
                        at = self.lower_by_python(opened, p - opened, start, word, size - (p - data))
                    else:
                        word.chars, word.end = length, at
                    word.hash = hash_bytes(self.line.room + word.start, word.end - word.start)
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
        if cjk:
            self.cjk.append(i)
        cdef double* out = self.table + i
        cdef Py_ssize_t n = self.n
        cdef double words = self.line.count + (unspaced // 2)
        cdef double scale = max(self.line.count, 1)
        (<double*>PyByteArray_AsString(self.lengths))[i] = self.line.count
        out[0] = words
        out[n] = chars
        out[2 * n] = chars / max(words, 1.0)
        out[3 * n] = digit_words / scale
        out[4 * n] = upper_words / scale
        out[5 * n] = title_words / scale
        out[6 * n] = commas
        out[7 * n] = stops
        out[8 * n] = symbols / scale
        self.read_ends(out, data, end)
        out[16 * n] = opens_with_bullet(data, end)
        out[17 * n] = size > 0 and data[0] == c"#"
        out[18 * n] = size > 0 and (
            data[0] == c">" or (kind_of(code_at(data)) & IS_OPENING_QUOTE) != 0
        )
        out[19 * n], out[20 * n], out[21 * n] = year, clock, link
        out[22 * n] = (any_ & IS_CURRENCY) != 0
        out[23 * n] = copyright_ or (any_ & IS_COPYRIGHT) != 0
        out[24 * n], out[25 * n], out[26 * n], out[27 * n] = bars, quotes, brackets, slashes
        out[29 * n] = capitals_inside / scale
        out[33 * n] = 0 < words <= DATE_MOST and out[3 * n] >= DATE_PART
        return 0

    cdef int read_ends(self, double* out, const uint8_t* data, const uint8_t* end) except -1:
        """Write the columns of a paragraph's first and last characters."""
        cdef Py_ssize_t n = self.n
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
                out[9 * n] = (kind & IS_STOP) != 0
                out[10 * n] = code == c":"
                out[11 * n] = (kind & IS_QUESTION) != 0
                out[13 * n] = (kind & IS_EXCLAMATION) != 0
                break
            p = last
        out[12 * n] = (
            ends_with(data, end, b"\xe2\x80\xa6", 3) or ends_with(data, end, b"...", 3)
            or ends_with(data, end, b"[\xe2\x80\xa6]", 5) or ends_with(data, end, b"[...]", 5)
        )
        p = data
        while p < end:
            code = code_at(p)
            kind = kind_of(code)
            if not kind & IS_OPENER:
                out[14 * n] = (kind & IS_LOWER) != 0
                out[15 * n] = (kind & IS_DIGIT) != 0
                out[28 * n] = code == c"(" and (
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
        if start + bytes_ + 2 * rest + 16 > self.line.size:
            room = <uint8_t*>realloc(self.line.room, 2 * (start + bytes_ + 2 * rest) + 64)
            if room == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.line.room = room
            self.line.size = 2 * (start + bytes_ + 2 * rest) + 64
        memcpy(self.line.room + start, data, bytes_)
        word.chars, word.end = <int32_t>len(lower), start + bytes_
        return word.end

    cdef int make_room(self, Py_ssize_t size) except -1:
        """Make room for a paragraph of so many bytes: lower case takes at most half as many more."""
        cdef uint8_t* room
        if self.line.size < 2 * size + 16:
            room = <uint8_t*>realloc(self.line.room, 3 * size + 1024)
            if room == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.line.room, self.line.size = room, 3 * size + 1024
        return 0

    cdef LineWord* add_word(self) except NULL:
        cdef LineWord* words
        if self.line.count == self.line.most:
            words = <LineWord*>realloc(
                self.line.words, (2 * self.line.most + 64) * sizeof(LineWord)
            )
            if words == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.line.words, self.line.most = words, 2 * self.line.most + 64
        self.line.count += 1
        return self.line.words + self.line.count - 1

    cdef int count_cues(self, CueTable cues, Py_ssize_t i) except -1:
        """Count the cues among the first and the last words of the paragraph."""
        cdef double* out = (<double*>PyByteArray_AsString(self.cues)) + i
        cdef Py_ssize_t k, count = self.line.count
        cdef uint64_t before = 0, h
        cdef uint32_t mask
        k = 0
        while k < count:
            h = self.line.words[k].hash
            mask = cues.masks[table_row(&cues.singles, h)]
            if mask:
                self.add_cues(out, mask)
            mask = cues.masks[table_row(&cues.pairs, hash_two(before, h))]
            if mask:
                self.add_cues(out, mask)
            before = h
            k += 1
            if k == CUE_FIRST and count > CUE_FIRST + CUE_LAST:
                k = count - CUE_LAST
        return 0

    cdef void add_cues(self, double* out, uint32_t mask) noexcept nogil:
        cdef int number = 0
        while mask:
            out[number * self.n] += mask & 1
            mask >>= 1
            number += 1

    cdef int note_title(self, Py_ssize_t i) except -1:
        """Compare the words of the paragraph with those of the first one."""
        cdef double* out = (<double*>PyByteArray_AsString(self.overlap)) + i
        cdef Py_ssize_t k
        cdef int32_t distinct = 0, shared = 0
        cdef uint64_t whole = self.line.count
        cdef Known* known
        for k in range(self.line.count):
            whole = hash_two(whole, self.line.words[k].hash)
            if self.line.words[k].chars < SHORTEST_TITLE_WORD:
                continue
            known = index_find(&self.index, self.line.words[k].hash)
            if known.title_row == i:
                continue
            known.title_row = <int32_t>i
            if i == 0:
                known.first = 1
            else:
                known.rest = 1
            distinct += 1
            shared += known.first
        if i == 0:
            self.first_text, self.first_words = whole, self.line.count
        out[0] = <double>shared / max(distinct, 1)
        out[self.n] = whole == self.first_text
        return 0

    cdef void finish_title(self) noexcept nogil:
        cdef Py_ssize_t i, first = 0, again = 0
        for i in range(self.index.used):
            first += self.index.known[i].first
            again += self.index.known[i].first and self.index.known[i].rest
        self.first_in_rest = <double>again / max(first, 1)

    cdef int note_content(self, Py_ssize_t i) except -1:
        """Note the content words of the paragraph, in their order, and the names."""
        cdef Py_ssize_t k, kept = 0
        cdef LineWord* word
        cdef Known* known
        cdef bint unspaced = False
        self.line.contents = 0
        for k in range(self.line.count):
            word = self.line.words + k
            unspaced = unspaced or word.unspaced
            if word.capital and k:
                index_find(&self.index, word.hash).name = 1
            if word.chars >= SHORTEST_CONTENT_WORD and not word.digits:
                self.add_content(i, word.hash)
        if unspaced:
            for k in range(self.line.count):
                if self.line.words[k].unspaced:
                    self.split_unspaced(i, self.line.words + k)
        self.make_entries()
        for k in range(self.line.contents):
            if self.line.content[k] < 0:
                continue
            known = self.index.known + self.line.content[k]
            if known.number < 0:
                known.number = self.numbered
                self.numbered += 1
            self.rows[self.entries], self.ids[self.entries] = <int32_t>i, self.line.content[k]
            self.entries += 1
        return 0

    cdef int split_unspaced(self, Py_ssize_t i, const LineWord* word) except -1:
        """Put the pairs of neighbouring characters of a word in its place."""
        cdef Known* known = index_find(&self.index, word.hash)
        cdef const uint8_t* p = self.line.room + word.start
        cdef const uint8_t* end = self.line.room + word.end
        cdef int one, other
        if known.topic_row == i:
            self.line.content[known.place] = -1
            known.topic_row = -1
        while p < end:
            one = char_size(p[0])
            if p + one >= end:
                break
            other = char_size(p[one])
            self.add_content(i, hash_bytes(p, one + other))
            p += one
        return 0

    cdef int add_content(self, Py_ssize_t i, uint64_t h) except -1:
        """Add a content word to those of the paragraph, unless it is there."""
        cdef Known* known = index_find(&self.index, h)
        cdef int32_t* content
        if known.topic_row == i:
            return 0
        if self.line.contents == self.line.content_room:
            content = <int32_t*>realloc(
                self.line.content, (2 * self.line.content_room + 64) * sizeof(int32_t)
            )
            if content == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.line.content, self.line.content_room = content, 2 * self.line.content_room + 64
        known.topic_row, known.place = <int32_t>i, <int32_t>self.line.contents
        self.line.content[self.line.contents] = <int32_t>(known - self.index.known)
        self.line.contents += 1
        return 0

    cdef int make_entries(self) except -1:
        """Make room for the content words of the paragraph among those of the text."""
        cdef Py_ssize_t room = 2 * (self.entries + self.line.contents) + 256
        cdef int32_t* block
        if self.entries + self.line.contents <= self.entry_room:
            return 0
        block = <int32_t*>realloc(self.rows, room * sizeof(int32_t))
        if block == NULL:
            raise MemoryError("no memory for the words of a text")
        self.rows = block
        block = <int32_t*>realloc(self.ids, room * sizeof(int32_t))
        if block == NULL:
            raise MemoryError("no memory for the words of a text")
        self.ids, self.entry_room = block, room
        return 0

    cdef int finish_content(self, Lexicon lexicon, Rarity rarity) except -1:
        """Describe the topics of all paragraphs by their content words."""
        cdef Scratch scratch = Scratch()
        cdef Topics topics
        cdef Py_ssize_t k
        cdef Known* known
        cdef uint32_t row
        self.topics = zeroed(8 * len(TOPIC_BLOCK) * self.n)
        if not self.numbered:
            return 0
        topics.paragraphs, topics.words, topics.entries = self.n, self.numbered, self.entries
        topics.row = self.rows
        topics.word = <int32_t*>scratch.take(self.entries, sizeof(int32_t))
        topics.rare = <uint8_t*>scratch.take(self.entries, 1)
        topics.name = <uint8_t*>scratch.take(self.entries, 1)
        topics.value = <double*>scratch.take(self.entries, sizeof(double))
        for k in range(self.entries):
            known = self.index.known + self.ids[k]
            topics.word[k] = known.number
            topics.rare[k] = table_row(&lexicon.words, known.hash) == 0
            topics.name[k] = known.name
            row = table_row(&rarity.rows, known.hash)
            topics.value[k] = rarity.values[row - 1] if row else 1.0
        fill_topics(&topics, <double*>PyByteArray_AsString(self.topics), scratch)
        return 0

    cdef int note_repetitions(
        self, Py_ssize_t i, const uint8_t* data, Py_ssize_t size, int32_t* same
    ) except -1:
        """Note the text, the first and the last two words, to be counted."""
        cdef Py_ssize_t count = self.line.count
        cdef LineWord* words = self.line.words
        cdef uint64_t start = 0, last = 0
        if count >= 2:
            start = hash_two(words[0].hash, words[1].hash)
            last = hash_two(words[count - 2].hash, words[count - 1].hash)
        elif count == 1:
            start = last = mixed(words[0].hash)
        same[3 * i] = self.note(&self.sames, hash_bytes(data, size))
        same[3 * i + 1] = self.note(&self.starts, start)
        same[3 * i + 2] = self.note(&self.ends, last)
        return 0

    cdef int32_t note(self, Index* index, uint64_t h) except -1:
        cdef Known* known = index_find(index, h)
        known.count += 1
        return <int32_t>(known - index.known)

    cdef void repetitions(self, const int32_t* same) noexcept nogil:
        """Write how often the text, the start and the end of each paragraph come."""
        cdef Py_ssize_t i
        for i in range(self.n):
            self.table[30 * self.n + i] = self.sames.known[same[3 * i]].count
            self.table[31 * self.n + i] = self.starts.known[same[3 * i + 1]].count
            self.table[32 * self.n + i] = self.ends.known[same[3 * i + 2]].count
