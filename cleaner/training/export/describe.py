"""What a model file says of itself."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from typing import Any

from cleaner.evaluation.corpus import GoldPage

TOOLS = ("scikit-learn", "jax", "optax", "numpy", "onnx", "selectolax")


def describe(
    kind: str,
    pages: Sequence[GoldPage],
    settings: Mapping[str, Any],
    figures: Mapping[str, Any],
    recipe: Mapping[str, Any],
) -> dict[str, Any]:
    """The description of a model: data, date, versions, recipe, settings, figures."""
    return {
        "name": f"paragraph-cleaner {kind} model",
        "kind": kind,
        "created": _today(),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in TOOLS},
        },
        "training": dict(Counter(page.corpus for page in pages)),
        "recipe": dict(recipe),
        "settings": dict(settings),
        "figures": dict(figures),
    }


def _today() -> str:
    """Date of the build. With SOURCE_DATE_EPOCH the file is reproducible to the byte; a text model
    needs PYTHONHASHSEED, too, since one of its renderers (newspaper) goes by the order of sets."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), timezone.utc).date().isoformat()
    return datetime.now(timezone.utc).date().isoformat()
