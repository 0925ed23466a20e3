# The names and phrases that reasons quote. Specification: cleaner/explain/quotations.py

def heaviest_names(
    ClassNames names not None, list keys, bytes key_of, bytes parents, bytes leaves, bytes signs
):
    """Return the name that speaks most for each label, around some elements of a page.

    Of elements, `key_of` (int64) is the key and `parents` (int64) the element above, -1 for none;
    `leaves` (int64) are those that are asked for; `signs` (float64, two a label) is what a label
    takes of the weights of a token. The first result has of each label and element, if it is asked
    for or stands above one that is, which of it and those above has the name of most weight, -1
    for none; the second of each label and key of these the row of that name, -1 for none (int64
    both). Of others there are zeros.
    """
    cdef Py_ssize_t labels = len(signs) // 16, n = len(key_of) // 8, many = len(keys)
    cdef Py_ssize_t i, k, label, row, parent, best
    cdef const int64_t* key = <const int64_t*>(<const char*>key_of)
    cdef const int64_t* above = <const int64_t*>(<const char*>parents)
    cdef const double* sign = <const double*>(<const char*>signs)
    cdef const double* weights = <const double*>(<const char*>names._labels)
    cdef double weight
    cdef const int64_t* leaf = <const int64_t*>(<const char*>leaves)
    if len(key_of) != 8 * n or len(parents) != 8 * n or len(signs) != 16 * labels:
        raise ValueError("elements of different numbers")
    for i in range(n):
        if not 0 <= key[i] < many or not -1 <= above[i] < i:
            raise ValueError("an element leads nowhere")
    cdef bytearray strongest = zeroed(8 * labels * n), rows = zeroed(8 * labels * many)
    cdef int64_t* of_element = <int64_t*>PyByteArray_AsString(strongest)
    cdef int64_t* of_key = <int64_t*>PyByteArray_AsString(rows)
    cdef Scratch scratch = Scratch()
    cdef double* most = <double*>scratch.take(labels * many, sizeof(double))
    cdef uint8_t* is_wanted = <uint8_t*>scratch.take(n, 1)
    cdef uint8_t* key_wanted = <uint8_t*>scratch.take(many, 1)
    cdef Found found
    found.table = &names.rows
    found.seen = <uint8_t*>scratch.take(names.tokens + 1, 1)
    for i in range(len(leaves) // 8):
        parent = leaf[i]
        if not 0 <= parent < n:
            raise ValueError("a leaf that is not there")
        while parent >= 0 and not is_wanted[parent]:
            is_wanted[parent] = key_wanted[key[parent]] = 1
            parent = above[parent]
    for i in range(many):
        if not key_wanted[i]:
            continue
        found.n = 0
        if not key_tokens(keys[i], &found):
            found.n = 0
            for row in names.rows_of_key(keys[i]):
                if not 0 <= row < names.tokens:
                    raise ValueError("a row of class names that is not there")
                found_row(&found, <uint32_t>(row + 1))
        for label in range(labels):
            of_key[label * many + i] = -1
            for k in range(found.n):
                row = found.rows[k] - 1
                weight = weights[2 * row] * sign[2 * label] + weights[2 * row + 1] * sign[2 * label + 1]
                # Of several that weigh the same, the last.
                if weight > 0 and weight >= most[label * many + i]:
                    most[label * many + i], of_key[label * many + i] = weight, row
    for label in range(labels):
        for i in range(n):
            if not is_wanted[i]:
                continue
            parent = above[i]
            if parent < 0:  # the root has no name
                of_element[i] = -1
                continue
            best = of_element[parent]
            weight = most[label * many + key[i]]
            # Of several that weigh the same, the innermost.
            if weight > 0 and (best < 0 or weight >= most[label * many + key[best]]):
                best = i
            of_element[i] = best
        of_element += n
    return strongest, rows


cdef double PHRASE_PART = 0.5

QUOTATION_CONSTANTS = {"PHRASE_SHARE": PHRASE_PART}


def phrases(Words words not None, Lexicon lexicon not None, bytes directions, bytes labels):
    """Return the phrase of each paragraph that speaks most for its label: the first of its words
    and the one after the last, int32, two a paragraph; the same number twice for none.

    `directions` (float64, two a label) is what a label takes of the weights of a token, `labels`
    (int64) are those of the paragraphs.
    """
    cdef Py_ssize_t many = len(directions) // 16, i, label
    cdef const int64_t* label_of = <const int64_t*>(<const char*>labels)
    cdef const double* direction = <const double*>(<const char*>directions)
    cdef bytearray made = zeroed(8 * words.n)
    cdef int32_t* out = <int32_t*>PyByteArray_AsString(made)
    if len(labels) != 8 * words.n or len(directions) != 16 * many:
        raise ValueError("another number of labels than of paragraphs")
    for i in range(words.n):
        label = label_of[i]
        if not 0 <= label < many:
            raise ValueError("a label that is not there")
        find_phrase(words, i, lexicon, direction + 2 * label, out + 2 * i)
    return made


cdef struct Phrase:
    double weight
    int start
    int end
    double[MOST] strength  # of each word: that of the heaviest token that it is part of


cdef inline void weigh_token(
    Phrase* phrase, const double* weights, uint32_t row, const double* direction, int start, int end
) noexcept nogil:
    """Weigh a token of the lexicon, of row 0 if it has none, from one word to another."""
    cdef double weight
    cdef int k
    if not row:
        return
    weight = weights[2 * row - 2] * direction[0] + weights[2 * row - 1] * direction[1]
    if weight <= 0:
        return
    for k in range(start, end):
        phrase.strength[k] = max(phrase.strength[k], weight)
    if weight >= phrase.weight:  # of several that weigh the same, the last
        phrase.weight, phrase.start, phrase.end = weight, start, end


cdef void find_phrase(
    Words words, Py_ssize_t paragraph, Lexicon lexicon, const double* direction, int32_t* out
) noexcept nogil:
    cdef Text* text = words.texts + paragraph
    cdef const uint64_t* hashes = words.hashes + text.first
    cdef const double* weights = lexicon.weights
    cdef uint32_t[MOST] rows
    cdef int n = text.length, k, gap
    cdef double least
    cdef Phrase phrase
    phrase.weight, phrase.start, phrase.end = 0, 0, 0
    for k in range(n):
        phrase.strength[k] = 0
    for k in range(n):
        rows[k] = table_row(&lexicon.words, hashes[k])
        weigh_token(&phrase, weights, rows[k], direction, k, k + 1)
    for k in range(1, n):
        if lexicon.edges[rows[k - 1]] & 1 and lexicon.edges[rows[k]] & 2:
            weigh_token(
                &phrase, weights, table_row(&lexicon.pairs, hash_pair(rows[k - 1], rows[k])),
                direction, k - 1, k + 1
            )
    if n:
        weigh_token(&phrase, weights, lexicon.opening[rows[0]], direction, 0, 1)
    if text.whole:
        weigh_token(&phrase, weights, table_row(&lexicon.wholes, text.whole), direction, 0, n)
    # Between the words of the head and those of the tail others may have been left out.
    gap = HEAD if n == MOST else n
    least = PHRASE_PART * phrase.weight
    if phrase.end:
        while phrase.start > 0 and phrase.start != gap and phrase.strength[phrase.start - 1] >= least:
            phrase.start -= 1
        while phrase.end < n and phrase.end != gap and phrase.strength[phrase.end] >= least:
            phrase.end += 1
    out[0], out[1] = phrase.start, phrase.end
