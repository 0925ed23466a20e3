"""Examples: segmented pages with the targets that their gold gives each paragraph."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner.evaluation.gold import GoldPage
from cleaner.routes.html import CONVENTIONS
from cleaner.training.data.examples import (
    BODY,
    CHROME,
    convention_of,
    has_gold,
    make_example,
    make_examples,
)

PROSE = "The ferry to the island left the harbour at noon, and nobody on the quay waved."
HTML = (
    f"<body><nav><a href='/'>Home</a></nav><article><h1>Noon ferry</h1><p>{PROSE}</p></article>"
    "<p>***</p><button>Share</button></body>"
)
TEXTS = ["Home", "Noon ferry", PROSE, "***", "Share"]


def gold(**known: Any) -> GoldPage:
    record = {"corpus": "made", "id": "1", "url": "https://a.example/", "lang": "en"}
    return GoldPage(**{**record, "page_type": "article", "title": "", "html": HTML, **known})


@pytest.mark.parametrize(
    ("known", "body", "chrome"),
    [
        (
            {
                "lines": [t for t in TEXTS if t != "***"],
                "labels": "sidebar body body chrome".split(),
            },
            [0, 1, 1, -1, 0],
            [0, -1, -1, -1, 1],
        ),
        ({"lines": TEXTS[:2], "labels": ["sidebar", "body"]}, [0, 1, -1, -1, -1], [0] + [-1] * 4),
        ({"text": PROSE}, [0, 0, 1, -1, 0], [-1] * 5),
        ({"required": [PROSE[:40]], "forbidden": ["Share"]}, [-1, -1, 1, -1, 0], [-1] * 5),
        ({"required": [f"Before. {PROSE} After."]}, [-1, -1, 1, -1, -1], [-1] * 5),
        ({}, [-1] * 5, [-1] * 5),
    ],
    ids=["labels", "some lines", "gold text", "snippets", "a long snippet", "nothing"],
)
def test_each_kind_of_gold_gives_its_targets(
    known: dict[str, Any], body: list[int], chrome: list[int]
) -> None:
    example = make_example(gold(**known))
    assert example.page.texts == TEXTS
    assert example.targets[:, BODY].tolist() == body
    assert example.targets[:, CHROME].tolist() == chrome


def test_the_convention_is_that_of_the_gold() -> None:
    labels = {"lines": ["Home"], "labels": ["sidebar"]}
    assert convention_of(gold(**labels)) == CONVENTIONS["labels"]
    assert convention_of(gold(text=PROSE)) == CONVENTIONS["pages"]
    assert convention_of(gold(text=PROSE, corpus="news-2023")) == CONVENTIONS["news"]
    assert convention_of(gold(required=[PROSE])) == CONVENTIONS["snippets"]


def test_a_page_without_paragraphs_is_no_example() -> None:
    examples = make_examples([gold(html="<br>"), gold(text=PROSE)], jobs=1)
    assert [len(example.page) for example in examples] == [len(TEXTS)]


def test_a_page_without_gold_is_known_as_such() -> None:
    assert has_gold(gold(text=""))
    assert has_gold(gold(forbidden=["Share"]))
    assert has_gold(gold(lines=["Home"], labels=["sidebar"]))
    assert not has_gold(gold())


def test_an_example_does_not_keep_the_source() -> None:
    assert make_example(gold(text=PROSE)).gold.html is None
