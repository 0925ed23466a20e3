"""Find the borders of sentences, and cut lines that mix sentences with menu text.

Some renderers glue a menu, a button or a teaser to the end of a sentence: "The ferry is back.
Home News Sport Contact". The rules hold for all languages. If it is doubtful whether a stop ends a
sentence, it does not: a line that stays whole is no worse than the user's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.text.punctuation import BARS, CLOSERS, ELLIPSIS, SPACED_STOPS, UNSPACED_STOPS
from cleaner.text.tokens import UNSPACED, count_words

_CLOSERS = re.escape(CLOSERS)
_SPACED = re.escape(SPACED_STOPS + ELLIPSIS)
# A stop with its closing quotes, and white space before a possible opening of a sentence. In CJK
# the stop alone is enough. A run of stops is entered once, at its head: the search stays linear.
_BORDER = re.compile(
    rf"(?:(?<![{_SPACED}])[{_SPACED}]+[{_CLOSERS}]*(?P<gap>\s+)"
    rf"|(?<![{UNSPACED_STOPS}])[{UNSPACED_STOPS}]+[{_CLOSERS}]*\s*)"
    r"(?=(?P<opens>[\"'“„«‘(\[「『¿¡|•·*»›→–—>-]*\s?\w))"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“„«]*$")
_INITIALS = re.compile(r"(?:\w\.)*\w$")  # "J", "U.S", "z.B", "e.g"
_ORDINAL = re.compile(r"\d{1,2}$")  # "3. Oktober"; a year may end a sentence
_ENDED = re.compile(rf"[{_SPACED}{UNSPACED_STOPS}][{_CLOSERS}]*$")
_ABBREVIATIONS = frozenset(
    "abb abs adm al approx apr art asst aug ave bd bldg blvd brig bros bzw ca cap capt cf ch cmdr "
    "co col corp dec dept dez dipl dir doc dr ebd ed eds engr esp est etc ev evtl ex exp fam feb "
    "ff fig figs fr ft gen geb gest ggf gov hon hr hrsg inc ing inkl insp jan jh jr jul jun kap "
    "km lic llc lt ltd maj mar max med messrs mgr mil min mio mme mlle mr mrs ms msgr mt mrd nov "
    "nr no num oct okt op orig par pfc pp pres prof pvt rd rep rev sec sen sep sept sgt sig sog "
    "sr sra srta st ste str tel ua usw univ usf vgl viz vol vols vs zb ул г гг др проф рис руб см "
    "стр тыс млн млрд".split()
)
_ABBREVIATION_CHARS = 24  # characters before a stop in which an abbreviation is looked for
SENTENCE_WORDS = 4  # shorter pieces may be buttons as well as exclamations
_MENU_MARKS = BARS + "•"


def sentence_borders(text: str) -> Iterator[int]:
    """Yield the offset at which each sentence begins, except the first.

    A stop after an abbreviation, an initial or an ordinal ends no sentence, nor does one inside a
    number ("3.5") or before a lower-case letter.
    """
    for border in _BORDER.finditer(text):
        opener = border["opens"][-1]
        if opener.islower():
            continue
        if border["gap"] is not None and text[border.start()] == ".":
            before = text[max(border.start() - _ABBREVIATION_CHARS, 0) : border.start()]
            word = _LAST_WORD.search(before)
            single_stop = border.end() - border.start() - len(border["gap"]) == 1
            if single_stop and word and _owns_its_stop(word[0]):
                continue
        yield border.end()


def _owns_its_stop(word: str) -> bool:
    """Tell whether a stop after this word belongs to the word."""
    return bool(
        word.lower() in _ABBREVIATIONS or _INITIALS.match(word) or _ORDINAL.match(word)
    ) and not UNSPACED.search(word)


def parts_of_mixed(text: str) -> list[tuple[int, int]]:
    """Cut a text in which sentences alternate with other text, as (start, end) of each part.

    Neighbouring sentences stay together, and so does the text between them; a text of sentences
    alone, or without any, is one part. A short piece with a stop may be a sentence ("Well...") or a
    button ("Share."): it stays with the piece before it.
    """
    starts = [0, *sentence_borders(text)]
    parts: list[tuple[int, int]] = []
    last: bool | None = None
    for start, end in zip(starts, [*starts[1:], len(text)]):
        piece = text[start:end].rstrip()
        sentence = _is_sentence(piece)
        if parts and (sentence is None or last is None or sentence is last):
            parts[-1] = (parts[-1][0], start + len(piece))
        else:
            parts.append((start, start + len(piece)))
        last = last if sentence is None else sentence
    return parts


def _is_sentence(piece: str) -> bool | None:
    """Tell whether a piece ends with a stop and has enough words; None if it only lacks words."""
    if not _ENDED.search(piece) or any(mark in piece for mark in _MENU_MARKS):
        return False
    return True if count_words(piece) >= SENTENCE_WORDS else None
