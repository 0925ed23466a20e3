"""Which paragraphs repeat the page's own title."""

from __future__ import annotations

import pytest

from cleaner.segment.titles import title_shares
from cleaner.text.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "share", "is_title"),
    [
        ("The Red Fox", 1.0, True),
        ("the red fox returns", 0.75, False),
        ("Red", 1.0, False),
        ("Something else", 0.0, False),
    ],
)
def test_the_title_is_what_repeats_the_title_element(
    text: str, share: float, is_title: bool
) -> None:
    shares, found = title_shares([text], tokenise([text]), ["The Red Fox", ""])
    assert shares.tolist() == [share]
    assert found.tolist() == [is_title]
