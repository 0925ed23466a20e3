"""Signs of the paragraphs of a site: the very elements and words, as numbers."""

from __future__ import annotations

import numpy as np
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
