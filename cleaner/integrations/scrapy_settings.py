"""The settings of the Scrapy pipeline: each declared once, checked when the crawl starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import UnionType
from typing import (
    Any,
    Literal,
    NamedTuple,
    Protocol,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from cleaner.config import Config
from cleaner.document import Document
from cleaner.errors import InvalidOption
from cleaner.integrations.service import TIMEOUT
from cleaner.io.inputs import FORMATS
from cleaner.many import number_of_jobs
from cleaner.output import counts_of, warning_dicts
from cleaner.types import Format

PREFIX = "CLEANER_"
DROPS = ("failed", "empty")
_UNSET = object()

T = TypeVar("T", int, float)


class Settings(Protocol):
    """What is read of Scrapy's settings."""

    def __iter__(self) -> Any: ...
    def get(self, name: str, default: Any = None) -> Any: ...


def _share_kept(document: Document) -> float:
    counts = counts_of(document)
    return round(counts.words_kept / counts.words, 4) if counts.words else 0.0


ERROR = "error"  # the field that says why a page could not be cleaned
MAKERS: dict[str, Callable[[Document], Any]] = {
    "text": lambda document: document.text,
    "markdown": lambda document: document.as_markdown(),
    "title": lambda document: document.title,
    "author": lambda document: document.metadata.author,
    "date": lambda document: document.metadata.date,
    "language": lambda document: document.metadata.language,
    "kept": _share_kept,
    "confidence": lambda document: round(document.confidence, 4),
    "model": lambda document: document.model,
    "warnings": warning_dicts,
    "paragraphs": lambda document: [paragraph.as_dict() for paragraph in document.paragraphs],
    ERROR: lambda _: None,
}
"""What can be added to an item, and how it is made of the document of its page."""
ADDED = ("text", "markdown", "title", "date", "kept")


class _Setting(NamedTuple):
    """How a value is read, whether typed in Python or on the command line, and what it may be."""

    read: Callable[[Any], Any]
    range: str


def _none(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in ("", "none"))


def _flag(value: Any) -> bool:
    if isinstance(value, str):
        value = {"true": True, "1": True, "false": False, "0": False}[value.strip().lower()]
    if value not in (True, False):
        raise ValueError
    return bool(value)


def _positive(value: Any) -> float | None:
    return None if _none(value) else _over_zero(float(value))


def _whole(value: Any) -> int | None:
    return None if _none(value) else _over_zero(int(value))


def _over_zero(number: T) -> T:
    if not number > 0:  # also for NaN
        raise ValueError
    return number


def _share(value: Any) -> float | None:
    if _none(value):
        return None
    if not 0.0 <= float(value) <= 1.0:
        raise ValueError
    return float(value)


def _jobs(value: Any) -> int | None:
    if _none(value):
        return None
    number_of_jobs(int(value))
    return int(value)


def _one_of(*names: str, optional: bool = False) -> _Setting:
    def read(value: Any) -> str | None:
        if optional and _none(value):
            return None
        if value not in names:
            raise ValueError
        return str(value)

    return _Setting(read, "one of " + ", ".join(names) + (", or None" if optional else ""))


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _path(value: Any) -> Path | None:
    return None if _none(value) else Path(value)


def _listed(value: Any) -> list[str]:
    names = value.split(",") if isinstance(value, str) else list(value)
    return [name.strip() for name in names if name.strip()]


def _added(value: Any) -> dict[str, str]:
    """Return which field each thing that is added goes into."""
    named = {**value} if isinstance(value, Mapping) else {name: name for name in _listed(value)}
    if not named or not all(isinstance(name, str) and name for name in named.values()):
        raise ValueError
    if set(named) - set(MAKERS) or len(set(named.values())) < len(named):
        raise ValueError
    return named


def _drops(value: Any) -> frozenset[str]:
    reasons = frozenset() if _none(value) else frozenset(_listed(value))
    if reasons - set(DROPS):
        raise ValueError
    return reasons


