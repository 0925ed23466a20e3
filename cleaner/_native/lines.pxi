# The paragraphs of a plain text, and the words that they share.
# Specification: cleaner/text/cues.py, cleaner/features/text/title.py and topic.py

cdef enum:
    CUE_FIRST = 14
    CUE_LAST = 6
    SHORTEST_TITLE_WORD = 3
    SHORTEST_CONTENT_WORD = 4

LINE_CONSTANTS = {"CUE_HEAD": CUE_FIRST, "CUE_TAIL": CUE_LAST}
SHORTEST_WORDS = (SHORTEST_TITLE_WORD, SHORTEST_CONTENT_WORD)


cdef class Lines:
    """The paragraphs of a plain text, read.

    `own` are the columns OWN_BLOCK (float64, column by column), `lengths` the numbers of words,
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
    cdef LineReader line
    cdef int32_t* content  # places in the index of the paragraph's content words, -1 if taken out
    cdef Py_ssize_t contents, content_room
    cdef int32_t* rows  # of the entries
    cdef int32_t* ids  # in the index
    cdef Py_ssize_t entries, entry_room
    cdef double* table
    cdef Py_ssize_t n
    cdef uint64_t first_text  # hash of all words of the first paragraph
    cdef int32_t numbered  # content words so far

    def __cinit__(self):
        self.content, self.rows, self.ids = NULL, NULL, NULL
        self.index.slots = self.starts.slots = self.ends.slots = self.sames.slots = NULL
        self.index.known = self.starts.known = self.ends.known = self.sames.known = NULL

    def __dealloc__(self):
        self.release()

    cdef void release(self) noexcept:
        free(self.content)
        free(self.rows)
        free(self.ids)
        self.content, self.rows, self.ids = NULL, NULL, NULL
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
        self.n, self.cjk, self.line = n, [], LineReader()
        self.own = zeroed(8 * len(OWN_BLOCK) * n)
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
            self.line.read(data, size, self.table + i, n)
            (<double*>PyByteArray_AsString(self.lengths))[i] = self.line.count
            if self.line.cjk:
                self.cjk.append(i)
            self.count_cues(cues, i)
            self.note_title(i)
            self.note_content(i)
            self.note_repetitions(i, data, size, same)
        self.repetitions(same)
        self.finish_title()
        self.finish_content(lexicon, rarity)
        self.release()
        self.line = None

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
        self.contents = 0
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
        for k in range(self.contents):
            if self.content[k] < 0:
                continue
            known = self.index.known + self.content[k]
            if known.number < 0:
                known.number = self.numbered
                self.numbered += 1
            self.rows[self.entries], self.ids[self.entries] = <int32_t>i, self.content[k]
            self.entries += 1
        return 0

    cdef int split_unspaced(self, Py_ssize_t i, const LineWord* word) except -1:
        """Put the pairs of neighbouring characters of a word in its place."""
        cdef Known* known = index_find(&self.index, word.hash)
        cdef const uint8_t* p = self.line.room + word.start
        cdef const uint8_t* end = self.line.room + word.end
        cdef int one, other
        if known.topic_row == i:
            self.content[known.place] = -1
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
        if self.contents == self.content_room:
            content = <int32_t*>realloc(
                self.content, (2 * self.content_room + 64) * sizeof(int32_t)
            )
            if content == NULL:
                raise MemoryError("no memory for the words of a paragraph")
            self.content, self.content_room = content, 2 * self.content_room + 64
        known.topic_row, known.place = <int32_t>i, <int32_t>self.contents
        self.content[self.contents] = <int32_t>(known - self.index.known)
        self.contents += 1
        return 0

    cdef int make_entries(self) except -1:
        """Make room for the content words of the paragraph among those of the text."""
        cdef Py_ssize_t room = 2 * (self.entries + self.contents) + 256
        cdef int32_t* block
        if self.entries + self.contents <= self.entry_room:
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
            self.table[OWN_SAME_TEXT * self.n + i] = self.sames.known[same[3 * i]].count
            self.table[OWN_SAME_START * self.n + i] = self.starts.known[same[3 * i + 1]].count
            self.table[OWN_SAME_END * self.n + i] = self.ends.known[same[3 * i + 2]].count
