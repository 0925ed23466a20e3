"""Find dates and times of day by their shape, in any language."""

from __future__ import annotations

import re

DIGIT = re.compile(r"\d")  # most texts have none, which is soon found
LONGEST = 200  # characters of a text that may be about its date; a longer one merely holds it
DATE = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b"  # 27.11.2026, 2026-11-27
    r"|\b[0-2]?\d[:.h][0-5]\d\b"  # 17:05
    r"|\b(?:19|20)\d\d\b(?=.{0,20}$)"  # a year near the end
    r"|\d+年|\d+月\d+"
    r"|\b\d{1,2}\.? [^\W\d_]{3,9},? (?:19|20)\d\d"  # 27. November 2026
    r"|[^\W\d_]{3,9} \d{1,2},? (?:19|20)\d\d"  # Nov 27, 2026
)


def is_dated(text: str) -> bool:
    """Return whether a short text states a date or a time of day."""
    return bool(len(text) < LONGEST and DIGIT.search(text) and DATE.search(text))
