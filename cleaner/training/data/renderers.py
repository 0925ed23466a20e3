"""Renderers: tools that flatten HTML to plain text, as the text route meets it."""

from __future__ import annotations

import logging
import random
import re
import textwrap
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cleaner.evaluation.gold import GoldPage
from cleaner.training.cache import Cache

log = logging.getLogger("cleaner.training")

Renderer = Callable[[str, str], str]  # HTML and URL to plain text

# Loggers of the libraries below, which complain of every odd page; nobody can act on that.
NOISY = ("trafilatura", "htmldate", "courlan", "justext", "readability", "newspaper", "boilerpy3")


def _trafilatura(**options: Any) -> Renderer:
    import trafilatura

    return lambda html, url: trafilatura.extract(html, **options) or ""


def _resiliparse(**options: Any) -> Renderer:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, url: extract_plain_text(html, **options)


def _boilerpipe(name: str) -> Renderer:
    from boilerpy3 import extractors

    extractor = getattr(extractors, name)
    return lambda html, url: extractor(raise_on_failure=False).get_content(html)


def _readability() -> Renderer:
    import lxml.html
    import readability

    def render(html: str, url: str) -> str:
        # One line a text node, as its users print it: sentences break at inline elements.
        tree = lxml.html.fromstring(readability.Document(html).summary())
        return "\n".join(node.strip() for node in tree.itertext())

    return render


def _newspaper() -> Renderer:
    import newspaper

    def render(html: str, url: str) -> str:
        article = newspaper.Article(url or "https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return f"{article.title}\n{article.text}"

    return render


def _inscriptis() -> Renderer:
    import inscriptis

    return lambda html, url: inscriptis.get_text(html)


def _html2text() -> Renderer:
    import html2text

    def render(html: str, url: str) -> str:
        converter = html2text.HTML2Text(bodywidth=0)
        converter.ignore_links = converter.ignore_images = True
        return str(converter.handle(html))

    return render


def _markdown() -> Renderer:
    """Write Markdown with its links, as clippers and readers of web pages save it."""
    import html2text

    return lambda html, url: str(html2text.HTML2Text(baseurl=url, bodywidth=0).handle(html))


LYNX_INDENT, LYNX_WIDTH = "   ", 79  # columns of `lynx -dump`
_REFERENCE_LINK = re.compile(r"!?\[([^\]\n]*)\]\s?\[(\d+)\]")
_REFERENCE = re.compile(r"^\s*\[(\d+)\]: (\S+).*$", re.MULTILINE)


def _lynx() -> Renderer:
    """Write a page as `lynx -dump` prints it: indented, hard-wrapped, links by number, listed
    below."""
    import html2text

    def render(html: str, url: str) -> str:
        converter = html2text.HTML2Text(baseurl=url, bodywidth=0)
        converter.inline_links, converter.ignore_emphasis = False, True
        text = str(converter.handle(html))
        links = [(int(number), link.strip("<>")) for number, link in _REFERENCE.findall(text)]
        text = _REFERENCE_LINK.sub(r"[\2]\1", _REFERENCE.sub("", text))
        wrapped = (
            textwrap.fill(
                block.strip().lstrip("#").strip(), LYNX_WIDTH, initial_indent=LYNX_INDENT,
                subsequent_indent=LYNX_INDENT, break_long_words=False, break_on_hyphens=False,
            )
            for block in text.split("\n")
        )  # fmt: skip
        listed = [f"{number:>4}. {link}" for number, link in sorted(links)]
        references = ["References", "", *listed] if listed else []
        return "\n".join([*wrapped, "", *references])

    return render


_RENDERERS: dict[str, Callable[[], Renderer]] = {
    "trafilatura": _trafilatura,
    "trafilatura-recall": lambda: _trafilatura(favor_recall=True),
    "resiliparse-main": lambda: _resiliparse(main_content=True),
    "resiliparse-all": _resiliparse,
    "boilerpipe": lambda: _boilerpipe("DefaultExtractor"),
    "boilerpipe-article": lambda: _boilerpipe("ArticleExtractor"),
    "boilerpipe-all": lambda: _boilerpipe("KeepEverythingExtractor"),
    "readability": _readability,
    "newspaper": _newspaper,
    "inscriptis": _inscriptis,
    "html2text": _html2text,
    "markdown": _markdown,
    "lynx": _lynx,
}


_MARKUP = re.compile(r"\[\d+\]|\]\([^)\s]*(?:\s\"[^\"]*\")?\)|!\[")


def without_markup(text: str) -> str:
    """Return a rendered paragraph without numbers and addresses of links, which are no words of
    the page.

    >>> without_markup("[3]Home and [the ferry](https://quay.example/ferry)")
    'Home and [the ferry'
    """
    return _MARKUP.sub("", text)


# The library of each renderer.
PACKAGES = {
    "trafilatura": "trafilatura", "trafilatura-recall": "trafilatura",
    "resiliparse-main": "resiliparse", "resiliparse-all": "resiliparse",
    "boilerpipe": "boilerpy3", "boilerpipe-article": "boilerpy3", "boilerpipe-all": "boilerpy3",
    "readability": "readability-lxml", "newspaper": "newspaper4k", "inscriptis": "inscriptis",
    "html2text": "html2text", "markdown": "html2text", "lynx": "html2text",
}  # fmt: skip


@cache
def renderers() -> Mapping[str, Renderer]:
    """Return the renderers that are installed; the log names the others."""
    installed = {}
    for name, make in _RENDERERS.items():
        try:
            installed[name] = make()
        except ImportError as error:
            log.warning("renderer %s left out: %s", name, error)
    return installed


def render(
    page: GoldPage,
    shares: Mapping[str, float],
    share: float,
    seed: int,
    cache: Cache | None = None,
) -> dict[str, str]:
    """Return what renderers make of a page, by name.

    `shares` gives the share of the pages that a renderer flattens, all if it is not named; `share`
    applies on top. A renderer that fails on the page gives nothing.
    """
    cache = cache or Cache()
    chance = random.Random(f"{seed}:{page.id}")
    drawn = [name for name in renderers() if chance.random() < share * shares.get(name, 1.0)]
    html = page.html or ""
    texts = {
        name: cache.get(
            "renders", (name, _version(name), html, page.url), partial(_text, name, html, page.url)
        )
        for name in drawn
    }
    return {name: text for name, text in texts.items() if text is not None}


def _text(name: str, html: str, url: str) -> str | None:
    with _quiet():
        try:
            return renderers()[name](html, url)
        except Exception:  # third-party parsers fail in every way there is
            return None


@cache
def _version(name: str) -> str:
    """Return the version of a renderer: of its library, and of what this module makes of it."""
    code = zlib.crc32(Path(__file__).read_bytes())
    return f"{version(PACKAGES[name])} {code}" if name in PACKAGES else str(code)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the renderers' own loggers and warnings."""
    levels = {name: logging.getLogger(name).level for name in NOISY}
    try:
        for name in levels:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