def _memory(value: Any) -> bool | Path:
    """Return whether sites are remembered; or the file that says what repeats on them."""
    try:
        return False if _none(value) else _flag(value)
    except (KeyError, ValueError):
        return Path(value)


@dataclass(frozen=True)
class Options:
    """The settings of a crawl; each is called `CLEANER_` and its name in capitals, and so is each
    option of `cleaning`."""

    page: str = "html"
    url: str = "url"
    keep_page: bool = True
    fields: Mapping[str, str] = field(default_factory=lambda: {name: name for name in ADDED})
    format: Format | None = None
    timeout: float | None = TIMEOUT
    jobs: int | None = None
    drop: frozenset[str] = frozenset()
    drop_below: float | None = None
    site_memory: bool | Path = False
    site_counts: Path | None = None
    cleaning: Config = field(default_factory=Config)


_NAME = _Setting(_name, "the name of a field")
_FLAG = _Setting(_flag, "True or False")
_SHARE = _Setting(_share, "a number from 0 to 1, or None")
_OF_TYPE = {
    Path: _Setting(_path, "the path of a folder, or None"),
    float: _SHARE,
    bool: _FLAG,
    int: _Setting(_whole, "a whole number of bytes over 0, or None"),
}


def _setting_of(hint: Any) -> _Setting:
    """Return how an option of cleaning is read, by its type."""
    types = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
    (type_,) = types - {type(None)}
    return _one_of(*get_args(type_)) if get_origin(type_) is Literal else _OF_TYPE[type_]


_HINTS = get_type_hints(Config)
_CLEANING = {option.name: _setting_of(_HINTS[option.name]) for option in fields(Config)}
_SETTINGS = {
    "page": _NAME,
    "url": _NAME,
    "keep_page": _FLAG,
    "fields": _Setting(
        _added,
        "a list of what to add, or a dict from that to the names of fields, each once; there are "
        + ", ".join(MAKERS),
    ),
    "format": _one_of(*FORMATS, optional=True),
    "timeout": _Setting(_positive, "a number of seconds over 0, or None"),
    "jobs": _Setting(_jobs, "a whole number, but not 0, or None for a process for each core"),
    "drop": _Setting(_drops, f"a list of {' and '.join(DROPS)}"),
    "drop_below": _SHARE,
    "site_memory": _Setting(_memory, "True, False, or the path of a file of counts"),
    "site_counts": _Setting(_path, "the path of a file, or None"),
    **_CLEANING,
}

NAMES = tuple(PREFIX + name.upper() for name in _SETTINGS)
"""The names of all settings."""


def read_settings(settings: Settings) -> Options:
    """Return the options that Scrapy's settings name.

    Raises InvalidOption for a value that a setting cannot have, for a setting that does not exist,
    and for two that exclude each other.
    """
    unknown = sorted(
        name
        for name in settings
        if isinstance(name, str) and name.startswith(PREFIX) and name not in NAMES
    )
    if unknown:
        raise InvalidOption(f"there is no setting {unknown[0]}: there are {', '.join(NAMES)}")
    given = {}
    for name, setting in zip(_SETTINGS, NAMES):
        value = settings.get(setting, _UNSET)
        if value is _UNSET:
            continue
        try:
            given[name] = _SETTINGS[name].read(value)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise InvalidOption(
                f"{setting} must be {_SETTINGS[name].range}, not {value!r}"
            ) from error
    cleaning = {name: given.pop(name) for name in _CLEANING if name in given}
    return _checked(Options(cleaning=Config(**cleaning), **given))


def _checked(options: Options) -> Options:
    memory, counts = options.site_memory, options.site_counts
    if isinstance(memory, Path) and not memory.is_file():
        raise InvalidOption(
            f"CLEANER_SITE_MEMORY names {memory}, which is not a file: name one that an earlier "
            "crawl wrote (CLEANER_SITE_COUNTS), or say True to count during this one"
        )
    if counts is not None and memory is not True:
        raise InvalidOption(
            "CLEANER_SITE_COUNTS names a file for the counts of this crawl, which is only counted "
            "with CLEANER_SITE_MEMORY = True"
        )
    return options
