# The blocks of the matrix of an HTML page, a function each. Specification: cleaner/features/html


cdef void running_sums(Page* p) noexcept nogil:
    """Sum what is summed over runs of paragraphs, as `Amounts` has it."""
    cdef Py_ssize_t i
    cdef double* s = p.sums
    cdef double words
    cdef const Text* text
    for i in range(p.n):
        text = p.texts + i
        words = text.words
        s[9] = s[0] + words
        s[10] = s[1] + p.runs[RUN_WIDTH * i + LINKED]
        s[11] = s[2] + (words if words >= LONG_TEXT else 0)
        s[12] = s[3] + text.commas
        s[13] = s[4] + p.scores[3 * i]
        s[14] = s[5] + p.scores[3 * i + 1]
        s[15] = s[6] + (p.rank[i] > 0)
        s[16] = s[7] + (words if p.flags[i] & P_BIT else 0)
        s[17] = s[8] + p.runs[RUN_WIDTH * i + LINK_COUNT]
        s += SUMS


cdef void own_columns(Page* p, const int32_t* same, int32_t* count, float* out) noexcept nogil:
    cdef Py_ssize_t i, k
    cdef const Text* text
    cdef const int64_t* run
    cdef float* o = out
    cdef double chars, words
    memset(count, 0, p.n * sizeof(int32_t))
    for i in range(p.n):
        text = p.texts + i
        run = p.runs + RUN_WIDTH * i
        chars, words = text.chars, text.words
        o[0] = words
        o[1] = chars
        o[2] = chars / words
        o[3] = min(run[LINKED] / chars, 1.0)
        for k in range(4):
            o[4 + k] = run[LINK_COUNT + k]
        o[8] = text.commas / words
        o[9] = text.stop
        o[10] = text.digits / chars
        o[11] = text.capitals / words
        o[12] = text.upper
        o[13] = p.rank[i]
        o[14] = (p.flags[i] & HIDDEN_BIT) != 0
        o[15] = p.depth[i]
        o[17] = count[same[i]]
        count[same[i]] += 1
        o[18] = p.title_share[i]
        o[19] = p.is_title[i]
        o += p.columns
    o = out
    for i in range(p.n):
        o[16] = count[same[i]]
        o += p.columns


cdef void landmarks(Page* p, float* out) noexcept nogil:
    cdef Py_ssize_t i, k
    for i in range(p.n):
        for k in range(LANDMARK_COUNT):
            out[p.columns * i + k] = (p.flags[i] & LANDMARK_BITS[k]) != 0


cdef void lexical(Page* p, float* out) noexcept nogil:
    cdef Py_ssize_t i, k, block, leaf, up
    cdef double scale
    cdef const double* own
    cdef float* o = out
    for i in range(p.n):
        block, leaf = p.runs[RUN_WIDTH * i + BLOCK_AT], p.runs[RUN_WIDTH * i + LEAF]
        scale = sqrt(min(<double>p.texts[i].words, SEEN_WORDS) + 1.0)
        for k in range(3):
            o[k] = p.scores[3 * i + k] / scale
        # The root's parent is the last element of the page, as the models have learned.
        up = p.parent[block] if p.parent[block] >= 0 else p.m - 1
        for k in range(2):
            o[3 + k] = p.key_scores[2 * p.key[leaf] + k]
            o[5 + k] = p.key_scores[2 * p.key[block] + k]
            o[7 + k] = p.key_scores[2 * p.key[up] + k]
        own = p.path + 6 * leaf
        for k in range(6):
            o[9 + k] = own[k]
        o += p.columns


cdef inline void run_columns(Page* p, Py_ssize_t first, Py_ssize_t end, float* o) noexcept nogil:
    """Write the columns of the paragraphs from `first` to before `end`."""
    cdef const double* a = p.sums + SUMS * first
    cdef const double* b = p.sums + SUMS * end
    cdef double size = max(end - first, 1)
    cdef double inside = b[0] - a[0], words = inside + TINY
    o[0] = size
    o[1] = inside
    o[2] = inside / size
    o[3] = min((b[1] - a[1]) / (words * CHARS_A_WORD), MOST_LINKED)
    o[4] = (b[2] - a[2]) / words
    o[5] = (b[3] - a[3]) / words
    o[6] = (b[4] - a[4]) / size
    o[7] = (b[5] - a[5]) / size
    o[8] = (b[6] - a[6]) / size
    o[9] = (b[8] - a[8]) / size
    o[10] = (b[7] - a[7]) / words


cdef void containers(Page* p, float* out) noexcept nogil:
    cdef Py_ssize_t i, level, e, first, end
    cdef float* o
    cdef double total = p.sums[SUMS * p.n] + TINY
    for i in range(p.n):
        e = p.runs[RUN_WIDTH * i + BLOCK_AT]
        if p.end[e] - p.first[e] <= 1:
            e = p.wide[e]
        o = out + p.columns * i
        for level in range(LEVEL_COUNT):
            first, end = p.first[e], p.end[e]
            run_columns(p, first, end, o)
            o[RUN_COLUMNS] = <double>(i - first) / max(end - first, 1)
            o[RUN_COLUMNS + 1] = (p.sums[SUMS * end] - p.sums[SUMS * first]) / total
            o[RUN_COLUMNS + 2] = p.key_scores[2 * p.key[e]]
            o[RUN_COLUMNS + 3] = p.key_scores[2 * p.key[e] + 1]
            o += CONTAINER_COLUMNS
            e = p.wide[e]


