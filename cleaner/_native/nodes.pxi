# The nodes of a tree, read where lexbor keeps them: an object for each, and a dict for the attributes of
# each element, would take longer than all that is done with them.
#
# selectolax tells the address of a node (`mem_id`), and declares what lies there. Nothing is believed:
# before any page is read so, the nodes of a small page are compared with what selectolax says of them.
# If they lie in another way, the Python walks.

cdef extern from "Python.h":
    object PyObject_GetAttrString(object thing, const char* name)

cdef struct NodeText:
    const char* data
    size_t length

cdef struct Node:
    void* events
    size_t name, prefix, space
    void* document
    Node* next
    Node* before
    Node* parent
    Node* first_child
    Node* last_child
    void* user
    int type

cdef struct TextNode:
    Node node
    NodeText text

cdef struct Attribute:
    Node node
    size_t upper_name, qualified_name
    NodeText* value
    void* owner
    Attribute* next
    Attribute* before

cdef struct Element:
    Node node
    size_t upper_name, qualified_name
    NodeText* custom
    Attribute* first
    Attribute* last
    Attribute* id
    Attribute* classes

cdef enum:
    ELEMENT_TYPE = 1
    TEXT_TYPE = 3
    MOST_WORDS = 16  # of an object that stands for a node
    # The attributes that the walk asks for, by the place of their value; the first ones make the key.
    CLASS = 0
    ID = 1
    ROLE = 2
    ITEMPROP = 3
    ITEMTYPE = 4
    KEY_ATTRIBUTES = 5
    STYLE = 5
    HIDDEN_ATTRIBUTE = 6
    ARIA_HIDDEN = 7
    HREF = 8
    ALT = 9
    TYPE = 10
    SHADOW_ROOT = 11
    ATTRIBUTES = 12
    OTHER = 13
    UNKNOWN_NAME = -1
    OWN_NAMES = 2048  # names of smaller numbers have the same number on every page

cdef tuple ATTRIBUTE_NAMES = (
    "class", "id", "role", "itemprop", "itemtype", "style", "hidden", "aria-hidden", "href", "alt", "type",
    "shadowrootmode",
)
NODE_SAMPLE = '<p class="first" id="second">Text</p><b hidden></b><i title="x" class=""></i>'
cdef object NODE_TYPE = None  # the class of nodes that lie as declared here
cdef Py_ssize_t POINTER_AT = -1  # the word of such an object that is its node's address
cdef int8_t[OWN_NAMES] ATTRIBUTES_OF_NAMES


def set_up_nodes(body) -> bool:
    """Compare the nodes of NODE_SAMPLE's body with what their class says of them; return whether both
    agree."""
    global NODE_TYPE, POINTER_AT
    NODE_TYPE, POINTER_AT = None, -1
    memset(ATTRIBUTES_OF_NAMES, UNKNOWN_NAME, sizeof(ATTRIBUTES_OF_NAMES))
    try:
        first, second, third = body.first_child, body.first_child.next, body.last_child
        text = first.first_child
        place = _pointer_place((first, second, third, text))
        if place < 0 or not all([_lies_as_said(node) for node in (body, first, second, third, text)]):
            return False
    except (AttributeError, TypeError):
        return False
    if not (_text_lies(text.mem_id) and _attributes_lie(first.mem_id, second.mem_id, third.mem_id)):
        return False
    NODE_TYPE, POINTER_AT = type(first), place
    made = object_of(body, <Node*><size_t>second.mem_id)
    if made is None or made.mem_id != second.mem_id or made.tag != "b" or made.parser is not body.parser:
        NODE_TYPE = None
    return NODE_TYPE is not None


cdef Py_ssize_t _pointer_place(tuple nodes) except -2:
    """Return the word of the objects that is their `mem_id`, -1 if there is not just one."""
    cdef Py_ssize_t words = <Py_ssize_t>(type(nodes[0]).__basicsize__) // <Py_ssize_t>sizeof(size_t)
    cdef Py_ssize_t i, place = -1
    cdef const size_t* memory
    for node in nodes:
        memory = <const size_t*><void*>node
        same = [i for i in range(2, min(words, MOST_WORDS)) if memory[i] == <size_t>node.mem_id]
        if len(same) != 1 or place not in (-1, same[0]):
            return -1
        place = same[0]
    return place


