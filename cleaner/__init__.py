"""Clean text from the web: label every paragraph as body, sidebar or chrome, keep the body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.document import Document
from cleaner.errors import (
    CleanerError,
    CorpusError,
    InputTooLarge,
    ModelError,
    UnsupportedInput,
)
from cleaner.paragraph import Label, Metadata, Paragraph
from cleaner.version import __version__ as __version__

if TYPE_CHECKING:
    from cleaner.core import Cleaner, clean, clean_html, clean_many, clean_text
    from cleaner.site_memory import SiteMemory

__all__ = [
    "Cleaner",
    "CleanerError",
    "CorpusError",
    "Document",
    "InputTooLarge",
    "Label",
    "Metadata",
    "ModelError",
    "Paragraph",
    "SiteMemory",
    "UnsupportedInput",
    "clean",
    "clean_html",
    "clean_many",
    "clean_text",
]

_LAZY = {
    **dict.fromkeys(("Cleaner", "clean", "clean_html", "clean_many", "clean_text"), "core"),
    "SiteMemory": "site_memory",
}


def __getattr__(name: str) -> Any:
    # numpy and the parser are loaded when something is cleaned, not when the name is imported.
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(f"cleaner.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
