"""The command `cleaner clean`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.arguments import NamedPath
from cleaner.cli.options import (
    config_options,
    format_option,
    input_options,
    markup_from,
    markup_options,
    verbosity_options,
)
from cleaner.cli.output import explained, is_terminal, say, shown, write
from cleaner.cli.sink import Sink
from cleaner.cli.sources import STDIN, Reading, stdin_has_input
from cleaner.errors import CleanerError, InvalidOption, ModelError

if TYPE_CHECKING:
    from cleaner.config import Markup
    from cleaner.document import Document
    from cleaner.paragraph import Paragraph

FORMATS = ("text", "markdown", "json", "html", "jsonl")
_NO_FAULT_OF_A_SOURCE = (InvalidOption, ModelError, BrokenPipeError)
LABEL_STYLES = {"body": "green", "sidebar": "yellow", "chrome": "blue"}


@click.command()
@click.argument("sources", metavar="[SRC]...", nargs=-1, type=NamedPath(path_type=str))
@format_option(FORMATS, "Output format; jsonl writes one line for each page, with its metadata.")
@click.option(
    "-o", "--output", "out", type=NamedPath(path_type=str), metavar="FILE|DIR", default=STDIN,
    help="Write to this file (default: standard output). If it is a folder, if its name ends in a "
    "slash, or if there are several SRC, write one file for each page into that folder; with "
    "jsonl, several SRC go into one file.",
)  # fmt: skip
@config_options()
@input_options
@markup_options
@click.option(
    "--labels", is_flag=True, help="List every paragraph with its label, probability and text."
)
@click.option(
    "--reasons",
    is_flag=True,
    help="With --labels or --format json: say what decided the label of each paragraph. The number "
    "in brackets is the weight of the reason in the log-odds of the label.",
)
@click.option(
    "--paragraphs", is_flag=True, help="With --format jsonl: add all paragraphs to each line."
)
@click.option(
    "--url",
    help="Address of the page, for links and metadata (default: the address it was fetched from).",
)
@verbosity_options
def clean(
    sources: tuple[str, ...],
    *,
    output_format: str,
    out: str,
    labels: bool,
    reasons: bool,
    paragraphs: bool,
    quiet: bool,
    verbose: bool,
    **params: Any,
) -> None:
    """Clean pages and print their bodies.

    SRC is a file of HTML or plain text, which may be compressed (.gz .zst .bz2 .xz); or the address
    of a page (https://…), which is fetched; or - for standard input, which is also read if there is
    no SRC and something is piped in.

    An address is fetched once, as a browser would: a few redirects are followed, certificates are
    checked, robots.txt is not read, and a page over --max-bytes is refused. To fetch many pages,
    use a crawler, and clean its output with `cleaner batch`.

    Exit code: 0 all done, 1 some failed, 2 wrong usage, 130 interrupted.
    """
    sources = _checked(sources, params["url"])
    shape = _Shape(output_format, markup_from(params), labels, reasons, paragraphs)
    shape.require_sense(several=len(sources) > 1, to_stdout=out == STDIN)
    reading = Reading(params)
    failed = False
    try:
        with Sink(out, sources, output_format) as sink:
            for source in sources:
                try:
                    document = reading.document(source)
                    shape.write(document, source, sink)
                    _tell(document, source, quiet=quiet, verbose=verbose)
                except (CleanerError, OSError) as error:
                    if len(sources) == 1 or isinstance(error, _NO_FAULT_OF_A_SOURCE):
                        raise
                    failed = True
                    say(f"error: {_about(source, explained(error))}")
    except BrokenPipeError:  # the reader has seen enough, as `head` does: no error
        raise click.exceptions.Exit(0) from None
    if failed:
        raise click.exceptions.Exit(1)


def _checked(sources: tuple[str, ...], url: str | None) -> tuple[str, ...]:
    """Return the sources, standard input if there are none. Raises click.UsageError."""
    if not sources:
        if not stdin_has_input():
            raise click.UsageError("name a file or an address, or pipe a page in")
        return (STDIN,)
    if sources.count(STDIN) > 1:
        raise click.UsageError("standard input (-) can be read once")
    if url and len(sources) > 1:
        raise click.UsageError("--url is the address of one page")
    return sources


@dataclass(frozen=True)
class _Shape:
    """How a document is shown."""

    format: str
    markup: Markup
    labels: bool
    reasons: bool
    paragraphs: bool

    def require_sense(self, *, several: bool, to_stdout: bool) -> None:
        """Raise click.UsageError if options do not go together."""
        if self.labels and self.format != "text":
            raise click.UsageError(
                "--labels has a format of its own; --format json lists labels, too"
            )
        if self.labels and (several or not to_stdout):
            raise click.UsageError("--labels shows one page, on standard output")
        if self.reasons and not (self.labels or self.format == "json"):
            raise click.UsageError("--reasons goes with --labels or with --format json")
        if self.paragraphs and self.format != "jsonl":
            raise click.UsageError("--paragraphs goes with --format jsonl")

    def write(self, document: Document, source: str, sink: Sink) -> None:
        """Write a document. Raises as the sink does."""
        if self.labels:
            _write_labels(document, self.reasons)
        else:
            sink.put(source, self._rendered(document, source))

    def _rendered(self, document: Document, source: str) -> str:
        from cleaner.output import json_line, render

        if self.format == "jsonl":
            name = os.fsencode(source).decode("utf-8", "backslashreplace")
            return json_line(document, name, paragraphs=self.paragraphs)
        if self.reasons:
            return document.as_json(reasons=True, indent=2) + "\n"
        return render(document, self.format, self.markup)


def _tell(document: Document, source: str, *, quiet: bool, verbose: bool) -> None:
    """Say on standard error what was odd about a document, and with `verbose` what was done."""
    if verbose:
        say(
            f"{shown(source)}: {document.format}, {len(document.body)} of "
            f"{len(document.paragraphs)} paragraphs are body, confidence "
            f"{document.confidence:.2f}, model {document.model or 'none'}"
        )
    if not quiet:
        for warning in document.warnings:
            say(f"warning: {shown(source)}: {shown(warning)}")


def _about(source: str, message: str) -> str:
    """Return a message that names its source."""
    return message if shown(source) in message else f"{shown(source)}: {message}"


def _write_labels(document: Document, reasons: bool) -> None:
    """Write one line a paragraph, its reasons under it: in colour on a terminal, else with tabs."""
    explained = [p.reasons if reasons else [] for p in document.paragraphs]
    if not is_terminal():
        lines = []
        for paragraph, why in zip(document.paragraphs, explained):
            lines.append("\t".join(_columns(paragraph)))
            lines += [f"\t\t{shown(reason)}" for reason in why]
        write("".join(line + "\n" for line in lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for paragraph, why in zip(document.paragraphs, explained):
        label, probability, text = _columns(paragraph)
        style = LABEL_STYLES[label]
        head = f"{label:7} {probability}  "
        console.print(Text.assemble((head, f"bold {style}"), (text, style)), soft_wrap=True)
        for reason in why:
            console.print(Text(f"{'':{len(head)}}{shown(reason)}", style="dim"), soft_wrap=True)


def _columns(paragraph: Paragraph) -> tuple[str, str, str]:
    probability = paragraph.probabilities[paragraph.label]
    return paragraph.label.value, f"{probability:.2f}", shown(" ".join(paragraph.text.split()))
