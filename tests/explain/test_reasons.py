"""Reasons: what decided a paragraph's label, read off the model that decided it."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import PROSE, SAMPLES, environment, page

import cleaner
from cleaner import Cleaner, Document, Label, ModelError, Paragraph
from cleaner.config import Config
from cleaner.explain.facts import FINDERS, Case, Evidence, Facts
from cleaner.explain.reasons import (
    LEAST,
    NEIGHBOURS,
    NO_REASON,
    REASONS,
    Columns,
    Seen,
    explain,
    observe,
)
from cleaner.explain.templates import MEANT, NOWHERE, OTHER, TABLES, find_row, rows_of
from cleaner.model.file import Model, load_model, models_folder
from cleaner.model.prediction import Prediction, sigmoid
from cleaner.model.predictor import predict
from cleaner.model.selection import Selection
from cleaner.paragraph import LABELS
from cleaner.routes.html import HtmlRoute
from cleaner.routes.text import TextRoute

PAGE = page()
TEASERS = ("Larch Sport wins the island cup again", "December 3, 2025")
TEXT = "\n".join(["The ferry returns", *PROSE, "Leave a Comment", *TEASERS * 4, "Scroll to Top"])
FORMS = ("html", "text")
WEIGHT = re.compile(r" \(\+\d+\.\d\)$")


def document(form: str) -> Document:
    return cleaner.clean_html(PAGE) if form == "html" else cleaner.clean_text(TEXT)


def predicted(source: str, form: str, profile: str = "labels") -> tuple[Any, Prediction, Model]:
    """The segmented source, what its model answers, and the model."""
    route: Any = HtmlRoute() if form == "html" else TextRoute()
    model = load_model(form, profile=profile)
    page = route.segment(source, Config(profile=profile))
    prediction = predict(route.features(page, model, profile), model)
    return page, route.adjust(page, prediction, model), model


def observed(source: str, form: str, profile: str = "labels") -> tuple[Seen, Evidence]:
    page, prediction, model = predicted(source, form, profile)
    return observe(form, page, prediction, model)


def credits_of(document: Document, profile: str = "labels") -> tuple[np.ndarray, np.ndarray]:
    """Log-odds of body and of chrome (not sidebar) as the credits of all columns sum to them."""
    seen, _ = observed(document.source, document.format, profile)
    columns = Columns.of(document.format)
    credits = seen.credits(slice(None))
    assert credits.body.shape == (len(document.paragraphs), len(columns.names))
    return (
        credits.body.sum(axis=1) + credits.body_bias,
        credits.chrome.sum(axis=1) + credits.chrome_bias,
    )


# Exact


@pytest.mark.parametrize("profile", ["labels", "article"])
@pytest.mark.parametrize("form", FORMS)
def test_credits_sum_to_the_log_odds_that_decided(form: str, profile: str) -> None:
    asked = Cleaner(profile=profile)
    cleaned = asked.clean_html(PAGE) if form == "html" else asked.clean_text(TEXT)
    body, chrome = map(sigmoid, credits_of(cleaned, profile))
    scores = np.array([paragraph.scores for paragraph in cleaned.paragraphs])
    assert body == pytest.approx(scores[:, 0], abs=1e-4)
    assert (1 - body) * chrome == pytest.approx(scores[:, 2], abs=1e-4)


LINES = st.sampled_from([*PROSE, *TEASERS, "Share", "By Ann Lee", "<nav><a>Home</a></nav>"])


@given(st.lists(LINES, min_size=1, max_size=9), st.sampled_from(FORMS))
def test_credits_sum_to_the_log_odds_of_any_document(lines: list[str], form: str) -> None:
    if form == "html":
        cleaned = cleaner.clean_html("".join(f"<div class=post><p>{line}" for line in lines))
    else:
        cleaned = cleaner.clean_text("\n".join(lines))
    body, _ = credits_of(cleaned)
    expected = [paragraph.scores[0] for paragraph in cleaned.paragraphs]
    assert sigmoid(body) == pytest.approx(expected, abs=1e-4)


# In words and numbers


@pytest.mark.parametrize("form", FORMS)
def test_every_paragraph_has_reasons_with_their_weights(form: str) -> None:
    for paragraph in document(form).paragraphs:
        assert 0 < len(paragraph.reasons) <= REASONS
        assert all(WEIGHT.search(reason) for reason in paragraph.reasons), paragraph.reasons
        weights = [float(reason[reason.rindex("(") + 1 : -1]) for reason in paragraph.reasons]
        assert weights == sorted(weights, reverse=True)


def test_reasons_name_what_stands_there() -> None:
    for form, wanted in (("text", "phrase: “"), ("html", "speaks for")):
        said = " ".join(reason for p in document(form).paragraphs for reason in p.reasons)
        assert wanted in said


def fact(
    name: str,
    texts: list[str],
    at: int = 0,
    *,
    label: Label = Label.CHROME,
    cue: str = "",
    shapes: list[int] | None = None,
) -> object:
    """What a sentence would be told for a paragraph of a text."""
    weights = {
        "leave a": np.array([-1.0, 1.0]),
        "a comment": np.array([-1.0, 2.0]),
        "=00 may": np.array([-2.0, 1.0]),
        "prose": np.array([3.0, 0.0]),
    }
    case = Case(Evidence(texts, weights, {}, shapes=shapes or []), at, label, {f"cue{cue}": 1.0})
    return Facts(case, f"cue{cue}", find_row("text", f"cue{cue}"))[name]


@pytest.mark.parametrize(
    ("text", "label", "said"),
    [
        ("Please Leave a  Comment below", Label.CHROME, "phrase: “Leave a Comment”"),
        ("31 May", Label.SIDEBAR, "phrase: “31 May”"),
        ("Prose at last", Label.BODY, "phrase: “Prose”"),
        ("Leave a comment", Label.BODY, "no phrase that menus, teasers or forms use"),
        ("Nothing known", Label.CHROME, "no phrase that articles use"),
    ],
)
def test_a_phrase_is_quoted_as_it_is_written(text: str, label: Label, said: str) -> None:
    assert fact("phrase", [text], label=label) == said


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ([5, 2, 6, 2, 6, 2, 6, 5], "repeats the pattern headline/date 3 times"),
        ([2, 2, 2, 2], "repeats the pattern headline 4 times"),
        ([9, 9], "repeats the pattern bulleted headline 2 times"),
        ([2] * 500, "repeats the pattern headline at least 43 times"),
        ([5, 4, 3, 2], "the lines around it repeat no pattern"),
        ([5], "the lines around it repeat no pattern"),
    ],
)
def test_a_pattern_is_named_and_counted(shapes: list[int], said: str) -> None:
    at = min(3, len(shapes) - 1)
    assert fact("pattern", [""] * len(shapes), at, shapes=shapes) == said


def test_cue_words_are_quoted() -> None:
    said = fact("cues", ["Read more by the author"], cue="s_all")
    assert said == "words of buttons, bylines or teasers: “read more”, “by”, “author”"
    said = fact("cues", ["Read more by the author"], cue="_byline")
    assert said == "words of bylines: “by”, “author”"
    assert fact("cues", ["Prose"], cue="_byline") == "no word of bylines"
    assert fact("cues", ["関連記事"], cue="_more") == "words of teasers: “関連記事”, “関連”"
    # Only the opening and the close are read, as the columns do.
    assert fact("cues", ["w " * 20 + "by" + " w" * 20], cue="_byline") == "no word of bylines"


def test_what_the_words_mean_is_a_reason_of_its_own() -> None:
    text = "\n".join([*PROSE, "Start your free trial and save on every plan!", *PROSE])
    seen, _ = observed(text, "text")
    columns = Columns.of("text")
    credit = seen.credits(slice(None)).body[len(PROSE)]
    meaning = credit[columns.names.index(MEANT)]
    assert abs(meaning) > LEAST
    assert seen.meant is not None
    assert meaning == pytest.approx((1 - seen.blend) * seen.meant["body"][len(PROSE)])


# Every column


@pytest.mark.parametrize("form", FORMS)
def test_every_column_has_a_concept_of_its_own(form: str) -> None:
    assert [name for name, row in rows_of(form) if row is OTHER] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_row_of_the_table_speaks_of_some_column(form: str) -> None:
    spoken = {row for _, row in rows_of(form)}
    assert [row.columns for row in TABLES[form] if row not in spoken] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", [-20.0, -1.0, 0.0, 0.25, 1.0, 3.0, NOWHERE])
def test_every_column_has_a_sentence_for_every_value(form: str, value: float) -> None:
    source = PAGE if form == "html" else TEXT
    _, evidence = observed(source, form)
    values = {name: value for name, _ in rows_of(form)}
    for name, row in rows_of(form):
        if value < NOWHERE or row.absent:
            facts = Facts(Case(evidence, 3, Label.CHROME, values), name, row)
            said = row.sentence(value).format_map(facts)
            assert said
            assert not set("{}") & set(said), said


def test_every_fact_is_asked_for_somewhere() -> None:
    rows = [row for table in TABLES.values() for row in table]
    asked = set(re.findall(r"{(\w+)", " ".join(r.says + r.zero + r.absent for r in rows)))
    assert set(FINDERS) <= asked
    assert asked - set(FINDERS) == {"value"}


# Only when asked for


def test_cleaning_alone_reads_no_trees() -> None:
    program = (
        f"import sys, cleaner; document = cleaner.clean({PAGE!r}); document.as_json()\n"
        "assert 'cleaner.explain.reasons' not in sys.modules\n"
        "assert document.reasons(0)\n"
        "assert not {'sklearn', 'onnx', 'scipy'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_document_and_its_paragraphs_say_the_same() -> None:
    cleaned = cleaner.clean(PAGE)
    assert [cleaned.reasons(i) for i in range(len(cleaned.paragraphs))] == [
        paragraph.reasons for paragraph in cleaned.paragraphs
    ]


def test_what_no_model_labelled_has_no_reasons() -> None:
    assert Paragraph("x").reasons == []
    assert Document([Paragraph("x")]).reasons(0) == []


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_a_label_that_the_threshold_chose_is_explained_as_well(threshold: float) -> None:
    for paragraph in Cleaner(threshold=threshold).clean_text(TEXT).paragraphs:
        assert paragraph.reasons == [NO_REASON] or WEIGHT.search(paragraph.reasons[0])


def test_a_label_that_the_neighbours_chose_says_what_it_would_be_alone() -> None:
    cleaned = cleaner.clean_text(TEXT)
    page, prediction, model = predicted(TEXT, "text")
    labels = np.array([LABELS.index(paragraph.label) for paragraph in cleaned.paragraphs])
    run = np.where(np.arange(len(labels)) == 1, -1.5, 0.0)
    said = explain("text", page, prediction, Selection(labels, {"run": run}), model)
    alone = cleaned.paragraphs[1].probabilities[Label.BODY]
    assert said[1][0] == NEIGHBOURS.format(alone)
    assert (said[1][0].concept, said[1][0].weight) == ("run", 1.5)
    assert len(said[1]) <= REASONS
    assert [said[0], *said[2:]] == [cleaned.reasons(0), *map(cleaned.reasons, range(2, len(said)))]


def test_a_model_that_was_altered_since_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(models_folder(), tmp_path / "models"))
    cleaned = Cleaner(folder).clean_text(TEXT)
    (folder / "text.model").write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"text\.model.*cleaner train"):
        cleaned.reasons(0)


@pytest.mark.parametrize("form", FORMS)
def test_reasons_survive_being_sent_between_processes(form: str) -> None:
    cleaned = document(form)
    expected = [paragraph.reasons for paragraph in document(form).paragraphs]
    for sent in (cleaned, pickle.loads(pickle.dumps(cleaned))):
        assert [p.reasons for p in pickle.loads(pickle.dumps(sent)).paragraphs] == expected
    alone: Paragraph = pickle.loads(pickle.dumps(cleaned.paragraphs[1]))
    assert alone.reasons == expected[1]


def test_documents_from_other_processes_have_reasons() -> None:
    options = Cleaner(profile="article", split_lines=True)
    sources = [PAGE, TEXT]
    for here, there in zip(options.clean_many(sources), options.clean_many(sources, jobs=2)):
        assert [p.reasons for p in there.paragraphs] == [p.reasons for p in here.paragraphs]


def test_reasons_stand_in_json_only_where_asked_for() -> None:
    cleaned = cleaner.clean_text(TEXT)
    assert "reasons" not in cleaned.as_json()
    records = cleaned.as_dict(reasons=True)["paragraphs"]
    assert [record["reasons"] for record in records] == [
        [reason.as_dict() for reason in p.reasons] for p in cleaned.paragraphs
    ]


FILES = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".html", ".txt")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_can_be_explained(path: Path) -> None:
    for paragraph in cleaner.clean(path).paragraphs:
        assert all("nan" not in reason for reason in paragraph.reasons)
        assert len(paragraph.reasons) <= REASONS


def test_the_heading_above_is_quoted() -> None:
    source = "<p>One</p><h2>Leave a comment</h2><p>Two</p><p>Three</p>"
    _, evidence = observed(source, "html")
    column = "at_heading_rank"
    said = [
        Facts(Case(evidence, i, Label.CHROME, {column: 2.0}), column, find_row("html", column))
        for i in range(4)
    ]
    none, under = "stands under no heading", "stands under the heading “Leave a comment”"
    assert [facts["heading"] for facts in said] == [none, none, under, under]


def test_the_longest_pages_are_explained_in_pieces() -> None:
    many = cleaner.clean_html("<article>" + "".join(f"<p>{text}</p>" for text in PROSE) * 120)
    assert len(many.paragraphs) == 360
    assert many.reasons(359)
