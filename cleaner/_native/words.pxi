# Words of paragraphs, and what is known of them. Specification: cleaner/features/lexicon.py,
# cleaner/features/vocabulary.py, cleaner/segment/titles.py


cdef class Lexicon:
    """Weights of words and phrases: tables to look them up in, and their float64 weights."""

    cdef Table words, pairs, wholes
    cdef uint32_t* opening  # row of "^word" by that of the word
    cdef uint8_t* edges  # of a word: 1 if it begins a pair, 2 if it ends one
    cdef bytes _weights
    cdef const double* weights  # of row 1 on

    def __cinit__(self):
        self.words.slots = self.pairs.slots = self.wholes.slots = NULL
        self.opening, self.edges = NULL, NULL

    def __dealloc__(self):
        free(self.words.slots)
        free(self.pairs.slots)
        free(self.wholes.slots)
        free(self.opening)
        free(self.edges)

    def __init__(self, list tokens, bytes weights):
        cdef Py_ssize_t n = len(tokens), i, size = 0
        cdef uint32_t a, b
        cdef dict rows = {}
        cdef uint64_t h
        if self.opening != NULL:
            raise TypeError("a lexicon is made once")
        check_rows(n, weights, 2)
        table_make(&self.words, n)
        table_make(&self.pairs, n)
        table_make(&self.wholes, n)
        self.opening = <uint32_t*>calloc(n + 1, sizeof(uint32_t))
        self.edges = <uint8_t*>calloc(n + 1, 1)
        if self.opening == NULL or self.edges == NULL:
            raise MemoryError("no memory for a lexicon")
        self._weights = weights
        self.weights = <const double*>(<const char*>weights)
        for i in range(n):
            token = tokens[i]
            h = hash_text(token)
            if token[0] == "=":
                table_put(&self.wholes, h, <uint32_t>(i + 1))
            elif token[0] != "^" and " " not in token:
                rows[token] = i + 1
                table_put(&self.words, h, <uint32_t>(i + 1))
        for i in range(n):
            token = tokens[i]
            if token[0] == "^":
                self.opening[<uint32_t>rows.get(token[1:], 0)] = <uint32_t>(i + 1)
            elif token[0] != "=" and " " in token:
                first, _, second = token.partition(" ")
                a, b = rows.get(first, 0), rows.get(second, 0)
                if a and b:
                    table_put(&self.pairs, hash_pair(a, b), <uint32_t>(i + 1))
                    self.edges[a] |= 1
                    self.edges[b] |= 2
        self.opening[0] = 0


cdef class Vocabulary:
    """Words by number: the first has the number `first`."""

    cdef Table rows
    cdef int32_t before  # the number before the first one

    def __cinit__(self):
        self.rows.slots = NULL

    def __dealloc__(self):
        free(self.rows.slots)

    def __init__(self, list words, int32_t first):
        cdef Py_ssize_t i, n = len(words)
        if self.rows.slots != NULL:
            raise TypeError("a vocabulary is made once")
        if n >= MOST_ROWS:
            raise ValueError("too many words for a table of the compiled core")
        self.before = first - 1
        table_make(&self.rows, n)
        for i in range(n):
            table_put(&self.rows, hash_text(words[i]), <uint32_t>(i + 1))


