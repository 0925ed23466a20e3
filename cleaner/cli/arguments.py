"""Arguments that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

import click


class NamedPath(click.Path):
    """A path; an empty one is a variable that was not set, not the folder one is in."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


FILE = NamedPath(path_type=Path)
FOLDER = NamedPath(file_okay=False, path_type=Path)
CORPORA = click.argument("corpora", metavar="CORPUS...", nargs=-1, required=True, type=FOLDER)
