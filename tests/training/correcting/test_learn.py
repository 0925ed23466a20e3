"""`cleaner train --base`: a site layer learned from corrections, without the training corpora."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from crawls import put
from predicted import explained_log_odds, label_log_odds, taken
from reviews import READ_ALSO, ferry_page, session, site
from support import PROSE, SAMPLES, Run

from cleaner import Cleaner, ModelError
from cleaner.explain.reasons import explain
from cleaner.model.file import load_model, models_folder
from cleaner.training.correcting.learn import learn, summary

pytest.importorskip("scipy", reason="needs the extra review")

PAGES = 3
SAID = "S"  # of "Read also", which the shipped model takes for chrome


@pytest.fixture(scope="module")
def corrections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Corrections of a site's pages, each of its pointer to another article."""
    folder = tmp_path_factory.mktemp("corrected")
    review = session(site(folder / "pages", PAGES), folder / "corrections")
    for number in range(PAGES):
        review.label(number, {READ_ALSO: SAID})
    return folder / "corrections"


@pytest.fixture(scope="module")
def models(corrections: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what was learned from them."""
    out = tmp_path_factory.mktemp("learned") / "models"
    learn(corrections, "shipped", out)
    return out


def label(html: str, models: Path | None, url: str | None = None) -> str:
    """The label of the pointer to another article."""
    document = Cleaner(models).clean_html(html, url)
    (label,) = (p.label.value for p in document.paragraphs if p.text.startswith("Read also"))
    return label


def test_another_page_of_the_site_comes_out_as_corrected(models: Path) -> None:
    assert label(ferry_page(20), None) == "chrome"
    assert label(ferry_page(20), models) == "sidebar"


def test_a_page_of_another_site_comes_out_as_before(models: Path) -> None:
    other = ferry_page(20).replace("larch.example", "fir.example")
    plain, learned = (Cleaner(folder).clean_html(other) for folder in (None, models))
    assert [p.scores for p in learned.paragraphs] == [p.scores for p in plain.paragraphs]


def test_the_given_address_counts_for_more_than_the_stated_one(models: Path) -> None:
    assert label(ferry_page(20), models, "https://fir.example/20") == "chrome"


def test_everywhere_holds_for_all_sites(corrections: Path, tmp_path: Path) -> None:
    found = learn(corrections, "shipped", tmp_path, everywhere=True)
    other = ferry_page(20).replace("larch.example", "fir.example")
    assert label(other, tmp_path) == "sidebar"
    assert found.elsewhere is not None
    assert found.elsewhere.paragraphs > 1_000
    assert abs(found.elsewhere.after - found.elsewhere.before) < 0.01


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_loss_on_other_sites_is_a_warning(tmp_path: Path, everywhere: bool) -> None:
    """All labels turned round, on pages without an address."""
    review = session(SAMPLES, tmp_path / "corrections")
    for number, page in review.pages.items():
        review.label(number, dict(enumerate(page.letters.translate(str.maketrans("BSC", "CBB")))))
    found = learn(tmp_path / "corrections", "shipped", tmp_path / "m", everywhere=everywhere)
    assert found.elsewhere is not None
    assert (found.elsewhere.pages, found.elsewhere.paragraphs) == (
        (89, 9_008) if everywhere else (45, 3_443)
    )
    _, said, warning, _ = summary(found)
    assert ("of other sites without an address change" in said) is not everywhere
    lost = found.elsewhere.before - found.elsewhere.after
    assert warning.startswith(f"warning: this costs other sites {lost:.3f} of macro F1: ")
    assert ("leave --everywhere out" in warning) is everywhere


def test_plain_text_comes_out_as_before(models: Path) -> None:
    text = "The ferry returns.\n\nShare this"
    assert Cleaner(models).clean_text(text).as_dict() == Cleaner().clean_text(text).as_dict()


def test_the_document_names_base_and_layer(models: Path) -> None:
    layer = load_model("html", models).site_layer
    assert layer is not None
    name = Cleaner(models).clean_html(ferry_page(1)).model
    made = name.removesuffix(", compiled core")
    assert made == f"{load_model('html').label} + corrections {layer.name()}"


def test_the_corrections_are_a_reason_and_reasons_still_add_up(models: Path) -> None:
    document = Cleaner(models).clean_html(ferry_page(20))
    (reasons,) = (p.reasons for p in document.paragraphs if p.text.startswith("Read also"))
    assert any(reason.concept == "corrections" for reason in reasons)
    made = taken(ferry_page(20), load_model("html", models), host="larch.example")
    assert explained_log_odds(made, "html") == pytest.approx(label_log_odds(made), abs=1e-3)


def test_the_value_of_that_reason_is_what_the_corrections_add_to_the_label(models: Path) -> None:
    made = taken(ferry_page(20), load_model("html", models), host="larch.example")
    (number,) = (n for n, text in enumerate(made.page.texts) if text.startswith("Read also"))
    change = made.prediction.adjustments["corrections"]
    reasons = explain("html", made.page, made.prediction, made.selection, made.model)
    (reason,) = (one for one in reasons[number] if one.concept == "corrections")
    assert made.selection.labels[number] == 1  # sidebar: boilerplate, and not chrome
    assert reason.value == pytest.approx(-change.body[number] - change.chrome[number])
    assert reason.value == pytest.approx(reason.weight, abs=1e-3)


def test_a_pickled_document_explains_itself_by_the_same_layer(models: Path) -> None:
    import pickle

    document = Cleaner(models).clean_html(ferry_page(20), "https://www.larch.example/20")
    again = pickle.loads(pickle.dumps(document))
    assert [p.reasons for p in again.paragraphs] == [p.reasons for p in document.paragraphs]


def test_what_it_gained_is_measured_on_pages_left_out(corrections: Path, tmp_path: Path) -> None:
    found = learn(corrections, "shipped", tmp_path)
    (gain,) = found.gains
    assert (gain.site, gain.pages, gain.labels) == ("larch.example", PAGES, PAGES)
    assert gain.measured
    assert (gain.before, gain.after) == (PAGES, 0)
    first, elsewhere, written = summary(found)
    assert (
        first
        == "larch.example: 3 pages, 3 labels; on pages left out, 3 labels wrong before, 0 after"
    )
    assert found.elsewhere is None
    assert elsewhere.startswith("elsewhere: no label changes, as this is for pages of the")
    assert str(tmp_path / "html.model") in written
    assert json.dumps(load_model("html", tmp_path).description["site_layer"])


def test_corrections_that_make_it_worse_on_pages_left_out_are_said(tmp_path: Path) -> None:
    review = session(site(tmp_path / "pages", 2), tmp_path / "corrections")
    review.label(0, {READ_ALSO: SAID})
    review.label(1, {READ_ALSO: "C"})
    found = learn(tmp_path / "corrections", "shipped", tmp_path / "models")
    assert (found.gains[0].before, found.gains[0].after) == (1, 2)
    assert "1 label wrong before, 2 after: more, so the pages differ in kind" in summary(found)[0]


def test_versions_of_a_page_measure_nothing(tmp_path: Path) -> None:
    """One page in two versions would be labelled by what was learned from itself."""
    for prose, letter in zip(PROSE[::2], "CB"):
        put(tmp_path / "pages" / "0.html", ferry_page(0, prose))
        review = session(tmp_path / "pages", tmp_path / "corrections")
        review.label(0, {READ_ALSO: SAID, 0: letter})
    found = learn(tmp_path / "corrections", "shipped", tmp_path / "models")
    assert (found.gains[0].pages, found.gains[0].measured) == (1, False)
    assert "correct a second page" in summary(found)[0]


def test_pages_of_one_source_are_left_out_together(tmp_path: Path) -> None:
    from cleaner.training.correcting.corrected import read_corrections
    from cleaner.training.correcting.fit import example_of, gains

    for number in range(2):  # the page's address has changed
        put(tmp_path / "pages" / "0.html", ferry_page(number))
        session(tmp_path / "pages", tmp_path / "corrections").label(0, {READ_ALSO: SAID})
    model = load_model("html")
    examples = [example_of(page, model) for page in read_corrections(tmp_path / "corrections")]
    assert len(examples) == 2
    assert [gain.measured for gain in gains(examples, model)] == [False]


def test_one_page_cannot_be_measured_and_that_is_said(tmp_path: Path) -> None:
    review = session(site(tmp_path / "pages", 1), tmp_path / "corrections")
    review.label(0, {READ_ALSO: SAID})
    found = learn(tmp_path / "corrections", "shipped", tmp_path / "models")
    assert "correct a second page" in summary(found)[0]


def test_pages_without_an_address_are_a_site_of_their_own(tmp_path: Path) -> None:
    bare = [ferry_page(n).replace("rel='canonical'", "rel='prev'") for n in range(3)]
    for number, html in enumerate(bare[:2]):
        put(tmp_path / "pages" / f"{number}.html", html)
    review = session(tmp_path / "pages", tmp_path / "corrections")
    for number in range(2):
        review.label(number, {READ_ALSO: SAID})
    found = learn(tmp_path / "corrections", "shipped", tmp_path / "models")
    assert summary(found)[0].startswith("pages without an address: 2 pages")
    assert "pages of other sites without an address change" in summary(found)[1]
    assert label(bare[2], tmp_path / "models") == "sidebar"
    assert label(ferry_page(2), tmp_path / "models") == "chrome"


def test_the_same_corrections_give_the_same_bytes(corrections: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        learn(corrections, "shipped", tmp_path / name)
    assert (tmp_path / "a/html.model").read_bytes() == (tmp_path / "b/html.model").read_bytes()


def test_a_base_that_has_learned_before_starts_from_its_parts_and_says_so(
    corrections: Path, models: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    learn(corrections, models, tmp_path, say=said.append)
    assert "has learned from corrections before" in said[0]
    assert (tmp_path / "html.model").read_bytes() == (models / "html.model").read_bytes()


def test_the_base_may_be_where_it_is_written_to(corrections: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(models_folder(), tmp_path / "models"))
    learn(corrections, folder, folder)
    assert label(ferry_page(20), folder) == "sidebar"


def test_an_unknown_base_is_refused(corrections: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"the base .*nowhere is unknown.*'shipped'"):
        learn(corrections, tmp_path / "nowhere", tmp_path / "models")
    assert not (tmp_path / "models").exists()


# The command


def test_the_command_says_what_it_brought(corrections: Path, tmp_path: Path, run: Run) -> None:
    done = run("train", "--base", "shipped", corrections, "--out", tmp_path / "mine")
    assert done.returncode == 0, done.stderr
    assert "3 labels wrong before, 0 after" in done.stdout
    assert "written to" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--base", "shipped", "{empty}"], "holds no corrections"),
        (["--base", "nowhere", "{empty}"], "the base nowhere is unknown"),
        (["--base", "shipped", "{empty}", "{empty}"], "--base takes one folder"),
        (["--base", "shipped", "--folds-out", "f", "{empty}"], "with --base there are no folds"),
        (["--everywhere", "{empty}"], "--everywhere goes with --base"),
    ],
)
def test_what_it_cannot_do_is_one_line(
    arguments: list[str], message: str, tmp_path: Path, run: Run
) -> None:
    filled = [argument.format(empty=tmp_path) for argument in arguments]
    done = run("train", *filled, "--out", tmp_path / "out")
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_signs_of_the_check_set_are_those_of_today() -> None:
    from cleaner.features.site_features import site_signs
    from cleaner.segment.html import segment_html
    from cleaner.training.correcting.check import read_check_set

    check_set = read_check_set()
    first = site_signs(segment_html(sorted(SAMPLES.rglob("*.html"))[0].read_text(encoding="utf-8")))
    assert np.array_equal(check_set.signs.codes[: len(first.codes)], first.codes)
    assert np.array_equal(check_set.signs.ends[: len(first.ends)], first.ends)
