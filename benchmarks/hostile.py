"""Pages made to be slow, and pages of any size, for `speed.py --hostile`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import cycle

MILLION = 1_000_000
HOSTILE: dict[str, Callable[[], str | bytes]] = {
    "a million paragraphs": lambda: "<div>" + "<p>ab</p>" * MILLION,
    "a million empty elements": lambda: "<div>" + "<i></i>" * MILLION + "text",
    "a million line breaks": lambda: "x<br><br>" * (MILLION // 2),
    "200,000 levels": lambda: "<div>" * 200_000 + "deep",
    "100,000 levels of formatting": lambda: "<b><p>x" * 100_000,
    "100,000 levels of lists": lambda: "<ul><li>x" * 100_000,
    "300,000 classes": lambda: "".join(f'<p class="c{i}x">a' for i in range(300_000)),
    "one paragraph": lambda: "<p>" + "word and more, " * 700_000,
    "one word": lambda: "<p>" + "x" * (10 * MILLION),
    "one word of an encoding to guess": lambda: b"<p>" + b"x" * (10 * MILLION) + b" d\xe9j\xe0 vu",
    "500,000 attributes": lambda: "<p " + " ".join(f"a{i}=b" for i in range(500_000)) + ">text",
    "40,000 attributes with >": lambda: "<p " + " ".join(f'a{i}=">"' for i in range(40_000)) + ">x",
    "100,000 names of attributes": lambda: "".join(f"<i d{i}>x</i>" for i in range(100_000)),
    "100,000 names of tags": lambda: "".join(f"<t{i}>x</t{i}>" for i in range(100_000)),
    "300,000 links": lambda: "<a href=x>y</a> " * 300_000,
    "500,000 options": lambda: "<select>" + "<option>x" * 500_000,
    "nothing but <": lambda: "<" * (3 * MILLION),
}
SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 30_000_000)

_BODY = re.compile(r"<body[^>]*>(.*)</body", re.DOTALL | re.IGNORECASE)


def page_of_size(pages: Sequence[str], size: int) -> str:
    """Return a page of about `size` characters, made of the bodies of others one after another."""
    bodies = [body[1] for body in map(_BODY.search, pages) if body]
    parts: list[str] = []
    left = size
    for body in cycle(bodies):
        parts.append(f"<div>{body[:left]}</div>")
        left -= len(body)
        if left <= 0:
            break
    return "<!doctype html><body>" + "\n".join(parts)
