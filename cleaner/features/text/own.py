"""Describe a paragraph by itself: its words and marks, its opening and end, its repetitions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.text.arrays import TextArrays, column
from cleaner.text.punctuation import (
    BARS,
    BRACKETS,
    CLOSING_MARKS,
    COMMAS,
    COPYRIGHT_SIGNS,
    CURRENCY_SIGNS,
    EXCLAMATION_MARKS,
    LIST_MARKS,
    OPENING_MARKS,
    OPENING_QUOTES,
    QUESTION_MARKS,
    QUOTES,
    STOPS,
    SYMBOLS,
)
from cleaner.text.tokens import UNSPACED
from cleaner.types import Flags, Floats

# A short line of which this share of the words are numbers is a date, a time or a count.
DATE_WORDS, DATE_SHARE = 8, 0.4
HOSTS = ("com", "org", "net", "de", "co", "ru", "io")  # ends of hosts' names

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_DIGIT = re.compile(r"\d")
_MAIL = re.compile(r"\w@\w")
_HOST = re.compile(rf"\.(?<=\w\.)(?:{'|'.join(HOSTS)})\b")
BULLET = re.compile(rf"\s*(?:[{re.escape(LIST_MARKS)}]|\d{{1,3}}[.)])\s")


@dataclass(frozen=True, kw_only=True)
class Own(Block):
    """The text of a paragraph."""

    words: Annotated[Column, "number of words; two characters without spaces are one"]
    chars: Annotated[Column, "number of characters"]
    chars_per_word: Annotated[Column, "characters a word, spaces included"]
    digit_words: Annotated[Column, "share of the words that are numbers"]
    upper_words: Annotated[Column, "share of the words that are all in capitals"]
    title_words: Annotated[Column, "share of the words that are capitalised"]
    commas: Annotated[Column, "number of commas"]
    stops: Annotated[Column, "number of full stops before a space"]
    symbols: Annotated[Column, "signs / & + = a word"]
    ends_stop: Annotated[Column, "1 if it ends with a stop"]
    ends_colon: Annotated[Column, "1 if it ends with a colon"]
    ends_question: Annotated[Column, "1 if it ends with a question mark"]
    ends_ellipsis: Annotated[Column, "1 if it ends with an ellipsis"]
    ends_exclamation: Annotated[Column, "1 if it ends with an exclamation mark"]
    opens_lower: Annotated[Column, "1 if it opens with a lower-case letter"]
    opens_digit: Annotated[Column, "1 if it opens with a digit"]
    bullet: Annotated[Column, "1 if it opens with a bullet or a number of a list"]
    heading: Annotated[Column, "1 if it opens with #"]
    quote: Annotated[Column, "1 if it opens with > or a quotation mark"]
    year: Annotated[Column, "1 if it holds a year"]
    clock: Annotated[Column, "1 if it holds a time of day"]
    link: Annotated[Column, "1 if it holds an address of the web or of mail"]
    currency: Annotated[Column, "1 if it holds a currency sign"]
    copyright: Annotated[Column, "1 if it holds a sign of copyright or trademark"]
    bars: Annotated[Column, "number of bars and arrows"]
    quotes: Annotated[Column, "number of opening quotation marks"]
    brackets: Annotated[Column, "number of opening brackets"]
    slashes: Annotated[Column, "number of slashes"]
    enclosed: Annotated[Column, "1 if it stands in brackets as a whole"]
    capitals_inside: Annotated[Column, "share of the words with a capital in second place"]
    same_text: Annotated[Column, "number of paragraphs with the same text, itself included"]
    same_start: Annotated[Column, "number of paragraphs with the same first two words"]
    same_end: Annotated[Column, "number of paragraphs with the same last two words"]
    date_like: Annotated[Column, "1 if it is short and largely numbers"]


def own_columns(document: TextArrays) -> Own:
    """Return the columns of each paragraph by itself."""
    texts, cased = document.texts, document.cased
    words = column(
        len(of_text) + (0 if text.isascii() else len(UNSPACED.findall(text)) // 2)
        for text, of_text in zip(texts, cased)
    )
    chars = column(map(len, texts))
    scale = np.maximum(column(map(len, cased)), 1.0)
    digit_words = column(sum(map(str.isdigit, of_text)) for of_text in cased) / scale
    # Few words have capitals: the others need only one look.
    capitalised = [[word for word in of_text if not word.islower()] for of_text in cased]
    ends = [text.rstrip(CLOSING_MARKS)[-1:] for text in texts]
    opens = [text.lstrip(OPENING_MARKS)[:1] for text in texts]
    with_digit = [_DIGIT.search(text) is not None for text in texts]
    return Own(
        words=words,
        chars=chars,
        chars_per_word=chars / np.maximum(words, 1.0),
        digit_words=digit_words,
        upper_words=column(sum(map(str.isupper, of_text)) for of_text in capitalised) / scale,
        title_words=column(sum(map(str.istitle, of_text)) for of_text in capitalised) / scale,
        commas=_occurrences(texts, COMMAS),
        stops=_occurrences(texts, (". ", "。")),
        symbols=_occurrences(texts, SYMBOLS) / scale,
        ends_stop=_is_one_of(ends, STOPS),
        ends_colon=_is_one_of(ends, ":"),
        ends_question=_is_one_of(ends, QUESTION_MARKS),
        ends_ellipsis=column(text.endswith(("…", "...", "[…]", "[...]")) for text in texts),
        ends_exclamation=_is_one_of(ends, EXCLAMATION_MARKS),
        opens_lower=column(map(str.islower, opens)),
        opens_digit=column(map(str.isdigit, opens)),
        bullet=column(BULLET.match(text) is not None for text in texts),
        heading=column(text.startswith("#") for text in texts),
        quote=column(text.startswith((">", *OPENING_QUOTES)) for text in texts),
        year=column(("19" in text or "20" in text) and bool(_YEAR.search(text)) for text in texts),
        clock=column(
            digits and _CLOCK.search(text) is not None for text, digits in zip(texts, with_digit)
        ),
        link=column(map(_has_address, texts)),
        currency=_occurrences(texts, CURRENCY_SIGNS) > 0,
        copyright=_occurrences(texts, ("(c)", *COPYRIGHT_SIGNS)) > 0,
        bars=_occurrences(texts, BARS),
        quotes=_occurrences(texts, QUOTES),
        brackets=_occurrences(texts, BRACKETS),
        slashes=_occurrences(texts, "/"),
        enclosed=column(
            first == "(" and text.endswith((")", "].", ").")) for text, first in zip(texts, opens)
        ),
        capitals_inside=column(
            sum([word[1:2].isupper() for word in of_text]) for of_text in capitalised
        )
        / scale,
        same_text=_repetitions(texts),
        same_start=_repetitions([tuple(of_text[:2]) for of_text in document.words]),
        same_end=_repetitions([tuple(of_text[-2:]) for of_text in document.words]),
        date_like=(words > 0) & (words <= DATE_WORDS) & (digit_words >= DATE_SHARE),
    )


def _occurrences(texts: Sequence[str], marks: Sequence[str]) -> Floats:
    """Count marks in each text; a text in ASCII is searched only for those in ASCII."""
    in_ascii = [mark for mark in marks if mark.isascii()]
    return column(sum(map(text.count, in_ascii if text.isascii() else marks)) for text in texts)


def _is_one_of(chars: Sequence[str], marks: str) -> Flags:
    """Tell which characters are one of the marks; an empty string is none."""
    return np.array([char != "" and char in marks for char in chars])


def _repetitions(keys: Sequence[object]) -> Floats:
    """Count how often each key occurs."""
    count = Counter(keys)
    return column(count[key] for key in keys)


def _has_address(text: str) -> bool:
    """Tell whether an address of the web or of mail stands in the text.

    A search for a character that every address of the kind has comes first, as most texts have
    none.
    """
    return (
        "http:" in text
        or "https:" in text
        or "www." in text
        or ("@" in text and _MAIL.search(text) is not None)
        or ("." in text and _HOST.search(text) is not None)
    )
