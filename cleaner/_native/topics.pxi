# Whether the paragraphs of a plain text share their topics. Specification:
# cleaner/features/text/topic.py, whose sums are made here in the same order

from libc.math cimport fabs, log
from libc.stdlib cimport qsort

cdef enum:
    NEAR_LINES = 4
    WIDE = 2

cdef double PRIOR = 1.0
cdef double PRIOR_BORDER = 6.0

TOPIC_CONSTANTS = {
    "NEAR": NEAR_LINES, "WINDOW": WIDE, "PRIOR_WORDS": PRIOR, "PRIOR_BORDER_WORDS": PRIOR_BORDER,
    "TINY": TINY,
}
# In the order of the columns below.
TOPIC_BLOCK = (
    "words", "rare", "shared", "shared_far", "shared_before", "shared_after", "rare_far",
    "names_far", "weight", "title", "window_far", "window_rare_far", "window_before",
    "window_after", "split_before", "split_before_size", "split_after", "split_after_size",
    "likeness", "likeness_tail", "tail_size", "likeness_head", "head_size", "likeness_here",
    "likeness_median",
)

cdef enum:  # columns
    TOPIC_WORDS = 0
    TOPIC_RARE
    TOPIC_SHARED
    TOPIC_SHARED_FAR
    TOPIC_SHARED_BEFORE
    TOPIC_SHARED_AFTER
    TOPIC_RARE_FAR
    TOPIC_NAMES_FAR
    TOPIC_WEIGHT
    TOPIC_TITLE
    TOPIC_WINDOW_FAR
    TOPIC_WINDOW_RARE_FAR
    TOPIC_WINDOW_BEFORE
    TOPIC_WINDOW_AFTER
    TOPIC_SPLIT_BEFORE
    TOPIC_SPLIT_BEFORE_SIZE
    TOPIC_SPLIT_AFTER
    TOPIC_SPLIT_AFTER_SIZE
    TOPIC_LIKENESS
    TOPIC_LIKENESS_TAIL
    TOPIC_TAIL_SIZE
    TOPIC_LIKENESS_HEAD
    TOPIC_HEAD_SIZE
    TOPIC_LIKENESS_HERE
    TOPIC_LIKENESS_MEDIAN

cdef struct Topics:  # the content words of all paragraphs: parallel arrays of entries
    Py_ssize_t paragraphs, words, entries
    const int32_t* row
    int32_t* word
    uint8_t* rare
    uint8_t* name
    double* value


cdef struct LineCounts:  # content words of a paragraph that have a property
    double words, rare, shared, far, before, after, rare_far, names, names_far, weight
    double shared_weight, title, value, to_all


cdef struct Occurrence:  # of a content word, in the whole text
    int32_t first, last, count, opening
    double total


cdef inline double share_of(double part, double whole) noexcept nogil:
    return (part + PRIOR / 2) / (whole + PRIOR)


cdef inline double cosine_of(double product, double one, double other) noexcept nogil:
    cdef double length = sqrt(max(one, 0.0) * max(other, 0.0))
    if fabs(product) < TINY:
        product = 0.0
    return product / length if length > TINY else 0.0


cdef int compare_doubles(const void* a, const void* b) noexcept nogil:
    cdef double one = (<const double*>a)[0], other = (<const double*>b)[0]
    return (one > other) - (one < other)


