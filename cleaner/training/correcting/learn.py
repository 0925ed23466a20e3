"""Learn from corrections: read them, fit a site layer, say what it brought, write the model."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from cleaner.errors import ModelError
from cleaner.model.file import load_model, models_folder, open_archive
from cleaner.model.site_layer import CODES, EVERYWHERE, WEIGHTS, SiteLayer
from cleaner.model.writing import record_sum, write_members
from cleaner.training.correcting.check import NO_ADDRESS, Elsewhere, elsewhere, read_check_set
from cleaner.training.correcting.corrected import Say, read_corrections
from cleaner.training.correcting.fit import Example, Gain, example_of, fit_layer, gains, totals

SHIPPED = "shipped"
"""The name of the models that come with the package."""
HTML, TEXT = "html.model", "text.model"
MOST_LOST = 0.002
"""Macro F1 that other sites may lose before that is worth a warning: less is noise."""
_LAYER = "site_layer"


@dataclass(slots=True)
class Learned:
    """What was learned: the written model, what it gained by site, and what it does on other sites,
    None if it is not used there."""

    path: Path
    label: str
    gains: list[Gain]
    elsewhere: Elsewhere | None


def learn(
    corrections: Path,
    base: str | Path,
    out: Path,
    *,
    everywhere: bool = False,
    say: Say = lambda message: None,
) -> Learned:
    """Learn from a folder of corrections, and write the models into a folder.

    `base` is the folder of the models below the layer, or SHIPPED. Each site has weights of its
    own, which hold for its pages alone; with `everywhere`, one set holds for all pages. The model
    of plain text is copied as it is. `say` is told what of the corrections cannot be used.

    Raises CorpusError without a correction that can be used, ModelError if the base is none,
    OSError if the model cannot be written.
    """
    below = base_folder(base)
    model = replace(load_model("html", below), site_layer=None)
    if _LAYER in model.description:
        say(f"{below / HTML} has learned from corrections before: name these, too, to keep them")
    pages = read_corrections(corrections, say)
    examples = [example_of(page, model, everywhere=everywhere) for page in pages]
    layer = fit_layer(examples)
    found = gains(examples, model)
    path = _write(below, out, layer, examples, found)
    return Learned(path, load_model("html", out).label, found, elsewhere(layer, read_check_set()))


def base_folder(base: str | Path) -> Path:
    """Return the folder of the models that a base is. Raises ModelError if there is none."""
    if str(base) == SHIPPED:
        return models_folder()
    folder = Path(base)
    if not (folder / HTML).is_file():
        raise ModelError(
            f"the base {base} is unknown: it is not a folder with {HTML}. Name such a folder, or "
            f"{SHIPPED!r} for the models that come with cleaner"
        )
    return folder


def _write(
    below: Path, out: Path, layer: SiteLayer, examples: Sequence[Example], found: Sequence[Gain]
) -> Path:
    """Write the base with a layer; all that lies beside it in the folder is copied."""
    archive, _ = open_archive(below / HTML)
    description = json.loads(archive.read("model.json"))
    sums = totals(found)
    description[_LAYER] = {
        "name": layer.name(),
        "created": datetime.now(timezone.utc).date().isoformat(),
        "sites": {site: len(codes) for site, (codes, _) in layer.sites.items()},
        "pages": len(examples),
        "labels": sum(int(example.said.sum()) for example in examples),
        "left_out": [sums["before"], sums["after"]],
    }
    members = {
        name: archive.read(name)
        for name in archive.names()
        if name not in ("model.json", CODES, WEIGHTS)
    }
    out.mkdir(parents=True, exist_ok=True)
    if below.resolve() != out.resolve() and (below / TEXT).is_file():
        _copy_model(below / TEXT, out)
    return write_members(out / HTML, description, members | layer.members())


def _copy_model(path: Path, out: Path) -> None:
    """Copy a model as a whole, once it is the one that its folder records."""
    _, checksum = open_archive(path)
    part = out / f"{path.name}.part"
    shutil.copyfile(path, part)
    os.replace(part, out / path.name)
    record_sum(out / path.name, checksum)


def summary(learned: Learned) -> list[str]:
    """Return what is to be said of what was learned, line by line."""
    lines = [_of_site(gain) for gain in learned.gains]
    sums = totals(learned.gains)
    if sums["sites"] > 1:
        errors = _errors(sums["before"], sums["after"])
        lines.append(f"all {sums['sites']:,} sites with several pages: {errors}")
    lines += _of_other_sites(learned.elsewhere)
    return [*lines, f"written to {learned.path}: {learned.label}"]


def _of_other_sites(other: Elsewhere | None) -> list[str]:
    if other is None:
        return ["elsewhere: no label changes, as this is for pages of the corrected sites alone"]
    bare = other.site == NO_ADDRESS
    lines = [
        f"elsewhere: {other.changed:,} of {other.paragraphs:,} labels on {other.pages:,} pages of "
        f"other sites{' without an address' if bare else ''} change; macro F1 {other.before:.3f} "
        f"before, {other.after:.3f} after{'; on pages with an address none change' if bare else ''}"
    ]
    if other.before - other.after > MOST_LOST:
        remedy = "review pages together with their addresses" if bare else "leave --everywhere out"
        lines.append(
            f"warning: this costs other sites {other.before - other.after:.3f} of macro F1: "
            f"{remedy}, or correct pages of more sites"
        )
    return lines


def _of_site(gain: Gain) -> str:
    names = {EVERYWHERE: "all sites", "": "pages without an address"}
    of = f"{names.get(gain.site, gain.site)}: {_count(gain.pages, 'page')}"
    of += f", {_count(gain.labels, 'label')}"
    if not gain.measured:
        return f"{of}; correct a second page to see what they bring"
    return f"{of}; {_errors(gain.before, gain.after)}"


def _errors(before: int, after: int) -> str:
    text = f"on pages left out, {_count(before, 'label')} wrong before, {after:,} after"
    if after <= before:
        return text
    return f"{text}: more, so the pages differ in kind, or the corrections contradict each other"


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
