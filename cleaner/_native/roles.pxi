# What the walk does with nodes of a tag, and what it has from the Python. Specification:
# cleaner/segment/walk.py, cleaner/segment/display.py

cdef enum:
    LAST_ID = 4096  # tags of smaller numbers have the same number on every page
    COUNT_OF_COUNTS = 5
    ELEMENT_WIDTH = 6
    LINKED_AT = 0
    LINKS_AT = 1
    ARTICLES_AT = 2
    ANCHORS_AT = 3
    EXTERNALS_AT = 4

WALK_CONSTANTS = {
    "LINKED_CHARS": LINKED_AT, "LINKS": LINKS_AT, "ARTICLE_LINKS": ARTICLES_AT,
    "ANCHOR_LINKS": ANCHORS_AT, "EXTERNAL_LINKS": EXTERNALS_AT, "SLUG_HYPHENS": 3, "LINK_START": 8,
    "LINK_CHARS": 160, "NO_COUNTS": [0] * COUNT_OF_COUNTS,
}

cdef struct Role:  # what the walk does with nodes of a tag
    bint known
    int action
    int stands
    int64_t bit

cdef tuple ELEMENT_FIELDS = ("parent", "key", "flags", "depth", "first", "end")

cdef struct Element64:  # the numbers of an element, in this order
    int64_t parent, key, flags, depth, first, end

cdef struct Open:  # what holds again after an element
    Node* node
    int32_t current
    int32_t block
    int32_t link_depth
    int32_t closing
    int64_t flags

cdef struct WalkNumbers:  # names of the Python's constants
    int enter, hide, shift, listing, decide, break_, image, script, template, formula, skip
    int block, close_unseen, unseen, note, listed, typeset
    int64_t hidden, pre, kept_lines, no_listing, lined, link_bit, heading_bits, numbered_tags
    int text_id

cdef Role[LAST_ID] ROLES
cdef list ROLE_TAGS = [None] * LAST_ID
cdef WalkNumbers W
cdef object SPEC_ROLE, SPEC_STANDS, SPEC_PIECE, SPEC_SHIFT, SPEC_TWICE, SPEC_LISTING, SPEC_COUNTED
cdef object SPEC_UNSEEN_STYLE, SPEC_TWIN, SPEC_KEEPS_LINES, SPEC_PERMALINK, SPEC_MARK, SPEC_TEXT
cdef object SPEC_NUMBERED
cdef dict KNOWN_MARKS = {}, SHIFTS_OF_TAGS = {}
cdef frozenset BACK_MARKS = frozenset()


def set_up_walk(dict spec):
    """Take in the constants and the functions of `cleaner.segment.walk`, by name."""
    global SPEC_ROLE, SPEC_STANDS, SPEC_PIECE, SPEC_SHIFT, SPEC_TWICE, SPEC_LISTING, SPEC_COUNTED
    global SPEC_UNSEEN_STYLE, SPEC_TWIN, SPEC_KEEPS_LINES, SPEC_PERMALINK, SPEC_MARK, SPEC_TEXT
    global SPEC_NUMBERED, KNOWN_MARKS, SHIFTS_OF_TAGS, BACK_MARKS
    SPEC_ROLE, SPEC_STANDS, SPEC_PIECE = spec["role"], spec["stands_as_block"], spec["piece_of"]
    SPEC_SHIFT, SPEC_TWICE, SPEC_LISTING = spec["shift"], spec["is_typeset_twice"], spec["listing"]
    SPEC_COUNTED, SPEC_TWIN, SPEC_MARK = spec["counted"], spec["is_twin"], spec["mark_of"]
    SPEC_UNSEEN_STYLE, SPEC_KEEPS_LINES = spec["is_unseen_style"], spec["keeps_lines"]
    SPEC_PERMALINK, SPEC_TEXT, SPEC_NUMBERED = spec["is_permalink"], spec["_text_of"], spec["NUMBERED"]
    KNOWN_MARKS, SHIFTS_OF_TAGS = spec["marks_of_classes"], spec["SHIFTS"]
    BACK_MARKS = spec["BACK_LINKS"]
    W.enter, W.hide, W.shift, W.listing = spec["ENTER"], spec["HIDE"], spec["SHIFT"], spec["LISTING"]
    W.decide, W.break_, W.image, W.skip = spec["DECIDE"], spec["BREAK"], spec["IMAGE"], spec["SKIP"]
    W.script, W.template, W.formula = spec["SCRIPT"], spec["TEMPLATE"], spec["FORMULA"]
    W.block, W.close_unseen, W.unseen = spec["BLOCK"], spec["CLOSE_UNSEEN"], spec["UNSEEN"]
    W.note, W.listed, W.typeset = spec["NOTE"], spec["LISTED"], spec["TYPESET"]
    W.hidden, W.pre, W.kept_lines = spec["HIDDEN"], spec["_PRE"], spec["_KEPT_LINES"]
    W.no_listing, W.lined, W.link_bit = spec["_NO_LISTING"], spec["_LINED"], spec["_LINK_BIT"]
    W.heading_bits, W.numbered_tags = spec["_HEADING_BITS"], spec["_NUMBERED_TAGS"]
    W.text_id = spec["_TEXT_ID"]


cdef bint starts_with(const NodeText* text, const char* part, size_t length) noexcept nogil:
    """Return whether a text starts with a part."""
    return text.length >= length and memcmp(text.data, part, length) == 0


cdef bint is_article_link(const NodeText* target) except -1:
    """Return whether a target looks like that of an article: a date, a number, a headline."""
    cdef Py_ssize_t n = min(target.length, 160), i, hyphens = 0, digits = 0
    cdef const uint8_t* p = <const uint8_t*>target.data
    cdef uint8_t all = 0
    for i in range(n):
        all |= p[i]
    if all >= 0x80:  # bytes are not characters
        part = text_of(target)[8:160]
        return part.count("-") >= 3 or SPEC_NUMBERED.search(part) is not None
    for i in range(8, n):
        hyphens += p[i] == c"-"
        if not c"0" <= p[i] <= c"9":
            digits = 0
            continue
        digits += 1
        if digits == 5 or (
            digits == 4 and i >= 12 and p[i - 4] == c"/"
            and i + 2 < n and p[i + 1] == c"/" and c"0" <= p[i + 2] <= c"9"
        ):
            return True
    return hyphens >= 3
