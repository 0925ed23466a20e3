"""Texts of very many lines: there is a bound, as for pages of HTML; what is beyond is joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.segment.text import segment_text

LINE_ENDS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\n\n")


@pytest.fixture
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch)


def lower(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("cleaner.segment.text.MOST_PARAGRAPHS", 3)
    patch.setattr("cleaner.routes.text.MOST_PARAGRAPHS", 3)
    patch.setattr("cleaner.segment.text.COARSE_LINES", 4)


@pytest.mark.usefixtures("low_limits")
@pytest.mark.parametrize("split_lines", [False, True])
def test_beyond_the_most_paragraphs_the_rest_is_joined_and_said(split_lines: bool) -> None:
    words = [f"w{number}" for number in range(12)]
    document = cleaner.Cleaner(split_lines=split_lines).clean_text("\n\n".join(words))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == [*words[:3], *(" ".join(words[i : i + 4]) for i in (3, 7, 11))]
    assert document.warnings[0].code == "many-paragraphs"
    assert "over 3 paragraphs" in document.warnings[0]


@pytest.mark.usefixtures("low_limits")
def test_as_many_paragraphs_as_there_may_be_are_left_alone() -> None:
    document = cleaner.clean_text("a\n\nb\n\nc")
    assert [paragraph.text for paragraph in document.paragraphs] == ["a", "b", "c"]
    assert "many-paragraphs" not in [warning.code for warning in document.warnings]


@pytest.mark.usefixtures("low_limits")
def test_marks_of_headings_and_code_are_text_in_what_is_joined() -> None:
    rest = ["Heading", "=======", "```", "x = 1", "```", "> quoted", "- item"]
    paragraphs = segment_text("\n\n".join("abc") + "\n\n" + "\n".join(rest))
    assert [p.text for p in paragraphs[3:]] == [" ".join(rest[:4]), " ".join(rest[4:])]
    assert {p.kind for p in paragraphs[3:]} == {"text"}


@given(
    st.lists(st.sampled_from(["a", "b c", "- d", "", "```", "===", "\ufeff", *LINE_ENDS])),
    st.booleans(),
)
def test_nothing_is_lost_beyond_the_limits(pieces: list[str], split_lines: bool) -> None:
    text = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        lower(patch)
        patch.setattr("cleaner.segment.text.MOST_LINES", 5)
        patch.setattr("cleaner.segment.text.COARSE_CHARS", 4)
        patch.setattr("cleaner.segment.text._SLICE", 3)
        paragraphs = segment_text(text, split_lines=split_lines)
    kept = "".join(text[p.start : p.end] for p in paragraphs)
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(st.sampled_from(["a", " ", *"".join(LINE_ENDS)])), st.integers(1, 4))
def test_slices_of_a_text_end_where_lines_end(text: str, size: int) -> None:
    whole = segment_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.segment.text._SLICE", size)
        assert segment_text(text) == whole


@pytest.mark.slow
@pytest.mark.parametrize("line", ["a\n", "word\n\n", "A line of words.\r", "- a\n"])
def test_a_text_of_a_million_lines_has_no_more_paragraphs_than_others(line: str) -> None:
    assert len(cleaner.clean_text(line * 1_000_000).paragraphs) < 60_000
