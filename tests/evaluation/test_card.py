"""Model cards: figures as they were measured, who labelled, and what became of the model since."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from cleaner import ModelError
from cleaner.evaluation.card import Measurement, render_card, write_card, write_cards
from cleaner.evaluation.evaluate import Evaluation
from cleaner.evaluation.provenance import Provenance
from cleaner.evaluation.scores import PageScore
from cleaner.evaluation.summaries import figures_of
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.model.description import Description
from cleaner.model.file import models_folder
from cleaner.types import Format

MODEL: Description = {
    "file_format": 3,
    "format": "html",
    "version": "2027.1.4",
    "licence": "CC0-1.0",
    "created": "2027-01-31",
    "cleaner": ">=0.1,<0.3",
    "commit": "c0ffee",
    "corpora": {"labels-train": "ab12", "mine": None},
    "training": {"labels-train": 1234, "mine": 5},
    "versions": {"python": "3.11.7", "numpy": "2.4.6"},
    "recipe": {},
    "settings": {"rules": {"labels": 0.5, "article": "best_f1"}, "blend": 0.4},
    "figures": {},
    "columns": INPUT_COLUMNS["html"],
}
FIGURES: dict[str, Any] = {
    "labels-train": {
        "cleaner": {
            "all": {"pages": 1234, "macro F1": 0.75, "body lines lost": 0.1},
            "page_type": {
                "forum": {"pages": 30, "macro F1": 0.5, "body lines lost": 0.2},
                "article": {"pages": 1200, "macro F1": 0.76},
                "listing": {"pages": 4, "macro F1": 0.1},
            },
            "language": {"de": {"pages": 4, "macro F1": 0.7}, "en": {"pages": 9, "macro F1": 0.8}},
            "confusion": {
                "labels": ["body", "sidebar", "chrome"],
                "table": [[1000, 2, 3], [4, 5, 6], [7, 8, 9]],
            },
        },
        "another tool": {"all": {"pages": 1234, "macro F1": 0.99}, "page_type": {}},
    }
}


def card(**change: Any) -> str:
    return render_card({**MODEL, "figures": FIGURES, "protocol": "Fitted in a test.", **change})  # type: ignore[typeddict-item]


def test_a_card_opens_with_what_the_model_is() -> None:
    title, made = card().split("\n\n")[:2]
    assert title == "# Model for HTML, version 2027.1.4"
    assert made == (
        "Trained on 2027-01-31 with python 3.11.7, numpy 2.4.6 at commit c0ffee. "
        "Licence: CC0-1.0. Loaded by cleaner >=0.1,<0.3."
    )
    assert (
        card(commit=None)
        .split("\n\n")[1]
        .startswith("Trained on 2027-01-31 with python 3.11.7, numpy 2.4.6. Licence")
    )


def test_the_corpora_are_listed_with_source_annotators_licence_and_checksum() -> None:
    rows = [line for line in card().splitlines() if line.startswith(("| labels-train", "| mine"))]
    labels, mine = ([cell.strip() for cell in row.split("|")[1:-1]] for row in rows)
    assert labels[:2] == ["labels-train", "1,234"]
    assert labels[3] == "reading, under the annotation guideline"
    assert labels[5] == "ab12"
    assert mine == ["mine", "5", "a corpus of the user", "–", "not stated", "not recorded"]
    assert "by hand" not in card()


def test_figures_stand_in_tables_by_page_type_and_language_most_pages_first() -> None:
    assert (
        "### labels-train\n\n"
        "| page type | pages | macro F1 | body lines lost |\n"
        "| --- | --- | --- | --- |\n"
        "| all | 1,234 | 0.750 | 0.100 |\n"
        "| article | 1,200 | 0.760 |  |\n"
        "| forum | 30 | 0.500 | 0.200 |\n"
        "| listing | 4 | 0.100 |  |\n\n"
        "| language | pages | macro F1 |\n"
        "| --- | --- | --- |\n"
        "| en | 9 | 0.800 |\n"
        "| de | 4 | 0.700 |\n\n"
        "| label, by the model | body | sidebar | chrome |\n"
        "| --- | --- | --- | --- |\n"
        "| body | 1,000 | 2 | 3 |\n"
        "| sidebar | 4 | 5 | 6 |\n"
        "| chrome | 7 | 8 | 9 |\n"
    ) in card()
    assert "0.99" not in card()


def test_a_table_by_one_language_alone_says_nothing() -> None:
    languages = {"en": {"pages": 1}}
    of_cleaner = {"all": {"pages": 1}, "page_type": {}, "language": languages}
    figures: Any = {"x": {"cleaner": of_cleaner}}
    assert "| language |" not in card(figures=figures)
    languages["unknown"] = {"pages": 1}
    assert "| language |" not in card(figures=figures)
    figures["x"]["cleaner"]["language"]["de"] = {"pages": 1}
    assert "| language |" in card(figures=figures)
    assert "unknown" not in card(figures=figures)


def test_weaknesses_are_the_page_types_with_the_lowest_figures_unless_they_have_few_pages() -> None:
    weaknesses = card().partition("## Weaknesses\n\n")[2].splitlines()
    assert weaknesses[:2] == [
        "- forum pages (labels-train): macro F1 0.500",
        "- article pages (labels-train): macro F1 0.760",
    ]
    assert len(weaknesses) == 3


def test_what_happened_since_the_fit_is_told_if_anything_did() -> None:
    assert "## Since the fit" not in card()
    section = "## Since the fit\n\n- Rewritten.\n- Again.\n\n## "
    assert section in card(history=["Rewritten.", "Again."])


def test_the_protocol_is_that_of_the_figures() -> None:
    assert "## Accuracy\n\nFitted in a test.\n" in card()
    assert "## Accuracy\n\nOut-of-fold by registered domain" in card(protocol="")


def test_a_model_without_figures_has_no_accuracy_and_no_weak_page_types() -> None:
    empty = card(figures={})
    assert "## Accuracy" not in empty
    assert empty.partition("## Weaknesses\n\n")[2].count("\n- ") == 0


LATER = Measurement(
    "Measured on 2027-02-01",
    "As it is.",
    {
        "labels-train": {
            "cleaner": {
                "all": {"pages": 12, "macro F1": 0.25},
                "page_type": {"service": {"pages": 12, "macro F1": 0.25}},
                "labelled_by": {"two students": 12},
            }
        }
    },
)


def test_a_later_measurement_stands_beside_that_of_the_fit() -> None:
    both = render_card({**MODEL, "figures": FIGURES}, LATER)
    fit, later = both.split("## Measured on 2027-02-01\n\nAs it is.\n\n### labels-train\n")
    assert "| article | 1,200 | 0.760 |  |" in fit
    assert "| service | 12 | 0.250 |" in later
    assert "two students" in fit.partition("## Accuracy")[0]  # the corpus says who labelled
    assert "- forum pages (labels-train)" in later  # weaknesses are those that the fit measured
    assert "- service pages" not in later
    alone = render_card(MODEL, LATER)
    assert "## Accuracy" not in alone
    assert "- service pages (labels-train): macro F1 0.250" in alone


@pytest.mark.parametrize("format", ["html", "text"])
def test_the_cards_of_the_shipped_models_are_what_the_models_say(
    format: str, tmp_path: Path
) -> None:
    for path in models_folder().glob("*"):
        if path.is_file():
            shutil.copy(path, tmp_path)
    shipped = (tmp_path / f"{format}.md").read_text(encoding="utf-8")
    (tmp_path / f"{format}.md").unlink()
    assert write_card(tmp_path / f"{format}.model") == tmp_path / f"{format}.md"
    assert (tmp_path / f"{format}.md").read_text(encoding="utf-8") == shipped
    assert Provenance().source not in shipped, "say in provenance.py where the corpus is from"


# Cards that an evaluation writes


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the shipped models."""
    for name in ("html.model", "text.model", "SHA256SUMS"):
        shutil.copy(models_folder() / name, tmp_path)
    return tmp_path


