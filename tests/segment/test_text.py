"""Mixed lines of plain text: a sentence with a menu glued to it is parted at sentence borders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import Cleaner
from cleaner.segment.text import segment_text
from cleaner.text.sentences import sentence_borders

FERRY = "The ferry came back on Monday."


def sentences(text: str) -> list[str]:
    borders = [0, *sentence_borders(text), len(text)]
    return [text[start:end].strip() for start, end in zip(borders, borders[1:])]


def parts(text: str) -> list[str]:
    return [paragraph.text for paragraph in segment_text(text, split_lines=True)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It came back.", "It was late."],
        ["It came back in 2024.", "It was late."],
        ["It carries 3.5 tons.", "It was late."],
        ["Dr. Ann B. Lee sailed.", "J. R. Smith stayed."],
        ["It left the U.S. Navy.", "It came back."],
        ["Das Schiff kam z.B. am 3. Oktober.", "Es war spät."],
        ["He said: “It is back.”", "Nobody believed him."],
        ["(It was late.)", "It came back."],
        ["“Is it back?” she asked.", "It was."],
        ["Well...", "It came back."],
        ["It came back …", "It was late."],
        ["It came... late.", "It was green."],
        ["It came back!!", "¿Vino?", "It did."],
        ["渡し船が戻った。", "島は喜んだ！", "「本当か？」", "本当だ"],
        ["कश्ती लौट आई।", "सब खुश थे।"],
        ["Паром вернулся в 1998 г. Остров рад.", "Он ждал."],
        ["see www.example.com for more"],
        ["no stop at all"],
        [""],
    ],
    ids=lambda expected: expected[0],
)
def test_sentences_end_where_readers_end_them(expected: list[str]) -> None:
    joint = "" if any("。" in sentence for sentence in expected) else " "
    assert sentences(joint.join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        [FERRY, "Home News Sport Contact"],
        [FERRY + " It was late and it was green.", "| Home | News"],
        ["Home | News | Sport.", FERRY],
        ["渡し船は月曜日に島へ戻ってきました。", "ホーム ニュース"],
        [FERRY + " Well... It did."],
        ["Home News Sport Contact"],
        ["Who? Me. Home"],
    ],
    ids=lambda expected: expected[-1],
)
def test_only_what_is_no_sentence_is_parted_from_sentences(expected: list[str]) -> None:
    joint = "" if "。" in expected[0] else " "
    assert parts(joint.join(expected)) == expected


def test_lines_stay_whole_unless_asked() -> None:
    text = FERRY + " Home News Sport Contact"
    assert [p.text for p in segment_text(text)] == [text]
    assert [p.text for p in cleaner.clean_text(text).paragraphs] == [text]
    assert len(Cleaner(split_lines=True).clean_text(text).paragraphs) == 2


def test_parts_say_what_and_where_they_are() -> None:
    source = f"Title\n\n- {FERRY} Home News\n```\nx = 1. Home\n```\n"
    found = Cleaner(split_lines=True).clean_text(source).paragraphs
    assert [(p.text, p.kind, p.path) for p in found] == [
        ("Title", "text", "line 1"),
        (f"- {FERRY}", "list-item", "line 3"),
        ("Home News", "text", "line 3"),
        ("``` x = 1. Home ```", "code", "line 4"),
    ]
    assert [source[p.start : p.end] for p in found[1:3]] == [f"- {FERRY}", "Home News"]


def test_parts_that_are_kept_stand_in_their_line_again() -> None:
    text = f"{FERRY} Home News Sport\n{FERRY} Contact"
    assert Cleaner(threshold=0.0, split_lines=True).clean_text(text).text == text


SNIPPETS = st.sampled_from(
    [
        FERRY,
        "Home",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        ". ",
        "。",
        "| ",
        "- ",
        "> ",
        "“No.” ",
        "3.5 ",
        "\xa0",
    ]
)


@given(st.one_of(st.text(max_size=150), st.lists(SNIPPETS, max_size=25).map("".join)))
def test_any_text_is_parted_without_loss(text: str) -> None:
    found = segment_text(text, split_lines=True)
    pieces = [text[p.start : p.end] for p in found]
    assert "".join("".join(pieces).split()) == "".join(text.split())
    starts, ends = [p.start or 0 for p in found], [p.end or 0 for p in found]
    assert all(end <= start for end, start in zip(ends, starts[1:]))
    assert all(p.text == " ".join(p.text.split()) != "" for p in found)
