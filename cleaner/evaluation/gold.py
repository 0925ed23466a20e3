"""A page with its gold: what is known to be right about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from cleaner.evaluation.extra import libraries_of
from cleaner.evaluation.languages import LanguageSource

if TYPE_CHECKING:
    import tldextract

# Paragraphs of symbols alone (rules, bullets, arrows) are of no label.
SYMBOLS_ONLY = re.compile(r"^[\W_]*$")


@dataclass(slots=True)
class GoldPage:
    """A page and what its corpus says of it: gold text, or snippets, or labelled lines.

    `lang` is an ISO 639 code, "" if unknown; `language_source` says how it is known. `labels` has
    one label for each of `lines`: "body", "sidebar", "chrome", or "" if nobody can tell.
    """

    corpus: str
    id: str
    url: str
    lang: str
    page_type: str
    title: str
    html: str | None = None
    text: str | None = None
    required: list[str] = field(default_factory=list)  # snippets that the output must hold
    forbidden: list[str] = field(default_factory=list)  # snippets that it must not hold
    lines: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    standoff: bool = False  # stand-off labels, of a page that another corpus holds with its gold
    labelled_by: str = ""  # who labelled the lines, as the corpus states it
    language_source: LanguageSource = ""

    @property
    def domain(self) -> str:
        """The registered domain of the URL, or the id if there is none: what folds are split by."""
        return registered_domain(self.url) or self.id


@cache
def _extractor() -> tldextract.TLDExtract:
    with libraries_of("evaluate"):
        import tldextract
    return tldextract.TLDExtract(suffix_list_urls=())  # the list shipped with it: no network


@cache
def registered_domain(url: str) -> str:
    """Return the registered domain of a URL by the public suffix list; empty if it has none."""
    parts = _extractor()(url)
    return parts.top_domain_under_public_suffix or parts.domain
