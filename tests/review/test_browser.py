"""Reviews in a real browser: clicks and keys, ranges, undo, two tabs, what is lost and what is not.
Skipped, with the reason, where there is no Chromium or no playwright."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from crawls import put
from reviews import (
    READ_ALSO,
    Review,
    ask,
    at,
    ferry_page,
    opened,
    serving,
    session,
    site,
    with_letters,
)

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("starlette", reason="the extra review is not installed")

pytestmark = pytest.mark.slow


def test_a_key_corrects_the_current_paragraph_and_is_saved_at_once(
    browser: Any, review: Review
) -> None:
    page = opened(browser, review)
    page.click(f'[data-n="{READ_ALSO}"]')
    page.keyboard.press("c")
    assert review.soon(_0=with_letters(read_also="C"))
    page.get_by_text("1 of 7 labelled").wait_for()
    paragraph = page.locator(f'[data-n="{READ_ALSO}"]')
    assert {"c", "given-label"} <= set(paragraph.get_attribute("class").split())
    assert page.locator('[data-letter="C"]').get_attribute("aria-pressed") == "true"
    page.keyboard.press("Delete")
    page.get_by_text("0 of 7 labelled").wait_for()
    assert review.labels == {}
    assert "given-label" not in paragraph.get_attribute("class")
    assert page.errors == []


def test_until_a_label_is_saved_the_paragraph_is_marked_as_sent(
    browser: Any, review: Review
) -> None:
    page = opened(browser, review)
    held: list[Any] = []

    def hold(request: Any) -> None:
        held.append(request)

    page.route("**/labels", hold)
    page.click(f'[data-n="{READ_ALSO}"]')
    page.keyboard.press("s")
    paragraph = page.locator(f'[data-n="{READ_ALSO}"]')
    while not held:
        page.wait_for_timeout(20)
    classes = set(paragraph.get_attribute("class").split())
    assert "sent" in classes
    assert not {"s", "given-label"} & classes
    held[0].continue_()
    page.locator(f'[data-n="{READ_ALSO}"].s.given-label:not(.sent)').wait_for()


def test_a_click_on_a_label_corrects_too(browser: Any, review: Review) -> None:
    page = opened(browser, review)
    assert page.locator('[data-count="body"]').inner_text() == "3"
    page.click('[data-n="3"]')
    page.click('[data-letter="S"]')
    assert review.soon(_0=with_letters(first="S"))
    page.get_by_text("1 of 7 labelled").wait_for()
    assert page.locator('[data-count="body"]').inner_text() == "2"
    page.click('#why [data-letter="?"]')
    page.get_by_text("0 of 7 labelled").wait_for()
    assert review.labels == {}


def test_a_range_is_selected_with_shift_by_click_and_by_key(browser: Any, review: Review) -> None:
    page = opened(browser, review)
    page.click('[data-n="1"]')
    page.click('[data-n="3"]', modifiers=["Shift"])
    assert page.locator(".picked").count() == 3
    assert page.inner_text("#why .selected") == "3 selected"
    assert page.evaluate("String(getSelection())") == ""
    page.keyboard.press("c")
    assert review.soon(_0="?CCC???")
    page.click('[data-n="5"]')
    assert page.locator(".picked").count() == 0
    assert page.locator("#why .selected").is_hidden()
    page.keyboard.press("Shift+J")
    page.keyboard.press("s")
    assert review.soon(_0="?CCC?SS")
    page.keyboard.press("j")
    page.keyboard.press("b")
    assert review.soon(_0="BCCC?SS")


def test_undo_goes_back_change_by_change_also_after_other_pages(
    browser: Any, review: Review
) -> None:
    page = opened(browser, review)
    page.click('[data-n="0"]')
    page.keyboard.press("c")
    page.keyboard.press("b")
    page.locator('[data-letter="B"][aria-pressed="true"]').wait_for()
    assert review.labels == {"0.html": "B??????"}
    at(page, review, "page/1")
    page.click('[data-n="1"]')
    page.keyboard.press("c")
    page.get_by_text("1 of 7 labelled").wait_for()
    assert review.labels == {"0.html": "B??????", "1.html": "?C?????"}
    page.keyboard.press("u")
    assert review.soon(_0="B??????")
    page.keyboard.press("u")
    assert review.soon(_0="C??????")
    page.get_by_text("Undone: 1 label (“Home”) on “Ferry 0”. go there").wait_for()
    page.click('[data-do="undo"]')
    assert review.soon()
    page.get_by_role("link", name="go there").click()
    page.get_by_text("0 of 7 labelled").wait_for()
    assert page.url == review.address + "page/0"
    page.keyboard.press("u")
    message = page.get_by_text("nothing to undo")
    message.wait_for()
    page.keyboard.press("Escape")
    assert message.is_hidden()


def test_like_paragraphs_of_other_pages_are_offered_together(browser: Any, review: Review) -> None:
    page = opened(browser, review)
    page.click(f'[data-n="{READ_ALSO}"]')
    page.get_by_text("2 others like this").wait_for()
    assert page.locator('[data-do="alike"]').is_disabled()
    page.keyboard.press("s")
    page.get_by_text("label 2 others like this sidebar, too").wait_for()
    assert page.locator(".alike li").all_inner_texts() == ["Read also: Goat 1", "Read also: Goat 2"]
    page.keyboard.press("a")
    letters = with_letters(read_also="S")
    assert review.soon(_0=letters, _1=letters, _2=letters)
    message = page.get_by_text("2 labelled on 2 pages")
    message.wait_for()
    assert message.get_attribute("role") == "status"
    assert page.get_by_role("alert").count() == 0
    page.keyboard.press("u")
    assert review.soon(_0=letters)


def test_the_rest_of_a_page_is_confirmed_as_it_is_shown(browser: Any, review: Review) -> None:
    page = opened(browser, review)
    shown = [
        next(letter for letter in "bsc" if letter in classes.split()).upper()
        for classes in page.locator("main .p").evaluate_all("all => all.map((p) => p.className)")
    ]
    page.click('[data-n="0"]')
    page.keyboard.press("c")
    page.keyboard.press("r")
    assert review.soon(_0="C" + "".join(shown[1:]))
    page.get_by_text("7 of 7 labelled").wait_for()
    assert page.locator('[data-of="doubtful"]').inner_text() == "0 doubtful"
    page.click("text=next page")
    assert page.url != review.address + "page/0"


def test_keys_lead_to_the_next_page_and_back(browser: Any, review: Review) -> None:
    page = opened(browser, review, "")
    addresses = [review.address + link.get_attribute("href") for link in page.locator("a").all()]
    at(page, review, addresses[0].removeprefix(review.address))
    for key, address in (("N", 1), ("N", 2), ("P", 1), ("P", 0)):
        page.keyboard.press(f"Shift+{key}")
        page.wait_for_url(addresses[address])
        page.get_by_text("labelled").first.wait_for()
    page.keyboard.press("Shift+P")
    page.wait_for_url(review.address)


def test_what_is_doubted_most_comes_first(browser: Any, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "samples" / "product-lantern.html"
    with serving(session(source, tmp_path / "out")) as address:
        page = opened(browser, Review(address, tmp_path / "out"))
        probabilities = []
        count = page.locator(".doubtful").count()
        assert count > 2
        page.locator(".current").wait_for()
        for _ in range(count):
            number = page.locator(".current").get_attribute("data-n")
            label, scores, _why = json.loads(page.inner_text("#data"))["verdicts"][0][int(number)]
            probabilities.append(scores[label])
            page.keyboard.press("n")
        assert probabilities == sorted(probabilities)
        assert page.locator(".current").get_attribute("data-n") != number
        page.keyboard.press("b")
        page.get_by_text(f"{count - 1} doubtful").wait_for()


def test_two_tabs_at_once_lose_nothing_and_see_each_other(browser: Any, review: Review) -> None:
    one, other = opened(browser, review), opened(browser, review)
    one.click('[data-n="0"]')
    other.click('[data-n="1"]')
    for tab in (one, other, one, other):
        tab.keyboard.press("j")
        tab.keyboard.press("c")
    assert review.soon(_0="?CCC???")
    one.evaluate("window.dispatchEvent(new Event('focus'))")
    one.get_by_text("3 of 7 labelled").wait_for()
    one.keyboard.press("u")
    assert review.soon(_0="??CC???")


def test_a_page_that_has_changed_says_so_itself(browser: Any, tmp_path: Path) -> None:
    source, out = site(tmp_path / "src", 1), tmp_path / "out"
    session(source, out).label(0, {0: "S", 3: "B"})
    put(source / "0.html", ferry_page(0, "Another beginning, of which nobody has said a word yet."))
    with serving(session(source, out)) as address:
        page = opened(browser, Review(address, out))
        text = (
            "This page: it has changed since 2 labels were given, which are kept; 1 of them still"
        )
        page.get_by_text(text).wait_for()
    with serving(session(site(tmp_path / "other", 1), tmp_path / "new")) as address:
        page = opened(browser, Review(address, tmp_path / "new"))
        assert page.locator(".about").is_hidden()


PAINTED = """() => {
  const at = (path) => [...path.getAttribute("d").matchAll(/M(\\d+) \\d+h(\\d+)/g)]
    .flatMap(([, x, width]) => [...Array(Number(width)).keys()].map((n) => n + Number(x)));
  const paths = [...document.querySelector("svg.strip").children];
  const slices = paths.map((path) => [path.getAttribute("class"), at(path)]);
  return Object.fromEntries(slices.filter(([, marked]) => marked.length));
}"""


def test_the_strip_follows_the_labels(browser: Any, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "samples" / "product-lantern.html"
    with serving(session(source, tmp_path / "out")) as address:
        page = opened(browser, Review(address, tmp_path / "out"))
        before = page.evaluate(PAINTED)
        assert set(before) == {"body", "sidebar", "chrome", "doubt"}
        page.click('[data-n="3"]')
        for key in "bs":  # there and back: what is drawn anew is as it was
            page.keyboard.press(key)
        page.get_by_text("1 of 73 labelled").wait_for()
        page.keyboard.press("Delete")
        page.get_by_text("0 of 73 labelled").wait_for()
        assert page.evaluate(PAINTED) == before
        page.click('[data-n="0"]')
        page.click('[data-n="72"]', modifiers=["Shift"])
        page.keyboard.press("c")
        page.get_by_text("73 of 73 labelled").wait_for()
        after = page.evaluate(PAINTED)
        assert after == {"chrome": [*range(120)]}


def test_the_rest_is_what_has_no_label_now_and_not_what_a_stale_tab_shows(
    browser: Any, review: Review
) -> None:
    stale = opened(browser, review)
    stale.click('[data-n="0"]')
    stale.keyboard.press("c")
    stale.get_by_text("1 of 7 labelled").wait_for()
    ask(f"{review.address}page/0/labels", {"labels": {"0": "?", "1": "C"}})
    stale.keyboard.press("r")
    stale.get_by_text("7 of 7 labelled").wait_for()
    assert review.labels["0.html"][:2] == "SC"
    assert "?" not in review.labels["0.html"]


def test_a_review_that_has_ended_says_that_nothing_is_saved(browser: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving(session(site(tmp_path / "src", 1), out)) as address:
        review = Review(address, out)
        page = opened(browser, review)
        page.click('[data-n="0"]')
        page.keyboard.press("c")
        assert review.soon(_0="C??????")
    page.keyboard.press("b")
    page.get_by_text("Not saved: the review has ended").wait_for()
    classes = page.locator('[data-n="0"]').get_attribute("class").split()
    assert "c" in classes
    assert "sent" not in classes
    assert review.labels == {"0.html": "C??????"}


def test_a_damaged_corpus_is_said_and_the_page_shows_what_was_saved(
    browser: Any, review: Review
) -> None:
    page = opened(browser, review)
    put(review.out / "marks.jsonl", "<<<<<<< ours\n")
    page.click('[data-n="0"]')
    page.keyboard.press("c")
    page.get_by_text("line 1: not JSON").wait_for()
    assert "given-label" not in page.locator('[data-n="0"]').get_attribute("class")
    (review.out / "marks.jsonl").unlink()
    page.keyboard.press("c")
    assert review.soon(_0="C??????")
    page.locator(".failed-to-save").wait_for(state="hidden")


def test_another_persons_labels_stand_beside_and_differences_follow(
    browser: Any, tmp_path: Path
) -> None:
    source = site(tmp_path / "src", 1)
    session(source, tmp_path / "theirs").label(0, {0: "C", 1: "S"})
    out = tmp_path / "out"
    with serving(session(source, out, compare=tmp_path / "theirs")) as address:
        page = opened(browser, Review(address, out))
        page.get_by_text("1 differ").wait_for()
        page.keyboard.press("d")
        assert page.locator(".current").get_attribute("data-n") == "0"
        page.keyboard.press("c")
        page.get_by_text("0 differ").wait_for()
        page.click('[data-n="1"]')
        page.keyboard.press("b")
        page.get_by_text("1 of 1 differ").wait_for()
        page.click('[data-n="2"]')
        assert "not labelled by theirs" in page.inner_text("#why")


def letters_beside(page: Any, number: int) -> tuple[str, str]:
    """The letters that stand left and right of a paragraph."""
    left, right = (
        page.locator(f'[data-n="{number}"]').evaluate(
            "(p, side) => getComputedStyle(p, side).content.split(' / ')[0]", side
        )
        for side in ("::before", "::after")
    )
    return left.strip('"'), right.strip('"')


def test_your_letter_stands_on_your_side_and_theirs_on_theirs(browser: Any, tmp_path: Path) -> None:
    source, out = site(tmp_path / "src", 1), tmp_path / "out"
    session(source, tmp_path / "theirs").label(0, {0: "C", 1: "S"})
    with serving(session(source, out, compare=tmp_path / "theirs")) as address:
        page = opened(browser, Review(address, out))
        for number in (0, 2):  # they did not label the second
            page.click(f'[data-n="{number}"]')
            page.keyboard.press("b")
        page.get_by_text("2 of 7 labelled").wait_for()
        letters = {}
        for tint in ("both", "two", "one"):
            page.check(f'[value="{tint}"]')
            letters[tint] = [letters_beside(page, number) for number in range(4)]
        assert letters["both"] == [("✓ b", "c"), ("s", "s"), ("✓ b", "none"), ("b", "none")]
        assert [right for _, right in letters["two"]] == ["c", "s", "none", "none"]
        assert [right for _, right in letters["one"]] == ["✓ b", "s", "✓ b", "b"]
        assert page.locator("fieldset label").all_inner_texts() == ["you", "both", "theirs"]
