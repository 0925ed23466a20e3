"""Documents as tests want them: labels, probabilities, places and reasons without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaner.document import Document
from cleaner.paragraph import LABELS, Kind, Label, Metadata, Paragraph, Reason

BODY, SIDEBAR, CHROME = LABELS
SURE = {BODY: (0.96, 0.03, 0.01), SIDEBAR: (0.05, 0.9, 0.05), CHROME: (0.02, 0.08, 0.9)}
DOUBTFUL = {BODY: (0.5, 0.3, 0.2), SIDEBAR: (0.3, 0.4, 0.3), CHROME: (0.2, 0.35, 0.45)}


@dataclass
class Places:
    """Says where paragraphs stand, and why they have their labels."""

    paths: list[str] = field(default_factory=list)
    why: list[list[Reason]] = field(default_factory=list)

    def path(self, number: int) -> str:
        return self.paths[number]

    def reasons(self, number: int) -> list[Reason]:
        return self.why[number]


def document(
    *paragraphs: tuple[str, str, Label], doubtful: Sequence[int] = (), confidence: float = 0.9
) -> Document:
    """A document of paragraphs, each given by its path, its text and its label."""
    places, made = Places(), []
    for number, (path, text, label) in enumerate(paragraphs):
        scores = (DOUBTFUL if number in doubtful else SURE)[label]
        paragraph = Paragraph(text, label=label, scores=scores)
        paragraph._context = (places, number)
        tag = path.rpartition("/")[2].partition("[")[0]
        paragraph.kind, paragraph.level = kind_of(tag)
        places.paths.append(path)
        places.why.append([Reason(f"the tag <{tag}> speaks for {label}", "tag", "", 1.0, 1.5)])
        made.append(paragraph)
    title = next((p.text for p in made if p.kind == "title"), "")
    result = Document(made, format="html", confidence=confidence, model="html test")
    result._metadata = Metadata(title=title)
    return result


def kind_of(tag: str) -> tuple[Kind, int]:
    """The kind and the level of a paragraph in an element."""
    if tag == "h1":
        return "title", 1
    if tag[:1] == "h" and tag[1:].isdigit():
        return "heading", int(tag[1:])
    kinds: dict[str, Kind] = {"li": "list-item", "pre": "code", "td": "table-row"}
    return kinds.get(tag, "text"), int(tag == "li")


def ferry() -> Document:
    """A page with a menu, an article of a list and a table, and a form."""
    made = document(
        ("/html/body/nav/ul/li", "Home", SIDEBAR),
        ("/html/body/nav/ul/li[2]", "Sport", SIDEBAR),
        ("/html/body/main/article/h1", "The ferry returns", BODY),
        ("/html/body/main/article/p", "After eleven winters the boat came back.", BODY),
        ("/html/body/main/article/h4", "What it carries", BODY),
        ("/html/body/main/article/ol/li", "twelve cars", BODY),
        ("/html/body/main/article/ol/li[2]", "one goat", BODY),
        ("/html/body/main/article/table/tbody/tr/td", "departs", BODY),
        ("/html/body/main/article/table/tbody/tr/td[2]", "09:40", BODY),
        ("/html/body/footer/form/button", "Post comment", CHROME),
        doubtful=[4, 9],
    )
    for number, ordinal in ((5, 1), (6, 2)):
        made.paragraphs[number].ordinal = ordinal
    for number, column in ((7, 0), (8, 1)):
        made.paragraphs[number].row, made.paragraphs[number].column = 3, column
    return made
