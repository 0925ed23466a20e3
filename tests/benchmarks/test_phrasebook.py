"""The benchmark of the phrasebook: one line in the middle of a clean article."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import phrasebook
import pytest
from labelling import Clean
from phrasebook import (
    FEWEST,
    Outcome,
    clean_articles,
    fold_models,
    kept,
    mean_removed,
    measure,
    tallies,
    with_line,
)
from support import write_corpus

from cleaner import CorpusError, Document, Label
from cleaner.training.data.flatten import TextDocument
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.folds import fold_of

BODY, SIDEBAR, CHROME = 0, 1, 2


def phrase(text: str, label: int = CHROME, lang: str = "en", kind: str = "share") -> Phrase:
    return Phrase(text, label, kind, lang)


def article(name: str, lang: str = "en", texts: Sequence[str] = ("one", "two")) -> TextDocument:
    labels = np.zeros(len(texts), np.int8)
    return TextDocument(name, "gold", f"{name}.org", lang, "article", list(texts), labels)


def test_the_line_stands_in_the_middle() -> None:
    assert with_line(["a", "b", "c", "d"], "x") == (["a", "b", "x", "c", "d"], 2)
    assert with_line(["a"], "x") == (["x", "a"], 0)


def marking(word: str) -> Clean:
    """A stand-in for the product that calls a paragraph body unless it holds a word."""

    def clean(text: str) -> Document:
        from cleaner.paragraph import Paragraph

        made, at = [], 0
        for part in text.split("\n\n"):
            label = Label.CHROME if word in part else Label.BODY
            made.append(Paragraph(part, start=at, end=at + len(part), label=label))
            at += len(part) + 2
        cleaned = type("Cleaned", (), {"paragraphs": made})()
        return cleaned  # type: ignore[no-any-return]

    return clean


def test_a_line_is_kept_if_it_is_labelled_body() -> None:
    assert kept(["one", "two"], "read on", marking("Share"))
    assert not kept(["one", "two"], "Share", marking("Share"))
    assert kept(["Share", "two", "three"], "read on", marking("Share"))  # only the line counts


def test_each_line_meets_an_article_of_its_language() -> None:
    articles = {"en": [article("a")], "de": [article("b", "de")]}
    phrases = [phrase("Share"), phrase("Teilen", lang="de"), phrase("Sdílet", lang="cs")]
    outcomes = measure(phrases, articles, lambda domain: (marking("e"), lambda a: True), seed=1)
    assert [(o.phrase.text, o.kept) for o in outcomes] == [("Share", False), ("Teilen", False)]


def test_the_draw_of_articles_hangs_on_the_seed_alone() -> None:
    articles = {"en": [article(str(i), texts=[str(i), str(i)]) for i in range(50)]}
    phrases = [phrase(str(i)) for i in range(20)]

    def drawn(seed: int, order: Sequence[Phrase]) -> dict[str, str]:
        seen: dict[str, str] = {}

        def clean(text: str) -> Document:
            first, line, _ = text.split("\n\n")
            seen[line] = first
            return marking("x")(text)

        measure(order, articles, lambda domain: (clean, lambda a: True), seed)
        return seen

    shuffled = random.Random(1).sample(phrases, len(phrases))
    assert drawn(1, phrases) == drawn(1, shuffled)
    assert drawn(1, phrases) != drawn(2, phrases)
    assert len(set(drawn(1, phrases).values())) > 10


OUTCOMES = [
    Outcome(phrase("a"), kept=False),
    Outcome(phrase("b"), kept=True),
    Outcome(phrase("c", SIDEBAR, kind="teaser"), kept=False),
    Outcome(phrase("d", BODY, kind="prose"), kept=True),
    Outcome(phrase("e", BODY, "de", "prose"), kept=False),
]


def test_tallies_tell_furniture_from_look_alikes() -> None:
    by_language = tallies(OUTCOMES, lambda p: p.lang)
    assert list(by_language) == ["en", "de"]
    english, german = by_language.values()
    assert (english.furniture, english.removed, english.lookalikes, english.kept) == (3, 2, 1, 1)
    assert english.share_removed == pytest.approx(2 / 3)
    assert english.share_kept == 1.0
    assert (german.share_removed, german.share_kept) == (None, 0.0)
    assert set(tallies(OUTCOMES, lambda p: p.kind)) == {"share", "teaser", "prose"}


def test_the_mean_is_of_languages_with_enough_lines() -> None:
    many = [Outcome(phrase("x", lang="de"), kept=i < FEWEST // 4) for i in range(FEWEST)]
    few = [Outcome(phrase("x", lang="fr"), kept=True) for _ in range(FEWEST - 1)]
    more = [Outcome(phrase("x", lang="it"), kept=False) for _ in range(4 * FEWEST)]
    by_language = tallies([*many, *few, *more], lambda p: p.lang)
    assert mean_removed(by_language) == pytest.approx((0.75 + 1.0) / 2)
    assert mean_removed(tallies(few, lambda p: p.lang)) is None


def corpora_of(folder: Path) -> Path:
    """A folder with a small phrasebook and one labelled article in English."""
    lines = ["Home", "The ferry.", *(f"It came back on day {i}." for i in range(5))]
    labels = ["sidebar", *["body"] * 6]
    record = {"id": "a", "url": "https://a.org", "lang": "en", "lines": lines, "labels": labels}
    write_corpus(folder / "labels-train", [record])
    write_corpus(folder / "labels-sites", [{**record, "id": "b", "page_type": "forum"}])
    for name in ("fundus-train", "wcxb-dev"):
        write_corpus(folder / name, [{"id": "c"}], c="<p>x")
    (folder / "phrasebook").mkdir()
    book = [{"text": "Share", "label": "chrome", "kind": "share"}]
    book += [{"text": "The sea was calm.", "label": "body", "kind": "prose"}]
    text = "".join(json.dumps(line) + "\n" for line in book)
    for language in ("en", "cs"):
        (folder / "phrasebook" / f"{language}.jsonl").write_text(text)
    return folder


def test_clean_articles_are_the_body_of_labelled_articles(tmp_path: Path) -> None:
    (found,) = clean_articles(corpora_of(tmp_path))["en"]
    assert found.texts == ["The ferry.", *(f"It came back on day {i}." for i in range(5))]


def test_the_command_prints_what_counts_and_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results.json"
    corpora = corpora_of(tmp_path)
    monkeypatch.setattr(sys, "argv", ["phrasebook.py", str(corpora), "--json", str(results)])
    phrasebook.main()
    printed = capsys.readouterr().out
    assert "look-alikes kept: " in printed
    assert "no clean article in: cs" in printed
    written = json.loads(results.read_text())["phrasebook"]["results"]
    assert written["by language"].keys() == {"en"}
    assert written["removed in English"] in (0.0, 1.0)


def test_fold_models_meet_lines_and_articles_of_their_fold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("0", "1"):
        (tmp_path / name).mkdir()

    class Named:
        def __init__(self, folder: Path) -> None:
            self.clean_text = folder.name

    monkeypatch.setattr(phrasebook, "Cleaner", Named)
    clean_of = fold_models(tmp_path, seed=0)
    for domain in ("a.org", "b.org", "c.org", "d.org"):
        clean, usable = clean_of(domain)
        assert clean == str(fold_of(domain, 2, 0))  # type: ignore[comparison-overlap]
        found = [article(str(i)) for i in range(20)]
        assert [usable(a) for a in found] == [
            fold_of(a.domain, 2, 0) == fold_of(domain, 2, 0) for a in found
        ]


@pytest.mark.parametrize("names", [[], ["1"], ["0", "2"], ["whole"]])
def test_a_folder_without_fold_models_is_named(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    with pytest.raises(CorpusError, match="holds no text models 0, 1"):
        fold_models(tmp_path, seed=0)