cdef void whole_page(
    Page* p, const double* declared, const double* types, Py_ssize_t forms, float* out
) noexcept nogil:
    """Write the blocks Run and PageType, the same for all paragraphs."""
    cdef Py_ssize_t i, k, h1s = 0
    cdef Py_ssize_t widest = START[POSITION] - START[PAGE_TYPE]
    cdef float* o = out + START[WHOLE_PAGE]
    cdef float* t = out + START[PAGE_TYPE]
    for i in range(p.n):
        h1s += p.rank[i] == 1
    run_columns(p, 0, p.n, o)
    for k in range(DECLARED_COUNT):
        t[k] = declared[k]
    t[DECLARED_COUNT] = forms
    t[DECLARED_COUNT + 1] = h1s
    for k in range(DECLARED_COUNT + 2, widest):
        t[k] = types[k - DECLARED_COUNT - 2]
    for i in range(1, p.n):
        memcpy(o + p.columns * i, o, RUN_COLUMNS * sizeof(float))
        memcpy(t + p.columns * i, t, widest * sizeof(float))


cdef Py_ssize_t title_of(Page* p) noexcept nogil:
    """Return the paragraph that is the page's title; -1 for none."""
    cdef Py_ssize_t i, named = -1, h1 = -1
    for i in range(p.n):
        if p.is_title[i]:
            if p.rank[i] > 0:
                return i
            if named < 0:
                named = i
        if p.rank[i] == 1 and h1 < 0:
            h1 = i
    return named if named >= 0 else h1


cdef void position(Page* p, const float* own, const float* words, float* out) noexcept nogil:
    """Write the block Position; `own` and `words` are the blocks Own and Lexical."""
    cdef Py_ssize_t i, n = p.n, title = title_of(p), h1 = -1, heading = -1
    cdef Py_ssize_t long_above = -1, long_below = -1
    cdef double total = p.sums[SUMS * n], long_total = p.sums[SUMS * n + 2] + TINY
    cdef double before, own_words
    cdef bint is_long
    cdef float* o = out
    cdef const float* under
    for i in range(n):
        if p.rank[i] == 1:
            h1 = i
            break
    for i in range(n):
        own_words = p.texts[i].words
        is_long = own_words >= LONG_TEXT
        before = p.sums[SUMS * i + 2]
        if long_below <= i:
            long_below = i + 1
            while long_below < n and p.texts[long_below].words < LONG_TEXT:
                long_below += 1
        o[0] = <double>i / n
        o[1] = p.sums[SUMS * i] / total
        o[2] = before / long_total
        o[3] = (long_total - before - (own_words if is_long else 0)) / long_total
        o[4] = NOWHERE_AT if long_above < 0 else i - long_above
        o[5] = NOWHERE_AT if long_below >= n else min(<double>(long_below - i), NOWHERE_AT)
        o[6] = NOWHERE_AT if title < 0 else i - title
        o[7] = -1.0 if title < 0 else i >= title
        if heading < 0:
            o[8] = NOWHERE_AT
        else:
            o[8] = i - heading
            o[9] = p.rank[heading]
            under = words + p.columns * heading
            o[10], o[11], o[12], o[13] = under[0], under[1], under[5], under[6]
        o[14] = NOWHERE_AT if h1 < 0 else i - h1
        if is_long:
            long_above = i
        if p.rank[i] > 0:
            heading = i
        o += p.columns


cdef void block_keys(Page* p, int32_t* own, int32_t* parent, int32_t* above) noexcept nogil:
    """Write the keys of the block of each paragraph and of the two elements above; -1 for none."""
    cdef Py_ssize_t i
    cdef int32_t block, up, upper
    for i in range(p.n):
        block = <int32_t>p.runs[RUN_WIDTH * i + BLOCK_AT]
        up = p.parent[block]
        upper = p.parent[up] if up >= 0 else -1
        own[i] = p.key[block]
        parent[i] = p.key[up] if up >= 0 else -1
        above[i] = p.key[upper] if upper >= 0 else -1


cdef void neighbours(Page* p, float* out) noexcept nogil:
    """Write the blocks Neighbour, from the blocks Own and Lexical of the rows around."""
    cdef Py_ssize_t i, k, block, row
    cdef Py_ssize_t[6] column
    cdef Py_ssize_t[NEIGHBOURS] offset
    cdef float* o
    column[0], column[1] = START[OWN], START[OWN] + 3
    column[2], column[3] = START[LEXICAL], START[LEXICAL] + 1
    column[4], column[5] = START[LEXICAL] + 9, START[LEXICAL] + 10
    offset[0], offset[1], offset[2], offset[3] = -2, -1, 1, 2
    for i in range(p.n):
        for block in range(NEIGHBOURS):
            row = i + offset[block]
            o = out + p.columns * i + START[NEIGHBOUR + block]
            for k in range(6):
                o[k] = out[p.columns * row + column[k]] if 0 <= row < p.n else OUTSIDE_PAGE
