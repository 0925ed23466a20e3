"""Reviews in a real browser: hostile pages and origins, long pages, small screens, a checker.
Skipped, with the reason, where there is no Chromium or no playwright."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from browsers import PHONE, WIDE, Canary, barriers
from crawls import put, wait_for
from reviews import READ_ALSO, Review, at, opened, serving, session, site, with_letters

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("starlette", reason="the extra review is not installed")

pytestmark = pytest.mark.slow


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
