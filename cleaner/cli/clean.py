"""The command `cleaner clean`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.arguments import FILE
from cleaner.cli.options import (
    config_from,
    config_options,
    format_option,
    input_format,
    input_options,
    markup_from,
    markup_options,
)
from cleaner.cli.output import is_terminal, say, shown, write
from cleaner.errors import UnsupportedInput

if TYPE_CHECKING:
    from cleaner.core import Cleaner
    from cleaner.document import Document
    from cleaner.io.salvage import Unpacked
    from cleaner.paragraph import Paragraph
    from cleaner.types import Format

FORMATS = ("text", "markdown", "json", "html")
LABEL_STYLES = {"body": "green", "sidebar": "yellow", "chrome": "blue"}
STDIN = Path("-")


@click.command()
@click.argument("path", type=FILE)
@format_option(FORMATS, "Format of the output.")
@config_options()
@input_options
@markup_options
@click.option("--labels", is_flag=True, help="List every paragraph: label, probability, text.")
@click.option(
    "--reasons",
    is_flag=True,
    help="With --labels or --format json: say what decided the label of each paragraph. The number "
    "behind a reason is its weight in the log-odds of the label.",
)
@click.option("--url", help="Address of the page, for its metadata.")
def clean(path: Path, *, output_format: str, labels: bool, reasons: bool, **params: Any) -> None:
    """Clean one page and print its body.

    PATH is a file of HTML or plain text, also packed (.gz .zst .bz2 .xz); - reads standard input.
    """
    from cleaner.output import render

    if labels and output_format != "text":
        raise click.UsageError("--labels has a format of its own; --format json lists labels, too")
    if reasons and not (labels or output_format == "json"):
        raise click.UsageError("--reasons goes with --labels or with --format json")
    markup = markup_from(params)
    document = read_document(path, params)
    try:
        if labels:
            _write_labels(document, reasons)
        elif reasons:
            write(document.as_json(reasons=True, indent=2) + "\n")
        else:
            write(render(document, output_format, markup))
    except BrokenPipeError:  # the reader has seen enough, as `head` does: no error
        raise click.exceptions.Exit(0) from None
    for warning in document.warnings:
        say(f"warning: {shown(str(path))}: {warning}")


def read_document(path: Path, params: dict[str, Any]) -> Document:
    """Clean a file, or standard input, by the parameters of a command."""
    from cleaner.core import Cleaner
    from cleaner.io.decode import decode, required_encoding

    config, format_ = config_from(params), input_format(params)
    url, encoding = params["url"], params["encoding"]
    if encoding:
        required_encoding(encoding)
    cleaner = Cleaner.from_config(config)
    content = _read(path, config.max_bytes, told=format_ is not None)
    decoded = decode(content.data, encoding=encoding, url=url)
    document = _cleaned(cleaner, decoded.text, format_ or _by_name(path), url)
    document.warnings[:0] = [*content.warnings, *decoded.warnings]
    return document


def _read(path: Path, limit: int | None, *, told: bool) -> Unpacked:
    """Read a file or standard input. `told`: the user says what format it has."""
    from cleaner.batch.sources.containers import refuse_tables
    from cleaner.io.compression import read_limited
    from cleaner.io.salvage import read_unpacked, unpack

    if path != STDIN:
        content = read_unpacked(path, limit)
        if not told and _by_name(path) is None:
            refuse_tables(path.name, content.data[:2048])
        return content
    if sys.stdin is None:
        raise UnsupportedInput("standard input is closed: there is nothing to read")
    return unpack(read_limited(sys.stdin.buffer, limit), limit)


def _by_name(path: Path) -> Format | None:
    """The format of a file, if its name tells."""
    from cleaner.batch.sources.folders import page_format

    page = page_format(path.name)
    return page[1] if page else None


def _cleaned(cleaner: Cleaner, text: str, format_: Format | None, url: str | None) -> Document:
    if format_ == "html":
        return cleaner.clean_html(text, url)
    return cleaner.clean_text(text) if format_ == "text" else cleaner.clean(text, url)


def _write_labels(document: Document, reasons: bool) -> None:
    """Write one line a paragraph, its reasons under it: in colour on a terminal, else with tabs."""
    said = [p.reasons if reasons else [] for p in document.paragraphs]
    if not is_terminal():
        lines = []
        for paragraph, why in zip(document.paragraphs, said):
            lines.append("\t".join(_columns(paragraph)))
            lines += [f"\t\t{shown(reason)}" for reason in why]
        write("".join(line + "\n" for line in lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for paragraph, why in zip(document.paragraphs, said):
        label, probability, text = _columns(paragraph)
        style = LABEL_STYLES[label]
        head = f"{label:7} {probability}  "
        console.print(Text.assemble((head, f"bold {style}"), (text, style)), soft_wrap=True)
        for reason in why:
            console.print(Text(f"{'':{len(head)}}{shown(reason)}", style="dim"), soft_wrap=True)


def _columns(paragraph: Paragraph) -> tuple[str, str, str]:
    probability = paragraph.probabilities[paragraph.label]
    return paragraph.label.value, f"{probability:.2f}", shown(" ".join(paragraph.text.split()))
