"""Cue words by class, in several languages."""

from __future__ import annotations

import re

import pytest

from cleaner.text.cues import ALL_CUES, CUES, VOICES, cue_counts, cue_words
from cleaner.text.tokens import WORD

EXAMPLES = {
    "credit": [
        "Photo: Larch",
        "Foto: Lärche",
        "crédits: Mélèze",
        "Fonte: ANSA",
        "фото автора",
        "写真",
    ],
    "byline": ["By Ann", "von Ann", "par Anne", "di Anna", "oleh Ani", "автор Анна", "記者"],
    "date": ["3 days ago", "12. März", "12 août", "5 enero", "7 września", "4 мая", "9 ekim"],
    "more": ["Read more", "Lesen Sie", "Lire aussi", "Leia mais", "Läs mer", "Читайте", "関連記事"],
    "share": ["Share this", "Teilen", "Partager", "Síguenos", "Dela", "Поделиться", "Paylaş"],
    "subscribe": [
        "Sign up",
        "Abonnieren",
        "Inscrivez",
        "Suscríbete",
        "Assine",
        "подписка",
        "abone",
    ],
    "comment": ["Leave a reply", "Kommentare", "commentaires", "comentários", "yorum", "コメント"],
    "legal": ["All rights reserved", "Impressum", "droits réservés", "aviso legal", "hak cipta"],
    "account": ["Log out", "Warenkorb", "panier", "carrito", "accedi", "войти", "masuk"],
    "interface": ["Skip to", "nach oben", "suivant", "inicio", "szukaj", "поиск", "beranda"],
    "offer": ["Buy now", "jetzt", "achetez", "comprar", "acquista", "kup", "купить", "beli"],
    "biography": [
        "writer",
        "ist Redakteurin",
        "journaliste",
        "periodista",
        "журналист",
        "wartawan",
    ],
    "sponsor": ["Sponsored", "Anzeige", "publicité", "publicidad", "reklama", "реклама", "广告"],
    "contact": ["Phone", "Straße", "adresse", "teléfono", "телефон"],
    "place": ["Sports", "Wirtschaft", "économie", "deportes", "новости", "olahraga"],
    "we": ["our", "unsere", "notre", "nuestra", "vår", "наши", "kami"],
    "you": ["your", "Ihre", "votre", "usted", "twoje", "ваш", "anda", "あなた"],
    "urge": ["Discover it", "Entdecken", "Découvrez", "Descubre", "Läs", "Узнайте", "Klik"],
}


def counts(text: str) -> dict[str, int]:
    """The cues of each class in a text."""
    return dict(zip(ALL_CUES, cue_counts(text, WORD.findall(text.lower()))))


def test_every_class_has_examples() -> None:
    assert list(EXAMPLES) == list(ALL_CUES) == [*CUES, *VOICES]


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, ts in EXAMPLES.items() for t in ts])
def test_a_cue_counts_for_its_class(name: str, text: str) -> None:
    assert counts(text)[name] > 0
    assert counts(f"zzz {text} zzz")[name] > 0 or name == "urge"


@pytest.mark.parametrize("name", ALL_CUES)
def test_all_words_of_a_class_count(name: str) -> None:
    for entry in re.split(r"\s*\|\s*", ALL_CUES[name].strip()):
        text = " ".join(entry.removeprefix("^").split())
        assert counts(text)[name] > 0, text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry left the harbour", {}),
        ("Read more", {"more": 1, "urge": 1}),
        ("read read more", {"more": 1, "urge": 1}),
        ("Comments: leave a comment", {"comment": 3}),  # comments, leave a, comment
        ("Photo courtesy of Getty", {"credit": 4}),  # and the pair "courtesy of"
        ("See also", {"more": 1, "urge": 1}),
        ("We see", {"we": 1}),  # "see" urges as the first word alone
        ("Don't miss", {"urge": 1}),  # cut at the apostrophe: the entry is "^don"
        ("", {}),
    ],
)
def test_counts(text: str, expected: dict[str, int]) -> None:
    assert {name: count for name, count in counts(text).items() if count} == expected


def test_an_entry_in_cjk_counts_once_wherever_it_stands() -> None:
    assert counts("今日の関連記事と関連記事")["more"] == 2  # 関連 and 関連記事
    assert counts("今日の記事")["more"] == 0


def test_the_first_and_the_last_words_are_looked_at() -> None:
    words = [str(i) for i in range(30)]
    assert cue_words(words) == [*words[:14], *words[-6:]]
    assert cue_words(words[:20]) == words[:20]
    assert cue_words(words[:21]) == [*words[:14], *words[15:21]]
    long = ["word"] * 13 + ["photo"] + ["word"] * 10 + ["photo"] + ["word"] * 5
    assert cue_counts("", long)[0] == 2
    assert cue_counts("", ["word"] * 14 + ["photo"] + ["word"] * 6)[0] == 0
