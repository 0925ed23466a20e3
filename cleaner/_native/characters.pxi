# Characters: what Python's own `str` says of them, asked for 256 at a time when first met, and which
# marks they are. Specification: `str`, cleaner/text/tokens.py, counts.py, cues.py and punctuation.py

cdef enum:
    CODES = 0x110000
    BASIC = 0x10000
    IS_WORD = 1  # str.isalnum or "_"
    IS_SPACE = 2  # str.isspace
    IS_UPPER = 4  # str.isupper
    IS_LOWER = 8  # str.islower
    IS_TITLE = 16  # str.istitle, and not in upper case
    IS_DIGIT = 32  # str.isdigit
    IS_DECIMAL = 64  # str.isdecimal
    IS_UNSPACED = 128
    IS_CJK = 256
    IS_COMMA = 1 << 9
    IS_SYMBOL = 1 << 10
    IS_CURRENCY = 1 << 11
    IS_COPYRIGHT = 1 << 12
    IS_BAR = 1 << 13
    IS_QUOTE = 1 << 14
    IS_BRACKET = 1 << 15
    IS_CLOSER = 1 << 16
    IS_OPENER = 1 << 17
    IS_STOP = 1 << 18
    IS_QUESTION = 1 << 19
    IS_EXCLAMATION = 1 << 20
    IS_OPENING_QUOTE = 1 << 21
    IS_BULLET = 1 << 22
    FINAL_SIGMA = 0x3A3  # in lower case by what follows
    IDEOGRAPHIC_STOP = 0x3002

# The sets of marks, in the order of the bits from IS_COMMA on.
MARK_SETS = (
    "COMMAS", "SYMBOLS", "CURRENCY_SIGNS", "COPYRIGHT_SIGNS", "BARS", "QUOTES", "BRACKETS",
    "CLOSING_MARKS", "OPENING_MARKS", "STOPS", "QUESTION_MARKS", "EXCLAMATION_MARKS",
    "OPENING_QUOTES", "LIST_MARKS",
)

cdef uint32_t* KINDS = <uint32_t*>calloc(CODES, sizeof(uint32_t))
cdef int32_t* LOWERED = <int32_t*>calloc(CODES, sizeof(int32_t))  # -1: only Python knows
cdef uint8_t* FILLED = <uint8_t*>calloc(CODES >> 8, 1)
cdef uint8_t[256] FOLD  # of ASCII: the byte of a word, in lower case and with digits as 0, else 0
cdef bytes COUNTED = bytes(BASIC)  # cleaner.text.counts: what each character counts for
cdef dict MARKS = {}  # bits by code
cdef object IS_UNSPACED_CHAR = None
cdef object IS_CJK_CHAR = None

if KINDS == NULL or LOWERED == NULL or FILLED == NULL:
    raise MemoryError("no memory for the kinds of characters")


def set_up_characters(bytes fold, bytes counted, list marks, unspaced, cjk):
    """Take in what Python knows of characters: `fold` (256,) of ASCII as in `cleaner.text.tokens`,
    with a space for what is no word, `counted` (65536,) of `cleaner.text.counts`, the characters of
    each of MARK_SETS, and functions that tell whether a character is of a script without spaces,
    and whether it is one that entries of cue words are looked for by."""
    global COUNTED, MARKS, IS_UNSPACED_CHAR, IS_CJK_CHAR
    cdef int i
    cdef dict made = {}
    if len(fold) != 256 or len(counted) != BASIC or len(marks) != len(MARK_SETS):
        raise ValueError("tables of characters of another size")
    for number, characters in enumerate(marks):
        for char in characters:
            if char.isalnum() or char == "_":
                raise ValueError(f"{char!r} is part of words, and no mark")
            made[ord(char)] = made.get(ord(char), 0) | (IS_COMMA << number)
    if made == MARKS:  # another thread was here, and may be reading by now
        return
    for i in range(256):
        FOLD[i] = 0 if i >= 0x80 or fold[i] == c" " else fold[i]
    FOLD[0] = 0
    for i in range(c"A", c"Z" + 1):
        FOLD[i] = i + 32
    COUNTED = counted
    IS_UNSPACED_CHAR, IS_CJK_CHAR = unspaced, cjk
    memset(FILLED, 0, CODES >> 8)
    fill_kinds(0, made)  # ASCII is read without a look at FILLED, so it comes before the marks
    MARKS = made


cdef int fill_kinds(uint32_t block, dict marks) except -1:
    """Ask Python for the kinds of 256 characters, and for each in lower case."""
    cdef uint32_t code, kind
    for code in range(block << 8, (block + 1) << 8):
        char = chr(code)
        lower = char.lower()
        kind = marks.get(code, 0)
        if char.isalnum() or code == c"_":
            kind |= IS_WORD
        if char.isspace():
            kind |= IS_SPACE
        if char.isupper():
            kind |= IS_UPPER
        elif char.istitle():
            kind |= IS_TITLE
        if char.islower():
            kind |= IS_LOWER
        if char.isdigit():
            kind |= IS_DIGIT
        if char.isdecimal():
            kind |= IS_DECIMAL
        if IS_UNSPACED_CHAR(char):
            kind |= IS_UNSPACED
        if IS_CJK_CHAR(char):
            kind |= IS_CJK
        KINDS[code] = kind
        LOWERED[code] = ord(lower) if len(lower) == 1 and code != FINAL_SIGMA else -1
    FILLED[block] = 1
    return 0


cdef inline int64_t kind_of(uint32_t code) except -1:
    """Return the kinds of a character."""
    if not FILLED[code >> 8]:
        fill_kinds(code >> 8, MARKS)
    return KINDS[code]


cdef inline int char_size(uint8_t lead) noexcept nogil:
    return 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


cdef inline uint32_t code_at(const uint8_t* p) noexcept nogil:
    """Return the character that begins at a byte of valid UTF-8."""
    if p[0] < 0x80:
        return p[0]
    if p[0] < 0xE0:
        return ((p[0] & 0x1F) << 6) | (p[1] & 0x3F)
    if p[0] < 0xF0:
        return ((p[0] & 0x0F) << 12) | ((p[1] & 0x3F) << 6) | (p[2] & 0x3F)
    return ((p[0] & 0x07) << 18) | ((p[1] & 0x3F) << 12) | ((p[2] & 0x3F) << 6) | (p[3] & 0x3F)


cdef inline int put_code(uint8_t* p, uint32_t code) noexcept nogil:
    """Write a character as UTF-8; return the number of bytes."""
    if code < 0x80:
        p[0] = <uint8_t>code
        return 1
    if code < 0x800:
        p[0] = <uint8_t>(0xC0 | (code >> 6))
        p[1] = <uint8_t>(0x80 | (code & 0x3F))
        return 2
    if code < 0x10000:
        p[0] = <uint8_t>(0xE0 | (code >> 12))
        p[1] = <uint8_t>(0x80 | ((code >> 6) & 0x3F))
        p[2] = <uint8_t>(0x80 | (code & 0x3F))
        return 3
    p[0] = <uint8_t>(0xF0 | (code >> 18))
    p[1] = <uint8_t>(0x80 | ((code >> 12) & 0x3F))
    p[2] = <uint8_t>(0x80 | ((code >> 6) & 0x3F))
    p[3] = <uint8_t>(0x80 | (code & 0x3F))
    return 4
