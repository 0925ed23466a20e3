"""Where a corpus is from, under which licence, and who labelled it, as a model card states it.

A corpus states this in `corpus.json`: an object with the texts `source`, `licence` and
`labelled_by`, each optional. For the corpora that the shipped models were trained on, it is stated
here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import CorpusError

CORPUS_FILE = "corpus.json"


class Provenance(NamedTuple):
    """Source, licence and annotators of a corpus; `labelled_by` is empty if it has no labels."""

    source: str = "a corpus of the user"
    licence: str = "not stated"
    labelled_by: str = ""


_LABELS = "labels made for this project; licences of the pages as in their corpora"
_READING = "reading, under the annotation guideline"
KNOWN = {
    "wcxb-dev": Provenance("WCXB, development split", "CC-BY-4.0"),
    "news-2023": Provenance("article-extraction-dataset", "Apache-2.0"),
    "fundus-train": Provenance("parser tests of fundus", "MIT"),
    "snippets-train": Provenance("evaluation set of trafilatura", "Apache-2.0"),
    "labels-train": Provenance("pages of the corpora above, three labels", _LABELS, _READING),
    "labels-more": Provenance(
        "further pages of the corpora above, most of them pages that models were least sure of, "
        "three labels",
        _LABELS,
        "automated readers, once, under the annotation guideline",
    ),
    "labels-dev": Provenance(
        "other pages, flattened by ten tools, three labels", _LABELS, _READING
    ),
    "labels-sites": Provenance(
        "pages of public repositories, most of them test fixtures, three labels", _LABELS, _READING
    ),
    "sites": Provenance(
        "further pages of public repositories, most of them test fixtures",
        "licences of the repositories: most MIT, BSD or Apache, for some none stated",
    ),
    "phrasebook": Provenance(
        "no pages, but lines of page furniture, and lines of body that look like it, in 48 "
        "languages, three labels",
        "Apache-2.0",
        "their authors",
    ),
}


def provenance(folder: Path) -> Provenance:
    """Return what `corpus.json` in a folder states, or what is known of a corpus of its name.

    Raises CorpusError if the file is not an object of texts.
    """
    path = folder / CORPUS_FILE
    try:
        fields = json.loads(path.read_bytes())
    except FileNotFoundError:
        return KNOWN.get(folder.name, Provenance())
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: cannot be read as JSON ({error})") from error
    if (
        not isinstance(fields, dict)
        or not fields.keys() <= set(Provenance._fields)
        or not all(isinstance(text, str) for text in fields.values())
    ):
        raise CorpusError(f"{path}: not an object with the texts {', '.join(Provenance._fields)}")
    return Provenance(**fields)
