"""Links between the documents of the repository lead somewhere, headings included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from support import ROOT

markdown_it = pytest.importorskip("markdown_it")

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/*.md", "experiments/**/*.md", "models/*.md",
                    "samples/*.md", ".github/*.md")
    for path in ROOT.glob(pattern)
    if "_build" not in path.parts
)  # fmt: skip


def links(document: Path) -> Iterator[str]:
    """The addresses of links and pictures of a document."""
    for block in markdown_it.MarkdownIt().parse(document.read_text(encoding="utf-8")):
        for token in block.children or []:
            address = token.attrs.get("href") or token.attrs.get("src")
            if address:
                yield str(address)


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub and the site make them."""
    text = document.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def dead(document: Path) -> list[str]:
    """The links of a document that lead nowhere in the repository."""
    found = []
    for link in links(document):
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = document.parent / unquote(parts.path) if parts.path else document
        if not target.exists() or (
            parts.fragment and target.suffix == ".md" and parts.fragment not in headings(target)
        ):
            found.append(link)
    return found


def test_there_are_links_to_follow() -> None:
    assert sum(len(list(links(document))) for document in DOCUMENTS) > 100


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    assert dead(document) == []


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading\n[a](#a-heading) [b](nowhere.md) [c](#b) [d](page.md)", "utf-8")
    assert dead(page) == ["nowhere.md", "#b"]
