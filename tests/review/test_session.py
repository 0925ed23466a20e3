"""What can be seen and changed in a review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawls import PDF, put
from reviews import FERRY, READ_ALSO, ferry_page, session, site
from support import PROSE

from cleaner.errors import CorpusError
from cleaner.review.session import parse_letters

UNKNOWN = "?" * len(FERRY)


def with_letter(number: int, letter: str) -> str:
    return UNKNOWN[:number] + letter + UNKNOWN[number + 1 :]


def labels(out: Path) -> dict[str, str]:
    """The letters on the disk by source."""
    path = out / "marks.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {record["source"]: record["labels"] for record in map(json.loads, lines)}


def test_a_label_is_on_the_disk_when_it_is_answered(tmp_path: Path) -> None:
    review = session(site(tmp_path / "src"), tmp_path / "out")
    answer = review.label(0, {READ_ALSO: "S"})
    assert answer["labels"] == with_letter(READ_ALSO, "S")
    assert labels(tmp_path / "out") == {"0.html": with_letter(READ_ALSO, "S")}


def test_like_paragraphs_of_the_site_are_offered_and_labelled_together(tmp_path: Path) -> None:
    out = tmp_path / "out"
    review = session(site(tmp_path / "src"), out)
    assert review.state(0)["others"][READ_ALSO] == 2
    offered = review.label(0, {READ_ALSO: "S"})
    assert offered["alike"] == {
        "number": READ_ALSO, "examples": ["Read also: Goat 1", "Read also: Goat 2"]
    }  # fmt: skip
    assert offered["others"][READ_ALSO] == 2

    review.label(2, {READ_ALSO: "C"})
    answer = review.label_alike(0, READ_ALSO, "S")
    assert answer["note"] == "1 labelled on 1 page."
    assert answer["others"][READ_ALSO] == 0
    assert [labels(out)[f"{n}.html"][READ_ALSO] for n in range(3)] == ["S", "S", "C"]

    review.undo(answer["change"], 0)
    assert [*labels(out)] == ["0.html", "2.html"]


def test_the_most_doubtful_page_comes_first_and_what_is_done_last(tmp_path: Path) -> None:
    source = site(tmp_path / "src", 2)
    put(source / "doubtful.html", "<p>Posted by Ann</p><p>It came back, late.</p><div>Menu</div>")
    review = session(source, tmp_path / "out")
    names = [review.pages[number].source for number in review.order]
    confidences = [review.pages[number].figures.confidence for number in review.order]  # type: ignore[union-attr]
    assert confidences == sorted(confidences)
    html = review.index("pages")
    assert [html.index(f">{name}<") for name in names] == sorted(
        html.index(f">{n}<") for n in names
    )

    first, second, third = review.order
    assert review.next(first) == second
    count = len(review.letters(second))
    review.label(second, dict.fromkeys(range(count), "B"))
    assert review.next(first) == third
    html = review.index("pages")
    assert html.index(f">{names[2]}<") < html.index(f">{names[1]}<")
    assert f"{count} labelled" in html
    for number in (first, third):
        review.label(number, dict.fromkeys(range(len(review.letters(number))), "B"))
    assert review.next(first) is None
    assert [review.previous(number) for number in review.order] == [None, first, second]


def test_undo_takes_back_what_was_not_changed_again(tmp_path: Path) -> None:
    review = session(site(tmp_path / "src", 1), tmp_path / "out")
    change = review.label(0, {0: "B", 1: "B"})["change"]
    later = review.label(0, {1: "C"})["change"]
    answer = review.undo(change, 0)
    assert answer["labels"] == with_letter(1, "C")
    assert "stays: 1 label" in answer["note"]
    assert review.undo(later, 0)["labels"] == with_letter(1, "B")
    answer = review.undo(4_711, 0)
    assert (answer["labels"], answer["note"]) == (with_letter(1, "B"), "Nothing was undone.")
    assert "change" not in review.label(0, {1: "B"})


def test_what_differs_is_counted_by_the_labels_of_today(tmp_path: Path) -> None:
    source = site(tmp_path / "src", 2)
    session(source, tmp_path / "theirs").label(0, {0: "C", 1: "C", 2: "B"})
    review = session(source, tmp_path / "out", compare=tmp_path / "theirs")
    assert review.pages[0].letters[:3] == "SSB"
    assert "2 differ" in review.index("pages")
    review.label(0, {0: "C", 2: "S"})
    review.label(0, {1: "C"})
    assert "1 differ" in review.index("pages")
    assert review.index("pages").count("not labelled by theirs") == 1
    assert "not labelled by theirs" in review.view(1)


def test_what_was_undone_is_said_and_on_which_page(tmp_path: Path) -> None:
    review = session(site(tmp_path / "src"), tmp_path / "out")
    changes = [
        review.label(1, {0: "B", 1: "B"})["change"],
        review.label(0, {READ_ALSO: "S"})["change"],
        review.label_alike(0, READ_ALSO, "S")["change"],
    ]
    answers = [review.undo(change, 0) for change in reversed(changes)]
    assert [(answer["note"], answer.get("elsewhere")) for answer in answers] == [
        ("Undone: 2 labels on 2 pages.", "1"),
        ("Undone: 1 label (“Read also: Goat 0”) on this page.", None),
        ("Undone: 2 labels on “Ferry 1”.", "1"),
    ]


def test_the_rest_is_filled_as_the_labels_are_now(tmp_path: Path) -> None:
    review = session(site(tmp_path / "src", 1), tmp_path / "out")
    review.label(0, {0: "C"})
    answer = review.confirm(0)
    assert answer["labels"] == "C" + review.pages[0].letters[1:]
    assert "change" not in review.confirm(0)
    assert review.undo(answer["change"], 0)["labels"] == with_letter(0, "C")


def test_two_tabs_and_an_editor_at_once_lose_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    review = session(site(tmp_path / "src", 2), out)
    one = review.label(0, {0: "S"})["change"]
    review.label(0, {1: "S"})
    (record,) = map(json.loads, (out / "marks.jsonl").read_text().splitlines())
    record["labels"] = "SSB" + UNKNOWN[3:]
    (out / "marks.jsonl").write_text(json.dumps(record), encoding="utf-8")
    review.label(1, {0: "S"})
    assert review.state(0)["labels"] == "SSB" + UNKNOWN[3:]
    assert review.undo(one, 1)["labels"] == with_letter(0, "S")
    assert labels(out) == {"0.html": "?SB" + UNKNOWN[3:], "1.html": with_letter(0, "S")}


def test_a_corpus_that_is_damaged_meanwhile_takes_no_change_and_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    review = session(site(tmp_path / "src", 1), out)
    review.label(0, {0: "S"})
    (out / "marks.jsonl").write_text("<<<<<<< ours\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1"):
        review.label(0, {1: "S"})
    assert (out / "marks.jsonl").read_text() == "<<<<<<< ours\n"


def test_the_next_review_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    source = site(tmp_path / "src", 1)
    session(source, tmp_path / "out").label(0, {0: "S"})
    assert session(source, tmp_path / "out").state(0)["labels"] == with_letter(0, "S")


def test_labels_of_a_page_that_has_changed_are_kept_and_said(tmp_path: Path) -> None:
    source, out = site(tmp_path / "src", 1), tmp_path / "out"
    session(source, out).label(0, {0: "S", 1: "S", 2: "B", 3: "B"})
    put(source / "0.html", ferry_page(0, PROSE[2]))
    review = session(source, out)
    assert review.notes == {0: "it has changed since 4 labels were given, which are kept; 3 of "
                               "them still fit"}  # fmt: skip
    assert "it has changed since 4 labels" in review.index("pages")
    assert review.state(0)["about"].startswith(
        "This page: it has changed since 4 labels were given"
    )
    assert review.state(0)["labels"] == "SSB" + UNKNOWN[3:]
    assert len(labels(out)) == 1

    review.label(0, {6: "C"})
    lines = (out / "marks.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["labels"] for line in lines) == ["SSB???C", "SSBB???"]
    assert session(source, out).state(0)["labels"] == "SSB???C"


def test_pages_that_cannot_be_read_are_listed(tmp_path: Path) -> None:
    source = site(tmp_path / "src", 1)
    put(source / "bad.html", PDF)
    html = session(source, tmp_path / "out").index("pages")
    assert "bad.html" in html.split("could not be read")[1]


@pytest.mark.parametrize("sent", [None, [], {}, {"0": "X"}, {"one": "B"}, {"0": None}, "B"])
def test_only_letters_by_number_are_taken(sent: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        parse_letters(sent)
