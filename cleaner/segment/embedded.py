"""Take the article from the data that a page carries for its scripts, if its elements lack it.

Some pages are an empty shell that a script fills. Of their data only the article's own field is
taken: that of the object with the page's title, without the teasers and articles that stand beside
it. If no object has the title, all prose of the data is taken. Short strings, identifiers and
settings stay out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from cleaner.segment.script_data import MOST_CHARS, parsed, script_data
from cleaner.text.tokens import UNSPACED, count_words, split_words

SHORTEST_PROSE = 15  # words
SHORTEST_CHARS = 2 * SHORTEST_PROSE - 1
LONGEST_WORD = 60  # characters; settings and code have longer words, prose does not
# The elements lack an article if they hold less than this share of its stretches of text.
PRESENT_SHARE = 0.5
PROSE_CHARS = 80
# An article in data beside a page that has text of its own has at least so many characters, and no
# fewer than the page's prose, which is that of paragraphs of PROSE_CHARS and more.
LEAST_ARTICLE = 500
_STRETCH, _STRETCH_STEP, MOST_STRETCHES = 40, 120, 200  # characters of text that are compared
# Samples of JSON, at every so many characters, that look like prose; how many spaces they have, and
# how many of them the page must lack.
_PROBE_STEP, _PROBE_SPACES, _PROBES_MISSING = 300, 6, 4
_PROBES_WITHIN = 3_000  # characters
_PROBE = re.compile(r"(?:[^\"\\{}<>\[\]=|_*/;]|\\u[0-9a-fA-F]{4}){60,80}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
SAME_TITLE = 0.6  # share of the shorter title's words that the other has

_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|blockquote|li)\b[^<>]*>", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—»•·:-]+\s+")  # between a title and the name of the site
_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(r"[{};]\s*[\w.$\"']|function\s*\(|=>")
_OF_PRODUCTS = frozenset("price prices sku offers variants availability brand gtin mpn".split())
_TITLE_KEYS = ("headline", "title", "name", "heading")
_BODY_KEYS = re.compile(
    r"^(?:article_?body|body(?:_?(?:html|text|copy|content))?|content(?:_?(?:html|rendered|text))?"
    r"|text|html|full_?text|rendered|cooked|story|blocks|paragraphs|children|elements|components"
    r"|sections?|rich_?text|markup|value|raw|nodes|items|posts?|post_stream|entry|data|main)$",
    re.IGNORECASE,
)
_OTHER_KEYS = re.compile(
    r"relat|recommend|more|next|prev|trend|popular|latest|teaser|promo|sidebar|footer|nav|menu|cookie"
    r"|consent|transl|i18n|locale|messages|author|byline|contributor|seo|meta|social|share|comment"
    r"|description|excerpt|summary|abstract|snippet|copyright|legal|disclaimer|newsletter|ads?$",
    re.IGNORECASE,
)
_HEADINGS = re.compile(r"^(?:h([1-6])|.*head.*|.*title.*)$", re.IGNORECASE)


@dataclass(slots=True)
class _Article:
    """An object of the data that may be the article: its title and its prose, as HTML."""

    title: str
    parts: list[str] = field(default_factory=list)
    is_product: bool = False

    @property
    def size(self) -> int:
        return sum(map(len, self.parts))


def script_text(
    tree: LexborHTMLParser, titles: Sequence[str], texts: Sequence[str], *, is_shell: bool
) -> str:
    """Return the article in the page's script data as HTML, "" if the elements hold it, or if
    there is none.

    `titles` are those of the page, `texts` its paragraphs. A shell is a page that holds next to
    nothing else: there, all prose is taken if no object has the page's title.
    """
    spellings = _spellings(titles)

    def wanted(text: str) -> bool:
        return is_shell or (
            any(spelling in text for spelling in spellings) and may_hold_missing_prose(text, texts)
        )

    data = list(script_data(tree, wanted))
    articles = [article for root in data for article in _articles(root)]
    titled = [a for a in articles if a.parts and _is_same(a.title, titles)]
    if not is_shell:
        prose = sum(len(text) for text in texts if len(text) >= PROSE_CHARS)
        least = max(LEAST_ARTICLE, prose)
        titled = [a for a in titled if a.size >= least and not a.is_product]
    title = ""
    if titled:
        best = max(titled, key=lambda article: article.size)
        parts, title = best.parts, best.title
    elif not is_shell:
        return ""
    elif titles and any(a.title for a in articles if a.parts):
        parts = max((a for a in articles if a.parts), key=lambda article: article.size).parts
    else:
        parts = list(filter(None, map(_as_html, _all_strings(data))))
    html = "\n".join(_limited(list(dict.fromkeys(parts))))
    if not html or _is_present(html, texts):
        return ""
    if title and not any(title in text for text in texts):
        html = f"<h1>{escape(title)}</h1>\n{html}"
    return f"<article>{html}</article>"


def may_hold_missing_prose(data: str, texts: Sequence[str]) -> bool:
    """Return whether JSON may hold an article that the paragraphs of a page lack, by samples."""
    held: str | None = None
    missing: list[int] = []
    for start in range(0, len(data), _PROBE_STEP):
        sample = _PROBE.match(data, start)
        if sample is None:
            continue
        prose = sample[0]
        if "\\u" in prose:
            prose = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), prose)
        if prose.count(" ") < _PROBE_SPACES and prose.isascii():
            continue
        held = " ".join(texts) if held is None else held
        if " ".join(prose[10:40].split()) not in held:
            missing.append(start)
            if (
                len(missing) >= _PROBES_MISSING
                and start - missing[-_PROBES_MISSING] <= _PROBES_WITHIN
            ):
                return True
    return False


def _spellings(titles: Sequence[str]) -> list[str]:
    """Return the longest part of each title, as it may be written in JSON."""
    parts = {max(_SEPARATOR.split(title), key=len) for title in titles if title}
    return [spelling for part in parts for spelling in {part, json.dumps(part)[1:-1]}]


def _limited(parts: Sequence[str]) -> Iterator[str]:
    size = 0
    for part in parts:
        size += len(part)
        if size > MOST_CHARS:
            return
        yield part


def _is_same(title: str, titles: Sequence[str]) -> bool:
    """Return whether a title is one of the page's: they share most words of the shorter."""
    if not title:
        return False
    words, *others = [set(words) for words in split_words([title, *titles])]
    return any(
        words and other and len(words & other) >= SAME_TITLE * min(len(words), len(other))
        and len(words & other) >= min(2, len(words))
        for other in others
    )  # fmt: skip


