"""Languages of texts that declare none: named if it is clear, else left out."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

import pytest
from support import PROSE

from cleaner.text import language
from cleaner.text.language import (
    FEWEST_LETTERS,
    MOST_CHARACTERS,
    base_language,
    can_detect,
    detected_language,
)

DETECTOR = pytest.mark.skipif(not can_detect(), reason="needs the extra language")

TEXTS = {
    "en": PROSE[0],
    "de": "Nach elf Wintern ohne Boot weckte ein Horn im Hafen die dreihundert Leute der Insel.",
    "fr": "Après onze hivers sans bateau, les trois cents habitants furent réveillés par un cor.",
    "es": "Tras once inviernos sin barco, una bocina en el puerto despertó a la gente de la isla.",
    "pl": "Po jedenastu zimach bez promu trzystu mieszkańców wyspy obudził w porcie dźwięk rogu.",
    "uk": "Після одинадцяти зим без порома триста мешканців острова розбудив гудок у гавані.",
    "sw": "Baada ya miaka kumi na mmoja bila mashua, watu mia tatu wa kisiwa waliamshwa na honi.",
    "hi": "ग्यारह सर्दियों तक बिना नाव के रहने के बाद द्वीप के तीन सौ लोग भोंपू की आवाज़ से जागे।"
    "बच्चों ने झंडे लहराए, और कप्तान ने कहा कि वह रोज चलेगा।",
    "ja": "十一回の冬を船なしで過ごした島の三百人は、月曜日の朝、港で鳴る汽笛の音に目を覚ました。"
    "フェリーが戻ってきたのだ。",
}


@DETECTOR
@pytest.mark.parametrize("code", TEXTS)
def test_a_language_is_named_by_its_code(code: str) -> None:
    assert detected_language([TEXTS[code]]) == code


@DETECTOR
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Home News Sport",  # too little
        "2024 12 31 09:30 " * 50,
        "https://larch.example/?a=1 " * 2 + "12 %",
        "Bergen Oslo Tromsø Lima Quito Paris Roma Kyiv Accra Perth Miami",
        " ".join(ascii_uppercase * 3),
        "\udc9d" * 500,  # halves of characters
    ],
)
def test_what_is_not_clear_is_left_out(text: str) -> None:
    assert detected_language([text]) == ""


@DETECTOR
def test_a_few_words_are_too_little_and_short_paragraphs_count_together() -> None:
    words = TEXTS["de"].split()
    assert sum(map(str.isalpha, " ".join(words))) >= FEWEST_LETTERS
    assert detected_language(words[:5]) == ""
    assert detected_language(words) == "de"


@DETECTOR
def test_no_more_is_looked_at_than_is_needed() -> None:
    def texts() -> Iterator[str]:
        for _ in range(MOST_CHARACTERS // len(TEXTS["fr"]) + 1):
            yield TEXTS["fr"]
        raise AssertionError

    assert detected_language(texts()) == "fr"
    assert detected_language([TEXTS["fr"] * 1000]) == "fr"


def test_without_the_library_no_language_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "can_detect", lambda: False)
    assert detected_language([TEXTS["en"]]) == ""
    language.load_detector()


@pytest.mark.parametrize(
    ("tag", "code"), [("pt-BR", "pt"), ("zh-Hant-TW", "zh"), ("en", "en"), ("", "")]
)
def test_the_language_of_a_tag_is_its_code(tag: str, code: str) -> None:
    assert base_language(tag) == code
