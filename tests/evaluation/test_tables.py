"""Tables of figures, as people read them."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from cleaner.evaluation.metrics import confusion
from cleaner.evaluation.scores import PageScore, WordCounts
from cleaner.evaluation.summaries import figures_of
from cleaner.evaluation.tables import print_figures, print_worst


def printed(scores: list[PageScore], worst: int | None = None) -> list[list[str]]:
    """The cells of each printed line."""
    out = StringIO()
    console = Console(file=out, width=200)
    if worst is None:
        print_figures(console, figures_of(scores))
    else:
        print_worst(console, scores, worst)
    lines = out.getvalue().splitlines()
    return [[cell.strip() for cell in line.strip("│┃ ").split("│")] for line in lines]


def score(number: int, lang: str = "en", page_type: str = "article", **fields: object) -> PageScore:
    made = PageScore("cleaner", "ferries", str(number), page_type, lang, words=0.5)
    made.shingles = (1.0, 0.5)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_all_pages_stand_in_the_first_table() -> None:
    lines = printed([score(i) for i in range(1200)])
    assert lines[0] == ["ferries"]
    assert ["."] not in lines  # heads that need no explanation have none
    assert ["cleaner", "1,200", "0.500", "0.667"] in lines


def test_groups_with_ten_pages_have_a_row_the_largest_first() -> None:
    scores = [score(i, "de") for i in range(10)]
    scores += [score(i, "ru", words=1.0) for i in range(11)]
    scores += [score(i, "th") for i in range(9)]
    lines = printed(scores)
    start = lines.index(["ferries by language"])
    rows = [line for line in lines[start:] if line[0] in ("de", "ru", "th")]
    assert rows == [["ru", "11", "1.000", "0.667"], ["de", "10", "0.500", "0.667"]]
    assert ["Fewer than 10 pages each: th"] in lines
    assert ["ferries by page type"] not in lines  # there is but one


def test_each_tool_has_a_row_in_each_group() -> None:
    scores = [score(i, page_type=kind) for i in range(10) for kind in ("article", "forum")]
    scores += [score(i, page_type=kind, tool="other") for i in range(10) for kind in ("forum",)]
    names = [line[0] for line in printed(scores)]
    assert [name for name in names if "·" in name] == [
        "article · cleaner", "forum · cleaner", "forum · other",
    ]  # fmt: skip


def test_languages_that_are_guessed_from_a_country_are_said_to_be() -> None:
    scores = [score(0, language_source="country"), score(1, "de", language_source="page")]
    said = "The language of 1 of the pages is that of the site's country."
    assert [said] in printed(scores)
    assert [said] not in printed([scores[1], score(2)])


def test_the_confusion_table_says_who_labelled() -> None:
    labelled = score(
        0, words=None, confusion=confusion(["body", "chrome"], ["body", "body"]),
        kept_words=WordCounts(1, 1, 1), exact=False, labelled_by="automated readers",
    )  # fmt: skip
    lines = printed([labelled])
    assert ["ferries: lines by gold label (rows) and predicted label (columns)"] in lines
    assert ["body", "1", "0", "0"] in lines
    (legend,) = (line[0] for line in lines if line[0].startswith("removed: "))
    assert "boilerplate lines removed; lost: body lines lost; exact: documents" in legend
    assert ["chrome", "1", "0", "0"] in lines
    assert ["Labelled by: automated readers"] in lines
    assert not any("by hand" in cell for line in lines for cell in line)


def test_the_worst_pages_are_listed() -> None:
    lines = printed([score(1, words=0.9), score(2, "de", words=0.25, confidence=0.5)], worst=1)
    assert ["0.250", "0.500", "ferries", "2", "article", "de"] in lines
    assert ["0.900", "", "ferries", "1", "article", "en"] in printed([score(1, words=0.9)], worst=1)
    assert not any("0.900" in line for line in lines)
