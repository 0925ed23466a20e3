# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
# cython: initializedcheck=False, nonecheck=False, embedsignature=True
"""The compiled core: the costly steps of the corridor once more, in loops over plain memory.

Each part stands beside the Python that specifies it, and gives the same; `core.pyi` has the types.
"""

from libc.math cimport exp, sqrt
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcmp, memcpy, memset

include "memory.pxi"
include "tables.pxi"
include "characters.pxi"
include "spaces.pxi"
include "cut.pxi"
include "words.pxi"
include "columns.pxi"
include "index.pxi"
include "cues.pxi"
include "topics.pxi"
include "own.pxi"
include "lines.pxi"
include "names.pxi"
include "blocks.pxi"
include "nodes.pxi"
include "attributes.pxi"
include "limits.pxi"
include "roles.pxi"
include "walk.pxi"
include "elements.pxi"
include "groups.pxi"
include "trees.pxi"
include "contributions.pxi"
include "network.pxi"
include "encoder.pxi"
include "quotations.pxi"
