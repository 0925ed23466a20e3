"""Describe a model that was just fitted: data, date, versions, recipe, settings, figures."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cleaner.evaluation.gold import GoldPage
from cleaner.model.description import Description, Settings, loading_range

LICENCE = "Apache-2.0"  # that of the project; the weights are none of the pages
LIBRARIES = ("scikit-learn", "jax", "optax", "numpy", "onnx", "selectolax")


def describe(
    pages: Sequence[GoldPage],
    settings: Settings,
    figures: Mapping[str, Any],
    recipe: Mapping[str, Any],
    *,
    corpora: Mapping[str, str | None] | None = None,
    replaces: Path | None = None,
) -> Description:
    """Return the description of a model fitted to pages.

    `corpora` has the SHA-256 of corpora by name (`cleaner.evaluation.fingerprint`); one that is
    not in it has None. The version counts up from that of the file that the model `replaces`, if
    that is of the same month.
    """
    training = Counter(page.corpus for page in pages)
    created = _today()
    return {
        "version": _next_version(created, replaces),
        "licence": LICENCE,
        "created": created.isoformat(),
        "cleaner": loading_range(),
        "commit": _commit(),
        "corpora": {name: (corpora or {}).get(name) for name in training},
        "training": dict(training),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "recipe": dict(recipe),
        "settings": settings,
        "figures": dict(figures),
    }


def _today() -> date:
    """Return the date of the fit. With SOURCE_DATE_EPOCH the file is reproducible to the byte; a
    text model needs PYTHONHASHSEED, too, since one of its renderers (newspaper) goes by the order
    of sets."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(
        int(epoch) if epoch else datetime.now().timestamp(), timezone.utc
    ).date()


def _next_version(created: date, replaces: Path | None) -> str:
    """Return year, month and the number of the fit in it, such as "2026.11.0"."""
    month = f"{created.year}.{created.month}"
    latest = -1
    if replaces is not None and replaces.exists():
        try:
            with zipfile.ZipFile(replaces) as archive:
                before = json.loads(archive.read("model.json"))["version"]
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
            before = ""  # of another format, or damaged: it counts for nothing
        head, _, number = str(before).rpartition(".")
        if head == month and number.isdecimal():
            latest = int(number)
    return f"{month}.{latest + 1}"


def _commit() -> str | None:
    """Return the commit that the code stands at, with a plus sign if files were changed since; None
    outside a repository."""
    here = Path(__file__).parent
    git = ["git", "-C", str(here)]
    try:
        done = subprocess.run(
            [*git, "describe", "--always", "--abbrev=40", "--dirty=+", "--exclude=*"],
            capture_output=True, text=True, check=True, timeout=10,
        )  # fmt: skip
        tracked = subprocess.run(
            [*git, "ls-files", "--error-unmatch", Path(__file__).name],
            capture_output=True, check=False, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    # Installed inside somebody else's repository, the package is none of its files.
    return done.stdout.strip() if tracked.returncode == 0 else None
