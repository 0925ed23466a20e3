"""The command `cleaner review`."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.arguments import FILE, FOLDER
from cleaner.cli.options import (
    VIEW_TIMEOUT,
    config_from,
    config_options,
    encoding_option,
    usage,
    view_options,
)
from cleaner.cli.output import say, shown, write
from cleaner.evaluation.extra import libraries_of

if TYPE_CHECKING:
    from cleaner.batch.options import BatchOptions
    from cleaner.review.preparing import Prepared
    from cleaner.review.session import Session

HIGHEST_PORT = 65_535


@click.command()
@click.argument("source", metavar="SRC", type=FILE)
@click.option(
    "--out",
    type=FOLDER,
    default=Path("corrections"),
    show_default=True,
    metavar="DIR",
    help="Folder for the corrections; it may contain corrections already.",
)
@click.option(
    "--compare",
    type=FOLDER,
    metavar="DIR",
    help="Show the corrections of another person beside yours, and say how far the two agree.",
)
@click.option(
    "--port", type=click.IntRange(0, HIGHEST_PORT), default=0, metavar="N",
    help="Port on 127.0.0.1 (default: any free port).",
)  # fmt: skip
@click.option(
    "--open", "opened", is_flag=True,
    help="Open the address in the browser. For a moment, other users of the machine may see it in "
    "the list of processes.",
)  # fmt: skip
@config_options()
@encoding_option
@view_options()
def review(source: Path, **params: Any) -> None:
    """Correct the labels of pages in the browser.

    SRC is the same as for `cleaner batch`: a folder, a page, or a file of many pages. The command
    prints an address on this machine. Open it to see the pages, the most doubtful first, and to
    correct labels with a click or a key. Every correction is saved at once. Together they are a
    corpus that `cleaner evaluate` and `cleaner train` can read, and that is suited to version
    control. Ctrl-C ends the review.

    Exit code: 0 the review was ended, 1 no page can be reviewed or the corrections cannot be read
    or written, 2 wrong usage.
    """
    with libraries_of("review"):  # before the work that comes first
        import starlette  # noqa: F401 - is it there?
        import uvicorn  # noqa: F401 - is it there?

    from cleaner.batch.places import check_folders
    from cleaner.errors import WrongFolders
    from cleaner.review.agreement import agreement, labels_by_digest
    from cleaner.review.corrections import Corrections
    from cleaner.review.preparing import Preparer, closing_views, prepare_pages
    from cleaner.review.session import Session

    out, other = params["out"], params["compare"]
    options = _options(source, params)
    try:
        without = check_folders(source, out)
    except WrongFolders as error:
        raise click.UsageError(str(error)) from error
    others = labels_by_digest(other) if other else {}
    corrections = Corrections(out)
    with corrections.held(), closing_views(out):
        preparer = Preparer(options, others, str(other or ""))
        pages = map(_said, prepare_pages(preparer, params["jobs"], without))
        session = Session(corrections, pages, compared=preparer.compared)
        for number, note in session.notes.items():
            say(shown(f"{session.pages[number].source}: {note}"))
        if not session.pages:
            raise click.ClickException(f"{shown(str(source))} holds no page that can be reviewed")
        if other and corrections.path.exists():
            for line in agreement(labels_by_digest(out), others).lines(shown(str(other))):
                write(line + "\n")
        _serve(session, source.resolve().name, params["port"], opened=params["opened"])
    if corrections.path.exists():
        write(f"the corrections are in {shown(str(corrections.path))}\n")


def _serve(session: Session, title: str, port: int, *, opened: bool) -> None:
    """Serve a session until it is ended."""
    from cleaner.review.server import Server

    server, count = Server(session, title, port), len(session.pages)
    write(f"{count:,} page{'' if count == 1 else 's'} to review: {server.address}\n")
    write("Ctrl-C ends the review; every correction is saved when it is made.\n")
    if opened:
        webbrowser.open(server.address)
    server.run()


def _options(source: Path, params: dict[str, Any]) -> BatchOptions:
    from cleaner.batch.options import BatchOptions
    from cleaner.io.decode import required_encoding

    with usage():
        if params["encoding"]:
            required_encoding(params["encoding"])
        return BatchOptions(
            source,
            params["out"],
            "html",
            config_from(params),
            encoding=params["encoding"],
            timeout=VIEW_TIMEOUT,
            site_memory=params["site_memory"],
        )


def _said(page: Prepared) -> Prepared:
    """Say why a page is skipped."""
    if page.page is None:
        say("skipped: " + shown(f"{page.source}: {page.reason}"))
    return page
