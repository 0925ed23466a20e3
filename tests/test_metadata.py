"""Metadata: of limited markup, in linear time, and never at the price of the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import PROSE, page

import cleaner
from cleaner import Document, Metadata, Paragraph
from cleaner.metadata import MAX_TAGS, Head, brief_metadata, find_metadata, language_tag
from cleaner.text.language import can_detect

SOURCE = (
    "<html lang='en'><head><title>Ferry</title><meta name='author' content='Ann Lee'>"
    "<meta property='article:published_time' content='2025-03-04'>"
    "<meta property='og:site_name' content='The Larch'></head><body><p>Prose.</p></body></html>"
)


@pytest.fixture
def undetected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Languages are only those that are declared, as without the extra `language`."""
    monkeypatch.setattr("cleaner.text.language.can_detect", lambda: False)


def test_a_page_states_its_metadata() -> None:
    expected = {
        "title": "Ferry",
        "author": "Ann Lee",
        "date": "2025-03-04",
        "sitename": "The Larch",
        "language": "en",
        "url": "https://larch.example/ferry",
    }
    url = "https://larch.example/ferry"
    assert cleaner.clean_html(SOURCE, url).metadata.as_dict() == expected
    assert Document([], SOURCE, url=url).metadata.as_dict() == expected  # put together by hand


def test_the_title_of_a_page_without_one_is_its_first_heading() -> None:
    paragraphs = [Paragraph("Menu", label=cleaner.Label.CHROME), Paragraph("Ferry", "heading", 1)]
    assert find_metadata("<p>x", None, paragraphs, Head()).title == "Ferry"


def test_a_plain_text_has_a_title_if_it_opens_with_one(undetected: None) -> None:
    text = "# The ferry\n\n" + "\n\n".join(PROSE)
    assert cleaner.clean_text(text).metadata == Metadata(title="# The ferry")
    assert cleaner.clean_text("\n\n".join(PROSE)).metadata == Metadata()


# Languages


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en", "en"),
        (" en-GB ", "en-GB"),
        ("EN_gb", "en-GB"),
        ("eng", "en"),
        ("iw", "he"),
        ("zh_Hant_TW", "zh-Hant-TW"),
        ("de_DE.UTF-8", "de-DE"),
        ("en-US, en", "en-US"),
        ("en-EN", "en"),  # no such country
        ("us", ""),  # a country
        ("jp", ""),
        ("cz", ""),
        ("uk", ""),  # Ukrainian, but nothing here is written in Cyrillic letters
        ("english", ""),
        ("und", ""),
        ("mul", ""),
        ("x-default", ""),
        ("{{ lang }}", ""),
        ("", ""),
    ],
)
def test_a_declared_language_is_one_or_is_left_out(
    undetected: None, declared: str, tag: str
) -> None:
    assert language_tag(declared, [Paragraph(text) for text in PROSE]) == tag
    assert cleaner.clean_html(f"<html lang='{declared}'><p>{PROSE[0]}").metadata.language == tag


def test_a_language_in_its_own_script_is_told_from_a_country() -> None:
    assert language_tag("uk", [Paragraph("Пором повернувся")]) == "uk"
    assert language_tag("ar", [Paragraph("عادت العبارة")]) == "ar"
    assert language_tag("ar", [Paragraph("Volvió el ferry")]) == ""


def test_an_xhtml_page_may_declare_its_language_as_xml_does() -> None:
    assert cleaner.clean_html("<html xml:lang=fr><p>Le bac est revenu.").metadata.language == "fr"


