"""Explainer: what a document keeps of its cleaning, so that its paragraphs can be explained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic

from cleaner.config import Config
from cleaner.errors import ModelError
from cleaner.model.defaults import WINDOW
from cleaner.model.file import Model, load_model
from cleaner.model.prediction import Prediction
from cleaner.model.predictor import predict
from cleaner.model.selection import Selection
from cleaner.paragraph import Reason
from cleaner.routes.route import P, Places, Route
from cleaner.types import Flags

if TYPE_CHECKING:
    from cleaner.explain.reasons import Reasons

KEPT_PARAGRAPHS = WINDOW
"""A longer document keeps neither page nor prediction, which take 1 kB a paragraph."""


@dataclass(slots=True)
class Explainer(Generic[P]):
    """Says where the paragraphs of one document stand, and why they got their labels.

    `kept` are the page, its prediction and the model, as long as the document stays in its process.
    They are dropped when it is pickled, and computed again from the source if reasons are asked for
    then, by the same model: `checksum` is that of its file. `repeated` marks the paragraphs that
    stand on other pages of the site, `host` is the page's.
    """

    route: Route[P]
    source: str
    config: Config
    places: Places
    selection: Selection
    checksum: str
    repeated: Flags | None = None
    host: str = ""
    kept: tuple[P, Prediction, Model] | None = None
    computed: Reasons | None = None

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - the fields of Labelled
        cls,
        route: Route[P],
        source: str,
        config: Config,
        page: P,
        prediction: Prediction,
        selection: Selection,
        model: Model,
        repeated: Flags | None,
        host: str = "",
    ) -> Explainer[P]:
        """Keep what the explanations of a document need."""
        page = route.slim(page)
        # Without the arrays that it has computed meanwhile.
        kept = (page, replace(prediction), model) if len(page) <= KEPT_PARAGRAPHS else None
        places = route.places(page)
        return cls(route, source, config, places, selection, model.checksum, repeated, host, kept)

    def path(self, number: int) -> str:
        """Return where a paragraph stands."""
        return self.places.path(number)

    def reasons(self, number: int) -> list[Reason]:
        """Return the reasons for the label of a paragraph. Raises ModelError if the model is needed
        again and its file holds another one by now."""
        if self.computed is None:
            from cleaner.explain.reasons import explain

            page, prediction, model = self.kept or self._predict_again()
            self.computed = explain(self.route.format, page, prediction, self.selection, model)
        return self.computed[number]

    def _predict_again(self) -> tuple[P, Prediction, Model]:
        route, config = self.route, self.config
        model = load_model(route.format, config.model, config.profile)
        if model.checksum != self.checksum:
            raise ModelError(
                f"{model.path} is not the model that labelled the document: clean it again"
            )
        page = route.segment(self.source, config)
        prediction = predict(route.features(page, model, config.profile), model)
        return page, route.adjust(page, prediction, model, self.repeated, self.host), model

    def __reduce__(self) -> tuple[Any, ...]:
        state = (self.route, self.source, self.config, self.places, self.selection, self.checksum)
        return Explainer, (*state, self.repeated, self.host, None, self.computed)