cdef class Words:
    """The paragraphs of a page, cut into words and counted.

    Raises UnicodeEncodeError for surrogates that stand alone, and OverflowError for texts of 2 GB:
    the Python can do these.
    """

    cdef list _texts
    cdef Py_ssize_t n
    cdef Text* texts
    cdef uint64_t* hashes  # of all words
    cdef Py_ssize_t total  # of words

    def __cinit__(self):
        self.texts, self.hashes = NULL, NULL

    def __dealloc__(self):
        free(self.texts)
        free(self.hashes)

    def __len__(self):
        return self.n

    def __reduce__(self):
        return Words, (self._texts,)

    def __init__(self, list texts):
        cdef Py_ssize_t i, size = 0
        cdef Text* text
        cdef Cut cut
        cdef bytes table = COUNTED  # held, since another thread may set the characters up anew
        cdef const uint8_t* counted = <const uint8_t*>(<const char*>table)
        if self.texts != NULL:
            raise TypeError("words are cut once")
        self._texts = list(texts)  # another list may change
        self.n = len(self._texts)
        if self.n > 0x7FFFFFFF // MOST:
            raise OverflowError("too many paragraphs")
        self.texts = <Text*>calloc(self.n + 1, sizeof(Text))
        self.hashes = <uint64_t*>malloc((self.n * MOST + 1) * sizeof(uint64_t))
        if self.texts == NULL or self.hashes == NULL:
            raise MemoryError("no memory for the words of a page")
        cut.room, cut.size = NULL, 0
        try:
            for i in range(self.n):
                text = self.texts + i
                text.data = utf8(self._texts[i], &size)
                if not 0 < size < 0x7FFFFFFF:
                    raise OverflowError("an empty paragraph, or one of 2 GB")
                text.size = <int32_t>size
                count_text(text, counted)
                self._cut(self._texts[i], text, &cut)
        finally:
            free(cut.room)

    cdef int _cut(self, str text, Text* into, Cut* cut) except -1:
        """Hash the words of the head and the tail of a paragraph."""
        cdef Py_ssize_t size = into.size, at, i, kept, word
        cdef const uint8_t* data = into.data
        cdef bint long_ = into.chars > LONG
        cut.words = 0
        if into.ascii:
            self._room(cut, min(size, LONG))
            if long_:
                at = cut_ascii(cut, data, HEAD_PART, 1)
                at = cut_ascii(cut, data + size - TAIL_PART, TAIL_PART, at)
            else:
                at = cut_ascii(cut, data, size, 1)
        else:  # as Python has it in lower case: a sigma may be final, a letter become two
            if long_:
                text = text[:HEAD_PART] + " " + text[-TAIL_PART:]
            text = text.lower()
            data = utf8(text, &size)
            self._room(cut, size)
            at = cut_wide(cut, data, size)
        kept = min(cut.words, MOST)
        into.first, into.length = <int32_t>self.total, <int32_t>kept
        for i in range(kept):
            if i < HEAD:
                self.hashes[self.total] = hash_bytes(
                    cut.room + cut.head[i], cut.head_end[i] - cut.head[i]
                )
            else:
                word = (cut.words - kept + i - HEAD) % TAIL
                self.hashes[self.total] = hash_bytes(
                    cut.room + cut.tail[word], cut.tail_end[word] - cut.tail[word]
                )
            self.total += 1
        if 0 < kept <= WHOLE:
            cut.room[0] = c"="
            into.whole = hash_bytes(cut.room, cut.head_end[kept - 1])
        return 0

    cdef int _room(self, Cut* cut, Py_ssize_t size) except -1:
        """Make room for the words of so many bytes, with a mark before and a space after each."""
        cdef uint8_t* room
        if cut.size < 2 * size + 16:
            room = <uint8_t*>realloc(cut.room, 4 * size + 1024)
            if room == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            cut.room, cut.size = room, 4 * size + 1024
        return 0

    cdef void scores(self, Lexicon lexicon, double* out) noexcept nogil:
        """Write the body and chrome scores and the number of known tokens of each paragraph."""
        cdef Py_ssize_t i, k
        cdef Text* text
        cdef uint32_t[MOST] rows
        cdef uint32_t before
        cdef const double* weights = lexicon.weights
        cdef double* own
        for i in range(self.n):
            text = self.texts + i
            own = out + 3 * i
            own[0] = own[1] = own[2] = 0
            # In the order of the sums of the specification: words, pairs, the first, the whole.
            for k in range(text.length):
                rows[k] = table_row(&lexicon.words, self.hashes[text.first + k])
                add_row(own, weights, rows[k])
            for k in range(1, text.length):
                if lexicon.edges[rows[k - 1]] & 1 and lexicon.edges[rows[k]] & 2:
                    add_row(own, weights, table_row(&lexicon.pairs, hash_pair(rows[k - 1], rows[k])))
            if text.length:
                add_row(own, weights, lexicon.opening[rows[0]])
            if text.whole:
                add_row(own, weights, table_row(&lexicon.wholes, text.whole))

    def scores_by(self, Lexicon lexicon not None):
        """Return the body and chrome scores and the number of known tokens, float64, three a
        paragraph."""
        cdef bytearray made = zeroed(24 * self.n)
        self.scores(lexicon, <double*>PyByteArray_AsString(made))
        return made

    def ids_by(self, Vocabulary vocabulary not None, int32_t unknown):
        """Return the numbers of the words, int32, MOST a paragraph, 0 where there is no word."""
        cdef bytearray made = zeroed(4 * MOST * self.n)
        cdef int32_t* ids = <int32_t*>PyByteArray_AsString(made)
        cdef Py_ssize_t i, k
        cdef uint32_t row
        for i in range(self.n):
            for k in range(self.texts[i].length):
                row = table_row(&vocabulary.rows, self.hashes[self.texts[i].first + k])
                ids[MOST * i + k] = <int32_t>row + vocabulary.before if row else unknown
        return made

    def title_shares(self, list titles):
        """Return the share of each paragraph's words that stand in a title (float64), and whether it
        is the title (bool); `titles` are lists of words, none of them empty."""
        cdef bytearray shares = zeroed(8 * self.n), marks = zeroed(self.n)
        cdef double* share = <double*>PyByteArray_AsString(shares)
        cdef uint8_t* is_title = <uint8_t*>PyByteArray_AsString(marks)
        cdef Table known
        known.slots, known.mask = NULL, 0
        cdef Text* text
        cdef Py_ssize_t i, k, hits, fewest = 0, size = 0
        cdef uint64_t h
        cdef set all_words = set().union(*titles)
        if not titles or not self.n:
            return shares, marks
        fewest = min([len(set(words)) for words in titles])
        table_make(&known, len(all_words))
        try:
            for word in all_words:
                table_put(&known, hash_text(word), 1)
            for i in range(self.n):
                text = self.texts + i
                hits = 0
                for k in range(text.first, text.first + text.length):
                    hits += table_row(&known, self.hashes[k])
                share[i] = <double>hits / max(text.length, 1)
                is_title[i] = (
                    text.length > 0 and hits == text.length and text.chars <= TITLE
                    and (text.length >= 2 or text.chars >= TITLE_WORD)
                    and 2 * self.different(text) >= fewest
                )
        finally:
            free(known.slots)
        return shares, marks

    cdef Py_ssize_t different(self, Text* text) noexcept nogil:
        """Return the number of different words of a paragraph."""
        cdef Py_ssize_t i, k, found = 0
        for i in range(text.first, text.first + text.length):
            for k in range(text.first, i):
                if self.hashes[k] == self.hashes[i]:
                    break
            else:
                found += 1
        return found


cdef inline void add_row(double* scores, const double* weights, uint32_t row) noexcept nogil:
    """Add the weights of a row, which count from 1."""
    if row:
        scores[0] += weights[2 * row - 2]
        scores[1] += weights[2 * row - 1]
        scores[2] += 1
