"""What a model file says of itself (`model.json`), checked before the model is used."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypedDict

from cleaner.config import PROFILES
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.types import Format
from cleaner.version import __version__

FILE_FORMAT = 4
OLD_FORMAT = 3  # which `cleaner.training.export.migrate` rewrites
RULES = ("best_f1", "runs")  # names of rules in `cleaner.model.selection`
# Versions of cleaner that load a model: from the minor version that wrote it up to the next one.
_RANGE = re.compile(r">=(\d+(?:\.\d+)*),<(\d+(?:\.\d+)*)")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


class Settings(TypedDict):
    """What was chosen on out-of-fold data."""

    rules: dict[str, str | float]  # by profile: one of RULES, or a threshold on P(body)
    blend: float  # the share of the trees in the log-odds, 0 to 1; the network has the rest


class LayerDescription(TypedDict):
    """What is said of a site layer."""

    name: str  # a checksum of its signs and weights
    created: str  # the date of the fit, YYYY-MM-DD
    sites: dict[str, int]  # how many signs of each site the layer knows, in the order of its arrays
    pages: int  # corrected pages
    labels: int  # labels that people gave on them
    left_out: list[int]  # labels wrong without and with the layer, on pages left out of the fit


class Description(TypedDict, total=False):
    """The description of a model. Fields that `parse_description` asks for are always there.

    `figures` holds measures by corpus, tool, and page type or language, as the report of
    `cleaner evaluate` has them.
    """

    file_format: int  # the version of the file format, FILE_FORMAT
    format: Format  # the format of the inputs
    version: str  # the version of the model: year, month, and the number of the fit in that month
    licence: str  # SPDX identifier
    created: str  # the date of the fit, YYYY-MM-DD
    cleaner: str  # versions of cleaner that load it, such as ">=0.1,<0.3"
    commit: str | None  # the commit of the code that fitted it; None outside a repository
    corpora: dict[str, str | None]  # SHA-256 of each corpus; None if it was not recorded
    training: dict[str, int]  # number of pages from each corpus
    versions: dict[str, str]  # versions of Python and of the libraries that fitted it
    history: list[str]  # changes to the model after its fit, if there were any
    recipe: dict[str, Any]  # all settings of the fit
    settings: Settings  # rules by profile, and the weight of the trees
    figures: dict[str, Any]  # measures by corpus and tool
    protocol: str  # how the figures were measured
    columns: dict[str, list[str]]  # the names of the columns of each part, in order
    calibration: dict[str, Any]  # by profile, the points of the curves for log-odds of body, chrome
    site_layer: LayerDescription  # the site layer, if the model learned from corrections


_TEXTS = ("format", "version", "licence", "created", "cleaner")
_TABLES = ("corpora", "training", "versions", "recipe", "settings", "figures", "columns")


def parse_description(data: bytes) -> Description:
    """Return the description of a model, once it is known to be one that this version can use.

    Raises ValueError with what is wrong and, if there is one, the remedy.
    """
    description = json.loads(data)
    if not isinstance(description, dict):
        raise ValueError("model.json holds no table")
    file_format = description.get("file_format", description.get("format"))
    if file_format != FILE_FORMAT:
        raise ValueError(_other_format(file_format))
    _check_types(description)
    if description["format"] not in INPUT_COLUMNS:
        raise ValueError(f"{description['format']!r} is not a known format: train the model again")
    _check_range(description["cleaner"])
    _check_columns(description["columns"], INPUT_COLUMNS[description["format"]])
    _check_settings(description["settings"])
    _check_layer(description.get("site_layer"))
    _check_calibration(description.get("calibration", {}))
    checked: Description = description  # type: ignore[assignment]
    return checked


def _other_format(file_format: object) -> str:
    message = f"its file format is {file_format!r}, this version reads {FILE_FORMAT}"
    if file_format == OLD_FORMAT:
        return f"{message}: rewrite it with `python -m cleaner.training.export.migrate OLD NEW`"
    return f"{message}: train the model again with `cleaner train`"


def _check_types(description: Mapping[str, Any]) -> None:
    for names, kind in ((_TEXTS, str), (_TABLES, dict)):
        wrong = [name for name in names if not isinstance(description.get(name), kind)]
        if wrong:
            raise ValueError(f"model.json lacks {', '.join(wrong)}: train the model again")


def _check_range(versions: str) -> None:
    """Raise ValueError unless this version of cleaner is one that loads the model."""
    bounds = _RANGE.fullmatch(versions)
    if bounds is None:
        raise ValueError(
            f"{versions!r} is not a range of versions of cleaner: train the model again"
        )
    running = _numbers(__version__)
    if not _numbers(bounds[1]) <= running < _numbers(bounds[2]):
        raise ValueError(
            f"it was made for cleaner {versions}, this is {__version__}: install such a version, "
            "or train the model again"
        )


def _numbers(version: str) -> tuple[int, ...]:
    """Return the release numbers of a version; what follows them, as in "1.0rc1", is left out."""
    numbers = _NUMBER.match(version)
    return tuple(map(int, numbers[0].split("."))) if numbers else ()


def loading_range(version: str = __version__) -> str:
    """Return the versions of cleaner that load a model which this version writes.

    >>> loading_range("0.4.2")
    '>=0.4,<0.6'
    """
    major, minor = _numbers(version)[:2]
    return f">={major}.{minor},<{major}.{minor + 2}"


def _check_columns(actual: Mapping[str, Any], expected: Mapping[str, list[str]]) -> None:
    """Raise ValueError if a part is missing, or has other columns than those computed here."""
    for part, columns in expected.items():
        names = actual.get(part)
        if names != columns:
            known = names if isinstance(names, list) else []
            differ = sorted(set(map(str, known)) ^ set(columns))[:3]
            raise ValueError(
                f"the columns of {part} are not those of this version of cleaner "
                f"({', '.join(differ) or 'another order'}): train the model again"
            )


def _check_settings(settings: Mapping[str, Any]) -> None:
    rules, blend = settings.get("rules"), settings.get("blend")
    if not isinstance(rules, dict) or not all(_is_rule(rules.get(name)) for name in PROFILES):
        raise ValueError("model.json names no rule that is known: train the model again")
    if not _is_share(blend):
        raise ValueError(
            "the weight of the trees is not a number from 0 to 1: train the model again"
        )


def _check_calibration(calibration: object) -> None:
    if not isinstance(calibration, dict) or not all(
        isinstance(curves, dict) for curves in calibration.values()
    ):
        raise ValueError("model.json holds no calibration that is known: calibrate the model again")


def _check_layer(layer: object) -> None:
    if layer is None:
        return
    sites = layer.get("sites") if isinstance(layer, dict) else None
    if (
        not isinstance(layer, dict)
        or not isinstance(layer.get("name"), str)
        or not isinstance(sites, dict)
        or not all(isinstance(signs, int) and signs >= 0 for signs in sites.values())
    ):
        raise ValueError("model.json does not describe its site layer: learn it again")


def _is_rule(rule: object) -> bool:
    return rule in RULES if isinstance(rule, str) else _is_share(rule)


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and 0.0 <= value <= 1.0
