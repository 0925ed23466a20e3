# The walk over the tree of a page. Specification: cleaner/segment/walk.py
#
# The same steps as there, with the state in fields; what is rare is done by the Python's functions.

cdef class Walk:
    """One walk: the open elements, the run that is collected, and what was found so far."""

    cdef object page
    cdef list texts, tag_of
    cdef list chunks, unseen, marks
    cdef dict numbers, marks_of_keys, kept_attributes
    cdef Room room
    cdef Names names
    cdef Keys keys
    cdef object some  # an object of the tree
    cdef int64_t* runs
    cdef Py_ssize_t run_count, run_space
    cdef Element64* elements
    cdef Py_ssize_t count, space
    cdef Open* open
    cdef Py_ssize_t open_space, depth
    cdef Py_ssize_t most, coarse, longest, unseen_from
    cdef int32_t current, block, link_depth, run_block, run_leaf
    cdef int closing
    cdef int64_t flags
    cdef int64_t[COUNT_OF_COUNTS] counts
    cdef bint broken, in_anchor
    # Of the node at hand:
    cdef int action, stands
    cdef int64_t own_bit
    cdef str tag
    cdef NodeText* values[ATTRIBUTES]  # of its attributes
    cdef uint32_t there  # which attributes it has, a bit each

    def __dealloc__(self):
        free(self.runs)
        free(self.elements)
        free(self.open)

    def __init__(self, page, Py_ssize_t most, Py_ssize_t coarse):
        elements = page.elements
        self.page, self.texts, self.tag_of = page, page.texts, elements.tag
        self.kept_attributes = elements.attributes
        self.chunks, self.unseen, self.marks = [], [], []
        self.numbers, self.marks_of_keys, self.room = {}, {}, Room()
        self.names, self.keys = Names(), Keys()
        self.most, self.coarse = most, coarse
        self.current = self.block = self.run_block = self.run_leaf = -1
        self.longest = self.unseen_from = -1
        self.closing = W.block

    def walk(self, body):
        """Walk the tree once, in document order, and fill the texts and the elements of the page.

        Returns the runs as int64, whether the page had too many paragraphs, and the numbers of the
        elements as int64, by the names of the page's fields.
        """
        cdef Node* node = node_of(body)
        cdef size_t number
        self.some = body
        while True:
            if node == NULL:
                node = self._close()
                if node == NULL:
                    break
                node = node.next
                continue
            number = node.name
            if number == W.text_id:
                self._text(&(<TextNode*>node).text)
                node = node.next
                continue
            self._find_role(node, number)
            if self.action == W.decide:
                in_text = self.run_block >= 0 and not self.broken
                self.stands = bool(SPEC_STANDS(object_of(body, node), self.tag, in_text))
                self.action = W.enter
            elif self.action > W.decide:
                if self.action == W.break_:
                    self._break()
                elif self.action != W.skip:
                    self._piece(node)
                node = node.next
                continue
            node = self._enter(node)
        many = len(self.texts) >= self.most
        if many and self.run_block >= 0:
            self.most = PY_SSIZE_T_MAX
            self._flush()
            self.elements[0].end = len(self.texts)
        self.page.elements.keys = list(self.numbers)
        runs = zeroed(8 * RUN_WIDTH * self.run_count)
        if self.run_count:
            memcpy(PyByteArray_AsString(runs), self.runs, 8 * RUN_WIDTH * self.run_count)
        return runs, many, self._numbers()

    cdef Node* _close(self) except? NULL:
        """End the open element; return its node, NULL after the last one."""
        cdef Open* before
        if self.closing:
            if self.closing == W.block:
                if self.run_block >= 0:
                    self._flush()
                    self.unseen_from = min(self.unseen_from, 0)
            elif self.closing == W.close_unseen:
                self._hide()
                self.unseen_from = -1
            else:
                start, links = self.marks.pop()
                noted = self.link_depth > 0 and self.in_anchor
                SPEC_SHIFT(self.chunks, start, links, self.closing, self.counts[LINKS_AT], noted)
        self.elements[self.current].end = len(self.texts)
        self.depth -= 1
        before = self.open + self.depth
        self.current, self.block = before.current, before.block
        self.link_depth, self.closing, self.flags = before.link_depth, before.closing, before.flags
        return before.node if self.depth else NULL

    cdef int _hide(self) except -1:
        """Take the hidden chunks out of the run."""
        self.unseen.extend(self.chunks[self.unseen_from:])
        del self.chunks[self.unseen_from:]
        return 0

    cdef int _flush(self) except -1:
        """Turn the run into a paragraph; it goes on if there are too many."""
        cdef int64_t flags
        cdef int64_t* run
        cdef Py_ssize_t i
        cdef str text
        if len(self.texts) >= self.most and len(self.chunks) < self.coarse:
            self.chunks.append("\n")
            return 0
        if self.unseen_from >= 0:
            self._hide()
        flags = self.elements[self.run_block].flags
        text = self.chunks[0] if len(self.chunks) == 1 else "".join(self.chunks)
        shown = None if flags & W.lined else collapsed(text, self.room)
        if shown is None:
            shown = SPEC_TEXT(text, flags, self.tag_of[self.run_block])
        if self.unseen:
            if not shown:
                shown = SPEC_TEXT("".join(self.unseen), flags, self.tag_of[self.run_block])
            self.unseen.clear()
        self.chunks.clear()
        if shown:
            self.texts.append(shown)
            run = self._new_run()
            run[0], run[1] = self.run_block, self.run_leaf
            for i in range(COUNT_OF_COUNTS):
                run[2 + i] = self.counts[i]
        memset(self.counts, 0, sizeof(self.counts))
        self.run_block = -1
        return 0

    cdef int64_t* _new_run(self) except NULL:
        """Return the place of one more run."""
        cdef int64_t* runs
        cdef Py_ssize_t space
        if self.run_count == self.run_space:
            space = 2 * self.run_space + 256
            runs = <int64_t*>realloc(self.runs, space * RUN_WIDTH * sizeof(int64_t))
            if runs == NULL:
                raise MemoryError("no memory for the paragraphs of a page")
            self.runs, self.run_space = runs, space
        self.run_count += 1
        return self.runs + RUN_WIDTH * (self.run_count - 1)

    cdef Element64* _new_element(self) except NULL:
        """Return the place of one more element."""
        cdef Element64* elements
        cdef Py_ssize_t space
        if self.count == self.space:
            space = 2 * self.space + 256
            elements = <Element64*>realloc(self.elements, space * sizeof(Element64))
            if elements == NULL or space >= 0x7FFFFFFF:
                raise MemoryError("no memory for the elements of a page")
            self.elements, self.space = elements, space
        self.count += 1
        return self.elements + self.count - 1

    cdef dict _numbers(self):
        """Return the fields of all elements, each as int64."""
        cdef dict numbers = {}
        cdef Py_ssize_t field, i
        cdef int64_t* out
        cdef const int64_t* fields = <const int64_t*>self.elements
        for field in range(ELEMENT_WIDTH):
            data = zeroed(8 * self.count)
            out = <int64_t*>PyByteArray_AsString(data)
            for i in range(self.count):
                out[i] = fields[ELEMENT_WIDTH * i + field]
            numbers[ELEMENT_FIELDS[field]] = data
        return numbers

    cdef int _text(self, NodeText* content) except -1:
        """Take in a text node."""
        cdef str text
        cdef Py_ssize_t length
        if content.data == NULL or not content.length:
            return 0
        if is_plain_space(content):
            if self.chunks:
                self.chunks.append(text_of(content) if self.flags & W.kept_lines else " ")
            return 0
        text = text_of(content)
        if not text.isascii() and all_space(text):
            if self.chunks:
                self.chunks.append(text if self.flags & W.kept_lines else " ")
            return 0
        if self.run_block < 0:
            self.run_block, self.longest = self.block, -1
        length = len(text)
        if length > self.longest:
            self.longest, self.run_leaf = length, self.current
        if self.link_depth:
            self.counts[LINKED_AT] += len(text.strip())
        self.broken = False
        self.chunks.append(text)
        return 0

    cdef int _find_role(self, Node* node, size_t number) except -1:
        """Note what is to be done with the node."""
        cdef Role* role
        if number < LAST_ID and ROLES[number].known:
            role = ROLES + number
            self.action, self.stands, self.own_bit = role.action, role.stands, role.bit
            self.tag = ROLE_TAGS[number]
            return 0
        thing = object_of(self.some, node)
        self.action, self.tag, self.stands, self.own_bit = SPEC_ROLE(thing)
        if number < LAST_ID and thing.tag:
            role = ROLES + number
            ROLE_TAGS[number] = self.tag
            role.action, role.stands, role.bit = self.action, self.stands, self.own_bit
            role.known = True
        return 0

    cdef int _break(self) except -1:
        """Take in a `br`: the second one ends the run."""
        if self.run_block < 0:
            return 0
        if not self.broken:
            self.chunks.append("\x1e")
            self.broken = True
        else:
            self._flush()
            self.unseen_from = min(self.unseen_from, 0)
        return 0

    cdef int _piece(self, Node* node) except -1:
        """Take in a formula, a picture or a script."""
        if self.action != W.formula:
            self.names.read(self.some, node, self.values, &self.there)
            if not self._may_be_piece(node):
                return 0
        piece = SPEC_PIECE(object_of(self.some, node), self.action, self.chunks, self.page)
        if not piece:
            return 0
        if self.run_block < 0:
            self.run_block, self.run_leaf, self.longest = self.block, self.current, len(piece)
        self.broken = False
        if self.unseen_from >= 0:  # the hidden form of a formula that is a picture
            self.chunks.insert(self.unseen_from, piece)
            self.unseen_from += 1
        else:
            self.chunks.append(piece)
        return 0

    cdef bint _may_be_piece(self, Node* node) noexcept:
        """Return whether a picture, a script or a template may add to its line, or to the page."""
        if self.action == W.image:
            if self.run_block < 0 and (node.next == NULL or node.next.name != <size_t>W.text_id):
                return False  # a picture that is part of a line stands beside text
            return self._has_value(ALT) and self._has_value(CLASS)
        if self.action == W.script:
            return self._has_value(TYPE)
        return self.action != W.template or self.there & (1 << SHADOW_ROOT)

    cdef inline bint _has_value(self, int which) noexcept:
        """Return whether the node has an attribute with some value."""
        return self.values[which] != NULL and self.values[which].length > 0

    cdef Node* _enter(self, Node* node) except? NULL:
        """Enter an element; return the node that comes next, NULL at its end."""
        cdef int count = self.names.read(self.some, node, self.values, &self.there)
        cdef Py_ssize_t number
        cdef Element64* element
        self._open(node)
        if self.stands and self.run_block >= 0:
            self._flush()
            self.unseen_from = min(self.unseen_from, 0)
        self.closing = self.stands
        element = self._new_element()
        element.parent = self.current
        self.current = <int32_t>(self.count - 1)
        if self.stands:
            self.block = self.current
        self.flags |= self.own_bit
        if count > 1 or (count and not self.there & (1 << CLASS)):
            describe(self, node)
        number = number_of(self, node.name, count == 0)
        self.tag_of.append(self.tag)
        element.key, element.flags, element.depth = number, self.flags, self.depth
        element.first, element.end = len(self.texts), 0
        if self.own_bit == W.link_bit:
            self._link(node)
        if self.action >= W.hide or (self.marks_of_keys and number in self.marks_of_keys):
            return self._steered(node, self.marks_of_keys.get(number, 0))
        return node.first_child

    cdef int _open(self, Node* node) except -1:
        """Remember what holds again after the element."""
        cdef Open* open
        cdef Py_ssize_t space
        if self.depth == self.open_space:
            space = 2 * self.open_space + 64
            open = <Open*>realloc(self.open, space * sizeof(Open))
            if open == NULL:
                raise MemoryError("no memory for the open elements of a page")
            self.open, self.open_space = open, space
        open = self.open + self.depth
        open.node, open.current, open.block, open.flags = node, self.current, self.block, self.flags
        open.link_depth, open.closing = self.link_depth, self.closing
        self.depth += 1
        return 0

    cdef int _link(self, Node* node) except -1:
        """Count a link by the spelling of its target, no page URL needed."""
        cdef NodeText* target = self.values[HREF]
        self.link_depth += 1
        self.counts[LINKS_AT] += 1
        self.in_anchor = False
        if self._has_value(HREF):
            if target.data[0] == c"#":
                self.counts[ANCHORS_AT] += 1
                self.in_anchor = True
                if object_of(self.some, node).text(deep=True).strip() in BACK_MARKS:
                    self.action = W.hide
            else:
                self.counts[ARTICLES_AT] += is_article_link(target)
                self.counts[EXTERNALS_AT] += starts_with(target, b"http", 4) or starts_with(target, b"//", 2)
        if self.flags & W.heading_bits and SPEC_PERMALINK(object_of(self.some, node)):
            self.action = W.hide
        return 0

    cdef Node* _steered(self, Node* node, int mark) except? NULL:
        """Enter an element whose tag or class says how its text is to be read."""
        if mark == W.unseen:
            self.action = self.action if self.stands else W.hide
        elif mark == W.listed:
            self.action = W.listing
        elif mark == W.typeset and SPEC_TWICE(object_of(self.some, node)):
            return NULL  # the formula itself follows
        if self.action == W.hide:
            if self.unseen_from < 0:
                self.unseen_from = len(self.chunks)
                self.closing = W.close_unseen
        elif self.action == W.shift:
            self.closing = SHIFTS_OF_TAGS[self.tag]
            links = -1 if mark == W.note else self.counts[LINKS_AT]
            self.marks.append((len(self.chunks), links))
        elif self.action == W.listing and not self.flags & W.no_listing:
            return self._listing(node)
        return node.first_child

    cdef Node* _listing(self, Node* node) except? NULL:
        """Take in a listing as one paragraph."""
        cdef int64_t* run
        cdef Py_ssize_t i
        held = SPEC_LISTING(object_of(self.some, node))
        if held is None:  # a page inside `pre`: its blocks are paragraphs, its lines stay
            self.flags |= W.no_listing
            return node.first_child
        self.elements[self.current].flags |= W.pre
        if not self.stands and self.run_block >= 0:
            self._flush()
            self.unseen_from = min(self.unseen_from, 0)
        if held.text:
            self.texts.append(held.text)
            counts = SPEC_COUNTED(held)
            run = self._new_run()
            run[0] = run[1] = self.current
            for i in range(COUNT_OF_COUNTS):
                run[2 + i] = counts[i]
        return NULL
