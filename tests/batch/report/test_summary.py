"""The figures of a run, for people and for programs."""

from __future__ import annotations

import json

from cleaner import Warning
from cleaner.batch import Outcome, Summary

ODD = [Warning("unsure", "odd"), Warning("bad-bytes", "one"), Warning("bad-bytes", "two")]


def test_a_summary_counts_what_came_of_each_page() -> None:
    summary = Summary(expected=9)
    summary.add(Outcome("a", words=100, words_kept=60, labels=(3, 2, 1), warnings=ODD))
    summary.add(Outcome("b", words=100, words_kept=40, labels=(1, 0, 0), unchanged=True))
    summary.add(Outcome("c", error="timed-out", reason="slow"))
    summary.add(Outcome("d", words=20, labels=(0, 1, 4), warnings=[Warning("no-body", "none")]))
    summary.endings.update({".php": 2, "": 1})
    summary.passed_over.add("HTTP status 404", 7)
    assert dict(summary.rows()) == {
        "pages cleaned": "3 of 9",
        "of these done before": "1",
        "of these empty": "1",
        "words kept": "100 of 220 (45%)",
        "body paragraphs": "4",
        "sidebar paragraphs": "3",
        "chrome paragraphs": "5",
        "pages with warnings": "2",
        "other files, passed over (.php, none)": "3",
        "passed over: HTTP status 404": "7",
        "failed: timed-out": "1",
        "time": "0.0 s",
    }
    assert json.loads(json.dumps(summary.as_dict())) == {
        "pages": 9,
        "cleaned": 3,
        "unchanged": 1,
        "empty": 1,
        "with_warnings": 2,
        "warnings": {"unsure": 1, "bad-bytes": 1, "no-body": 1},
        "words": 220,
        "words_kept": 100,
        "paragraphs": {"body": 4, "sidebar": 3, "chrome": 5},
        "failed": {"timed-out": 1},
        "passed_over": {"files": {".php": 2, "": 1}, "records": {"HTTP status 404": 7}},
        "seconds": 0.0,
    }


def test_the_rarest_reasons_are_shown_as_one() -> None:
    summary = Summary()
    for n in range(20):
        summary.passed_over.add(f"content type x/{n}", 30 - n)
    shown = [value for name, value in summary.rows() if name.startswith("passed over")]
    assert len(shown) == 9
    assert sum(map(int, shown)) == sum(30 - n for n in range(20))


def test_a_summary_of_nothing_has_no_shares() -> None:
    assert dict(Summary().rows())["words kept"] == "0"
