"""The language of a page: a language, never a country."""

from __future__ import annotations

import pytest

from cleaner.evaluation.languages import (
    country_language,
    declared_language,
    language_code,
    page_language,
)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"), ("EN", "en"), ("pt-BR", "pt"), ("zh-Hant", "zh"), ("zh_TW", "zh"),
        ("eng", "en"), ("ind", "id"), ("iw", "he"), ("sh", "sr"), ("cmn", "zh"),
        ("tl", "tl"), ("fil", "tl"),
        ("nb", "no"), ("no", "no"), ("nn", "nn"),  # "no" is what pages in Bokmål call it, too
        ("pcm", "pcm"), ("wuu", "wuu"),  # no two-letter code: not cut to "pc", "wu"
        ("uk", "uk"),  # Ukrainian
        ("mul", ""), ("zxx", ""), ("und", ""), ("mis", ""),  # not one language
        ("jp", ""), ("ua", ""), ("xx", ""), ("english", ""), ("", ""), ("en,de", ""),
    ],
)  # fmt: skip
def test_a_code_is_the_shortest_iso_639_code_of_a_language(tag: str, code: str) -> None:
    assert language_code(tag) == code


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("uk", "en"), ("gb", "en"), ("us", "en"), ("za", "en"), ("jp", "ja"), ("kr", "ko"),
        ("ua", "uk"), ("se", "sv"), ("dk", "da"), ("at", "de"), ("ch", "de"), ("no", "no"),
        ("CA", "en"), ("zz", ""), ("xa", ""), ("aa", ""), ("qm", ""), ("jj", ""), ("419", ""),
        ("latn", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_country_has_the_language_that_most_people_write_there(country: str, code: str) -> None:
    assert country_language(country) == code


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<html lang=de-CH>", "de"),
        ('<!doctype html>\n<html class="a" lang="fr">', "fr"),
        ("<HTML LANG='pt_BR' dir=ltr>", "pt"),
        ('<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="ru">', "ru"),
        ('<html data-lang="fr" lang="ru">', "ru"),
        ('<html lang=" en ">', "en"),
        ('<html lang="">', ""),
        ('<html lang="{{lang}}">', ""),
        ('<html lang="english">', ""),
        ('<html><body lang="en">', ""),
        ('<htmlx lang="en">', ""),
        (f"<!--{'x' * 20_000}--><html lang=en>", ""),
        ("", ""),
    ],
)
def test_a_page_declares_its_language_on_its_root(html: str, code: str) -> None:
    assert declared_language(html) == code


GERMAN = "<html lang=de>"


def test_what_the_corpus_states_counts_before_what_the_page_declares() -> None:
    assert page_language("fr", GERMAN) == ("fr", "corpus")
    assert page_language("eng", None) == ("en", "corpus")


def test_without_a_statement_the_page_decides() -> None:
    assert page_language("", GERMAN) == ("de", "page")
    assert page_language("mul", GERMAN) == ("de", "page")
    assert page_language("", "<p>Hallo") == ("", "")
    assert page_language("", None) == ("", "")


def test_a_country_counts_only_if_the_page_declares_nothing() -> None:
    assert page_language("uk", "<html lang=en-GB>", by_country=True) == ("en", "page")
    assert page_language("es", GERMAN, by_country=True) == ("de", "page")
    assert page_language("ch", None, by_country=True) == ("de", "country")
    assert page_language("jp", "<p>", by_country=True) == ("ja", "country")
    assert page_language("zz", "<p>", by_country=True) == ("", "")
