"""Route: the steps in which HTML and plain text differ, under one protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from cleaner.config import Config
from cleaner.errors import Warning
from cleaner.metadata import Head
from cleaner.model.file import Model
from cleaner.model.prediction import Features, Prediction
from cleaner.paragraph import Paragraph
from cleaner.types import Flags, Format, Profile


class Segmented(Protocol):
    """A page or a text, cut into paragraphs."""

    warnings: list[Warning]

    @property
    def texts(self) -> Sequence[str]:
        """The paragraphs."""

    @property
    def address(self) -> str:
        """The page's own URL, as it states it; "" if it does not."""

    def __len__(self) -> int:
        """Return the number of paragraphs."""


class Places(Protocol):
    """Where the paragraphs of a document stand in its source. Can be pickled."""

    def path(self, number: int) -> str:
        """Return the path of an element of HTML, or the line of a plain text."""


P = TypeVar("P", bound=Segmented)


class Route(Protocol[P]):
    """One format's way through the corridor; `P` is what its segmenter makes.

    The steps between are the same for both: `predict` after `features`, `select` after `adjust`.
    """

    format: Format

    def segment(self, source: str, config: Config, utf8: bytes | None = None) -> P:
        """Cut a source into paragraphs; `utf8` is the source as UTF-8 if that is at hand."""

    def features(self, page: P, model: Model, profile: Profile) -> Features:
        """Compute what the model is given."""

    def adjust(
        self,
        page: P,
        prediction: Prediction,
        model: Model,
        repeated: Flags | None = None,
        host: str = "",
    ) -> Prediction:
        """Adjust log-odds by what the parts of the model are not given: `repeated` marks the
        paragraphs (n,) that stand on other pages of the site, `host` is whose site layer counts."""

    def paragraphs(self, page: P) -> list[Paragraph]:
        """Make the paragraphs of a document, not labelled yet."""

    def text(self, page: P, kept: Flags, *, title: bool, captions: bool) -> str:
        """Return the kept paragraphs (n,) as text, without making any: as `render_text` does."""

    def places(self, page: P) -> Places:
        """Return where the paragraphs stand."""

    def slim(self, page: P) -> P:
        """Return the page with no more than its places and explanations need."""

    def head(self, page: P) -> Head:
        """Return what the page states about itself."""
