"""Where one sentence ends and another begins, and lines that hold more than sentences.

Some renderers glue a menu, a button or a teaser to the end of a sentence: "The ferry is back.
Home News Sport Contact". No language is known here; where it is doubtful whether a stop ends a
sentence, it does not, since a line that stays whole is only what the user had before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.text.tokens import UNSPACED, count_words

_CLOSERS = "\"'”’»)\\]」』"
# A stop with its closing quotes, and white space before what may open a sentence. In CJK the stop
# alone is enough. A run of stops is entered once, at its head: that keeps the search linear.
_BORDER = re.compile(
    rf"(?:(?<![.!?…؟।۔])[.!?…؟।۔]+[{_CLOSERS}]*(?P<gap>\s+)|(?<![。！？])[。！？]+[{_CLOSERS}]*\s*)"
    r"(?=(?P<opens>[\"'“„«‘(\[「『¿¡|•·*»›→–—>-]*\s?\w))"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“„«]*$")
_INITIALS = re.compile(r"(?:\w\.)*\w$")  # "J", "U.S", "z.B", "e.g"
_ORDINAL = re.compile(r"\d{1,2}$")  # "3. Oktober"; a year may end a sentence
_ENDED = re.compile(rf"[.!?…؟।۔。！？][{_CLOSERS}]*$")
_ABBREVIATIONS = frozenset(
    "abb abs adm al approx apr art asst aug ave bd bldg blvd brig bros bzw ca cap capt cf ch cmdr "
    "co col corp dec dept dez dipl dir doc dr ebd ed eds engr esp est etc ev evtl ex exp fam feb "
    "ff fig figs fr ft gen geb gest ggf gov hon hr hrsg inc ing inkl insp jan jh jr jul jun kap "
    "km lic llc lt ltd maj mar max med messrs mgr mil min mio mme mlle mr mrs ms msgr mt mrd nov "
    "nr no num oct okt op orig par pfc pp pres prof pvt rd rep rev sec sen sep sept sgt sig sog "
    "sr sra srta st ste str tel ua usw univ usf vgl viz vol vols vs zb ул г гг др проф рис руб см "
    "стр тыс млн млрд".split()
)
_READ = 24  # characters before a stop that may be an abbreviation
SENTENCE_WORDS = 4  # shorter pieces may be buttons as well as exclamations
_BARS = "|»›→·•"  # they part the entries of menus


def sentence_borders(text: str) -> Iterator[int]:
    """Offsets at which a sentence begins, but for the first.

    Stops after abbreviations, initials and ordinals are no ends, nor are those inside numbers
    ("3.5") or before a lower-case letter.
    """
    for found in _BORDER.finditer(text):
        opener = found["opens"][-1]
        if opener.islower():
            continue
        if found["gap"] is not None and text[found.start()] == ".":
            before = text[max(found.start() - _READ, 0) : found.start()]
            word = _LAST_WORD.search(before)
            if found.end() - found.start() - len(found["gap"]) == 1 and word and _no_end(word[0]):
                continue
        yield found.end()


def _no_end(word: str) -> bool:
    """Whether a stop after this word belongs to the word."""
    return bool(
        word.lower() in _ABBREVIATIONS or _INITIALS.match(word) or _ORDINAL.match(word)
    ) and not UNSPACED.search(word)


def parts_of_mixed(text: str) -> list[tuple[int, int]]:
    """The parts of a text in which sentences alternate with what is none, as (start, end).

    Neighbouring sentences stay together, and so does what stands between them; a text all of
    sentences, or without any, is one part. "Well..." and "Share." look the same: short pieces with
    a stop stay with what they stand beside.
    """
    starts = [0, *sentence_borders(text)]
    parts: list[tuple[int, int]] = []
    look: bool | None = None
    for start, end in zip(starts, [*starts[1:], len(text)]):
        piece = text[start:end].rstrip()
        found = _is_sentence(piece)
        if parts and (found is None or look is None or found is look):
            parts[-1] = (parts[-1][0], start + len(piece))
        else:
            parts.append((start, start + len(piece)))
        look = look if found is None else found
    return parts


def _is_sentence(piece: str) -> bool | None:
    """Whether a piece is a sentence: it ends with a stop and has some words. None for few words."""
    if not _ENDED.search(piece) or any(bar in piece for bar in _BARS):
        return False
    return True if count_words(piece) >= SENTENCE_WORDS else None
