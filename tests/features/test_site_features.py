"""Signs of the paragraphs of a site: the very elements and words, as numbers."""

from __future__ import annotations

import numpy as np
import pytest
from support import PROSE

from cleaner.features.site_features import Signs, site_signs
from cleaner.segment.html import segment_html


def signs_of(html: str) -> list[set[int]]:
    """The signs of each paragraph."""
    signs = site_signs(segment_html(html))
    parts = np.split(signs.codes, signs.ends[:-1])
    return [set(part.tolist()) for part in parts]


def test_the_same_element_with_other_words_shares_its_signs() -> None:
    first, second, other = signs_of(
        f"<p class=teaser>{PROSE[0]}</p><p class=teaser>{PROSE[1]}</p><p class=lead>{PROSE[2]}</p>"
    )
    assert first & second
    assert not first & other


def test_the_same_words_in_another_element_share_a_sign() -> None:
    first, second = signs_of("<p class=a>Read also</p><p class=b>Read also</p>")
    assert len(first & second) == 1


def shared(first: str, second: str) -> int:
    """How many signs two paragraphs share, given their markup."""
    one, other = signs_of(f"{first}{second}")
    return len(one & other)


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        (2, 1),  # the whole text
        (3, 2),  # and its beginning
        (12, 2),
        (13, 1),  # its beginning alone
    ],
)
def test_short_texts_are_signs_and_so_are_beginnings(words: int, signs: int) -> None:
    text = " ".join(f"{letter}a" for letter in "bcdfghjklmnpqr"[:words])
    assert shared(f"<p class=a>{text}", f"<p class=b>{text}") == signs
    assert shared(f"<p class=a>{text}", f"<p class=b>Other {text}") == 0
    longer = "<p class=b>ba ca" + " da" * 20
    assert shared(f"<p class=a>{text}", longer) == int(words > 2)  # two words begin nothing


def test_case_does_not_matter() -> None:
    assert shared("<p class=a>Read Also", "<p class=b>READ also") == 1


LINKED = {
    "no link": "<p class=a>{0} bb",
    "some of it": "<p class=a>{0} bbb <a>b</a>",
    "half of it": "<p class=a>{0} <a>bbb</a>",
    "all of it": "<p class=a><a>{0} bb</a>",
}


@pytest.mark.parametrize(
    ("one", "other", "signs"),
    [
        *((kind, kind, 3) for kind in LINKED),  # the element, its tag, its look
        ("half of it", "all of it", 3),
        ("no link", "some of it", 1),  # the element alone
        ("some of it", "half of it", 1),
        ("no link", "all of it", 1),
    ],
)
def test_a_link_is_told_from_a_text_with_a_link_and_from_one_without(
    one: str, other: str, signs: int
) -> None:
    assert shared(LINKED[one].format("aa"), LINKED[other].format("cc")) == signs


def test_from_twelve_words_on_a_paragraph_looks_otherwise() -> None:
    short, long = ("<p class=a>" + " ".join(word * n) for word, n in (("b", 11), ("c", 12)))
    longer = "<p class=a>" + " ".join("d" * 30)
    assert shared(long, longer) == 3  # the element, its tag, its look
    assert shared(short, longer) == 2
    assert shared(short, "<p class=a>One") == 3


def test_the_look_is_that_of_its_kind() -> None:
    assert shared("<div class=a>One", "<div class=a>Two") == 3
    assert shared("<h2 class=a>One", "<h3 class=a>Two") == 0
    item, quote = "<li>One", "<blockquote>Two</blockquote>"
    inside = f"<div class=a><ul>{item}</ul>{quote}</div>"
    one, other = signs_of(inside)
    assert len(one & other) == 1  # the element around both


def test_eight_elements_around_a_paragraph_are_looked_at() -> None:
    def pair(depth: int) -> int:
        """Two paragraphs that stand, as deep, in elements of one class."""
        one, other = (
            f"<section class=far>{'<div>' * depth}<p id={name}>{name}</p>{'</div>' * depth}"
            "</section>"
            for name in ("one", "two")
        )
        return shared(one, other)

    assert pair(6) == 1  # the paragraph, six elements, the section
    assert pair(7) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("class=a", "id=a"), ("class=a", "role=a"), ("class=a", "itemprop=a"), ("id=a", "role=a"),
        ("role=a", "itemprop=a"), ("class='a b'", "class=a"), ("class=a id=b", "class=b id=a"),
    ],
)  # fmt: skip
def test_an_element_is_known_by_each_of_its_names(one: str, other: str) -> None:
    assert shared(f"<p {one}>One", f"<p {one}>Two") == 3
    assert shared(f"<p {one}>One", f"<p {other}>Two") == 0


def test_the_order_and_the_number_of_class_names_do_not_matter() -> None:
    assert shared("<p class='a b'>One", "<p class='b a b'>Two") == 3


def test_twelve_class_names_count() -> None:
    names = " ".join("abcdefghijkl")
    assert shared(f"<p class='{names}'>One", f"<p class='{names} m'>Two") == 3
    assert shared(f"<p class='{names}'>One", f"<p class='{names[:-2]}'>Two") == 0


def test_elements_without_names_are_told_apart_by_their_tags() -> None:
    assert shared("<p>One", "<p>Two") == 2  # tag and look
    assert shared("<p>One", "<div>Two") == 1  # both look like text


def test_numbers_do_not_matter() -> None:
    first, second = signs_of(
        "<p class='post-17' id=p17>17 comments</p><p class='post-230' id=p230>4 comments</p>"
    )
    assert first == second


def test_an_element_around_several_paragraphs_is_a_sign_of_all_of_them() -> None:
    inside, outside = signs_of(f"<div class=more><p>{PROSE[0]}</p></div><p>{PROSE[1]}</p>")
    within, _ = signs_of(f"<div class=more><ul><li>{PROSE[2]}</li></ul></div><p>{PROSE[1]}</p>")
    assert inside & within
    assert not inside & outside


def test_sums_are_those_of_each_paragraph() -> None:
    signs = Signs(np.array([7, 8, 9], np.uint32), np.array([2, 2, 3]))
    assert signs.paragraphs.tolist() == [0, 0, 2]
    assert signs.sums(np.array([1.0, 2.0, 4.0])).tolist() == [3.0, 0.0, 4.0]


def test_a_page_without_text_has_no_signs() -> None:
    signs = site_signs(segment_html("<div></div>"))
    assert len(signs.codes) == len(signs.ends) == 0
    assert len(signs.sums(np.zeros(0))) == 0
