# Memory that is checked: every allocation may fail, and what has failed raises MemoryError.

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL
    object PyByteArray_FromStringAndSize(const char* data, Py_ssize_t size)
    char* PyByteArray_AsString(object array) except NULL
    Py_ssize_t PY_SSIZE_T_MAX
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)


cdef bytearray zeroed(Py_ssize_t size):
    """Return so many zero bytes."""
    cdef bytearray made = PyByteArray_FromStringAndSize(NULL, size)
    memset(PyByteArray_AsString(made), 0, size)
    return made


cdef enum:
    MOST_BLOCKS = 32


cdef class Scratch:
    """Blocks of memory that are freed with it."""

    cdef void* blocks[MOST_BLOCKS]
    cdef int taken

    def __dealloc__(self):
        cdef int i
        for i in range(self.taken):
            free(self.blocks[i])

    cdef void* take(self, Py_ssize_t count, Py_ssize_t size) except NULL:
        """Return zeroed memory for so many things of a size."""
        cdef void* block
        if self.taken == MOST_BLOCKS or count < 0:
            raise MemoryError("no block of memory is left")
        block = calloc(count + 1, size)
        if block == NULL:
            raise MemoryError("no memory for the columns of a page")
        self.blocks[self.taken] = block
        self.taken += 1
        return block
