"""Guesses at the encoding of what declares none."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

from cleaner.io import detect
from cleaner.io.decode import decode
from cleaner.io.detect import guess_encoding


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    return importlib.import_module("charsets")


@pytest.mark.parametrize(("way", "share"), [("meta", 0.99), ("undeclared", 0.97)])
def test_pages_of_forty_encodings_are_read_exactly(
    benchmark: ModuleType, way: str, share: float
) -> None:
    pages = [page for page in benchmark.pages(held_out=True, words=300) if page.way == way]
    right = [benchmark.exact(page, benchmark.ours(page)) for page in pages]
    assert len(right) == 40
    assert sum(right) >= share * len(right)


def test_a_long_ascii_head_hides_no_text() -> None:
    head = b"<html><head><style>" + b"p { color: red }\n" * 3000 + b"</style></head><body>"
    text = "Паром вернулся в гавань на рассвете".encode("koi8-r")
    assert guess_encoding(head + text).encoding in ("koi8-r", "koi8-u")  # alike in Russian


def test_a_word_of_a_million_letters_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that is quadratic in the length of a word would take hours."""
    monkeypatch.setattr(detect, "_SAMPLE", 1 << 21)
    page = ("<p>" + "x" * (1 << 20) + " naïve, déjà vu, élève").encode("cp1252")
    assert decode(page).text.endswith(" naïve, déjà vu, élève")


def test_words_that_mix_scripts_speak_against_an_encoding() -> None:
    assert guess_encoding("naïve, déjà vu, élève".encode("cp1252")).encoding == "windows-1252"


@pytest.mark.parametrize(
    ("lang", "domain", "text", "codec", "evidence"),
    [
        ("<html lang=lt>", "", "Šiandien ąžuolų žiedai", "cp1257", "language (lt)"),
        ("<html lang='zh-TW'>", "", "渡輪在黎明時分回到港口", "big5", "language (zh-hant)"),
        ("", "cz", "Příliš žluťoučký kůň", "cp1250", "language (cs)"),
        ("<html lang=en>", "com", "déjà vu, élève", "cp1252", "its words"),
    ],
)
def test_a_guess_names_its_evidence(
    lang: str, domain: str, text: str, codec: str, evidence: str
) -> None:
    assert evidence in guess_encoding((lang + text).encode(codec), domain).evidence
