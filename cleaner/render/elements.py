"""What elements of a page are in the output: formatting, lists, cells."""

from __future__ import annotations

import re

from cleaner.render.blocks import Around

WRAPPERS: dict[str, Around] = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em",
    "var": "em", "code": "code", "kbd": "code", "samp": "code", "tt": "code", "s": "del",
    "strike": "del", "del": "del", "sup": "sup", "sub": "sub", "rt": "reading", "rtc": "reading",
}  # fmt: skip
LISTS = ("ul", "ol", "menu", "dir")
CELLS = ("td", "th")
NORMAL_WEIGHT = re.compile(r"font-weight\s*:\s*(?:normal|400)", re.IGNORECASE)
