"""Clean text from the web: label every paragraph as body, sidebar or chrome, keep the body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.document import Document
from cleaner.errors import (
    CleanerError,
    CorpusError,
    InputTooLarge,
    InvalidOption,
    ModelError,
    TimedOut,
    UnsupportedInput,
    Warning,
    WorkerDied,
    WorkersFail,
)
from cleaner.paragraph import Label, Metadata, Paragraph, Reason
from cleaner.version import __version__

if TYPE_CHECKING:
    from cleaner.core import Cleaner, clean, clean_html, clean_many, clean_text
    from cleaner.integrations.arrow import clean_batch
    from cleaner.integrations.asynchronous import AsyncCleaner, aclean, aclean_many
    from cleaner.site_memory import SiteMemory

__all__ = [
    "AsyncCleaner",
    "Cleaner",
    "CleanerError",
    "Config",
    "CorpusError",
    "Document",
    "InputTooLarge",
    "InvalidOption",
    "Label",
    "Metadata",
    "ModelError",
    "Paragraph",
    "Reason",
    "SiteMemory",
    "TimedOut",
    "UnsupportedInput",
    "Warning",
    "WorkerDied",
    "WorkersFail",
    "__version__",
    "aclean",
    "aclean_many",
    "clean",
    "clean_batch",
    "clean_html",
    "clean_many",
    "clean_text",
]

# Imported when first asked for: with them come numpy and the parser.
_LAZY = {
    "AsyncCleaner": "cleaner.integrations.asynchronous",
    "Cleaner": "cleaner.core",
    "SiteMemory": "cleaner.site_memory",
    "aclean": "cleaner.integrations.asynchronous",
    "aclean_many": "cleaner.integrations.asynchronous",
    "clean": "cleaner.core",
    "clean_batch": "cleaner.integrations.arrow",
    "clean_html": "cleaner.core",
    "clean_many": "cleaner.core",
    "clean_text": "cleaner.core",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
