# The attributes of elements, and the keys that they make, in tables of addresses. Specification: `attributes`
# of selectolax's nodes, and the keys of cleaner/segment/walk.py

cdef struct NameSlot:
    size_t name
    int8_t attribute


cdef class Names:
    """What the attributes of a tree are called, of those met so far."""

    cdef NameSlot* slots
    cdef size_t size, count

    def __dealloc__(self):
        free(self.slots)

    cdef int read(self, object some, Node* node, NodeText** values, uint32_t* there) except -1:
        """Note the values of an element's attributes by their places, and in `there` one bit for each of
        its attributes that are asked for; return how many attributes it has, of any name.

        `some` is an object of the tree.
        """
        cdef Attribute* attribute
        cdef int count = 0, which
        cdef size_t name
        memset(values, 0, ATTRIBUTES * sizeof(NodeText*))
        there[0] = 0
        if node.type != ELEMENT_TYPE:
            return 0
        attribute = (<Element*>node).first
        while attribute != NULL:
            name = attribute.qualified_name or attribute.node.name
            which = self.attribute_of(name)
            if which == UNKNOWN_NAME:
                self._learn(object_of(some, node), node)
                which = self.attribute_of(name)
            if 0 <= which < ATTRIBUTES:
                there[0] |= 1 << which
                if attribute.value != NULL and attribute.value.data != NULL:
                    values[which] = attribute.value
            count += 1
            attribute = attribute.next
        return count

    cdef inline int attribute_of(self, size_t name) noexcept:
        """Return the place of the attribute of this name, OTHER, or UNKNOWN_NAME."""
        cdef size_t at
        if name < OWN_NAMES:
            return ATTRIBUTES_OF_NAMES[name]
        if self.size == 0:
            return UNKNOWN_NAME
        at = mixed(name) & (self.size - 1)
        while self.slots[at].name:
            if self.slots[at].name == name:
                return self.slots[at].attribute
            at = (at + 1) & (self.size - 1)
        return UNKNOWN_NAME

    cdef int _learn(self, object thing, Node* node) except -1:
        """Learn what an element's attributes are called: those of its dict are in the same order."""
        cdef Attribute* attribute = (<Element*>node).first
        cdef list called = list(thing.attributes)
        cdef Py_ssize_t i = 0
        while attribute != NULL:
            name = called[i] if i < len(called) else ""
            which = ATTRIBUTE_NAMES.index(name) if name in ATTRIBUTE_NAMES else OTHER
            self._note(attribute.qualified_name or attribute.node.name, which)
            attribute = attribute.next
            i += 1
        return 0

    cdef int _note(self, size_t name, int which) except -1:
        cdef NameSlot* before = self.slots
        cdef size_t old = self.size, i
        if name < OWN_NAMES:
            ATTRIBUTES_OF_NAMES[name] = which
            return 0
        if self.attribute_of(name) != UNKNOWN_NAME:
            return 0
        if 2 * (self.count + 1) > self.size:
            self.size = 2 * old if old else 64
            self.slots = <NameSlot*>calloc(self.size, sizeof(NameSlot))
            if self.slots == NULL:
                self.slots, self.size = before, old
                raise MemoryError("no memory for the names of a page's attributes")
            self.count = 0
            for i in range(old):
                if before[i].name:
                    self._put(before[i].name, before[i].attribute)
            free(before)
        self._put(name, which)
        return 0

    cdef void _put(self, size_t name, int which) noexcept:
        cdef size_t at = mixed(name) & (self.size - 1)
        while self.slots[at].name:
            at = (at + 1) & (self.size - 1)
        self.slots[at].name, self.slots[at].attribute = name, which
        self.count += 1


cdef enum:
    MOST_PROBES = 64  # nobody's page may make its keys collide: beyond, the dict of the walk has to do

cdef struct KeySlot:
    uint64_t hash
    size_t tag
    NodeText* values[KEY_ATTRIBUTES]
    Py_ssize_t number  # from 1 on; 0 for an empty slot
    bint bare


cdef class Keys:
    """The numbers of the keys of elements: of the same tag, with or without attributes, and the same
    values of those that make a key. The values stay where the tree has them."""

    cdef KeySlot* slots
    cdef size_t size, count

    def __dealloc__(self):
        free(self.slots)

    cdef KeySlot* slot_of(self, size_t tag, bint bare, NodeText** values) except? NULL:
        """Return the slot of a key. If its number is 0, the key is new and the caller sets that; NULL if
        there is no slot for it."""
        cdef uint64_t h = mixed(tag + bare)
        cdef size_t at
        cdef int i, probes = 0
        cdef KeySlot* slot
        if 2 * (self.count + 1) > self.size:
            self._grow()
        if not bare:
            for i in range(KEY_ATTRIBUTES):
                if values[i] != NULL:
                    h = mixed(h ^ (i + 1)) ^ hash_bytes(<const uint8_t*>values[i].data, values[i].length)
        at = mixed(h) & (self.size - 1)
        while self.slots[at].number:
            slot = self.slots + at
            if slot.hash == h and slot.tag == tag and slot.bare == bare and (
                bare or _same_values(slot.values, values)
            ):
                return slot
            probes += 1
            if probes == MOST_PROBES:
                return NULL
            at = (at + 1) & (self.size - 1)
        slot = self.slots + at
        slot.hash, slot.tag, slot.bare = h, tag, bare
        memcpy(slot.values, values, sizeof(slot.values))
        self.count += 1
        return slot

    cdef int _grow(self) except -1:
        cdef KeySlot* before = self.slots
        cdef size_t old = self.size, size = 2 * self.size if self.size else 256, i, at
        self.slots = <KeySlot*>calloc(size, sizeof(KeySlot))
        if self.slots == NULL:
            self.slots = before
            raise MemoryError("no memory for the keys of a page's elements")
        self.size = size
        for i in range(old):
            if before[i].number:
                at = mixed(before[i].hash) & (size - 1)
                while self.slots[at].number:
                    at = (at + 1) & (size - 1)
                self.slots[at] = before[i]
        free(before)
        return 0


cdef bint _same_values(NodeText** ours, NodeText** theirs) noexcept nogil:
    cdef int i
    for i in range(KEY_ATTRIBUTES):
        if ours[i] == theirs[i]:
            continue
        if ours[i] == NULL or theirs[i] == NULL or ours[i].length != theirs[i].length:
            return False
        if memcmp(ours[i].data, theirs[i].data, ours[i].length) != 0:
            return False
    return True
