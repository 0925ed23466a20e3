# The matrix of an HTML page. Specification: cleaner/features/html
#
# Each function writes one block, its columns in the order of HTML_BLOCKS. What the blocks are called
# and where they stand is compared with the layout when the core is set up; a page is described by
# the Python if they differ.

cdef enum:
    RUN_WIDTH = 7
    BLOCK_AT = 0
    LEAF = 1
    LINKED = 2
    LINK_COUNT = 3
    LEVEL_COUNT = 4
    SUMS = 9
    RUN_COLUMNS = 11
    CONTAINER_COLUMNS = 15
    LANDMARK_COUNT = 11
    DECLARED_COUNT = 5
    NEIGHBOURS = 4
    LONG_TEXT = 15
    AROUND_ROWS = 10
    NEAR_ROWS = 2
    SHORT = 60

cdef double TINY = 1e-9
cdef double CHARS_A_WORD = 6.0
cdef double MOST_LINKED = 1.5
cdef double NOWHERE_AT = 999.0
cdef double OUTSIDE_PAGE = -1.0
cdef double SEEN_WORDS = 24.0

COLUMN_CONSTANTS = {
    "LONG_WORDS": LONG_TEXT, "AROUND": AROUND_ROWS, "NEAR": NEAR_ROWS, "SHORT_CHARS": SHORT,
    "TINY": TINY, "CHARS_PER_WORD": CHARS_A_WORD, "MOST_LINK_SHARE": MOST_LINKED,
    "NOWHERE": NOWHERE_AT, "OUTSIDE": OUTSIDE_PAGE, "LEXICON_WORDS": SEEN_WORDS,
    "LEVELS": LEVEL_COUNT, "NO_TITLE": -1.0, "OFFSETS": (-2, -1, 1, 2),
    "RUN": (
        "block", "leaf", "linked_chars", "links", "article_links", "anchor_links", "external_links",
    ),
}
_RUN = (
    "paragraphs", "words", "mean_words", "link_share", "long_share", "commas", "text_body",
    "text_chrome", "headings", "links", "in_p",
)
_NEIGHBOUR = ("words", "link_share", "text_body", "text_chrome", "path_body", "path_chrome")
_CONTAINER = ("Container", _RUN + ("place", "page_share", "class_body", "class_chrome"))
HTML_BLOCKS = (
    ("Own", (
        "words", "chars", "chars_per_word", "link_share", "links", "article_links", "anchor_links",
        "external_links", "commas", "ends_with_stop", "digits", "capitals", "opens_upper",
        "heading_level", "hidden", "depth", "same_text", "same_text_before", "title_share",
        "is_title",
    )),
    ("Landmarks", (
        "li", "table", "blockquote", "figcaption", "a", "button", "form", "aside", "main",
        "section", "footer",
    )),
    ("Lexical", (
        "text_body", "text_chrome", "text_known", "leaf_body", "leaf_chrome", "block_body",
        "block_chrome", "parent_body", "parent_chrome", "path_body", "path_chrome",
        "path_body_low", "path_chrome_low", "path_body_high", "path_chrome_high",
    )),
    _CONTAINER, _CONTAINER, _CONTAINER, _CONTAINER,
    ("Run", _RUN),
    ("PageType", (
        "is_article", "is_product", "is_list", "is_forum", "og_website", "forms", "h1s",
        "p_article", "p_service", "p_forum", "p_listing", "p_product", "p_collection",
        "p_documentation",
    )),
    ("Position", (
        "place", "words_before", "long_before", "long_after", "to_long_before", "to_long_after",
        "from_title", "after_title", "from_heading", "heading_rank", "heading_text_body",
        "heading_text_chrome", "heading_class_body", "heading_class_chrome", "from_h1",
    )),
    ("Alike", (
        "count", "mean_words", "link_share", "text_body", "text_chrome", "word_share", "spread",
    )),
    ("Recurrence", (
        "dated", "dated_before", "dated_after", "kin_dated", "kin_dated_before", "kin_dated_after",
        "kin", "dated_around", "short_around", "page_dated", "rhythm", "kin_below",
        "kin_kin_below",
    )),
    ("Neighbour", _NEIGHBOUR), ("Neighbour", _NEIGHBOUR), ("Neighbour", _NEIGHBOUR),
    ("Neighbour", _NEIGHBOUR),
)
cdef enum:  # places of the blocks in HTML_BLOCKS
    OWN = 0
    LANDMARKS = 1
    LEXICAL = 2
    CONTAINERS = 3
    WHOLE_PAGE = 7
    PAGE_TYPE = 8
    POSITION = 9
    ALIKE = 10
    RECURRENCE = 11
    NEIGHBOUR = 12
    BLOCK_COUNT = 16