cdef bint _lies_as_said(object node) except -1:
    """Return whether a node's neighbours, name and type stand where they are declared."""
    cdef const Node* lies = <const Node*><size_t>node.mem_id
    said = [0 if other is None else other.mem_id for other in (
        node.next, node.prev, node.parent, node.first_child, node.last_child)]
    there = [<size_t>lies.next, <size_t>lies.before, <size_t>lies.parent, <size_t>lies.first_child,
             <size_t>lies.last_child]
    kind = TEXT_TYPE if node.is_text_node else ELEMENT_TYPE
    return said == there and lies.name == <size_t>node.tag_id and lies.type == kind


cdef bint _text_lies(size_t address):
    """Return whether the text of the sample's text node lies as declared."""
    cdef const TextNode* node = <const TextNode*>address
    return _is_text(&node.text, b"Text")


cdef bint _is_text(const NodeText* text, bytes wanted):
    # The length first: what is no text has no address either.
    return (
        text != NULL and text.length == <size_t>len(wanted) and text.data != NULL
        and memcmp(text.data, <const char*>wanted, text.length) == 0
    )


cdef bint _attributes_lie(size_t with_two, size_t with_none, size_t with_empty):
    """Return whether the attributes of the sample's elements lie as declared."""
    cdef const Element* first = <const Element*>with_two
    cdef const Element* second = <const Element*>with_none
    cdef const Element* third = <const Element*>with_empty
    if (
        first.classes == NULL or first.classes != first.first or first.id != first.last
        or first.last == NULL or first.first == first.last
        or second.first == NULL or second.first != second.last
        or second.classes != NULL or second.id != NULL
        or third.classes != third.last or third.first == NULL or third.id != NULL
    ):
        return False
    return (
        first.first.owner == <const void*>first and first.first.next == first.last
        and first.last.next == NULL and first.last.before == first.first
        and first.first.value != NULL and first.last.value != NULL
        and _is_text(first.first.value, b"first") and _is_text(first.last.value, b"second")
        and second.first.value == NULL and third.last.value != NULL and third.last.value.length == 0
        and third.last.node.name == first.first.node.name
        and third.first.node.name != first.first.node.name
    )


cdef inline Node* node_of(object thing) except NULL:
    """Return the node of an object. Raises TypeError for one that is of another class."""
    if NODE_TYPE is None or type(thing) is not NODE_TYPE:
        raise TypeError("not a node of a tree that the compiled core can read")
    return <Node*>(<size_t*><void*>thing)[POINTER_AT]


cdef object object_of(object other, Node* node):
    """Return an object that stands for a node of the same tree as another object's, for the Python."""
    made = PyObject_GetAttrString(other, b"parent")  # an object of nobody else
    if type(made) is not NODE_TYPE:
        return None
    (<size_t*><void*>made)[POINTER_AT] = <size_t>node
    return made


cdef inline str text_of(const NodeText* text):
    """Return the text of a node, or the value of an attribute; None if there is none."""
    if text == NULL or text.data == NULL:
        return None
    return PyUnicode_DecodeUTF8(text.data, text.length, b"replace")


cdef bint holds(const NodeText* text, const char* part, size_t length) noexcept nogil:
    """Return whether a text holds a part."""
    cdef const char* at
    cdef const char* end
    if text == NULL or text.data == NULL or text.length < length:
        return False
    at, end = text.data, text.data + text.length - length + 1
    while at < end:
        at = <const char*>memchr(at, part[0], end - at)
        if at == NULL:
            return False
        if memcmp(at, part, length) == 0:
            return True
        at += 1
    return False


cdef bint is_plain_space(const NodeText* text) noexcept nogil:
    """Return whether a text is white space of ASCII alone, and some."""
    cdef size_t i
    for i in range(text.length):
        if <uint8_t>text.data[i] >= 0x80 or not KINDS[<uint8_t>text.data[i]] & IS_SPACE:
            return False
    return text.length > 0
