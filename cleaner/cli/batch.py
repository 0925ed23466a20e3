"""The command `cleaner batch`."""

from __future__ import annotations

import json
import os
import shlex
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.arguments import FILE
from cleaner.cli.options import (
    RealRange,
    config_from,
    config_options,
    format_option,
    input_format,
    input_options,
    markup_from,
    markup_options,
    usage,
    verbosity_options,
)
from cleaner.cli.output import is_terminal, say, shown, write

if TYPE_CHECKING:
    from cleaner.batch.options import BatchOptions
    from cleaner.batch.report.summary import Summary
    from cleaner.batch.task import Outcome

FORMATS = ("text", "markdown", "json", "html", "jsonl", "parquet")
REFRESH = 0.1  # seconds between two updates of the progress bar: one for each page takes too long
STDIN = Path("-")
# Endings of files that are passed over in a folder, but may well be pages, or hold some.
_MAYBE_PAGES = {
    "", ".php", ".asp", ".aspx", ".jsp", ".cgi", ".cfm", ".do", ".shtml", ".phtml", ".htmls",
    ".xht", ".text", ".markdown",
}  # fmt: skip
_PAGES = {".html", ".htm", ".xhtml", ".txt", ".md"}  # in names that go on: "a.html?b", "a.html.1"
_TABLES = {".json", ".csv", ".tsv", ".tab", ".psv"}
_ROWS = {".jsonl", ".ndjson", ".parquet"}


@click.command()
@click.argument("source", metavar="SRC", type=FILE)
@click.argument("out", type=FILE)
@format_option(
    FORMATS,
    "Output format: a file for each page, or all pages in OUT/pages.jsonl or OUT/pages.parquet.",
)
@click.option(
    "--paragraphs",
    is_flag=True,
    help="With --format jsonl or parquet: add all paragraphs to each record.",
)
@config_options()
@input_options
@markup_options
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes (default: one for each core that this process may use).",
)
@click.option(
    "--timeout",
    type=RealRange(min=0, min_open=True),
    metavar="S",
    help="Skip a page that takes longer than S seconds (default: 10; inf for no limit).",
)
@click.option(
    "--max-memory",
    type=click.IntRange(min=256),
    metavar="MB",
    help="Skip a page whose process needs more than MB megabytes of memory (default: 2048).",
)
@click.option(
    "--page-column", default="html", show_default=True, metavar="NAME",
    help="Column of JSON Lines and Parquet that holds the page.",
)  # fmt: skip
@click.option(
    "--url-column", default="url", show_default=True, metavar="NAME",
    help="Column of JSON Lines and Parquet that holds the address of the page.",
)  # fmt: skip
@click.option(
    "-0", "--null", is_flag=True,
    help="File names on standard input end with a NUL byte, as from `find -print0`.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Clean all pages again, even those that are done.")
@click.option("--dry-run", is_flag=True, help="List what would be done, but write nothing.")
@click.option(
    "--report", metavar="NAME.html", default="",
    help="Write a report with the figures of the run and the doubtful pages to OUT/NAME.html.",
)  # fmt: skip
@click.option(
    "--json", "json_path", type=FILE, metavar="FILE", help="Write the figures of the run to FILE."
)
@click.option(
    "--site-memory/--no-site-memory",
    default=True,
    show_default=True,
    help="Read all pages first, and make a paragraph less likely to be kept if it repeats on its "
    "site: on a site of three pages or more, it is hardly ever part of an article.",
)
@verbosity_options
def batch(
    source: Path,
    out: Path,
    *,
    dry_run: bool,
    jobs: int | None,
    json_path: Path | None,
    quiet: bool,
    verbose: bool,
    **params: Any,
) -> None:
    """Clean many pages into a folder.

    SRC is a folder, in which every .html, .htm, .xhtml, .txt, .md and .warc file is cleaned; or
    one such file, or a file of JSON Lines or Parquet; or - for a list of files on standard input.
    Files may be compressed (.gz .zst .bz2 .xz).

    OUT mirrors the folder: the body of a.html is written to a.txt. Pages that would get the same
    name (a.html, a.htm) get a.html.txt and a.htm.txt; outputs of pages in an archive are named by
    their address. Several sources may share one OUT. A page that fails is listed with the reason,
    on the terminal and in OUT/errors.jsonl, and the rest is cleaned. Files in SRC are never
    changed, and neither are files in OUT that another program wrote.

    If you run the command again, it cleans only pages that are new, have changed or have failed; a
    page that is gone from SRC keeps its result.

    Exit code: 0 all done, 1 some failed, 2 wrong usage, 130 interrupted.
    """
    from cleaner.errors import WrongFolders

    options = _options(source, out, params)
    try:
        if dry_run:
            _list(options)
        else:
            _run(options, jobs, json_path, quiet, verbose)
    except WrongFolders as error:
        raise click.UsageError(str(error)) from error


def _options(source: Path, out: Path, params: dict[str, Any]) -> BatchOptions:
    """Make the options of the run from the parameters of the command."""
    from cleaner.batch.options import MAX_MEMORY, TIMEOUT, BatchOptions, Columns

    with usage():
        memory = params["max_memory"]
        return BatchOptions(
            source,
            out,
            params["output_format"],
            config_from(params),
            format=input_format(params),
            encoding=params["encoding"],
            markup=markup_from(params),
            timeout=params["timeout"] or TIMEOUT,
            max_memory=memory << 20 if memory else MAX_MEMORY,
            force=params["force"],
            paragraphs=params["paragraphs"],
            columns=Columns(params["page_column"], params["url_column"]),
            separator=b"\0" if params["null"] else b"\n",
            report=params["report"],
            site_memory=params["site_memory"],
        )


