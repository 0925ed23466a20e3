"""The tables of the README."""

from __future__ import annotations

from typing import Any

from accuracy import GOLD, HELD_OUT, LABELLED, gold_table, label_table


def tool(**measures: float) -> Any:
    return {"all": {"pages": 12, **measures}, "page_type": {"article": {"pages": 12, **measures}}}


def figures() -> Any:
    found: Any = {
        corpus: {"cleaner": tool(**{measure: 0.9}), "other": tool(**{measure: 0.8126})}
        for corpus, measure in GOLD.items()
    }
    forum = {"pages": 20, "word F1": 0.5}
    found["wcxb-dev"]["cleaner"]["page_type"]["forum"] = forum
    found["wcxb-dev"]["other"]["page_type"]["forum"] = {**forum, "word F1": 0.6}
    return found


def test_each_corpus_has_its_measure_and_the_best_tool_is_bold() -> None:
    lines = gold_table(figures())
    assert lines[0] == "| corpus | measure | cleaner | other |"
    assert "| news-2023 | shingle F1 | **0.900** | 0.813 |" in lines
    assert "| snippets-train | snippet F1 | **0.900** | 0.813 |" in lines


def test_page_types_stand_under_their_corpus_the_largest_first() -> None:
    lines = gold_table(figures())
    at = lines.index("| wcxb-dev | word F1 | **0.900** | 0.813 |")
    assert lines[at + 1] == "| – forum (20) | word F1 | 0.500 | **0.600** |"
    assert lines[at + 2] == "| – article (12) | word F1 | **0.900** | 0.813 |"
    assert not any("–" in line for line in lines if "news-2023" in line)


def test_the_labelled_corpora_have_five_measures() -> None:
    measures = {
        "macro F1": 0.9, "body lines lost": 0.1, "boilerplate lines removed": 0.95,
        "body words kept": 0.98, "boilerplate words in the output": 0.03,
    }  # fmt: skip
    found = {corpus: {"cleaner": tool(**measures)} for corpus in (*LABELLED, *HELD_OUT)}
    lines = label_table(found)
    assert lines[0] == (
        "| corpus | macro F1 | body lines lost | boilerplate lines removed | body words kept | "
        "boilerplate words in the output |"
    )
    assert lines[2:] == [
        f"| {corpus} | 0.900 | 0.100 | 0.950 | 0.980 | 0.030 |" for corpus in found
    ]
