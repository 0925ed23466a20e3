"""Shadow roots that a page declares, as browsers show them."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from cleaner.segment.html import segment_html
from cleaner.segment.shadow import MOST_NESTED, fill_slots, open_shadow_roots


def host(root: str, light: str, mode: str = "open") -> str:
    return f'<x-a><template shadowrootmode="{mode}">{root}</template>{light}</x-a>'


def texts(html: str) -> list[str]:
    return segment_html(html).texts


@pytest.mark.parametrize(
    ("root", "light", "shown"),
    [
        ("<p>shown</p><slot></slot><p>foot</p>", "<p>a</p><p>b</p>", ["shown", "a", "b", "foot"]),
        ('<slot name="t"></slot><slot></slot>', '<p>a</p><p slot="t">title</p>', ["title", "a"]),
        ("<p><slot>instead</slot></p>", "  <!-- blank -->  ", ["instead"]),
        ("<p><slot>instead</slot></p>", "a", ["a"]),
        ('<p>root</p><slot name="t"></slot>', "<p>not shown</p>", ["root"]),
        ("<p>root</p>", "<p>a</p>", ["root", "a"]),
    ],
)
def test_children_stand_where_the_root_has_a_slot(root: str, light: str, shown: list[str]) -> None:
    for mode in ("open", "closed"):
        assert texts(host(root, light, mode)) == shown


def test_a_host_may_stand_in_the_root_or_among_the_children_of_another() -> None:
    inner = host("<p>inner</p><slot></slot>", "<p>a</p>")
    assert texts(host(f"<slot></slot>{inner}", "<p>b</p>")) == ["b", "inner", "a"]
    assert texts(host("<p>outer</p><slot></slot><p>foot</p>", inner)) == [
        "outer", "inner", "a", "foot",
    ]  # fmt: skip


def test_hosts_inside_each_other_without_end_lose_nothing() -> None:
    html = "<p>innermost</p>"
    for depth in range(MOST_NESTED * 4):
        html = host(f"<p>root {depth}</p><slot></slot>", html)
    shown = texts(html)
    assert shown.count("innermost") == 1
    assert {f"root {depth}" for depth in range(MOST_NESTED * 4)} <= set(shown)


def test_no_slot_is_left_to_a_host_around() -> None:
    inner = host("<p><slot>instead</slot></p>", "")
    tree = LexborHTMLParser(open_shadow_roots(host(f"{inner}<slot></slot>", "<p>a</p>")))
    fill_slots(tree)
    assert tree.css("slot") == []
    assert tree.body is not None
    assert " ".join(tree.body.text(separator=" ").split()) == "instead a"