def _is_present(html: str, texts: Sequence[str]) -> bool:
    """Return whether the elements of the page hold most of a text."""
    prose = " ".join(_TAG.sub(" ", html).split())
    held = " ".join(texts)
    held = " ".join(held.split())
    starts = range(0, max(1, len(prose) - _STRETCH), _STRETCH_STEP)
    stretches = [prose[start : start + _STRETCH].strip() for start in starts][:MOST_STRETCHES]
    return sum(stretch in held for stretch in stretches) >= PRESENT_SHARE * len(stretches)


def _articles(root: Any) -> Iterator[_Article]:
    """Yield the objects that have a title, with the prose that is theirs and of no such object
    inside them; then what belongs to none, as an object without a title."""
    bare = _Article("")
    articles = [bare]
    # What is to be looked at: a value, its key, the article it is part of, and whether it is in a
    # field that only describes it.
    stack: list[tuple[Any, str, _Article, bool]] = [(root, "", bare, False)]
    while stack:
        value, key, article, aside = stack.pop()
        if isinstance(value, dict):
            title = _title_of(value)
            if title and (key == "" or not _is_part(value)):
                article = _Article(title, is_product=not _OF_PRODUCTS.isdisjoint(value))
                articles.append(article)
                aside = False
            elif (part := _typed_part(value)) and not aside:
                article.parts.append(part)
                continue
            for name, inner in reversed(value.items()):
                if _may_hold_prose(inner):
                    described = aside or _is_aside(str(name))
                    stack.append((inner, str(name), article, described))
        elif isinstance(value, list):
            held = filter(_may_hold_prose, reversed(value))
            stack.extend((inner, key, article, aside) for inner in held)
        elif isinstance(value, str):
            opened = next(parsed(value), None)
            if opened is not None:
                stack.append((opened, key, article, aside))
            elif not aside and (part := _as_html(value)):
                article.parts.append(part)
    yield from articles


def _may_hold_prose(value: Any) -> bool:
    """Return whether a value may hold a string of prose or markup: most of a page's data are
    numbers, identifiers and addresses, and need not be looked at one by one."""
    if isinstance(value, str):
        return len(value) >= SHORTEST_CHARS or "<" in value
    return isinstance(value, (dict, list))


def _title_of(value: dict[str, Any]) -> str:
    for key in _TITLE_KEYS:
        title = value.get(key)
        if title and isinstance(title, str):
            return title
    return ""


@lru_cache(maxsize=4096)
def _is_aside(key: str) -> bool:
    """Return whether a field of an article only describes it, or leads to others."""
    return _OTHER_KEYS.search(key) is not None and not _BODY_KEYS.match(key)


def _is_part(value: dict[str, Any]) -> bool:
    """Return whether an object is a block of an article, which may have a title of its own."""
    kind = value.get("type") or value.get("_type") or value.get("__typename")
    return isinstance(kind, str) and isinstance(value.get("text"), str)


def _typed_part(value: dict[str, Any]) -> str:
    """Return a block of an article, as editors store it, as HTML: {"type": …, "text": …}."""
    kind, text = value.get("type") or value.get("style"), value.get("text")
    if not isinstance(kind, str) or not isinstance(text, str) or not text.strip():
        return ""
    inner = text if _TAG.search(text) else escape(text.strip())
    if heading := _HEADINGS.match(kind):
        level = value.get("level")
        rank = heading[1] or (level if isinstance(level, int) and 1 <= level <= 6 else 2)
        return f"<h{rank}>{inner}</h{rank}>"
    if "quote" in kind.lower():
        return f"<blockquote>{inner}</blockquote>"
    if "list" in kind.lower():
        return f"<ul><li>{inner}</li></ul>"
    if kind.lower() in ("code", "code-block", "pre"):
        return f"<pre>{inner}</pre>"
    prose = "para" in kind.lower() or kind.lower() in ("text", "p", "unstyled", "normal")
    return (inner if _MARKUP.search(inner) else f"<p>{inner}</p>") if prose else ""


def _all_strings(data: Sequence[Any]) -> Iterator[str]:
    for root in data:
        yield from _strings(root)


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
            inner = next(parsed(value), None)
            if inner is None:
                yield value
            else:
                stack.append(inner)


def _as_html(text: str) -> str:
    """Return a string of prose or of marked-up text as HTML, "" for any other."""
    if not _may_hold_prose(text):
        return ""
    marked = _MARKUP.search(text) is not None
    words = text.split()
    if not marked and (count_words(text) < SHORTEST_PROSE or _CODE.search(text)):
        return ""
    if not marked and max(map(len, words)) > LONGEST_WORD and not UNSPACED.search(text):
        return ""
    if marked:
        return f"<div>{text}</div>"
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)
