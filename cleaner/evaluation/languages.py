"""The language of a page, as an ISO 639 code: stated by the corpus, or declared by the page.

Some corpora state the country of a site instead ("uk", "ch", "za", "jp"). Read as a language that
is often another one ("uk" is Ukrainian) or none. For such a corpus the page's own declaration
decides, and only without one the language that most people of the country write.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from cleaner.evaluation.extra import libraries_of

# How a language is known: stated by the corpus, declared by the page, guessed from the country of
# the site, or not at all.
LanguageSource = Literal["corpus", "page", "country", ""]

# Corpora whose field `lang` is the country of the site.
COUNTRY_CORPORA = frozenset({"fundus-train"})
# Codes that name no single language: undetermined, uncoded, several, no linguistic content.
NO_LANGUAGE = frozenset({"und", "mis", "mul", "zxx"})
# Where pages use two codes for the same: "no" and "nb" for Norwegian, "tl" and "fil" for Tagalog.
SAME_LANGUAGE = {"nb": "no", "fil": "tl"}
# Whatever is not two letters, and the codes that ISO 3166 leaves to private use.
NO_COUNTRY = re.compile("(?![A-Z]{2}$).*|AA|Q[M-Z]|X[A-Z]|ZZ")

DECLARATION = re.compile(
    r"<html\b[^>]*?\s(?:xml:)?lang\s*=\s*[\"']?\s*([a-z]{2,3}(?:[-_][a-z0-9]+)*)(?![\w-])",
    re.IGNORECASE,
)
DECLARED_WITHIN = 20_000  # characters: the start tag of <html> stands near the top


@cache
def language_code(tag: str) -> str:
    """Return the ISO 639 code of a language tag, the two-letter one if there is one.

    Empty if the tag names no language that is registered: "pt-BR" gives "pt", "eng" gives "en",
    "iw" gives "he"; "mul", "xx" and "english" give "".
    """
    with libraries_of("evaluate"):
        import langcodes
    if not langcodes.tag_is_valid(tag):
        return ""
    code = langcodes.get(langcodes.standardize_tag(tag, macro=True)).language or "und"
    return "" if code in NO_LANGUAGE else SAME_LANGUAGE.get(code, code)


@cache
def country_language(country: str) -> str:
    """Return the language that is most likely in a country, by Unicode's CLDR; empty if unknown.

    `country` is an ISO 3166 code, or "uk".
    """
    with libraries_of("evaluate"):
        import langcodes
    country = country.upper()
    if not langcodes.tag_is_valid(f"und-{country}") or NO_COUNTRY.fullmatch(country):
        return ""
    likely = langcodes.Language.make(territory=country).maximize()
    return language_code(likely.language or "und")


def declared_language(html: str) -> str:
    """Return the language that a page declares for itself in `<html lang>`; empty if none."""
    declaration = DECLARATION.search(html, 0, DECLARED_WITHIN)
    return language_code(declaration[1].replace("_", "-")) if declaration else ""


def page_language(
    stated: str, html: str | None, *, by_country: bool = False
) -> tuple[str, LanguageSource]:
    """Return the language of a page, and how it is known.

    `stated` is what the corpus says: a language, or with `by_country` the country of the site.
    """
    if not by_country and (code := language_code(stated)):
        return code, "corpus"
    if html and (code := declared_language(html)):
        return code, "page"
    if by_country and (code := country_language(stated)):
        return code, "country"
    return "", ""
