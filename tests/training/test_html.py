"""Training of the HTML model, from pages to a model that cleans, on a handful of small pages."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner import Cleaner, CorpusError
from cleaner.evaluation.corpus import GoldPage, load_corpus
from cleaner.evaluation.scores import WHOLE_NAME
from cleaner.training.html import WHOLE, HtmlFit, Recipe
from cleaner.training.parts.sequence import SequenceRecipe
from cleaner.training.train import fit_folds

OPENINGS = (
    "The ferry to the island left the harbour at noon, and the captain said that",
    "The baker let the dough of the rye bread rest in the cold kitchen until",
    "The striker of the league scored a goal in the stadium, and the coach saw that",
)
ENDS = ("it was late again.", "nobody had waited.", "all of it had been as they hoped.")
PITCH = "Join our members and read about it every week, from the first day on."
SMALL = Recipe(
    folds=2,
    trees={"body": 8, "chrome": 5},
    sequence=SequenceRecipe(width=16, dilations=(1, 2), epochs=60, paragraphs=256),
    jobs=1,
)


def page_of(number: int, pitch: str = PITCH) -> GoldPage:
    """An article of a site of its own, with a pitch at its end; the gold keeps the pitch."""
    chance = random.Random(number)
    body = [f"{chance.choice(OPENINGS)} {chance.choice(ENDS)}" for _ in range(6)]
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    return GoldPage(
        corpus="golds", id=str(number), url=f"https://site{number}.com/a", lang="en",
        page_type="article", title="", text="\n".join([*body, pitch]),
        html=f"<body><nav><ul><li>Home</li><li>Latest</li></ul></nav><article>{paragraphs}"
        f'<p class="pitch">{pitch}</p></article><footer><button>Share</button></footer></body>',
    )  # fmt: skip


def labelled(page: GoldPage, *, apart: bool) -> GoldPage:
    """The page under the three labels, which drop the pitch."""
    *body, pitch = (page.text or "").split("\n")
    return replace(
        page, corpus="labels", text=None, apart=apart,
        lines=["Home", "Latest", *body, pitch, "Share"],
        labels=["sidebar", "sidebar", *["body"] * len(body), "sidebar", "chrome"],
    )  # fmt: skip


@pytest.fixture
def golds() -> list[GoldPage]:
    """Pages with gold text, and labelled ones that have no such pitch."""
    by_hand = (page_of(number, "Where to find us") for number in range(20, 26))
    return [*map(page_of, range(16)), *(labelled(page, apart=False) for page in by_hand)]


def fitted(pages: list[GoldPage], folder: Path) -> HtmlFit:
    fits = fit_folds(pages, folder, lambda message: None, SMALL, [WHOLE])
    found: HtmlFit = fits[WHOLE]
    return found


def pitch_kept(folder: Path) -> dict[str, float]:
    """P(body) of the pitch of a new page, by profile."""
    found = {}
    for profile in ("labels", "article"):
        document = Cleaner(folder / WHOLE_NAME, profile=profile).clean_html(page_of(99).html)
        (pitch,) = (p for p in document.paragraphs if p.text == PITCH)
        found[profile] = pitch.probabilities["body"]
    return found


def test_labels_apart_from_pages_teach_the_profile_of_the_labels_alone(
    golds: list[GoldPage], tmp_path: Path
) -> None:
    without = fitted(golds, tmp_path / "without")
    assert without.of_labels is None
    apart = [labelled(page, apart=True) for page in golds[:16]]
    fit = fitted([*golds, *apart], tmp_path / "with")
    assert fit.of_labels is not None
    before, after = pitch_kept(tmp_path / "without"), pitch_kept(tmp_path / "with")
    assert after["article"] == before["article"]
    assert after["labels"] < before["labels"] - 0.1


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("documents.jsonl", '{"lines": ["One."], "labels": ["body"]}', "line 1: no 'id'"),
        ("documents.jsonl", '{"id": "a", "lines": ["One."], "labels": ["menu"]}', "label 'menu'"),
        ("documents.jsonl", '{"id": "a", "lines": ["One."], "labels": []}', "as many labels"),
        ("gold.jsonl", '{"text": "One."}', "line 1: no 'id'"),
        ("gold.jsonl", "[1]", "line 1: not an object"),
        ("gold.jsonl", "{", "line 1: not JSON"),
    ],
)
def test_a_bad_line_of_a_corpus_is_named(tmp_path: Path, name: str, line: str, said: str) -> None:
    (tmp_path / name).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=said):
        load_corpus(tmp_path)


def test_labels_apart_are_not_enough(golds: list[GoldPage], tmp_path: Path) -> None:
    pages = [*golds[:16], labelled(golds[0], apart=True)]
    with pytest.raises(CorpusError, match=r"documents\.jsonl.*labels alone are not enough"):
        fitted(pages, tmp_path)
