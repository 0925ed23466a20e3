"""Read the data that a page carries for its scripts: JSON, however it is wrapped.

It stands in JSON-LD, in a script of type application/json (Next.js, Nuxt), in an object that a
script assigns or passes on, in React's stream of rows (Next.js since version 13), or in an
attribute (Discourse, Inertia). No script is run: only JSON is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

SHORTEST_DATA = 200  # characters; shorter data holds no article
MOST_CHARS = 5_000_000
MOST_TRIES = 50  # possible starts of data that are tried in one script

# Attributes of frameworks and forums that hold JSON, and those of the elements that apps fill.
_WITH_DATA = (
    "[data-preloaded], [data-page], [data-props], [data-state], [data-json], [data-content], "
    "[data-article], [data-initial], [data-initial-state], [data-react-props], [data-model], "
    "[data-component-props], [data-store], [data-app], [data-data], [data-post], [data-story]"
)
_DATA = re.compile(r"[=(]\s*(?=[\[{\"])")
_ROW = re.compile(rb"[0-9a-f]*:(?:T([0-9a-f]{1,8}),|[A-Z]*)")
_DECODER = json.JSONDecoder()


def script_data(tree: LexborHTMLParser, wanted: Callable[[str], bool]) -> Iterator[Any]:
    """Yield everything in the page that parses as a JSON object or array of some size, out of the
    scripts and attributes whose text is `wanted`."""
    stream = []
    for script in tree.css("script"):
        text = script.text(deep=True)
        if len(text) < SHORTEST_DATA:
            if "__next_f" not in text:
                continue
        elif "__next_f" not in text and not wanted(text):
            continue
        if "json" in (script.attributes.get("type") or ""):
            yield from parsed(text)
        elif "__next_f" in text:
            stream += [part[1] for part in _assigned(text) if _is_streamed(part)]
        else:
            yield from _assigned(text)
    rows = "".join(stream)
    if rows and wanted(rows):
        yield from _streamed(rows)
    for node in tree.css(_WITH_DATA):
        for name, value in node.attributes.items():
            if name.startswith("data-") and value and len(value) >= SHORTEST_DATA and wanted(value):
                yield from parsed(value)


def parsed(text: str) -> Iterator[Any]:
    """Yield the value of a string that is a JSON object or array of some size, or nothing."""
    text = text.strip()
    if SHORTEST_DATA <= len(text) <= MOST_CHARS and text[0] in "[{":
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            return


def _assigned(code: str) -> Iterator[Any]:
    """Yield objects, arrays and strings of JSON that a script assigns or passes to a function."""
    start = 0
    for _ in range(MOST_TRIES):
        opening = _DATA.search(code, start)
        if opening is None:
            return
        start = opening.end()
        try:
            value, start = _DECODER.raw_decode(code, start)
        except (ValueError, RecursionError):
            continue
        yield value


def _is_streamed(part: Any) -> bool:
    return isinstance(part, list) and len(part) == 2 and isinstance(part[1], str)


def _streamed(stream: str) -> Iterator[Any]:
    """Yield the values of a React stream.

    A row is an identifier, a colon, and JSON up to the end of the line; or a T, the number of bytes
    in hexadecimal, a comma, and as many bytes of text.
    """
    data, start = stream.encode("utf-8", "surrogatepass"), 0
    while row := _ROW.match(data, start):
        if row[1]:
            start = row.end() + int(row[1], 16)
            yield data[row.end() : start].decode("utf-8", "replace")
        else:
            end = data.find(b"\n", row.end())
            start = end + 1 if end >= 0 else len(data)
            yield from parsed(data[row.end() : start].decode("utf-8", "replace"))