cdef int fill_topics(const Topics* topics, double* out, Scratch scratch) except -1:
    """Write the columns TOPIC_BLOCK of a text that has content words."""
    cdef Py_ssize_t n = topics.paragraphs, i
    cdef LineCounts* counts = <LineCounts*>scratch.take(n, sizeof(LineCounts))
    cdef double* strength = <double*>scratch.take(n + 1, sizeof(double))
    cdef double* above = <double*>scratch.take(n + 1, sizeof(double))
    cdef int32_t* weakest = <int32_t*>scratch.take(2 * n, sizeof(int32_t))
    cdef Occurrence* words = <Occurrence*>scratch.take(topics.words, sizeof(Occurrence))
    cdef double* by_word = <double*>scratch.take(topics.entries, sizeof(double))
    cdef int32_t* order = <int32_t*>scratch.take(topics.entries, sizeof(int32_t))
    find_words(topics, words)
    count_words_of_lines(topics, words, counts)
    fill_shares(out, n, counts)
    cohesion(topics, words, strength, above)
    weakest_borders(strength, n, weakest)
    for i in range(n):
        out[TOPIC_SPLIT_BEFORE * n + i], out[TOPIC_SPLIT_BEFORE_SIZE * n + i] = strength[weakest[i]], above[weakest[i]]
        out[TOPIC_SPLIT_AFTER * n + i], out[TOPIC_SPLIT_AFTER_SIZE * n + i] = strength[weakest[n + i]], above[weakest[n + i]]
    likeness(topics, words, counts, order, by_word, strength, above, out)
    weakest_borders(strength, n, weakest)
    for i in range(n):
        out[TOPIC_LIKENESS_TAIL * n + i], out[TOPIC_TAIL_SIZE * n + i] = strength[weakest[i]], 1.0 - above[weakest[i]]
        out[TOPIC_LIKENESS_HEAD * n + i], out[TOPIC_HEAD_SIZE * n + i] = strength[weakest[n + i]], above[weakest[n + i]]
        out[TOPIC_LIKENESS_HERE * n + i] = strength[i]
    qsort(strength, n + 1, sizeof(double), compare_doubles)
    for i in range(n):
        out[TOPIC_LIKENESS_MEDIAN * n + i] = (strength[n // 2] + strength[(n + 1) // 2]) / 2
    return 0


cdef void find_words(const Topics* topics, Occurrence* words) noexcept nogil:
    """Note where each word stands first and last, how often it comes, and its values in all."""
    cdef Py_ssize_t k
    cdef Occurrence* word
    for k in range(topics.entries):
        word = words + topics.word[k]
        if not word.count:
            word.first = topics.row[k]
        word.last = topics.row[k]
        word.count += 1
        word.total += topics.value[k]


cdef void count_words_of_lines(
    const Topics* topics, const Occurrence* words, LineCounts* counts
) noexcept nogil:
    """Count the words of each paragraph by their other occurrences."""
    cdef Py_ssize_t k, row
    cdef const Occurrence* word
    cdef LineCounts* line
    cdef bint before, after, far
    cdef double weight
    for k in range(topics.entries):
        row = topics.row[k]
        word, line = words + topics.word[k], counts + row
        before, after = word.first < row, word.last > row
        far = word.last - row > NEAR_LINES or row - word.first > NEAR_LINES
        weight = log((topics.paragraphs + 1.0) / word.count)
        line.words += 1
        line.rare += topics.rare[k]
        line.shared += before or after
        line.far += far
        line.before += before
        line.after += after
        line.names += topics.name[k]
        if far:
            line.rare_far += topics.rare[k]
            line.names_far += topics.name[k]
        line.weight += weight
        line.shared_weight += weight if before or after else 0.0
        line.title += word.first == 0
        line.value += topics.value[k] * topics.value[k]
        line.to_all += topics.value[k] * word.total


cdef void fill_shares(double* out, Py_ssize_t n, const LineCounts* counts) noexcept nogil:
    """Write the shares of the words of each paragraph and of those around it."""
    cdef Py_ssize_t i, k
    cdef const LineCounts* line
    cdef LineCounts wide
    for i in range(n):
        line = counts + i
        out[TOPIC_WORDS * n + i], out[TOPIC_RARE * n + i] = line.words, line.rare
        out[TOPIC_SHARED * n + i] = share_of(line.shared, line.words)
        out[TOPIC_SHARED_FAR * n + i] = share_of(line.far, line.words)
        out[TOPIC_SHARED_BEFORE * n + i] = share_of(line.before, line.words)
        out[TOPIC_SHARED_AFTER * n + i] = share_of(line.after, line.words)
        out[TOPIC_RARE_FAR * n + i] = share_of(line.rare_far, line.rare)
        out[TOPIC_NAMES_FAR * n + i] = share_of(line.names_far, line.names)
        out[TOPIC_WEIGHT * n + i] = share_of(line.shared_weight, line.weight)
        out[TOPIC_TITLE * n + i] = share_of(line.title, line.words)
        memset(&wide, 0, sizeof(LineCounts))
        for k in range(max(i - WIDE, 0), min(i + WIDE + 1, n)):
            wide.words += counts[k].words
            wide.rare += counts[k].rare
            wide.far += counts[k].far
            wide.rare_far += counts[k].rare_far
            wide.before += counts[k].before
            wide.after += counts[k].after
        out[TOPIC_WINDOW_FAR * n + i] = share_of(wide.far, wide.words)
        out[TOPIC_WINDOW_RARE_FAR * n + i] = share_of(wide.rare_far, wide.rare)
        out[TOPIC_WINDOW_BEFORE * n + i] = share_of(wide.before, wide.words)
        out[TOPIC_WINDOW_AFTER * n + i] = share_of(wide.after, wide.words)


cdef void cohesion(
    const Topics* topics, const Occurrence* words, double* strength, double* above
) noexcept nogil:
    """Write the cohesion of the n + 1 borders, and the share of the words above each."""
    cdef Py_ssize_t n = topics.paragraphs, i
    cdef double opened = 0, ended = 0
    # Words that begin in a paragraph, and words that end there, until they are summed up.
    memset(above, 0, (n + 1) * sizeof(double))
    memset(strength, 0, (n + 1) * sizeof(double))
    for i in range(topics.words):
        above[words[i].first + 1] += 1
        strength[words[i].last + 1] += 1
    for i in range(1, n):
        opened += above[i]
        ended += strength[i]
        strength[i] = (opened - ended + PRIOR_BORDER / 2) / (
            min(opened, topics.words - ended) + PRIOR_BORDER
        )
        above[i] = opened / topics.words
    strength[0] = strength[n] = 1.0
    above[0], above[n] = 0.0, 1.0


cdef void weakest_borders(const double* strength, Py_ssize_t n, int32_t* weakest) noexcept nogil:
    """Write the weakest border above each paragraph, then the weakest one below each."""
    cdef Py_ssize_t i
    cdef int32_t at = 0
    for i in range(n):
        if strength[i] <= strength[at]:
            at = <int32_t>i
        weakest[i] = at
    at = <int32_t>n
    for i in range(n - 1, -1, -1):
        if strength[i + 1] <= strength[at]:
            at = <int32_t>(i + 1)
        weakest[n + i] = at


cdef void likeness(
    const Topics* topics, Occurrence* words, const LineCounts* counts, int32_t* order,
    double* by_word, double* strength, double* length_above, double* out,
) noexcept nogil:
    """Write the likeness of each paragraph to all others into the columns, the likeness of the
    n + 1 borders, and the share of the words above each by their value."""
    cdef Py_ssize_t n = topics.paragraphs, i, k
    cdef int32_t at = 0, number
    cdef double running = 0, opening = 0, whole = 0, own = 0, head = 0, head_to_all = 0
    for i in range(topics.words):
        words[i].opening = at
        at += words[i].count
        words[i].count = 0
    for k in range(topics.entries):
        number = topics.word[k]
        order[words[number].opening + words[number].count] = <int32_t>k
        words[number].count += 1
    # By entry: what the words above it are worth that are the same.
    number = -1
    for i in range(topics.entries):
        k = order[i]
        running += topics.value[k]
        if topics.word[k] != number:
            number = topics.word[k]
            opening = running - topics.value[k]
        by_word[k] = (running - topics.value[k]) - opening
    memset(length_above, 0, (n + 1) * sizeof(double))
    for k in range(topics.entries):
        length_above[topics.row[k]] += topics.value[k] * by_word[k]
    for i in range(n):
        whole += counts[i].to_all
        own += counts[i].value
    strength[0] = strength[n] = 1.0
    for i in range(n):
        head += 2 * length_above[i] + counts[i].value
        head_to_all += counts[i].to_all
        if i + 1 < n:
            strength[i + 1] = cosine_of(
                head_to_all - head, head, max(whole - 2 * head_to_all + head, 0.0)
            )
        out[TOPIC_LIKENESS * n + i] = cosine_of(
            counts[i].to_all - counts[i].value, counts[i].value,
            whole - 2 * counts[i].to_all + counts[i].value,
        )
    own = max(own, TINY)
    running = 0
    length_above[0] = 0
    for i in range(n):
        running += counts[i].value
        length_above[i + 1] = running / own
