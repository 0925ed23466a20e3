# The properties of selectolax's nodes, by the functions behind them: to look each up by its name, as
# Python does, takes longer than to call it. Where a node has other properties, the name is used.

cdef extern from "Python.h":
    ctypedef object (*getter)(object node, void* closure)
    ctypedef struct PyGetSetDef:
        const char* name
        getter get
        void* closure
    ctypedef struct PyTypeObject:
        pass
    void* PyType_GetSlot(PyTypeObject* type, int slot)
    int Py_tp_getset

cdef enum:
    TAG_ID = 0
    TAG = 1
    ATTRIBUTES = 2
    TEXT_CONTENT = 3
    FIRST_CHILD = 4
    NEXT = 5
    PROPERTIES = 6

cdef tuple PROPERTY_NAMES = ("tag_id", "tag", "attributes", "text_content", "first_child", "next")
cdef object NODE_TYPE = None  # the class whose functions these are
cdef getter GETTERS[PROPERTIES]
cdef void* CLOSURES[PROPERTIES]


def set_up_nodes(type node_type not None):
    """Find the properties of a class of nodes; return whether all are functions of it."""
    global NODE_TYPE
    cdef const PyGetSetDef* defined
    cdef int i, found = 0
    NODE_TYPE = None
    if type(node_type) is not type or not any(name in node_type.__dict__ for name in PROPERTY_NAMES):
        return False
    defined = <const PyGetSetDef*>PyType_GetSlot(<PyTypeObject*>node_type, Py_tp_getset)
    while defined != NULL and defined.name != NULL:
        for i in range(PROPERTIES):
            if defined.name == <bytes>PROPERTY_NAMES[i].encode() and defined.get != NULL:
                GETTERS[i], CLOSURES[i] = defined.get, defined.closure
                found |= 1 << i
        defined += 1
    if found != (1 << PROPERTIES) - 1:
        return False
    NODE_TYPE = node_type
    return True


cdef inline object of_node(object node, int which):
    """Return a property of a node."""
    if type(node) is NODE_TYPE:
        return GETTERS[which](node, CLOSURES[which])
    return getattr(node, PROPERTY_NAMES[which])
