# Paragraphs that are alike: by their text, by their markup. Each group has the number of its first
# paragraph; `table` is scratch of `mask` + 1 numbers, a power of two above twice the paragraphs.


cdef inline void clear(int32_t* table, Py_ssize_t mask) noexcept nogil:
    memset(table, 0xFF, (mask + 1) * sizeof(int32_t))


cdef int same_texts(list texts, int32_t* group) except -1:
    """Group paragraphs by their text, with a dict, whose hashes no page can foresee."""
    cdef dict first = {}
    cdef Py_ssize_t i
    for i in range(len(texts)):
        group[i] = first.setdefault(texts[i], i)
    return 0


cdef void same_pairs(Page* page, const int32_t* a, const int32_t* b, int32_t* group) noexcept nogil:
    """Group paragraphs by two numbers of each."""
    cdef Py_ssize_t i, at
    cdef int32_t other
    clear(page.table, page.mask)
    for i in range(page.n):
        at = hash_pair(<uint32_t>a[i], <uint32_t>b[i]) & page.mask
        while page.table[at] >= 0:
            other = page.table[at]
            if a[other] == a[i] and b[other] == b[i]:
                break
            at = (at + 1) & page.mask
        if page.table[at] < 0:
            page.table[at] = <int32_t>i
        group[i] = page.table[at]


cdef void alike(Page* page, const int32_t* group, float* out) noexcept nogil:
    """Write the block Alike; specification: cleaner/features/html/alike.py."""
    cdef Py_ssize_t i, n = page.n
    cdef double* sums = page.of_groups  # count, words, characters in links, scores, places, squares
    cdef double* s
    cdef double words, place, variance
    cdef float* o
    memset(sums, 0, 7 * n * sizeof(double))
    for i in range(n):
        s = sums + 7 * group[i]
        s[0] += 1
        s[1] += page.texts[i].words
        s[2] += page.runs[RUN_WIDTH * i + LINKED]
        s[3] += page.scores[3 * i]
        s[4] += page.scores[3 * i + 1]
        s[5] += i
        s[6] += <double>i * i
    for i in range(n):
        s = sums + 7 * group[i]
        o = out + page.columns * i
        words = s[1] / s[0]
        place = s[5] / s[0]
        variance = s[6] / s[0] - place * place
        o[0] = s[0]
        o[1] = words
        o[2] = s[2] / s[0] / (words * CHARS_A_WORD)
        o[3] = s[3] / s[0]
        o[4] = s[4] / s[0]
        o[5] = words * s[0] / (page.sums[SUMS * n] + TINY)
        o[6] = sqrt(variance if variance > 0 else 0) / n


cdef void recurrence(
    Page* page, const int32_t* kin, int32_t* below, int32_t* pairs, float* out
) noexcept nogil:
    """Write the block Recurrence; specification: cleaner/features/html/recurrence.py."""
    cdef Py_ssize_t i, k, n = page.n, low, high
    cdef double* sums = page.of_groups  # count, dated, before, after, kin below, pairs
    cdef double* s
    cdef int32_t* dated_sums = page.dated_sums
    cdef int32_t* short_sums = page.short_sums
    cdef double of_page
    cdef float* o
    cdef bint before, after
    memset(sums, 0, 6 * n * sizeof(double))
    dated_sums[0] = short_sums[0] = 0
    for i in range(n):
        dated_sums[i + 1] = dated_sums[i] + page.dated[i]
        short_sums[i + 1] = short_sums[i] + (page.texts[i].chars < SHORT)
        below[i] = kin[i + 1] if i + 1 < n else -1
    same_pairs(page, kin, below, pairs)
    of_page = <double>dated_sums[n] / n
    for i in range(n):
        before = dated_sums[i] > dated_sums[max(i - NEAR_ROWS, 0)]
        after = dated_sums[min(i + 1 + NEAR_ROWS, n)] > dated_sums[i + 1]
        s = sums + 6 * kin[i]
        s[0] += 1
        s[1] += page.dated[i]
        s[2] += before
        s[3] += after
        s[4] += below[i] == kin[i]
        sums[6 * pairs[i] + 5] += 1
        o = out + page.columns * i
        o[1] = before
        o[2] = after
    for i in range(n):
        s = sums + 6 * kin[i]
        low, high = max(i - AROUND_ROWS, 0), min(i + AROUND_ROWS + 1, n)
        o = out + page.columns * i
        o[0] = page.dated[i]
        o[3] = s[1] / s[0]
        o[4] = s[2] / s[0]
        o[5] = s[3] / s[0]
        o[6] = s[0]
        o[7] = <double>(dated_sums[high] - dated_sums[low]) / (high - low)
        o[8] = <double>(short_sums[high] - short_sums[low]) / (high - low)
        o[9] = of_page
        o[10] = sums[6 * pairs[i] + 5] / s[0] if s[0] > 1 else 0
        o[11] = below[i] == kin[i]
        o[12] = s[4] / s[0]
