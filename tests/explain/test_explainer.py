"""What a document keeps of its cleaning: enough to be explained without being cleaned again."""

from __future__ import annotations

import gc
import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
from support import PROSE, members_of, page, record_sum, zipped

import cleaner
from cleaner import Cleaner, Document, ModelError, Paragraph
from cleaner.explain.explainer import Explainer
from cleaner.model.file import models_folder
from cleaner.routes.html import HtmlRoute
from cleaner.routes.text import TextRoute
from cleaner.site_memory import SiteMemory
from cleaner.types import Format

SOURCES: dict[Format, str] = {"html": page(), "text": "\n".join(["The ferry", *PROSE, "Share"])}
FORMATS = list(SOURCES)


def cleaned(form: Format) -> Document:
    return cleaner.clean(SOURCES[form])


def explainer(document: Document) -> Explainer[Any]:
    paragraph = document.paragraphs[0]
    assert paragraph._context is not None
    context = paragraph._context[0]
    assert isinstance(context, Explainer)
    return context


def reasons(document: Document) -> list[list[dict[str, object]]]:
    return [[reason.as_dict() for reason in p.reasons] for p in document.paragraphs]


@pytest.fixture
def no_second_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object, **options: object) -> None:
        raise AssertionError("cleaned again")

    for route in (HtmlRoute, TextRoute):
        for step in ("segment", "features", "adjust"):
            monkeypatch.setattr(route, step, refused)


@pytest.mark.parametrize("form", FORMATS)
def test_reasons_do_not_clean_again(form: Format, request: pytest.FixtureRequest) -> None:
    document = cleaned(form)
    request.getfixturevalue("no_second_cleaning")
    assert all(document.reasons(i) for i in range(len(document.paragraphs)))


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_that_was_sent_has_dropped_page_and_prediction(form: Format) -> None:
    document = cleaned(form)
    assert explainer(document).kept is not None
    sent = pickle.loads(pickle.dumps(document))
    assert explainer(sent).kept is None
    assert len(pickle.dumps(document)) < 12 * len(document.source)


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_that_was_sent_explains_itself_in_the_same_words(form: Format) -> None:
    document = cleaned(form)
    sent = pickle.loads(pickle.dumps(document))
    assert sent == document
    assert [p.path for p in sent.paragraphs] == [p.path for p in document.paragraphs]
    assert reasons(sent) == reasons(document)
    alone: Paragraph = pickle.loads(pickle.dumps(document.paragraphs[1]))
    assert alone.path == document.paragraphs[1].path
    assert alone.reasons == document.paragraphs[1].reasons


@pytest.mark.parametrize("form", FORMATS)
def test_reasons_that_were_computed_are_sent(form: Format, request: pytest.FixtureRequest) -> None:
    document = cleaned(form)
    expected = reasons(document)
    sent = pickle.loads(pickle.dumps(document))
    request.getfixturevalue("no_second_cleaning")
    assert reasons(sent) == expected


def test_what_the_site_said_is_sent(tmp_path: Path) -> None:
    with SiteMemory(tmp_path / "sites.sqlite") as memory:
        for n in range(3):
            prose = [f"{text} So it was in harbour {n}." for text in PROSE]
            memory.add(page(f"Ferry number {n}", prose), f"https://larch.example/{n}")
        document = Cleaner(site_memory=memory).clean_html(page(), "https://larch.example/9")
    sent = pickle.loads(pickle.dumps(document))
    assert any(reason.concept == "site" for p in sent.paragraphs for reason in p.reasons)
    assert reasons(sent) == reasons(document)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped models, to replace."""
    return Path(shutil.copytree(models_folder(), tmp_path / "models"))


def replace_model(folder: Path) -> None:
    """Put a model of another version into a folder."""
    path = folder / "text.model"
    members = members_of(path)
    description = json.loads(members["model.json"])
    members["model.json"] = json.dumps({**description, "version": "2026.12.0"}).encode()
    path.write_bytes(zipped(members))
    record_sum(path)


def test_the_model_that_labelled_a_document_explains_it_though_its_file_is_gone(
    folder: Path,
) -> None:
    document = Cleaner(folder).clean_text(SOURCES["text"])
    replace_model(folder)
    assert reasons(document) == reasons(cleaned("text"))
    (folder / "text.model").unlink()
    assert reasons(document) == reasons(cleaned("text"))


def test_a_document_that_was_sent_is_not_explained_by_another_model(folder: Path) -> None:
    document = Cleaner(folder).clean_text(SOURCES["text"])
    sent = pickle.dumps(document)
    assert reasons(pickle.loads(sent)) == reasons(document)
    replace_model(folder)
    with pytest.raises(ModelError, match=r"text\.model is not the model .* clean it again"):
        pickle.loads(sent).reasons(0)
    assert Cleaner(folder).clean_text(SOURCES["text"]).model.startswith("text 2026.12.0")


def test_labels_that_were_changed_by_hand_keep_the_reasons_of_the_model() -> None:
    document, corrected = cleaned("html"), cleaned("html")
    for paragraph in corrected.paragraphs:
        paragraph.label = cleaner.Label.CHROME
    assert reasons(corrected) == reasons(document)


def test_a_long_document_keeps_nothing_and_is_explained_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = reasons(cleaned("html"))
    monkeypatch.setattr("cleaner.explain.explainer.KEPT_PARAGRAPHS", 3)
    document = cleaned("html")
    assert explainer(document).kept is None
    assert reasons(document) == expected


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_is_freed_when_the_last_name_of_it_goes(form: Format) -> None:
    document = cleaned(form)
    expected = explainer(document).source
    gc.disable()
    try:
        del document
        # No circle of references waits for the garbage collector.
        left = [item for item in gc.get_objects() if isinstance(item, Explainer)]
        assert expected not in [item.source for item in left]
    finally:
        gc.enable()
