# Memory that is checked: every allocation may fail, and what has failed raises MemoryError.

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL
    object PyByteArray_FromStringAndSize(const char* data, Py_ssize_t size)
    char* PyByteArray_AsString(object array) except NULL
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)


cdef bytearray zeroed(Py_ssize_t size):
    """Return so many zero bytes."""
    cdef bytearray made = PyByteArray_FromStringAndSize(NULL, size)
    memset(PyByteArray_AsString(made), 0, size)
    return made
