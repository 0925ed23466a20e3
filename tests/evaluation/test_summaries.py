"""Figures: scores summed up by corpus and tool, page type and language."""

from __future__ import annotations

import json

import pytest

from cleaner.evaluation.metrics import confusion
from cleaner.evaluation.scores import PageScore, WordCounts
from cleaner.evaluation.summaries import figures_of, grouped, summarise, worst

BODY, SIDEBAR, CHROME = "body", "sidebar", "chrome"


def score(page: str, tool: str = "cleaner", corpus: str = "ferries", **fields: object) -> PageScore:
    made = PageScore(tool, corpus, page, "article", "en")
    for name, value in fields.items():
        setattr(made, name, value)
    return made


TEXTS = [
    score("a", words=0.5, shingles=(1.0, 0.5), snippets=(2, 1, 0)),
    score("b", words=1.0, shingles=(0.5, 0.0), page_type="forum", lang="de"),
]
LABELLED = [
    score(
        "a", confusion=confusion([BODY] * 4, [BODY, BODY, BODY, CHROME]),
        kept_words=WordCounts(30, 40, 10), exact=False, labelled_by="Ann",
    ),
    score(
        "b", confusion=confusion([SIDEBAR, CHROME], [CHROME, CHROME]),
        kept_words=WordCounts(0, 0, 0), exact=True, lang="", language_source="country",
    ),
]  # fmt: skip


def test_measures_of_text_are_means_over_pages() -> None:
    assert summarise(TEXTS) == {
        "pages": 2,
        "word F1": 0.75,
        "shingle F1": 0.375,  # of the mean precision .75 and the mean recall .25
        "snippet F1": 0.8,  # of the one page that has snippets
    }


def test_measures_of_labels_are_over_all_lines() -> None:
    assert summarise(LABELLED) == {
        "pages": 2,
        # body 2·3/(4+3), sidebar 0, chrome 2·1/(1+3)
        "macro F1": pytest.approx((6 / 7 + 0 + 2 / 4) / 3, abs=5e-5),
        "boilerplate lines removed": 1.0,
        "body lines lost": 0.25,
        "documents exactly right": 0.5,
        "body words kept": 0.75,
        "boilerplate words in the output": 0.25,
    }


def test_no_scores_have_no_measures() -> None:
    assert summarise([]) == {"pages": 0}


def test_words_are_shares_even_of_nothing() -> None:
    only_boilerplate = summarise([LABELLED[1]])
    assert only_boilerplate["body words kept"] == 0.0
    assert only_boilerplate["boilerplate words in the output"] == 0.0


def test_groups_are_in_order_of_appearance() -> None:
    groups = grouped([score("b"), score("a"), score("b", words=1.0)], lambda s: s.id)
    assert [(name, len(group)) for name, group in groups.items()] == [("b", 2), ("a", 1)]


def test_figures_are_by_corpus_and_tool_type_and_language() -> None:
    scores = [*TEXTS, score("a", "other", words=0.1, shingles=(0, 0)), score("x", corpus="mills")]
    figures = figures_of(scores)
    assert {corpus: list(tools) for corpus, tools in figures.items()} == {
        "ferries": ["cleaner", "other"], "mills": ["cleaner"],
    }  # fmt: skip
    ours = figures["ferries"]["cleaner"]
    assert ours["all"] == summarise(TEXTS)
    assert ours["page_type"] == {"article": summarise(TEXTS[:1]), "forum": summarise(TEXTS[1:])}
    assert ours["language"] == {"en": summarise(TEXTS[:1]), "de": summarise(TEXTS[1:])}
    assert "confusion" not in ours
    assert "labelled_by" not in ours
    assert figures["ferries"]["other"]["all"]["word F1"] == 0.1
    assert figures["mills"]["cleaner"]["all"] == {"pages": 1}


def test_figures_of_labels_have_the_table_and_say_who_labelled() -> None:
    ours = figures_of(LABELLED)["ferries"]["cleaner"]
    assert ours["confusion"] == {
        "labels": ["body", "sidebar", "chrome"],
        "table": [[3, 0, 1], [0, 0, 1], [0, 0, 1]],
    }
    assert ours["labelled_by"] == {"Ann": 1, "not stated": 1}
    assert ours["language"].keys() == {"en", "unknown"}
    assert ours["language_source"] == {"unknown": 1, "country": 1}


def test_summing_up_changes_no_score() -> None:
    before = LABELLED[0].confusion.tolist() if LABELLED[0].confusion is not None else None
    figures_of(LABELLED)
    assert LABELLED[0].confusion is not None
    assert LABELLED[0].confusion.tolist() == before


def test_figures_are_json() -> None:
    figures = figures_of([*TEXTS, *LABELLED])
    assert json.loads(json.dumps(figures)) == figures


def test_the_worst_pages_are_ours_and_the_lowest_first() -> None:
    scores = [
        score("half", words=0.5),
        score("other", "other", words=0.0),
        score("third", snippets=(1, 2, 2)),
        score("labels", confusion=confusion([BODY], [CHROME])),
        score("both", words=0.9, snippets=(0, 1, 1)),  # text says more than snippets
        score("nothing"),
    ]
    assert [(round(rating, 3), s.id) for rating, s in worst(scores, 9)] == [
        (0.0, "labels"), (0.333, "third"), (0.5, "half"), (0.9, "both"),
    ]  # fmt: skip
    assert [s.id for _, s in worst(scores, 1)] == ["labels"]
    assert worst(scores, 0) == []
