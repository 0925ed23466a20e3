"""Views in a real browser: switches and keys, a hostile page, a long one, phones, and people who
cannot see them. Skipped, with the reason, where there is no Chromium or no playwright."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import PHONE, WIDE, Canary, barriers, chromium
from documents import BODY, CHROME, SIDEBAR, document, ferry

from cleaner import Cleaner
from cleaner.document import Document
from cleaner.show.index import Failed, Listed, index
from cleaner.show.labelling import Labelling, Verdict
from cleaner.show.view import Link, view, with_neighbours

pytest.importorskip("playwright", reason="playwright is not installed")

pytestmark = pytest.mark.slow

DOUBTFUL = 4, 9  # of the paragraphs of `ferry`


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def canary() -> Iterator[Canary]:
    server = Canary()
    yield server
    server.shutdown()
    server.server_close()


def opened(
    browser: Any, folder: Path, html: str, screen: dict[str, int] = WIDE, **options: Any
) -> Any:
    """The page, opened from a file, as it is looked at."""
    path = folder / "view.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page(viewport=screen, **options)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text))
    page.goto(path.as_uri())
    return page


def html_of(page: Document, other: Labelling | None = None) -> str:
    return view(page, "ferry.html", other=other, back=Link("index.html", "all pages")).html


def others_of(page: Document) -> Labelling:
    """Other labels of a document: chrome instead of body for the first two of the body."""
    verdicts = [Verdict(p.label, p.scores) for p in page.paragraphs]
    for number in (2, 3):
        verdicts[number] = Verdict(CHROME, (0.1, 0.1, 0.8), ("another reason",))
    return Labelling("models/mine", verdicts)


def shown_numbers(page: Any) -> list[int]:
    """The paragraphs that can be seen."""
    numbers: list[int] = page.evaluate(
        "[...document.querySelectorAll('.p')].filter((p) => p.checkVisibility())"
        ".map((p) => Number(p.dataset.n))"
    )
    return numbers


def current(page: Any) -> int | None:
    """The paragraph that has the focus and is marked."""
    number: int | None = page.evaluate(
        "(() => { const p = document.querySelector('.p.current');"
        " return p && document.activeElement === p ? Number(p.dataset.n) : null })()"
    )
    return number


def said(page: Any) -> str:
    return str(page.inner_text("#why"))


def test_what_is_pointed_at_shows_label_probabilities_and_reasons(
    browser: Any, tmp_path: Path
) -> None:
    page = opened(browser, tmp_path, html_of(ferry()))
    page.hover('[data-n="9"]')
    text = said(page)
    assert "10 of 10 · text · /html/body/footer/form/button" in text
    assert [word in text for word in ("0.20", "0.35", "0.45")] == [True] * 3
    assert "the tag <button> speaks for chrome (+1.5)" in text
    page.mouse.move(5, 5)
    assert "Point at a paragraph" in said(page)
    page.focus('[data-n="0"]')
    assert "the tag <li> speaks for sidebar (+1.5)" in said(page)
    assert page.errors == []


def test_switches_hide_labels_and_the_boxes_that_they_leave_empty(
    browser: Any, tmp_path: Path
) -> None:
    page = opened(browser, tmp_path, html_of(ferry()))
    assert shown_numbers(page) == [*range(10)]
    page.uncheck('[data-label="sidebar"]')
    assert shown_numbers(page) == [*range(2, 10)]
    assert not page.is_visible('[aria-label="nav"]')
    assert page.is_visible('[aria-label="footer › form"]')
    page.keyboard.press("3")
    assert shown_numbers(page) == [*range(2, 9)]
    assert not page.is_visible('[aria-label="footer › form"]')
    assert page.inner_text('[data-of="doubtful"]') == "1 doubtful"
    page.keyboard.press("2")
    page.keyboard.press("3")
    assert shown_numbers(page) == [*range(10)]


def test_keys_jump_between_doubtful_paragraphs_and_around(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, html_of(ferry()))
    visited = []
    for key in "nnnppjk":
        page.keyboard.press(key)
        visited.append(current(page))
    first, last = DOUBTFUL
    assert visited == [first, last, first, last, first, first + 1, first]
    assert page.inner_text('[data-of="doubtful"]') == "1 of 2 doubtful"
    page.click('[aria-label="next doubtful paragraph"]')
    assert current(page) == last
    page.keyboard.press("Escape")
    assert current(page) is None
    assert "Point at a paragraph" in said(page)


def test_keys_pass_over_what_is_hidden(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, html_of(ferry()))
    for key in "3nn":
        page.keyboard.press(key)
    assert current(page) == DOUBTFUL[0]
    page.keyboard.press("Control+n")
    assert current(page) == DOUBTFUL[0]


def test_keys_lead_to_the_pages_before_and_after(browser: Any, tmp_path: Path) -> None:
    html = html_of(ferry())
    (tmp_path / "a&b.html").write_text("<p>The page after", encoding="utf-8")
    page = opened(browser, tmp_path, with_neighbours(html, "", "a&b.html"))
    page.click(".keys summary")
    assert page.get_by_text("next, previous page").is_visible()
    for key in "PN":
        page.keyboard.press(f"Shift+{key}")
    page.get_by_text("The page after").wait_for()
    alone = opened(browser, tmp_path, html)
    alone.click(".keys summary")
    assert alone.get_by_text("next, previous page").is_hidden()
    alone.keyboard.press("Shift+N")
    assert alone.errors == []


def test_tab_leads_to_one_paragraph_and_out_again(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, html_of(ferry()))
    assert page.locator('main [tabindex="0"]').count() == 1
    page.keyboard.press("n")
    assert page.locator('main [tabindex="0"]').count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "close"
    page.keyboard.press("Escape")
    page.focus('[data-n="9"]')
    page.keyboard.press("3")
    assert page.locator('main [tabindex="0"]').get_attribute("data-n") == "0"


def test_two_labellings_are_compared(browser: Any, tmp_path: Path) -> None:
    document = ferry()
    page = opened(browser, tmp_path, html_of(document, others_of(document)))
    page.keyboard.press("d")
    assert current(page) == 2
    page.keyboard.press("d")
    assert current(page) == 3
    page.keyboard.press("Shift+D")
    assert current(page) == 2
    text = said(page)
    assert text.index("html test") < text.index("0.96") < text.index("models/mine")
    assert text.index("models/mine") < text.index("another reason")

    def tint(number: int) -> str:
        return str(
            page.evaluate(
                "(number) => { const p = document.querySelector(`[data-n='${number}']`);"
                " const { backgroundImage, backgroundColor } = getComputedStyle(p);"
                " return backgroundImage + backgroundColor }",
                number,
            )
        )

    halves = tint(2)
    assert "gradient" in halves
    page.check('[value="one"]')
    ours, chrome = tint(2), tint(9)
    page.check('[value="two"]')
    assert tint(2) == tint(9) == chrome != ours
    page.keyboard.press("3")
    assert shown_numbers(page) == [0, 1, 4, 5, 6, 7, 8]


def test_labels_that_tell_body_from_the_rest_alone(browser: Any, tmp_path: Path) -> None:
    document = ferry()
    verdicts = [
        Verdict(BODY, (1, 0, 0)) if n in (2, 9) else Verdict(None, (0, 0.5, 0.5)) for n in range(10)
    ]
    page = opened(browser, tmp_path, html_of(document, Labelling("gold", verdicts)))
    assert page.inner_text('[data-of="differs"]') == "7 differ"
    page.focus('[data-n="0"]')
    assert "not body" in said(page)
    page.check('[value="two"]')
    page.keyboard.press("2")
    assert shown_numbers(page) == [*range(10)]
    page.keyboard.press("3")
    assert shown_numbers(page) == [2, 9]
    assert (
        page.evaluate("[...document.querySelectorAll('.page li')].some((b) => b.checkVisibility())")
        is False
    )
    assert barriers(page) == []
    assert page.errors == []


HOSTILE = """<!DOCTYPE html><html lang="en' onload='fetch(`{0}/lang`)"><head>
<title>&lt;/title&gt;&lt;script&gt;fetch(`{0}/title`)&lt;/script&gt;</title>
<link rel="stylesheet" href="{0}/style.css"><link rel="prefetch" href="{0}/prefetch">
<link rel="icon" href="{0}/icon"><style>@import url({0}/import.css); p {{ background: url({0}/bg) }}
</style><script src="{0}/script.js"></script><script>fetch("{0}/inline")</script></head>
<body onload="fetch('{0}/onload')" style="background: url({0}/body)">
<article><h1>A title<svg onload="fetch('{0}/svg')"><image href="{0}/svg.png"/></svg></h1>
<p>{1} <img src="{0}/img.png" onerror="fetch('{0}/error')"></p>
<p>{1} <iframe src="{0}/frame"></iframe><object data="{0}/object"></object></p>
<p>{1} <video src="{0}/video" poster="{0}/poster" autoplay></video><embed src="{0}/embed"></p>
<p>{1} &lt;script src="{0}/text.js"&gt;&lt;/script&gt;&lt;img src={0}/a.png onerror=alert(1)&gt;</p>
<p>{1} &lt;/script&gt;&lt;/p&gt;&lt;/main&gt;&lt;svg onload=fetch('{0}/closed')&gt;</p>
<p>{1} &lt;style&gt;@import "{0}/text.css";&lt;/style&gt;
&lt;meta http-equiv=refresh content="0;{0}/refresh"&gt;</p>
<p><a href="javascript:fetch('{0}/link')">{1}</a> <a href="{0}/followed" ping="{0}/ping">{1}</a></p>
<form action="{0}/form"><input autofocus onfocus="fetch('{0}/focus')"><button>{1}</button></form>
</article></body></html>"""


def test_a_hostile_page_is_shown_inert(browser: Any, tmp_path: Path, canary: Canary) -> None:
    prose = "After eleven winters the ferry came back to the island, and a goat had a ticket."
    hostile = HOSTILE.format(canary.address, prose)
    raw = opened(browser, tmp_path, hostile)
    raw.wait_for_timeout(500)
    assert len(canary.requests) > 5, "the page itself must be an attack, or the test says nothing"
    raw.close()
    canary.requests.clear()

    document = Cleaner().clean_html(hostile, url=f"{canary.address}/<script>fetch(`/url`)</script>")
    page = opened(browser, tmp_path, html_of(document))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append("dialog"))
    for number in range(len(document.paragraphs)):
        page.hover(f'[data-n="{number}"]')
        page.click(f'[data-n="{number}"]')
    for key in ("j", "n", "2", "3", "Escape", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert (canary.requests, asked, page.errors) == ([], [], [])
    assert f'<script src="{canary.address}/text.js"></script>' in page.inner_text("main")


MARKUP = """<script>window.run = 1; fetch("{0}/a")</script><script src="{0}/b"></script>
<img src="{0}/c" onerror="window.run = 1"><iframe src="{0}/d"></iframe>
<style>main {{ display: none }}</style><link rel=stylesheet href="{0}/e">
<base href="{0}/"><object data="{0}/f"></object><video src="{0}/g"></video>
<p style="background: url({0}/h)" onclick="window.run = 1">x</p>"""


def test_even_markup_that_got_in_would_run_and_fetch_nothing(
    browser: Any, tmp_path: Path, canary: Canary
) -> None:
    attack = MARKUP.format(canary.address)
    html = html_of(ferry())
    page = opened(browser, tmp_path, html.replace("<main>", f"<main>{attack}"))
    page.wait_for_timeout(500)
    page.keyboard.press("n")
    assert current(page) == DOUBTFUL[0]
    assert canary.requests == []
    assert page.evaluate("window.run") is None
    assert page.is_visible("main")
    assert any("Content Security Policy" in error for error in page.errors)


def long_document(paragraphs: int) -> Document:
    chance = random.Random(1)
    words = "the ferry came back to the island with a horn and a goat that had a ticket".split()
    rows = [
        (
            f"/html/main/section[{n // 400 + 1}]/p[{n}]",
            " ".join(chance.choices(words, k=chance.randint(4, 60))),
            chance.choice((BODY, SIDEBAR, CHROME)),
        )
        for n in range(paragraphs)
    ]
    return document(*rows, doubtful=range(7, paragraphs, 100))


# What an answer costs must not grow with the page: a key changes a few nodes, and of the paragraphs
# only those near the screen are laid out. Times, which differ from machine to machine, are in
# benchmarks/views.py.
def test_a_page_of_5000_paragraphs_answers_without_touching_them_all(
    browser: Any, tmp_path: Path
) -> None:
    page = opened(browser, tmp_path, html_of(long_document(5_000)))
    page.evaluate(
        "window.changes = 0; new MutationObserver((all) => { window.changes += all.length })"
        ".observe(document, {subtree: true, childList: true, attributes: true})"
    )
    for key in ("n", "j", "p", "p"):
        page.keyboard.press(key)
        page.wait_for_timeout(50)
        top, bottom = page.evaluate(
            "(() => { const r = document.querySelector('.current').getBoundingClientRect();"
            " return [r.top, r.bottom] })()"
        )
        assert 0 <= top < bottom <= WIDE["height"]
    assert current(page) == 4_907
    assert page.evaluate("window.changes") < 100
    laid_out = page.evaluate(
        "[...document.querySelectorAll('.p')].filter((p) =>"
        " p.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert 0 < laid_out < 500
    page.evaluate("window.changes = 0")
    page.keyboard.press("3")
    page.keyboard.press("2")
    page.wait_for_timeout(50)
    assert page.evaluate("window.changes") < 200
    assert page.evaluate("document.querySelectorAll('.p').length") == 5_000


def test_on_a_phone_a_tap_opens_the_reasons_beside_what_was_tapped(
    browser: Any, tmp_path: Path
) -> None:
    document = ferry()
    html = html_of(document, others_of(document))
    page = opened(browser, tmp_path, html, PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not page.is_visible("#why")
    page.tap('[data-n="3"]')
    assert page.is_visible("#why")
    assert "another reason" in said(page)
    page.tap('[aria-label="next doubtful paragraph"]')
    paragraph, panel = page.locator(".current").bounding_box(), page.locator("#why").bounding_box()
    assert paragraph["y"] + paragraph["height"] <= panel["y"]
    page.tap("#why .close")
    assert not page.is_visible("#why")


def test_light_and_dark_are_as_the_reader_has_set(browser: Any, tmp_path: Path) -> None:
    grounds = [
        opened(browser, tmp_path, html_of(ferry()), color_scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 22, 24)"]


def pages_to_check() -> dict[str, str]:
    document = ferry()
    made = view(document, "ferry.html")
    listed = [Listed(f"{n}.html", f"pages/{n}.html", made.figures) for n in range(3)]
    sample = Cleaner().clean(Path(__file__).parents[2] / "samples" / "product-lantern.html")
    return {
        "view": html_of(sample),
        "comparison": html_of(document, others_of(document)),
        "list": index("news", listed, [Failed("a.pdf", "no page")], compared="models/mine"),
        "empty": html_of(Document(model="html test")),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_automated_checker_finds_no_barrier(
    browser: Any, tmp_path: Path, scheme: str, screen: dict[str, int]
) -> None:
    for name, html in pages_to_check().items():
        page = opened(browser, tmp_path, html, screen, color_scheme=scheme)
        for keys in ("", "n", "2"):
            for key in keys:
                page.keyboard.press(key)
            assert (name, keys, barriers(page)) == (name, keys, [])
        page.close()
