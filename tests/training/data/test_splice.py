"""Splices, from which the text model learns what is about something else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleaner.training.data.flatten import BODY, CHROME, SIDEBAR, TextDocument
from cleaner.training.data.splice import splice
from cleaner.training.recipe import SpliceRecipe, make_recipe

SHIPPED = make_recipe("text").splices
# Nothing but foreign runs: what else is inserted has tests of its own.
RUNS = replace(
    SHIPPED, count=200, masthead=0.0, credits=0.0, sign_off=0.0, pointers=0.0, teasers=0.0
)


def article(subject: str, site: str, lang: str = "en") -> TextDocument:
    texts = [f"{subject} was seen at {place}." for place in ("dawn", "noon", "dusk", "night")]
    labels = np.full(len(texts), BODY, dtype=np.int8)
    return TextDocument(subject, "gold", site, lang, "article", texts, labels, title=subject)


def only(name: str, **values: float | dict[str, float]) -> SpliceRecipe:
    """A recipe that inserts nothing but one kind of lines, into every article."""
    nowhere = {place: float(place == "none") for place in SHIPPED.places}
    return replace(RUNS, count=20, **{"places": nowhere, name: 1.0, **values})  # type: ignore[arg-type]


def spliced(
    articles: list[TextDocument], recipe: SpliceRecipe, pages: list[TextDocument] | None = None
) -> list[TextDocument]:
    documents = splice(articles, articles if pages is None else pages, recipe, seed=1)
    for document in documents:
        assert document.foreign is not None
        assert len(document.texts) == len(document.labels) == len(document.foreign)
    return documents


def foreign(document: TextDocument) -> np.ndarray:
    assert document.foreign is not None
    return document.foreign


def foreign_subjects(articles: list[TextDocument]) -> set[tuple[str, str]]:
    """Which subject was put into an article of which, as prose."""
    pairs = set()
    for document in spliced(articles, RUNS):
        for i in np.flatnonzero(foreign(document)).tolist():
            assert document.labels[i] == SIDEBAR
            pairs.add((document.page, document.texts[i].split(" was")[0]))
    return pairs


OTTER, HERON, LYNX = article("Otter", "a.net"), article("Heron", "a.net"), article("Lynx", "b.net")


def test_prose_of_other_sites_and_of_the_same_site_is_put_in() -> None:
    pairs = foreign_subjects([OTTER, HERON, LYNX])
    assert {("Otter", "Heron"), ("Heron", "Otter"), ("Otter", "Lynx"), ("Lynx", "Heron")} <= pairs


def test_an_article_never_gets_its_own_paragraphs_nor_those_of_a_copy() -> None:
    copy = article("Otter", "a.net")
    pairs = foreign_subjects([OTTER, copy, LYNX])
    assert ("Otter", "Otter") not in pairs
    assert ("Otter", "Lynx") in pairs


def test_the_article_itself_stays_whole_and_in_order() -> None:
    for document in spliced([OTTER, LYNX], RUNS):
        kept = [text for text, alien in zip(document.texts, foreign(document)) if not alien]
        assert kept == article(document.page, "").texts
        assert (document.labels[~foreign(document)] == BODY).all()


def test_each_place_is_where_it_says() -> None:
    for place, at_start, at_end in (("head", True, False), ("tail", False, True)):
        recipe = replace(RUNS, places={name: float(name == place) for name in RUNS.places})
        for document in spliced([OTTER, LYNX], recipe):
            assert document.tool == f"splice-{place}"
            assert (bool(foreign(document)[0]), bool(foreign(document)[-1])) == (at_start, at_end)


def test_boilerplate_of_other_pages_keeps_its_labels() -> None:
    page = TextDocument(
        "shop", "lines", "c.net", "en", "product", ["Otter shelf", "Add to cart", "Related"],
        np.array([BODY, CHROME, SIDEBAR], dtype=np.int8),
    )  # fmt: skip
    seen = set()
    for document in spliced([OTTER, LYNX], replace(RUNS, prose=0.0), [page]):
        for i in np.flatnonzero(foreign(document)).tolist():
            seen.add((document.texts[i], int(document.labels[i])))
    assert seen == {("Add to cart", CHROME), ("Related", SIDEBAR)}


def test_teasers_are_titles_of_other_articles_in_its_language() -> None:
    places = {name: float(name == "tail") for name in RUNS.places}
    german = article("Luchs", "d.net", lang="de")
    documents = spliced([OTTER, LYNX, german], only("teasers", places=places))
    assert documents
    for document in documents:
        text = "\n".join(document.texts[4:])
        assert document.page not in text
        assert document.page == "Luchs" or "Luchs" not in text


def test_pointers_name_other_articles_as_sidebar() -> None:
    for document in spliced([OTTER, LYNX], only("pointers")):
        inserted = [i for i, text in enumerate(document.texts) if " was seen at " not in text]
        assert inserted
        assert all(document.labels[i] == SIDEBAR for i in inserted)
        assert all(document.texts[i].endswith(("Otter", "Lynx")) for i in inserted)


def test_credits_and_signatures_are_chrome() -> None:
    for name in ("credits", "sign_off"):
        for document in spliced([OTTER, LYNX], only(name)):
            inserted = [i for i, text in enumerate(document.texts) if " was seen at " not in text]
            assert inserted
            assert all(document.labels[i] == CHROME for i in inserted)
            assert not any(foreign(document))  # not another subject: the article's own lines


def test_a_masthead_begins_with_the_title_as_body() -> None:
    for document in spliced([OTTER, LYNX], only("masthead")):
        assert document.texts[0] == document.page
        assert document.labels[0] == BODY
        assert document.texts[-4:] == article(document.page, "").texts


def test_the_same_seed_gives_the_same_splices() -> None:
    some = replace(SHIPPED, count=50)
    one, same = (spliced([OTTER, HERON, LYNX], some) for _ in range(2))
    assert [d.texts for d in one] == [d.texts for d in same]
    other = splice([OTTER, HERON, LYNX], [OTTER], some, seed=2)
    assert [d.texts for d in one] != [d.texts for d in other]
