# What describes an element that the walk enters: how its attributes say that it is read, and the
# number of its key. Specification: cleaner/segment/walk.py

cdef int describe(Walk walk, Node* node) except -1:
    """Note what the attributes of an element say of its text."""
    cdef NodeText* style = walk.values[STYLE]
    cdef bint hidden = walk.there & (1 << HIDDEN_ATTRIBUTE)
    if hidden or is_hidden_from_readers(walk) or (
        holds(style, b"none", 4)
        and "display:none" in text_of(style).replace(" ", "").lower()
    ):
        walk.flags |= W.hidden
        if not walk.stands and (
            hidden
            or (style != NULL and SPEC_UNSEEN_STYLE(text_of(style)))
            or SPEC_TWIN(object_of(walk.some, node))
        ):
            walk.action = W.hide
    elif style != NULL:
        if holds(style, b"white-space", 11) and SPEC_KEEPS_LINES(text_of(style)):
            walk.flags |= W.kept_lines
        if not walk.stands and holds(style, b"hidden", 6) and SPEC_UNSEEN_STYLE(text_of(style)):
            walk.action = W.hide
    if walk.own_bit & W.numbered_tags:
        walk.kept_attributes[walk.current] = object_of(walk.some, node).attributes
    return 0


cdef inline bint is_hidden_from_readers(Walk walk) noexcept:
    cdef NodeText* value = walk.values[ARIA_HIDDEN]
    return value != NULL and value.length == 4 and memcmp(value.data, b"true", 4) == 0


cdef Py_ssize_t number_of(Walk walk, size_t name, bint bare) except -1:
    """Return the number of the element's key; note how a new one steers the walk."""
    cdef KeySlot* slot = walk.keys.slot_of(name, bare, walk.values)
    cdef Py_ssize_t keys = len(walk.numbers), number
    if slot != NULL and slot.number:
        return slot.number - 1
    key = walk.tag
    if not bare:
        key = (
            walk.tag, text_of(walk.values[CLASS]), text_of(walk.values[ID]), text_of(walk.values[ROLE]),
            text_of(walk.values[ITEMPROP]), text_of(walk.values[ITEMTYPE]),
        )
    number = walk.numbers.setdefault(key, keys)
    if slot != NULL:
        slot.number = number + 1
    # Most classes have been met, and steer nothing.
    if number == keys and not bare and (KNOWN_MARKS.get(key[1]) != 0 or key[3]):
        mark = SPEC_MARK(key)
        if mark:
            walk.marks_of_keys[number] = mark
    return number
