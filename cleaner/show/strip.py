"""A page in small: a strip whose slices are coloured by label, from its beginning to its end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from cleaner.paragraph import LABELS
from cleaner.show.labelling import Verdict

SLICES = 120  # two pixels each in the list of pages
HEIGHT, DOUBTS = 14, 3  # of the strip, and of the marks of doubt under it
LEAST = 20  # characters that the shortest paragraph counts as, or menus could not be seen


class Strip(NamedTuple):
    """The SVG paths of a strip: one for each label, and one that marks what is doubtful."""

    labels: tuple[tuple[str, str], ...] = ()
    doubtful: str = ""


def strip(texts: Sequence[str], verdicts: Sequence[Verdict | None]) -> Strip:
    """Draw a strip: each paragraph as wide as its text is long."""
    if not texts:
        return Strip()
    ends = list(accumulate(max(len(text), LEAST) for text in texts))
    share = ends[-1] / SLICES
    at_slices = [bisect_right(ends, share * (n + 0.5)) for n in range(SLICES)]
    shown = (verdicts[number] for number in at_slices)
    labels = [verdict.label.value if verdict and verdict.label else "" for verdict in shown]
    doubts = [False] * SLICES
    for begin, end, verdict in zip([0, *ends], ends, verdicts):
        if verdict and verdict.is_doubtful:
            doubts[min(int((begin + end) / 2 / share), SLICES - 1)] = True
    return Strip(
        tuple((label.value, _path([name == label.value for name in labels], 0, HEIGHT))
              for label in LABELS),
        _path(doubts, HEIGHT + 1, DOUBTS),
    )  # fmt: skip


def _path(marked: Sequence[bool], top: int, height: int) -> str:
    """Return rectangles over the marked slices."""
    path, x = [], 0
    for is_marked, run in groupby(marked):
        width = len(list(run))
        if is_marked:
            path.append(f"M{x} {top}h{width}v{height}h-{width}z")
        x += width
    return "".join(path)
