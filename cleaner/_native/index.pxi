# The words of a plain text by number. Texts come from strangers: where a word stands in the table
# depends on a secret, so that nobody can write a text whose words all want the same place.

from os import urandom

cdef uint64_t SECRET = <uint64_t>(int.from_bytes(urandom(8), "little") | 1)


cdef struct Known:
    uint64_t hash
    int32_t title_row  # the last paragraph in which it was counted for the title
    int32_t topic_row  # the last paragraph that has it as a content word
    int32_t place  # its place among the content words of that paragraph
    int32_t number  # among all content words, -1 if it is none
    int32_t count
    uint8_t name
    uint8_t first  # it stands in the first paragraph
    uint8_t rest  # it stands in another one


cdef struct Index:
    int32_t* slots
    int shift
    Known* known
    Py_ssize_t used
    Py_ssize_t room


cdef int index_make(Index* index, Py_ssize_t room) except -1:
    """Make an empty index."""
    index.shift = 64 - 10
    while (<Py_ssize_t>1 << (64 - index.shift)) < 2 * room:
        index.shift -= 1
    index.room = (<Py_ssize_t>1 << (64 - index.shift)) // 2
    index.used = 0
    index.slots = <int32_t*>calloc(<size_t>(2 * index.room), sizeof(int32_t))
    index.known = <Known*>malloc(index.room * sizeof(Known))
    if index.slots == NULL or index.known == NULL:
        raise MemoryError("no memory for the words of a text")
    return 0


cdef void index_free(Index* index) noexcept nogil:
    free(index.slots)
    free(index.known)
    index.slots, index.known = NULL, NULL


cdef inline void index_put(Index* index, uint64_t h, int32_t number) noexcept nogil:
    cdef uint64_t mask = <uint64_t>(2 * index.room - 1), at = (h * SECRET) >> index.shift
    while index.slots[at]:
        at = (at + 1) & mask
    index.slots[at] = number + 1


cdef int index_grow(Index* index) except -1:
    """Double the room of an index."""
    cdef Py_ssize_t i, room = 2 * index.room
    cdef Known* known
    cdef int32_t* slots
    if room > 0x3FFFFFFF:
        raise OverflowError("too many words")
    known = <Known*>realloc(index.known, room * sizeof(Known))
    if known == NULL:
        raise MemoryError("no memory for the words of a text")
    index.known = known
    slots = <int32_t*>calloc(<size_t>(2 * room), sizeof(int32_t))
    if slots == NULL:
        raise MemoryError("no memory for the words of a text")
    free(index.slots)
    index.slots, index.room = slots, room
    index.shift -= 1
    for i in range(index.used):
        index_put(index, index.known[i].hash, <int32_t>i)
    return 0


cdef Known* index_find(Index* index, uint64_t h) except NULL:
    """Return what is known of a hash, which is taken in if it is new."""
    cdef uint64_t mask = <uint64_t>(2 * index.room - 1), at = (h * SECRET) >> index.shift
    cdef Known* known
    while index.slots[at]:
        known = index.known + index.slots[at] - 1
        if known.hash == h:
            return known
        at = (at + 1) & mask
    if index.used == index.room:
        index_grow(index)
        index_put(index, h, <int32_t>index.used)
    else:
        index.slots[at] = <int32_t>index.used + 1
    known = index.known + index.used
    memset(known, 0, sizeof(Known))
    known.hash = h
    known.title_row = known.topic_row = known.number = -1
    index.used += 1
    return known
