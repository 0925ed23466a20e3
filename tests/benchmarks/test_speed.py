"""The benchmark of speed: what it counts, not how fast it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import speed
from hostile import HOSTILE, page_of_size
from speed import chart, milliseconds, plain_text, sample, stages, table_of, tools
from support import page, write_corpus

from cleaner import Cleaner, CleanerError


def test_all_tools_are_timed_from_bytes() -> None:
    timed = tools()
    assert next(iter(timed)) == "cleaner"
    assert {"trafilatura", "parse only (lexbor)"} <= timed.keys()
    for name, clean in timed.items():
        assert milliseconds(clean, page().encode()) > 0, name


def test_the_steps_of_a_page_are_those_of_the_corridor() -> None:
    assert list(stages(page().encode(), Cleaner())) == [
        "decode", "parse", "walk and words", "features", "trees", "network",
        "paragraphs, rule, rest",
    ]  # fmt: skip


def test_the_table_has_medians_and_ratios() -> None:
    _, rows = table_of({"cleaner": [1.0, 2.0, 3.0], "other": [4.0, 4.0, 10.0]}, "pages")
    assert rows["cleaner"]["median"] == 2.0
    assert rows["other"]["ratio"] == 2.0
    assert rows["other"]["mean"] == 6.0
    assert rows["cleaner"]["p99 by median"] == pytest.approx(rows["cleaner"]["p99"] / 2)


def test_pages_are_drawn_evenly(tmp_path: Path) -> None:
    ids = [str(i) for i in range(9)]
    corpus = write_corpus(tmp_path, [{"id": i} for i in ids], **{i: f"<p>{i}" for i in ids})
    assert sample(corpus, 3) == [b"<p>0", b"<p>4", b"<p>8"]
    assert len(sample(corpus, 0)) == len(sample(corpus, 99)) == 9


def test_short_pages_make_no_plain_text() -> None:
    assert plain_text([b"<p>one"]) == 0.0
    assert plain_text([b"<p>one</p>" * speed.LINES]) > 0


def test_a_page_has_the_size_that_is_asked_for() -> None:
    made = page_of_size(["<body>" + "<p>ab</p>" * 10 + "</body>"], 1000)
    assert 1000 <= len(made) < 1400
    assert "<body>" in made


def test_hostile_pages_are_made_when_asked_for() -> None:
    assert all(callable(make) for make in HOSTILE.values())
    assert HOSTILE["nothing but <"]()[:3] == "<<<"


@pytest.mark.slow
def test_the_chart_needs_accuracy(tmp_path: Path) -> None:
    rows = {"cleaner": {"median": 8.0}, "other": {"median": 2.0}}
    with pytest.raises(CleanerError, match="no results of accuracy"):
        chart(tmp_path / "time.png", tmp_path / "nothing.json", "mills", rows)
    pytest.importorskip("matplotlib")
    figures = {"mills": {name: {"all": {"word F1": 0.9}} for name in ("cleaner", "other")}}
    results = tmp_path / "results.json"
    results.write_text(json.dumps({"accuracy": {"results": figures}}))
    chart(tmp_path / "time.png", results, "mills", rows)
    assert (tmp_path / "time.png").stat().st_size > 1000
