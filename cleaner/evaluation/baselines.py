"""Other extractors to compare with, each a function from HTML to its main text."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

Extractor = Callable[[str], str]


def _trafilatura() -> Extractor:
    from trafilatura import extract

    return lambda html: extract(html, include_comments=False) or ""


def _rs_trafilatura() -> Extractor:
    import rs_trafilatura

    return lambda html: rs_trafilatura.extract(html).main_content or ""


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True, alt_texts=False) or ""


# By name: the module that must be installed, and what makes the extractor.
_BASELINES: dict[str, tuple[str, Callable[[], Extractor]]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "rs-trafilatura": ("rs_trafilatura", _rs_trafilatura),
    "resiliparse": ("resiliparse", _resiliparse),
}


def installed_baselines() -> dict[str, Extractor]:
    """Return the extractors that are installed, by name."""
    return {
        name: make()
        for name, (module, make) in _BASELINES.items()
        if importlib.util.find_spec(module) is not None
    }