cdef Py_ssize_t[BLOCK_COUNT + 1] START  # first column of each block
cdef int64_t HIDDEN_BIT, P_BIT
cdef int64_t[LANDMARK_COUNT] LANDMARK_BITS
cdef dict RANKS = {}  # of headings, by tag
cdef object IS_DATED = None


def set_up_columns(list starts, int64_t hidden, int64_t p, list landmarks, dict ranks, is_dated):
    """Take in where the blocks of HTML_BLOCKS start, and the end of the last one; the bits of the
    flags of elements; the ranks of headings by tag; and what tells whether a text is dated."""
    global HIDDEN_BIT, P_BIT, RANKS, IS_DATED
    cdef int i
    if len(starts) != BLOCK_COUNT + 1 or len(landmarks) != LANDMARK_COUNT:
        raise ValueError("another number of blocks or landmarks")
    for i in range(BLOCK_COUNT + 1):
        START[i] = starts[i]
        if START[i] < 0 or (i and START[i] - START[i - 1] != len(HTML_BLOCKS[i - 1][1])):
            raise ValueError("blocks of another size")
    for i in range(LANDMARK_COUNT):
        LANDMARK_BITS[i] = landmarks[i]
    HIDDEN_BIT, P_BIT, RANKS, IS_DATED = hidden, p, ranks, is_dated


cdef struct Page:  # n paragraphs, m elements
    Py_ssize_t n, m, columns, mask
    const Text* texts
    const int64_t* runs  # (n, RUN_WIDTH)
    double* scores  # (n, 3): body, chrome, known
    const double* title_share
    const uint8_t* is_title
    int64_t* flags  # of the block, as depth and rank
    int32_t* depth
    uint8_t* rank
    uint8_t* dated
    int32_t* parent  # of elements, as the four that follow
    int32_t* key
    int32_t* first
    int32_t* end
    int32_t* wide  # the nearest element around it that holds more
    double* path  # (m, 6)
    const double* key_scores  # (keys, 2)
    double* sums  # (n + 1, SUMS): running sums over paragraphs
    double* of_groups  # (n, 7)
    int32_t* dated_sums
    int32_t* short_sums
    int32_t* table


