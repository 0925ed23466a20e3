"""Reviews in a real browser: clicks and keys, ranges, undo, two tabs, what is lost and what is not.
Skipped, with the reason, where there is no Chromium or no playwright."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import PHONE, WIDE, Canary, barriers, chromium
from crawls import put, wait_for
from reviews import READ_ALSO, Review, ask, ferry_page, serving, session, site, with_letters

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("starlette", reason="the extra review is not installed")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    out = tmp_path / "out"
    with serving(session(site(tmp_path / "src"), out)) as address:
        yield Review(address, out)


def opened(
    browser: Any,
    review: Review,
    path: str = "page/0",
    screen: dict[str, int] = WIDE,
    **options: Any,
) -> Any:
    """A tab that shows a page of a review, once it knows the labels."""
    page = browser.new_context(viewport=screen, **options).new_page()
    return at(page, review, path)


def at(page: Any, review: Review, path: str) -> Any:
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text))
    page.goto(review.address + path)
    if path:
        page.get_by_text("labelled").first.wait_for()
    return page


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


HOSTILE = """<title>&lt;script&gt;fetch(`{0}/title`)&lt;/script&gt;</title>
<script>fetch("{0}/inline")</script><article><h1>A title<svg onload="fetch('{0}/svg')"></svg></h1>
<p>{1} &lt;/script&gt;&lt;img src={0}/a.png onerror=fetch('{0}/b')&gt;<img src="{0}/img.png"></p>
<p>{1} <iframe src="{0}/frame"></iframe> &lt;iframe src={0}/c&gt;</p></article>"""


def test_a_hostile_page_is_reviewed_inert(browser: Any, tmp_path: Path) -> None:
    canary = Canary()
    prose = "After eleven winters the ferry came back to the island, and a goat had a ticket."
    for number in range(2):  # the second is offered as an example of what is like the first
        put(tmp_path / "src" / f"{number}.html", HOSTILE.format(canary.address, prose))
    out = tmp_path / "out"
    with serving(session(tmp_path / "src", out)) as address:
        page = opened(browser, Review(address, out))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append("dialog"))
        for number in range(page.locator("main .p").count()):
            page.click(f'[data-n="{number}"]')
            page.keyboard.press("c")
            page.keyboard.press("a")
        page.get_by_text("3 of 3 labelled").wait_for()
        page.wait_for_timeout(300)
        assert canary.requests == []
        assert all(url.startswith(address) for url in asked)
        assert page.errors == []
    canary.shutdown()
    canary.server_close()


ATTACK = """async (address) => {
  const body = '{"labels": {"0": "C"}}';
  const json = { "Content-Type": "application/json" };
  const tries = [
    fetch(address),
    fetch(`${address}page/0/labels`),
    fetch(`${address}page/0/labels`, { method: "POST", mode: "no-cors", body }),
    fetch(`${address}page/0/labels`, { method: "POST", headers: json, body }),
  ];
  const results = await Promise.allSettled(tries);
  return results.filter((r) => r.status === "fulfilled").map((r) => r.value.type);
}"""


def test_a_page_of_another_origin_can_neither_read_nor_write(browser: Any, review: Review) -> None:
    page = browser.new_page()
    page.route("http://localhost:1/", lambda route: route.fulfill(body="<p>A page elsewhere."))
    page.goto("http://localhost:1/")
    assert set(page.evaluate(ATTACK, review.address)) <= {"opaque"}
    page.set_content(f"<iframe src='{review.address}'></iframe>")
    page.wait_for_timeout(300)
    assert all("Ferry" not in frame.content() for frame in page.frames)
    assert review.labels == {}


def long_page(paragraphs: int) -> str:
    chance = random.Random(1)
    words = "the ferry came back to the island with a horn and a goat that had a ticket".split()
    rows = (
        f"<p class='k{n % 5}'>{' '.join(chance.choices(words, k=chance.randint(4, 40)))} {n}</p>"
        for n in range(paragraphs)
    )
    return f"<title>Long</title><main>{''.join(rows)}</main>"


# What an answer costs must not grow with the page; times differ from machine to machine.
def test_a_page_of_5000_paragraphs_scrolls_and_answers(browser: Any, tmp_path: Path) -> None:
    source, out = put(tmp_path / "long.html", long_page(5_000)), tmp_path / "out"
    with serving(session(source, out)) as address:
        review = Review(address, out)
        page = opened(browser, review)
        page.click('[data-n="2"]')
        page.evaluate(
            "window.changes = 0; new MutationObserver((all) => { window.changes += all.length })"
            ".observe(document, {subtree: true, childList: true, attributes: true})"
        )
        for key in ("j", "c", "j", "s"):
            page.keyboard.press(key)
        wait_for(lambda: review.labels.get("long.html", "")[3:5] == "CS", 20)
        page.get_by_text("2 of 5,000 labelled").wait_for()
        assert page.evaluate("window.changes") < 200
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(200)
        laid_out = page.evaluate(
            "[...document.querySelectorAll('.p')].filter((p) =>"
            " p.checkVisibility({contentVisibilityAuto: true})).length"
        )
        assert 0 < laid_out < 500
        page.click('[data-n="4999"]', modifiers=["Shift"])
        assert page.locator(".picked").count() == 4_996
        page.keyboard.press("c")
        wait_for(lambda: review.labels["long.html"].endswith("C" * 4_996), 20)


def boxes(page: Any, *selectors: str) -> list[dict[str, float]]:
    return [page.locator(selector).first.bounding_box() for selector in selectors]


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_in_the_panel_touches_what_closes_it(
    browser: Any, review: Review, screen: dict[str, int]
) -> None:
    page = opened(browser, review, screen=screen)
    page.click('[data-n="5"]')
    page.get_by_text("2 others like this").wait_for()
    close, label = boxes(page, "#why .close", "#why .choose")
    assert close["y"] + close["height"] < label["y"]
    offer = page.locator('[data-do="alike"]')
    assert offer.evaluate("(b) => getComputedStyle(b).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_on_a_phone_two_verdicts_stand_beside_each_other(browser: Any, tmp_path: Path) -> None:
    source, out = site(tmp_path / "src", 1), tmp_path / "out"
    session(source, tmp_path / "theirs").label(0, {0: "C"})
    with serving(session(source, out, compare=tmp_path / "theirs")) as address:
        page = opened(browser, Review(address, out), screen=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.click('[data-n="0"]')
        one, other = boxes(page, ".verdict:first-child", ".verdict:last-child")
        assert one["y"] == other["y"]
        assert one["x"] + one["width"] < other["x"]


def test_on_a_phone_a_tap_opens_the_labels(browser: Any, review: Review) -> None:
    page = opened(browser, review, screen=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.tap('[data-n="3"]')
    page.tap('[data-letter="C"]')
    assert review.soon(_0=with_letters(first="C"))
    page.tap('[data-do="undo"]')
    assert review.soon()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_automated_checker_finds_no_barrier(
    browser: Any, review: Review, scheme: str, screen: dict[str, int]
) -> None:
    page = opened(browser, review, screen=screen, color_scheme=scheme)
    assert barriers(page) == []
    page.click(f'[data-n="{READ_ALSO}"]')
    page.keyboard.press("s")
    page.get_by_text("2 others like this sidebar").wait_for()
    assert barriers(page) == []
    page.click('[data-n="2"]', modifiers=["Shift"])
    page.keyboard.press("u")
    page.keyboard.press("u")
    page.get_by_text("nothing to undo").wait_for()
    assert barriers(page) == []
    assert barriers(at(page, review, "")) == []
