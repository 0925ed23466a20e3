"""The command `cleaner show`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.arguments import FILE, FOLDER, NamedPath
from cleaner.cli.options import (
    VIEW_TIMEOUT,
    config_from,
    config_options,
    encoding_option,
    usage,
    view_options,
)
from cleaner.cli.output import is_terminal, say, shown, write
from cleaner.cli.pager import page
from cleaner.io.fetch import is_address
from cleaner.paragraph import LABELS, Label

if TYPE_CHECKING:
    from cleaner.batch.options import BatchOptions
    from cleaner.batch.views.earlier_labels import EarlierLabels
    from cleaner.document import Document


@click.command()
@click.argument("source", metavar="SRC", type=NamedPath(path_type=str))
@click.option(
    "--html",
    "out",
    type=FOLDER,
    metavar="OUT",
    help="Write pages to view in a browser, and OUT/index.html, which lists them.",
)
@click.option("--why", is_flag=True, help="On the terminal: say what decided each label.")
@click.option(
    "--only",
    type=click.Choice([label.value for label in LABELS]),
    multiple=True,
    help="On the terminal: show only paragraphs with this label. Repeatable.",
)
@click.option(
    "--pager/--no-pager",
    default=True,
    help="On the terminal: use a pager if the list does not fit on the screen.",
)
@click.option(
    "--compare",
    type=FILE,
    metavar="PATH",
    help="With --html: show other labels beside them: those of the models in this folder, or those "
    "of an earlier run, as written by `cleaner batch --format jsonl --paragraphs`.",
)
@config_options()
@click.option(
    "--input-format",
    type=click.Choice(("html", "text")),
    help="Format of the input (default: by its name or its content).",
)
@encoding_option
@click.option("--url", help="On the terminal: address of the page.")
@view_options("With --html: ")
def show(source: str, *, out: Path | None, **params: Any) -> None:
    """Look at the labels of pages, and at what decided them.

    Without --html, the labels are shown on the terminal. SRC is then one page, as for `cleaner
    clean`: a file, an address, or - for standard input. Every paragraph is listed with its label, a
    bar of its probabilities, and the probability of its label, which is red if it is doubtful.

    With --html, SRC is the same as for `cleaner batch`: a folder, a page, or a file of many pages.
    For each page, a view is written to OUT that keeps the structure of the page and tints it by
    label; point at a paragraph to see why it has its label. The views need no network, and run no
    code of the pages that they show.

    Exit code: 0 all shown, 1 some pages cannot be read, 2 wrong usage, 130 interrupted.
    """
    if out is None:
        _on_terminal(source, params)
    elif is_address(source):
        raise click.UsageError(f"{source} is an address: show it here, or fetch it to a file first")
    else:
        _as_pages(Path(source), out, params)


def _on_terminal(source: str, params: dict[str, Any]) -> None:
    """Show one page here."""
    from cleaner.cli.sources import Reading

    if params["compare"]:
        raise click.UsageError("--compare goes with --html")
    if Path(source).is_dir():
        raise click.UsageError(f"{source} is a folder: name a page, or show it with --html OUT")
    input_format = params.pop("input_format")
    params["as_html"], params["as_text"] = input_format == "html", input_format == "text"
    document = Reading(params).document(source)
    only = [Label(name) for name in params["only"]]
    paged = params["pager"] and is_terminal()
    lines = _lines(document, source, only, why=params["why"])
    try:
        if paged:
            page(lines)
        else:
            for line in lines:
                write(line)
    except BrokenPipeError:  # the reader has seen enough, as `head` does: no error
        raise click.exceptions.Exit(0) from None
    for warning in document.warnings:
        say(f"warning: {shown(source)}: {warning}")


def _lines(document: Document, name: str, only: list[Label], *, why: bool) -> Iterator[str]:
    from rich.console import Console

    from cleaner.show.terminal import write_lines

    terminal = is_terminal()
    console = Console(force_terminal=terminal or None, highlight=False)
    return write_lines(document, console, name=name, only=only, why=why, wrapped=terminal)


def _as_pages(source: Path, out: Path, params: dict[str, Any]) -> None:
    """Write views of all pages of a source."""
    from cleaner.batch.views.run import write_views
    from cleaner.batch.views.writer import INDEX, Viewed
    from cleaner.errors import WrongFolders

    for name in ("why", "only", "url"):
        if params[name]:
            raise click.UsageError(f"--{name} is for the terminal: pages show all that there is")

    def report(viewed: Viewed) -> None:
        if viewed.reason:
            say("error: " + shown(f"{viewed.source}: {viewed.reason}"))

    jobs = params["jobs"]
    options, other = _options(source, out, params), _other(params["compare"])
    try:
        pages = write_views(options, jobs, other=other, on_page=report, isolated=True)
    except WrongFolders as error:
        raise click.UsageError(str(error)) from error
    number = sum(viewed.figures is not None for viewed in pages)
    write(f"{number:,} page{'' if number == 1 else 's'}: {shown(str(out / INDEX))}\n")
    if number < len(pages) or not pages:
        raise click.exceptions.Exit(1)


def _options(source: Path, out: Path, params: dict[str, Any]) -> BatchOptions:
    from cleaner.batch.options import BatchOptions
    from cleaner.io.decode import required_encoding

    with usage():
        if params["encoding"]:
            required_encoding(params["encoding"])
        return BatchOptions(
            source,
            out,
            "html",
            config_from(params),
            format=params["input_format"],
            encoding=params["encoding"],
            timeout=VIEW_TIMEOUT,
            site_memory=params["site_memory"],
        )


def _other(path: Path | None) -> Path | EarlierLabels | None:
    """Return what pages are compared with: a folder of models, or an earlier run."""
    from cleaner.batch.views.earlier_labels import EarlierLabels

    if path is None:
        return None
    if path.is_dir() and any(path.glob("*.model")):
        return path
    with usage():
        return EarlierLabels.open(path)
