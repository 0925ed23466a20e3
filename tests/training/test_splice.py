"""Splices, which teach the text model what is about something else."""

from __future__ import annotations

import numpy as np

from cleaner.training.data.flatten import BODY, SIDEBAR, TextDocument
from cleaner.training.data.splice import splice


def article(subject: str, site: str) -> TextDocument:
    texts = [f"{subject} was seen at {place}." for place in ("dawn", "noon", "dusk", "night")]
    labels = np.full(len(texts), BODY, dtype=np.int8)
    return TextDocument(subject, "gold", site, "en", "article", texts, labels, title=subject)


def foreign_subjects(articles: list[TextDocument]) -> set[tuple[str, str]]:
    """Which subject was put into an article of which, as prose."""
    found = set()
    for document in splice(articles, articles, 200):
        assert document.foreign is not None
        assert len(document.texts) == len(document.labels) == len(document.foreign)
        for i in np.flatnonzero(document.foreign).tolist():
            if " was seen at " in document.texts[i]:
                assert document.labels[i] == SIDEBAR
                found.add((document.page, document.texts[i].split(" was")[0]))
    return found


def test_prose_of_other_sites_and_of_the_same_site_is_put_in() -> None:
    here, there, far = (
        article("Otter", "a.net"),
        article("Heron", "a.net"),
        article("Lynx", "b.net"),
    )
    pairs = foreign_subjects([here, there, far])
    assert {("Otter", "Heron"), ("Heron", "Otter"), ("Otter", "Lynx"), ("Lynx", "Heron")} <= pairs


def test_an_article_never_gets_its_own_paragraphs_nor_those_of_a_copy() -> None:
    copy = article("Otter", "a.net")
    pairs = foreign_subjects([article("Otter", "a.net"), copy, article("Lynx", "b.net")])
    assert ("Otter", "Otter") not in pairs
    assert ("Otter", "Lynx") in pairs
