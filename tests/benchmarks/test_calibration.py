"""The benchmark of calibration: what it says and writes of probabilities that are known."""

from __future__ import annotations

import json
from pathlib import Path

import calibration
import numpy as np
import pytest
from calibration import Lines, measured
from support import PROSE, write_corpus

FOLDS = 5
PAGES, LINES = 40, 30


@pytest.fixture(scope="module")
def lines() -> Lines:
    """Lines that are body as often as a curve twice as steep as their log-odds would say."""
    chance = np.random.default_rng(1)
    number = PAGES * LINES
    body, chrome = chance.normal(0, 2, number), chance.normal(0, 1, number)
    is_body = chance.random(number) < 1 / (1 + np.exp(-2 * body))
    is_chrome = chance.random(number) < 1 / (1 + np.exp(-chrome))
    page = np.repeat(np.arange(PAGES), LINES)
    return Lines(
        page, page % FOLDS, np.where(is_body, 0, np.where(is_chrome, 2, 1)), body, chrome,
        np.full(number, 10.0), body >= 0,
    )  # fmt: skip


def test_shares_of_nothing_are_none(lines: Lines) -> None:
    sure = np.tile([0.85, 0.1, 0.05], (len(lines.label), 1))
    figures = measured(lines, sure)
    assert (figures["lines"], figures["pages"]) == (PAGES * LINES, PAGES)
    share = float((lines.label == 0).mean())
    assert figures["labels"]["body"]["share by tenths"] == [
        *[None] * 8, pytest.approx(share), None
    ]  # fmt: skip
    assert figures["labels"]["body"]["expected error"] == pytest.approx(0.85 - share)
    assert len(figures["wrong by fifths"]) == 5


def test_the_figures_are_written_beside_those_of_other_benchmarks(
    lines: Lines,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("scipy")
    row = {"id": "a", "url": "", "title": "", "page_type": "article", "text": PROSE[0]}
    for name in (*calibration.PAGES_OF["html"], *calibration.CORPORA["html"]):
        write_corpus(tmp_path / "corpora" / name, [row])
    cache, results = tmp_path / "lines.npz", tmp_path / "results.json"
    np.savez_compressed(cache, **lines._asdict())
    results.write_text('{"speed": 1}', encoding="utf-8")
    arguments = [tmp_path / "corpora", "--folds-dir", tmp_path, "--cache", cache, "--json", results]
    monkeypatch.setattr("sys.argv", ["calibration.py", *map(str, arguments)])
    calibration.main()
    written = json.loads(results.read_text(encoding="utf-8"))
    assert written["speed"] == 1
    section = written["calibration html"]
    assert set(section["corpora"]) == {path.name for path in (tmp_path / "corpora").iterdir()}
    before, after = section["results"].values()
    assert after["labels"]["body"]["expected error"] < before["labels"]["body"]["expected error"]
    assert (
        f"expected error {before['labels']['body']['expected error']:.4f}"
        in capsys.readouterr().out
    )