def _list(options: BatchOptions) -> None:
    """Write what a run would do with each page."""
    from cleaner.batch.runner import list_batch

    try:
        for page, what in list_batch(options):
            write(f"{what}\t{shown(page)}\n")
    except BrokenPipeError:  # the reader has seen enough, as `head` does: no error
        raise click.exceptions.Exit(0) from None


def _run(
    options: BatchOptions, jobs: int | None, json_path: Path | None, quiet: bool, verbose: bool
) -> None:
    """Run a batch, and say as much of it as is wanted; errors in any case."""
    from rich.console import Console

    from cleaner.batch.report.summary import Summary, progress_bar
    from cleaner.batch.runner import run_batch

    summary = Summary()
    progress = progress_bar(Console(stderr=True, quiet=quiet))
    refreshed = 0.0

    def show(outcome: Outcome) -> None:
        nonlocal refreshed
        if monotonic() - refreshed > REFRESH:
            progress.update(bar, total=summary.expected, completed=summary.seen)
            refreshed = monotonic()
        if outcome.error:
            address = f" ({outcome.url})" if outcome.url else ""
            say("error: " + shown(f"{outcome.path}{address}: {outcome.reason}"))
        elif verbose:
            say(shown(_told(outcome)))

    try:
        with progress:
            bar = progress.add_task("", total=None)
            run_batch(options, jobs, summary, show, isolated=True)
    finally:
        if summary.seconds and not quiet:  # else the run did not even begin
            _write_summary(summary, options)
        if json_path is not None and summary.seconds:
            _write_json(summary, json_path)
    for hint in () if quiet else hints(summary, options):
        say("warning: " + shown(hint))
    if summary.failures:
        raise click.exceptions.Exit(1)


def _told(outcome: Outcome) -> str:
    """Say what became of a page, in one line, with its warnings."""
    what = "unchanged" if outcome.unchanged else f"confidence {outcome.confidence:.2f}"
    target = f" -> {outcome.target}" if outcome.target else ""
    kept = f"{outcome.words_kept:,} of {outcome.words:,} words kept"
    return "; ".join([f"{outcome.path}{target}: {kept}, {what}", *outcome.warnings])


def _write_summary(summary: Summary, options: BatchOptions) -> None:
    """Write the figures, if anybody reads them: the work is done in any case."""
    from rich.console import Console

    from cleaner.batch.report.summary import summary_table
    from cleaner.errors import CleanerError

    console = Console(force_terminal=is_terminal() or None)
    with console.capture() as captured:
        console.print(summary_table(summary))
    with suppress(BrokenPipeError, CleanerError):
        write(f"{captured.get()}written to {shown(str(options.out))}\n")


def _write_json(summary: Summary, path: Path) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(summary.as_dict(), indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


def hints(summary: Summary, options: BatchOptions) -> list[str]:
    """Return what a user should know who finds pages missing."""
    source = str(options.source)
    lines = []
    if not summary.total:
        lines.append(_no_pages(summary, options))
    maybe = _MAYBE_PAGES | _PAGES
    counts = {ending: n for ending, n in summary.endings.items() if ending in maybe}
    if counts:
        ending = max(counts, key=lambda name: (counts[name], name))
        names = f"-name '*{ending}*'" if ending else "! -name '*.*'"
        if ending in _PAGES:
            names = f"-name '*{ending}[!l]*'"  # without those that end so: they are done
        lines.append(
            f"passed over {_files(counts)} in {source} because of the names; if they are pages, "
            f"list them on standard input: find {shlex.quote(source)} -type f {names} | "
            f"cleaner batch - {shlex.quote(str(options.out))}"
        )
    counts = {ending: n for ending, n in summary.endings.items() if ending in _ROWS}
    if counts:
        lines.append(
            f"passed over {_files(counts)} in {source}, whose rows may be anything; if they "
            "hold pages, name one of them as SRC, or list them on standard input (SRC -)"
        )
    counts = {ending: n for ending, n in summary.endings.items() if ending in _TABLES}
    if counts and not summary.total:
        lines.append(
            f"passed over {_files(counts)} in {source}; if their rows hold pages, write them as "
            "JSON Lines or Parquet, with the page in a column, and name that file as SRC"
        )
    return lines


def _no_pages(summary: Summary, options: BatchOptions) -> str:
    """Return what to say of a source without pages: what would be one there."""
    if options.source == STDIN:
        return "no pages on standard input, which is read as a list of files"
    if not options.source.is_file():
        return f"no pages in {options.source} (.html .htm .xhtml .txt .md .warc, also packed)"
    passed = [f"{reason} {n:,}" for reason, n in summary.passed_over.counts.most_common(3)]
    return f"no pages in {options.source}" + (f"; passed over: {', '.join(passed)}" * bool(passed))


def _files(counts: dict[str, int]) -> str:
    number = sum(counts.values())
    endings = ", ".join(f"{ending or 'no ending'} {n}" for ending, n in sorted(counts.items()))
    return f"{number:,} file{'s' * (number != 1)} ({endings})"
