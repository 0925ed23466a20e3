"""Plain text: how it is segmented and described to its model."""

from __future__ import annotations

from bisect import bisect_right
from copy import copy
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from cleaner.config import Config
from cleaner.errors import Warning
from cleaner.features.text import TEXT_COLUMNS, text_features
from cleaner.io.decode import BOM
from cleaner.metadata import Head
from cleaner.model.file import Model
from cleaner.model.prediction import Features, Prediction
from cleaner.paragraph import Paragraph
from cleaner.render.text import Span, text_of_source, unwanted
from cleaner.segment.text import MOST_PARAGRAPHS, segment_text
from cleaner.text.compiled import read_words
from cleaner.text.tokens import tokenise
from cleaner.types import Flags, Format, Profile

WORDS = TEXT_COLUMNS.index("words")


@dataclass(slots=True)
class TextPage:
    """A segmented plain text; `lines` are paragraphs of its own, which no document holds."""

    source: str
    lines: list[Paragraph]
    warnings: list[Warning] = field(default_factory=list)
    address: str = ""

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def texts(self) -> list[str]:
        """The paragraphs."""
        return [line.text for line in self.lines]


class TextRoute:
    """The route of plain text."""

    format: Format = "text"

    def segment(self, source: str, config: Config, utf8: bytes | None = None) -> TextPage:
        """Cut a text into paragraphs, mixed lines also at sentence borders if that is asked for."""
        page = TextPage(source, segment_text(source, split_lines=config.split_lines))
        if len(page) > MOST_PARAGRAPHS:
            joined = f"over {MOST_PARAGRAPHS:,} paragraphs: the rest was joined into longer ones"
            page.warnings.append(Warning("many-paragraphs", joined))
        return page

    def features(self, page: TextPage, model: Model, profile: Profile) -> Features:
        """Compute the matrix and the sentence vectors of a text."""
        texts = page.texts
        can_look_up = model.lexicon.compiled is not None and model.vocabulary.compiled is not None
        tokens = (read_words(texts) if can_look_up else None) or tokenise(texts)
        matrix = text_features(texts, tokens, model.lexicon)
        words = matrix[:, WORDS].astype(np.float64)
        return Features(matrix, words, model.vectors(model.vocabulary.ids(tokens)))

    def adjust(
        self,
        page: TextPage,
        prediction: Prediction,
        model: Model,
        repeated: Flags | None = None,
        host: str = "",
    ) -> Prediction:
        """Return the prediction as it is: nothing is known of a text but its words."""
        return prediction

    def paragraphs(self, page: TextPage) -> list[Paragraph]:
        """Make the paragraphs of a text. Copies: a document that its own page refers to would be
        freed late, by the garbage collector."""
        return [copy(line) for line in page.lines]

    def text(self, page: TextPage, kept: Flags, *, title: bool, captions: bool) -> str:
        """Return the kept paragraphs of a text in its own line structure."""
        left_out = unwanted(title=title, captions=captions)
        spans = (
            Span(line.start or 0, line.end or 0, is_kept and line.kind not in left_out)
            for line, is_kept in zip(page.lines, kept.tolist())
        )
        return text_of_source(page.source, spans)

    def places(self, page: TextPage) -> LineNumbers:
        """Return the lines in which the paragraphs begin."""
        return LineNumbers(page.source, [line.start or 0 for line in page.lines])

    def slim(self, page: TextPage) -> TextPage:
        """Return the page as it is."""
        return page

    def head(self, page: TextPage) -> Head:
        """Return nothing: a plain text has no head."""
        return Head()


@dataclass(slots=True)
class LineNumbers:
    """The lines in which the paragraphs of a text begin, counted when the first is asked for."""

    source: str
    starts: list[int]  # of each paragraph
    _ends: list[int] = field(default_factory=list)  # of each line

    def path(self, number: int) -> str:
        """Return the line of a paragraph, counted from 1."""
        if not self._ends:
            marks = len(self.source) - len(self.source.lstrip(BOM))
            lines = self.source[marks:].splitlines(keepends=True)
            self._ends = list(accumulate(map(len, lines), initial=marks))[1:]
        return f"line {bisect_right(self._ends, self.starts[number]) + 1}"
