"""A page in small."""

from __future__ import annotations

from cleaner.paragraph import LABELS
from cleaner.show.labelling import Verdict
from cleaner.show.strip import SLICES, Strip, strip

BODY = Verdict(LABELS[0], (0.9, 0.05, 0.05))
CHROME = Verdict(LABELS[2], (0.2, 0.2, 0.6))


def test_paragraphs_are_as_wide_as_their_texts_are_long() -> None:
    drawn = strip(["x" * 300, "y" * 100], [BODY, CHROME])
    labels = dict(drawn.labels)
    assert labels["body"] == "M0 0h90v14h-90z"
    assert labels["chrome"] == "M90 0h30v14h-30z"
    assert labels["sidebar"] == ""


def test_short_paragraphs_can_be_seen() -> None:
    drawn = strip(["x" * 980, "y"], [BODY, CHROME])
    assert dict(drawn.labels)["chrome"].startswith("M118 ")


def test_doubtful_paragraphs_are_marked_under_the_strip() -> None:
    assert strip(["x" * 300, "y" * 100], [BODY, CHROME]).doubtful == "M105 15h1v3h-1z"
    assert strip(["x" * 300], [BODY]).doubtful == ""


def test_what_has_no_label_is_left_blank() -> None:
    assert not any(path for _, path in strip(["x", "y"], [None, None]).labels)
    assert strip([], []) == Strip()


def test_a_long_page_has_as_many_slices_as_a_short_one() -> None:
    verdicts = [BODY, CHROME] * 5_000
    paths = "".join(path for _, path in strip(["text"] * 10_000, verdicts).labels)
    assert paths.count("M") <= SLICES
