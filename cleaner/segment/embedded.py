"""Take text from the data that a page carries for its scripts, if its elements hold none.

Some pages are an empty shell that a script fills. Their article stands in JSON-LD, in a script of
type application/json (Next.js, Nuxt), in an object that a script assigns or passes on, in React's
stream of rows (Next.js since version 13), or in an attribute (Discourse). Its prose becomes simple
HTML, in its order; short strings, identifiers and settings stay out. No script is run: only JSON is
read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

SHORTEST_DATA = 200  # characters; shorter data holds no article
SHORTEST_PROSE = 15  # words
LONGEST_WORD = 60  # characters; settings and code have longer words, prose does not
MOST_CHARS = 5_000_000
MOST_TRIES = 50  # possible starts of data that are tried in one script

_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|blockquote|li)\b[^<>]*>", re.IGNORECASE)
_DATA = re.compile(r"[=(]\s*(?=[\[{\"])")
_ROW = re.compile(rb"[0-9a-f]*:(?:T([0-9a-f]{1,8}),|[A-Z]*)")
_DECODER = json.JSONDecoder()
_CODE = re.compile(r"[{};]\s*[\w.$\"']|function\s*\(|=>")


def script_text(tree: Any) -> str:
    """Return the prose in the page's script data as HTML, "" if there is none."""
    parts: dict[str, None] = {}
    size = 0
    for data in _data(tree):
        for text in _strings(data):
            part = _as_html(text)
            if part and part not in parts and size + len(part) <= MOST_CHARS:
                parts[part] = None
                size += len(part)
    return "<article>" + "\n".join(parts) + "</article>" if parts else ""


def _data(tree: Any) -> Iterator[Any]:
    """Yield everything in the page that parses as a JSON object or array of some size."""
    stream = []
    for script in tree.css("script"):
        text = script.text(deep=True)
        if "json" in (script.attributes.get("type") or ""):
            yield from _parsed(text)
        elif "__next_f" in text:
            stream += [part[1] for part in _assigned(text) if _is_streamed(part)]
        elif len(text) >= SHORTEST_DATA:
            yield from _assigned(text)
    yield from _streamed("".join(stream))
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            if name.startswith("data-") and value:
                yield from _parsed(value)


def _parsed(text: str) -> Iterator[Any]:
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
            yield from _parsed(data[row.end() : start].decode("utf-8", "replace"))


def _strings(data: Any) -> Iterator[str]:
    """Yield all strings inside, in order; a string that is JSON itself is opened."""
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, str):
            inner = next(_parsed(value), None)
            if inner is None:
                yield value
            else:
                stack.append(inner)


def _as_html(text: str) -> str:
    """Return a string of prose or of marked-up text as HTML, "" for any other."""
    marked = _MARKUP.search(text) is not None
    words = text.split()
    if not marked and (len(words) < SHORTEST_PROSE or _CODE.search(text)):
        return ""
    if not marked and max(map(len, words)) > LONGEST_WORD:
        return ""
    if marked:
        return f"<div>{text}</div>"
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)