def html_matrix(
    object page, Words words not None, Lexicon lexicon not None, bytes key_scores, bytes probabilities,
    bytes declared, Py_ssize_t forms,
):
    """Return the matrix of an `HtmlPage`, float32, whose texts `words` are.

    `key_scores` are float64, two for each element key; `probabilities` float64, of the page types;
    `declared` float64, whether the page declares each of the types of its columns.
    """
    cdef Scratch scratch = Scratch()
    cdef Page p
    cdef bytes runs = page.runs.tobytes()
    cdef bytes share = page.title_share.tobytes(), is_title = page.is_title.tobytes()
    cdef Py_ssize_t n = words.n
    if n == 0 or len(page.texts) != n or len(runs) != 8 * RUN_WIDTH * n:
        raise ValueError("not the words of this page")
    if len(share) != 8 * n or len(is_title) != n:
        raise ValueError("the page was not compared with its titles")
    if len(probabilities) != 8 * (START[POSITION] - START[PAGE_TYPE] - DECLARED_COUNT - 2):
        raise ValueError("another number of page types")
    if len(declared) != 8 * DECLARED_COUNT or len(key_scores) % 16:
        raise ValueError("not the types of the page, or not its keys")
    p.n, p.columns, p.texts = n, START[BLOCK_COUNT], words.texts
    p.runs = <const int64_t*>(<const char*>runs)
    p.title_share = <const double*>(<const char*>share)
    p.is_title = <const uint8_t*>(<const char*>is_title)
    p.key_scores = <const double*>(<const char*>key_scores)
    read_elements(&p, page.elements, len(key_scores) // 16, scratch)
    read_paragraphs(&p, page.elements, words._texts, scratch)
    p.scores = <double*>scratch.take(3 * n, sizeof(double))
    p.sums = <double*>scratch.take(SUMS * (n + 1), sizeof(double))
    p.of_groups = <double*>scratch.take(7 * n, sizeof(double))
    p.dated_sums = <int32_t*>scratch.take(n + 1, sizeof(int32_t))
    p.short_sums = <int32_t*>scratch.take(n + 1, sizeof(int32_t))
    p.mask = 63
    while p.mask < 2 * n:
        p.mask = 2 * p.mask + 1
    p.table = <int32_t*>scratch.take(p.mask + 1, sizeof(int32_t))
    cdef int32_t* a = <int32_t*>scratch.take(n, sizeof(int32_t))
    cdef int32_t* b = <int32_t*>scratch.take(n, sizeof(int32_t))
    cdef int32_t* c = <int32_t*>scratch.take(n, sizeof(int32_t))
    cdef int32_t* like = <int32_t*>scratch.take(n, sizeof(int32_t))
    cdef int32_t* kin = <int32_t*>scratch.take(n, sizeof(int32_t))
    cdef bytearray matrix = zeroed(4 * n * p.columns)
    cdef float* out = <float*>PyByteArray_AsString(matrix)
    cdef const double* types = <const double*>(<const char*>probabilities)
    cdef const double* said = <const double*>(<const char*>declared)
    same_texts(words._texts, a)
    with nogil:
        words.scores(lexicon, p.scores)
        running_sums(&p)
        own_columns(&p, a, b, out + START[OWN])
        landmarks(&p, out + START[LANDMARKS])
        lexical(&p, out + START[LEXICAL])
        containers(&p, out + START[CONTAINERS])
        whole_page(&p, said, types, forms, out)
        position(&p, out + START[OWN], out + START[LEXICAL], out + START[POSITION])
        block_keys(&p, a, b, c)
        same_pairs(&p, a, b, like)
        alike(&p, like, out + START[ALIKE])
        same_pairs(&p, like, c, kin)
        recurrence(&p, kin, a, b, out + START[RECURRENCE])
        neighbours(&p, out)
    return matrix


cdef bytes numbers_of(object values, Py_ssize_t count):
    """Return the memory of an array of so many numbers of 64 bits."""
    cdef bytes data = values.tobytes()
    if len(data) != 8 * count:
        raise ValueError("sequences of elements of different lengths")
    return data


cdef int read_elements(Page* p, object elements, Py_ssize_t keys, Scratch scratch) except -1:
    """Read the elements; raise ValueError if one leads nowhere."""
    cdef Py_ssize_t m = len(elements.parent), i, up
    cdef bytes parent_data = numbers_of(elements.parent, m), key_data = numbers_of(elements.key, m)
    cdef bytes first_data = numbers_of(elements.first, m), end_data = numbers_of(elements.end, m)
    cdef const int64_t* parent = <const int64_t*>(<const char*>parent_data)
    cdef const int64_t* key = <const int64_t*>(<const char*>key_data)
    cdef const int64_t* first = <const int64_t*>(<const char*>first_data)
    cdef const int64_t* end = <const int64_t*>(<const char*>end_data)
    cdef double* path
    cdef const double* above
    cdef const double* own
    p.m = m
    if m == 0 or m > 0x7FFFFFFF:
        raise ValueError("no elements, or too many")
    p.parent = <int32_t*>scratch.take(m, sizeof(int32_t))
    p.key = <int32_t*>scratch.take(m, sizeof(int32_t))
    p.first = <int32_t*>scratch.take(m, sizeof(int32_t))
    p.end = <int32_t*>scratch.take(m, sizeof(int32_t))
    p.wide = <int32_t*>scratch.take(m, sizeof(int32_t))
    p.path = <double*>scratch.take(6 * m, sizeof(double))
    for i in range(m):
        up = parent[i]
        if (
            up >= i or up < -1 or (up < 0 and i > 0) or not 0 <= key[i] < keys
            or not 0 <= first[i] <= end[i] or end[i] > p.n
        ):
            raise ValueError("an element leads nowhere")
        p.parent[i], p.key[i] = <int32_t>up, <int32_t>key[i]
        p.first[i], p.end[i] = <int32_t>first[i], <int32_t>end[i]
        own = p.key_scores + 2 * p.key[i]
        path = p.path + 6 * i
        path[0] = path[2] = path[4] = own[0]
        path[1] = path[3] = path[5] = own[1]
        if up < 0:
            continue
        above = p.path + 6 * up
        path[0] += above[0]
        path[1] += above[1]
        path[2], path[3] = min(path[2], above[2]), min(path[3], above[3])
        path[4], path[5] = max(path[4], above[4]), max(path[5], above[5])
        if p.first[i] == p.first[up] and p.end[i] == p.end[up]:
            p.wide[i] = p.wide[up]
        else:
            p.wide[i] = <int32_t>up
    return 0


cdef bint may_be_dated(const Text* text) noexcept nogil:
    """Whether the Python should be asked: a date in ASCII has a mark between two digits, or begins a
    year of this century or the last."""
    cdef Py_ssize_t i
    cdef const uint8_t* p = text.data
    if not text.has_digit:
        return False
    if not text.ascii:
        return True
    for i in range(text.size - 2):
        if c"0" <= p[i] <= c"9" and c"0" <= p[i + 2] <= c"9":
            if p[i + 1] == c"." or p[i + 1] == c"/" or p[i + 1] == c"-":
                return True
            if p[i + 1] == c":" or p[i + 1] == c"h":
                return True
            if (p[i] == c"1" and p[i + 1] == c"9") or (p[i] == c"2" and p[i + 1] == c"0"):
                return True
    return False


cdef int read_paragraphs(Page* p, object elements, list texts, Scratch scratch) except -1:
    """Read what the block of each paragraph is, and whether the text is dated."""
    cdef bytes flags_data = numbers_of(elements.flags, p.m), depth_data = numbers_of(elements.depth, p.m)
    cdef const int64_t* flags = <const int64_t*>(<const char*>flags_data)
    cdef const int64_t* depth = <const int64_t*>(<const char*>depth_data)
    cdef list tags = elements.tag
    cdef Py_ssize_t i, block, leaf
    p.flags = <int64_t*>scratch.take(p.n, sizeof(int64_t))
    p.depth = <int32_t*>scratch.take(p.n, sizeof(int32_t))
    p.rank = <uint8_t*>scratch.take(p.n, 1)
    p.dated = <uint8_t*>scratch.take(p.n, 1)
    if len(tags) != p.m:
        raise ValueError("sequences of elements of different lengths")
    for i in range(p.n):
        block, leaf = p.runs[RUN_WIDTH * i + BLOCK_AT], p.runs[RUN_WIDTH * i + LEAF]
        if not 0 <= block < p.m or not 0 <= leaf < p.m:
            raise ValueError("a paragraph stands in no element")
        p.flags[i], p.depth[i] = flags[block], <int32_t>depth[block]
        p.rank[i] = RANKS.get(tags[block], 0)
        if may_be_dated(p.texts + i):
            p.dated[i] = bool(IS_DATED(texts[i]))
    return 0