def evaluation(*formats: Format, corpus: str = "mills", out_of_fold: bool = False) -> Evaluation:
    scores = [
        PageScore("cleaner", corpus, format, "forum", "en", format, words=0.5, shingles=(0.5, 0.5))
        for format in formats
    ]
    return Evaluation(scores, figures_of(scores), out_of_fold, "2027-02-01")


def test_an_evaluation_writes_the_cards_of_the_models_that_it_measured(models: Path) -> None:
    before = {path.name: path.read_bytes() for path in models.iterdir()}
    assert write_cards(models, evaluation("text")) == [models / "text.md"]
    assert not (models / "html.md").exists()
    assert write_cards(models, evaluation("html", "text")) == [
        models / "html.md",
        models / "text.md",
    ]
    written = (models / "html.md").read_text(encoding="utf-8")
    assert "## Measured on 2027-02-01\n\nWith the model as it is. It was trained on none" in written
    assert "### mills" in written
    assert {path.name: path.read_bytes() for path in models.glob("*[lS]")} == before


def test_figures_of_pages_that_it_was_trained_on_are_said_to_flatter(models: Path) -> None:
    write_cards(models, evaluation("html", corpus="wcxb-dev"))
    written = (models / "html.md").read_text(encoding="utf-8")
    assert "It was trained on wcxb-dev: figures of these corpora flatter it." in written


def test_figures_of_fold_models_are_said_to_be_out_of_fold(models: Path) -> None:
    write_cards(models, evaluation("html", corpus="wcxb-dev", out_of_fold=True))
    written = (models / "html.md").read_text(encoding="utf-8")
    assert "## Measured on 2027-02-01\n\nOut-of-fold by registered domain" in written
    assert "flatter" not in written


def test_a_missing_model_has_no_card(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        write_cards(tmp_path, evaluation("html"))
    assert not list(tmp_path.iterdir())
