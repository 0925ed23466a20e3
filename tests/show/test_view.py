"""The page of one document: all it shows, and nothing that runs or is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from documents import BODY, CHROME, document, ferry

from cleaner.document import Document
from cleaner.errors import Warning
from cleaner.paragraph import Metadata
from cleaner.show.labelling import Labelling, Verdict
from cleaner.show.view import Link, view

ATTACKS = (
    "<script>alert(1)</script>",
    "</main></script><script src=//evil.example/x.js></script>",
    "<img src=http://evil.example/x.png onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<style>@import url(//evil.example/x.css)</style>",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- --><iframe src=//evil.example></iframe>",
    "</textarea></title></pre></style>",
)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._open = tag if tag in self.texts else ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open].append(data)
            self._open = ""

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def data_of(html: str) -> dict[str, Any]:
    """What the script of a view is given."""
    match = re.search(r'id="data">(.*?)</script>', html, re.DOTALL)
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data


def shown(page: Document, **options: Any) -> str:
    return view(page, "ferry.html", **options).html


def test_every_paragraph_stands_there_tinted_by_its_label() -> None:
    html = shown(ferry())
    assert '<p class="p kind-list-item s" data-n="0" tabindex="0" dir="auto">Home</p>' in html
    assert '<h2 class="p kind-title b" data-n="2" tabindex="-1" dir="auto">The ferry ' in html
    assert '<h3 class="p kind-heading b doubtful"' in html
    assert '<li value="2">\n<p class="p kind-list-item b"' in html
    assert re.search(r"<tr>\s*<td>\s*<p[^>]*>departs</p>\s*</td>\s*<td>\s*<p[^>]*>09:40", html)
    assert '<div class="region" role="group" aria-label="main › article">' in html


def test_the_script_is_given_label_probabilities_reasons_and_place() -> None:
    data = data_of(shown(ferry()))
    assert data["labels"] == ["body", "sidebar", "chrome"]
    assert data["names"] == ["html test"]
    assert data["paths"][9] == "/html/body/footer/form/button"
    assert data["kinds"][9] == "text"
    label, scores, why = data["verdicts"][0][9]
    assert (label, scores) == (2, [200, 350, 450])
    assert [data["reasons"][n] for n in why] == ["the tag <button> speaks for chrome (+1.5)"]
    assert len(data["reasons"]) == len(set(data["reasons"]))


def test_figures_count_labels_and_doubts() -> None:
    figures = view(ferry(), "ferry.html").figures
    assert (figures.labels, figures.paragraphs) == ((7, 2, 1), 10)
    assert (figures.doubtful, figures.differing) == (2, 0)
    assert figures.strip.doubtful


def test_two_labellings_stand_side_by_side() -> None:
    page = document(("/html/p", "one", BODY), ("/html/p[2]", "two", BODY), ("/html/p", "3", BODY))
    others = Labelling("models/mine", [Verdict(CHROME, (0.1, 0.1, 0.8)), None,
                                       Verdict(BODY, (0.9, 0.1, 0.0))])  # fmt: skip
    made = view(page, "a.html", other=others)
    assert made.figures.differing == 1
    assert 'class="p kind-text b oc differs"' in made.html
    assert 'class="p kind-text b ob"' in made.html
    data = data_of(made.html)
    assert data["names"] == ["html test", "models/mine"]
    assert data["verdicts"][1] == [[2, [100, 100, 800], []], None, [0, [900, 100, 0], []]]
    assert "models/mine" in made.html
    assert "tint by" not in shown(page)


def test_the_tint_is_named_by_the_model_and_not_by_what_runs_it() -> None:
    page = ferry()
    page.model = "html 2026.11.2, compiled core"
    html = shown(page, other=Labelling("models/mine", [None] * 10))
    assert 'value="one"> <bdi>html 2026.11.2</bdi>' in html
    assert data_of(html)["names"][0] == page.model


def test_a_page_that_the_other_labels_leave_out_says_so() -> None:
    made = view(ferry(), "a.html", other=Labelling("models/mine", [None] * 10))
    assert made.figures.differing is None
    assert "not labelled by models/mine" in made.html
    assert "0 differ" not in made.html
    assert view(document(), "a.html", other=Labelling("models/mine", [])).figures.differing == 0


def test_a_hostile_page_becomes_text() -> None:
    hostile = document(*((f"/html/{attack}", attack, BODY) for attack in ATTACKS))
    hostile._metadata = Metadata(title=ATTACKS[1], language='"><script>', url="javascript:alert(1)")
    hostile.url, hostile.model = "javascript:alert(1)//<b>", ATTACKS[0]
    hostile.warnings = [Warning("truncated", ATTACKS[2])]
    others = Labelling(ATTACKS[3], [None] * len(ATTACKS))
    back = Link("../index.html", ATTACKS[6])
    harmless, attacked = Elements(shown(ferry())), Elements(
        view(hostile, ATTACKS[5], other=others, back=back).html
    )  # fmt: skip
    assert len(attacked.of("script")) == len(harmless.of("script")) == 2
    assert attacked.texts["script"][-1] == harmless.texts["script"][-1]
    assert attacked.texts["style"] == harmless.texts["style"]
    assert {a["href"] for a in attacked.of("a")} == {"../index.html"}
    tags = {tag for tag, _ in attacked.found}
    assert not tags & {"img", "iframe", "link", "object", "embed", "base", "form", "video", "b"}
    names = {name for _, attributes in attacked.found for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style")}


def test_the_policy_admits_the_view_s_own_script_and_style_and_nothing_else() -> None:
    elements = Elements(shown(ferry()))
    (policy,) = [
        str(meta["content"])
        for meta in elements.of("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    assert dict(part.split(" ", 1) for part in policy.split("; ")) == {
        "default-src": "'none'",
        "style-src": digest(elements.texts["style"][0]),
        "script-src": digest(elements.texts["script"][-1]),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x85", "\ud800", "\uffff"])
def test_what_html_forbids_is_replaced(character: str) -> None:
    html = shown(document(("/html/p", f"a{character}b", BODY)))
    assert "a\ufffdb" in html
    assert character not in html


def test_text_keeps_its_lines_and_its_direction() -> None:
    html = shown(document(("/html/pre", "if a:\n    b", BODY), ("/html/p", "عاد المركب", BODY)))
    assert re.search(r"<pre [^>]*>if a:\n    b</pre>", html)
    assert re.search(r'<p [^>]*dir="auto">عاد المركب</p>', html)


def test_a_page_without_text_says_so() -> None:
    html = shown(document())
    assert "There is no text in this page" in html
    assert data_of(html)["verdicts"] == [[]]


def test_warnings_are_shown() -> None:
    page = ferry()
    page.warnings = [Warning("truncated", "the page was cut short")]
    assert "<li>the page was cut short</li>" in shown(page)