@pytest.mark.skipif(not can_detect(), reason="needs the extra language")
def test_a_language_that_is_not_declared_is_that_of_the_body() -> None:
    menu = "".join(f"<li><a href=/{n}>Nachrichten aus Wirtschaft und Wetter</a>" for n in range(60))
    body = "".join(f"<p>{text}" for text in PROSE)
    for declared in ("", " lang=us", " lang=und"):
        source = f"<html{declared}><nav><ul>{menu}</ul></nav><article><h1>A</h1>{body}"
        assert cleaner.clean_html(source).metadata.language == "en"
    assert cleaner.clean_html(f"<html lang=fr-CA><body>{body}").metadata.language == "fr-CA"
    assert cleaner.clean_text("\n\n".join(PROSE)).metadata.language == "en"


# What may go wrong


def broken(*args: Any, **options: Any) -> None:
    raise RecursionError("deep down in a library")


def test_a_library_that_fails_costs_neither_text_nor_warnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trafilatura.extract_metadata", broken)
    source = page().replace(
        "<head>", "<head><link rel=canonical href='https://www.larch.example/f'>"
    )
    document = cleaner.clean_html(source)
    text, warnings = document.text, list(document.warnings)
    assert document.title == "The ferry returns to Larch Island"
    assert document.metadata.url == "https://www.larch.example/f"
    assert document.metadata.sitename == "larch.example"
    assert [warning.code for warning in document.metadata.warnings] == ["metadata"]
    assert "deep down" in document.metadata.warnings[0]
    assert (document.text, document.warnings) == (text, warnings)
    assert document.as_json()


@pytest.mark.parametrize("source", [page(), "\n\n".join(PROSE)], ids=["html", "text"])
def test_a_detector_that_fails_costs_the_language_alone(
    monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setattr("cleaner.text.language.can_detect", lambda: True)
    monkeypatch.setattr("cleaner.text.language._identifier", broken)
    document = cleaner.clean(source)
    assert document.metadata.language == ""
    assert ["deep down" in warning for warning in document.metadata.warnings] == [True]
    assert bool(document.title) is (document.format == "html")
    assert PROSE[0] in document.as_json()
    assert brief_metadata(None, document.paragraphs, None).warnings
    assert not brief_metadata(None, document.paragraphs, None, detect=False).warnings


HOSTILE: dict[str, Callable[[int], str]] = {
    "nested": lambda n: "<div>" * n + PROSE[0],
    "options": lambda n: "<select>" + "<option>one" * n + f"</select><p>{PROSE[0]}",
    "attributes": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n)) + f">{PROSE[0]}",
    "rows": lambda n: "<table>" + "<tr><td>a<td>b" * n + f"</table><p>{PROSE[0]}",
}


def limited_markup(html: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What trafilatura is given of a page."""
    given: list[str] = []
    monkeypatch.setattr("trafilatura.extract_metadata", lambda markup, **_: given.append(markup))
    find_metadata(html, None, [], Head())
    return given[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_libraries_read_of_a_hostile_page_is_limited(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    markup = limited_markup(HOSTILE[name](60_000), monkeypatch)
    assert markup.count("<") <= MAX_TAGS
    assert markup.count("<div>") < 1_000
    assert markup.count("=") <= 1_001


def test_an_ordinary_page_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limited_markup(page(), monkeypatch) == page()


def test_a_cleaned_page_is_not_segmented_again(monkeypatch: pytest.MonkeyPatch) -> None:
    document = cleaner.clean_html(SOURCE)
    monkeypatch.setattr("cleaner.metadata.segment_html", broken)
    assert document.metadata.language == "en"
    with pytest.raises(RecursionError):
        _ = Document([], SOURCE).metadata


@pytest.mark.slow
@pytest.mark.parametrize("size", [50_000, 200_000])
@pytest.mark.parametrize("name", HOSTILE)
def test_looking_at_a_hostile_page_changes_none_of_its_warnings(name: str, size: int) -> None:
    document = cleaner.clean_html(HOSTILE[name](size))
    warnings = list(document.warnings)
    assert (document.title, document.metadata.warnings) == ("", ())
    assert PROSE[0] in document.as_json()
    for render in (document.as_markdown, document.as_html, document.as_dict):
        assert render()
    assert document.warnings == warnings
