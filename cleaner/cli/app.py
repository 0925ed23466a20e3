"""The command `cleaner`.

Nothing heavy is imported before a command needs it, so that `cleaner --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner import __version__
from cleaner.cli.arguments import FILE, FOLDER
from cleaner.cli.evaluate import evaluate
from cleaner.cli.train import train
from cleaner.config import PROFILES
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.batch.task import Options, Outcome
    from cleaner.core import Cleaner
    from cleaner.paragraph import Paragraph
    from cleaner.types import Profile
from cleaner.document import Document

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("text", "markdown", "json", "html")
BATCH_FORMATS = (*FORMATS, "jsonl", "parquet")
LABEL_STYLES = {"body": "green", "sidebar": "yellow", "chrome": "blue"}
REFRESH = 0.1  # seconds between two updates of a progress bar: none for each page
INTERRUPTED = 130  # what shells report for a command ended by Ctrl-C


def main() -> None:
    """Run the command; errors become one line on standard error and an exit code."""
    try:
        code = app.main(prog_name="cleaner", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        code = INTERRUPTED
    except (CleanerError, OSError) as error:
        _say(f"error: {_explained(error)}")
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cleaner")
def app() -> None:
    """Keep the body of web pages and of text taken from them; drop everything around it.

    Every paragraph is labelled body, sidebar or chrome, and only the body comes out.
    """


def model_options(command: Command) -> Command:
    """The options that every command which cleans shares with `cleaner.Cleaner`."""
    for option in (
        click.option(
            "--max-bytes",
            type=click.IntRange(min=1),
            metavar="N",
            help="Refuse input larger than N bytes (default: 32 MB).",
        ),
        click.option(
            "--model",
            type=FOLDER,
            metavar="DIR",
            help="Models that `cleaner train` wrote, instead of the shipped ones.",
        ),
        click.option(
            "--threshold",
            type=click.FloatRange(0, 1),
            metavar="P",
            help="Keep a paragraph from this probability of body on; higher keeps less.",
        ),
        click.option(
            "--profile",
            type=click.Choice(PROFILES),
            default="labels",
            show_default=True,
            help="What counts as body: by the labels' guide, or the bare article as public "
            "corpora define it.",
        ),
        click.option(
            "--split-lines",
            is_flag=True,
            help="Part lines of plain text that mix sentences with a menu or the like.",
        ),
    ):
        command = option(command)
    return command


def format_option(choices: tuple[str, ...], explained: str) -> Callable[[Command], Command]:
    """The option that chooses the form of the output."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default="text",
        show_default=True,
        help=explained,
    )


def markup_options(command: Command) -> Command:
    """Add the options of what Markdown and HTML carry beside the text."""
    for option in (
        click.option(
            "--front-matter",
            is_flag=True,
            help="Markdown: put title, author, date, site, language and address on top.",
        ),
        click.option(
            "--formatting/--no-formatting",
            default=True,
            help="Markdown and HTML: keep emphasis, inline code and raised text (default: keep).",
        ),
        click.option(
            "--images/--no-images",
            default=True,
            help="Markdown and HTML: keep images (default: keep).",
        ),
        click.option(
            "--links/--no-links",
            default=True,
            help="Markdown and HTML: keep the addresses of links (default: keep).",
        ),
    ):
        command = option(command)
    return command


@app.command()
@click.argument("path", type=FILE)
@format_option(FORMATS, "Form of the output.")
@model_options
@markup_options
@click.option("--labels", is_flag=True, help="List every paragraph: label, probability, text.")
@click.option(
    "--reasons",
    is_flag=True,
    help="With --labels or --format json: say of every paragraph what decided its label. The "
    "number behind a reason is its weight in the log-odds of the label.",
)
@click.option("--url", help="Address of the page, for its metadata.")
@click.option("--html", "as_html", is_flag=True, help="Read the input as HTML.")
@click.option("--text", "as_text", is_flag=True, help="Read the input as plain text.")
def clean(
    path: Path,
    *,
    form: str,
    profile: Profile,
    threshold: float | None,
    model: Path | None,
    max_bytes: int | None,
    labels: bool,
    reasons: bool,
    split_lines: bool,
    url: str | None,
    as_html: bool,
    as_text: bool,
    links: bool,
    images: bool,
    formatting: bool,
    front_matter: bool,
) -> None:
    """Clean one page and print its body.

    PATH is a file of HTML or plain text, also packed (.gz .zst .bz2 .xz); - reads standard input.
    """
    from cleaner.config import MAX_BYTES, Markup
    from cleaner.core import Cleaner
    from cleaner.output import render

    if labels and form != "text":
        raise click.UsageError("--labels has a form of its own; --format json lists labels, too")
    if reasons and not (labels or form == "json"):
        raise click.UsageError("--reasons goes with --labels or with --format json")
    if as_html and as_text:
        raise click.UsageError("--html and --text: it is one or the other")
    kind = "html" if as_html else "text" if as_text else None
    limit = max_bytes or MAX_BYTES
    cleaner = Cleaner(model, threshold, profile, split_lines=split_lines, max_bytes=limit)
    document = _clean(cleaner, path, kind, url)
    if labels:
        _print_labels(document, reasons)
    elif reasons:
        _print(document.as_json(reasons=True, indent=2) + "\n")
    else:
        _print(render(document, form, Markup(links, images, formatting, front_matter)))
    for warning in document.warnings:
        _say(f"warning: {_shown(str(path))}: {warning}")


def _clean(cleaner: Cleaner, path: Path, kind: str | None, url: str | None) -> Document:
    from cleaner.batch.sources.folders import page_kind
    from cleaner.io.compression import read_limited, read_page

    if str(path) == "-":
        data = read_limited(sys.stdin.buffer, cleaner.config.max_bytes)
    else:
        data = read_page(path, cleaner.config.max_bytes)
        known = page_kind(path.name)
        kind = kind or (known[1] if known else None)
    if kind == "html":
        return cleaner.clean_html(data, url)
    return cleaner.clean_text(data) if kind == "text" else cleaner.clean(data, url)


@app.command()
@click.argument("source", metavar="SRC", type=FILE)
@click.argument("out", type=FILE)
@format_option(
    BATCH_FORMATS,
    "A file for each page, or all pages in OUT/pages.jsonl or OUT/pages.parquet.",
)
@click.option("--paragraphs", is_flag=True, help="Add all paragraphs to each record.")
@model_options
@markup_options
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes (default: one for each core).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="Give a page up after S seconds (default: 10).",
)
@click.option(
    "--max-memory",
    type=click.IntRange(min=256),
    metavar="MB",
    help="Give a page up whose process needs more than MB megabytes (default: 2048).",
)
@click.option(
    "--page-column", default="html", show_default=True, metavar="NAME",
    help="Column of JSON Lines and Parquet that holds the page.",
)  # fmt: skip
@click.option(
    "--url-column", default="url", show_default=True, metavar="NAME",
    help="Column of JSON Lines and Parquet that holds its address.",
)  # fmt: skip
@click.option("-0", "--null", is_flag=True, help="A zero byte ends each name of a list of files.")
@click.option("--force", is_flag=True, help="Start over: do again what an earlier run has done.")
@click.option("--dry-run", is_flag=True, help="List what would be done, and write nothing.")
@click.option(
    "--report", metavar="NAME.html", default="",
    help="Write a page with the run's figures, and the pages that look wrong, to OUT/NAME.html.",
)  # fmt: skip
@click.option(
    "--site-memory/--no-site-memory",
    default=True,
    show_default=True,
    help="Read all pages first: what repeats on a site of three pages or more is hardly the "
    "article of one of them.",
)
def batch(
    source: Path,
    out: Path,
    *,
    form: str,
    paragraphs: bool,
    profile: Profile,
    threshold: float | None,
    model: Path | None,
    max_bytes: int | None,
    jobs: int | None,
    timeout: float | None,
    max_memory: int | None,
    page_column: str,
    url_column: str,
    null: bool,
    force: bool,
    dry_run: bool,
    report: str,
    split_lines: bool,
    site_memory: bool,
    links: bool,
    images: bool,
    formatting: bool,
    front_matter: bool,
) -> None:
    """Clean many pages into a folder.

    SRC is a folder, of which every .html, .htm, .xhtml, .txt, .md and .warc file is cleaned; or
    one such file, or one of JSON Lines or Parquet; or - for a list of files on standard input.
    All may be packed (.gz .zst .bz2 .xz).

    OUT mirrors the folder. The name there is a.txt for a.html; pages that would get the same
    name (a.html, a.htm) get a.html.txt and a.htm.txt; pages of an archive are named by their
    address. What fails is listed with its reason, here and in OUT/errors.jsonl, and the rest is
    done. No page of SRC is ever written to.

    Run again, only what is new, has changed or has failed is done; a page that is gone from SRC
    keeps its result.

    Exit code: 0 all done, 1 some failed, 2 wrong usage, 130 interrupted.
    """
    from cleaner.batch.sources.containers import Columns
    from cleaner.batch.task import MAX_MEMORY, RECORD_FORMATS, TIMEOUT, Options
    from cleaner.config import MAX_BYTES, Markup
    from cleaner.errors import WrongFolders

    if paragraphs and form not in RECORD_FORMATS:
        raise click.UsageError("--paragraphs is for --format jsonl and parquet")
    if report and (Path(report).name != report or not report.lower().endswith(".html")):
        raise click.UsageError("--report takes the name of a file in OUT, ending in .html")
    options = Options(
        source, out, form, profile, threshold, model, max_bytes or MAX_BYTES,
        timeout or TIMEOUT, max_memory << 20 if max_memory else MAX_MEMORY, force, paragraphs,
        Columns(page_column, url_column), b"\0" if null else b"\n", report,
        site_memory=site_memory, split_lines=split_lines,
        markup=Markup(links, images, formatting, front_matter),
    )  # fmt: skip
    try:
        if dry_run:
            _list_batch(options)
        else:
            _run_batch(options, jobs)
    except WrongFolders as error:
        raise click.UsageError(str(error)) from error


def _list_batch(options: Options) -> None:
    from cleaner.batch.runner import list_batch

    for page, what in list_batch(options):
        _print(f"{what}\t{_shown(page)}\n")


def _run_batch(options: Options, jobs: int | None) -> None:
    from rich.console import Console

    from cleaner.batch.report.summary import Summary, progress_bar, summary_table
    from cleaner.batch.runner import run_batch

    summary = Summary()
    progress = progress_bar(Console(stderr=True))

    shown = 0.0

    def show(outcome: Outcome) -> None:
        nonlocal shown
        if monotonic() - shown > REFRESH:
            progress.update(bar, total=summary.expected, completed=summary.seen)
            shown = monotonic()
        if outcome.error:
            address = f" ({outcome.url})" if outcome.url else ""
            _say("error: " + _shown(f"{outcome.path}{address}: {outcome.reason}"))

    try:
        with progress:
            bar = progress.add_task("", total=None)
            run_batch(options, jobs, summary, show)
    finally:
        if summary.seen:  # else the run could not even begin
            Console().print(summary_table(summary))
            click.echo(f"written to {_shown(str(options.out))}")
    if not summary.total:
        place = _shown(str(options.source))
        _say(f"warning: no pages in {place} (.html .htm .xhtml .txt .md .warc, also packed)")
    if summary.failures:
        raise click.exceptions.Exit(1)


app.add_command(train)
app.add_command(evaluate)


def _print(text: str) -> None:
    """Write to standard output; as UTF-8 unless a terminal says otherwise."""
    if sys.stdout.isatty():
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    else:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as `head` does: no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        raise click.exceptions.Exit(0) from None


def _print_labels(document: Document, reasons: bool) -> None:
    """One line a paragraph, its reasons under it: in colour on a terminal, else tab-separated."""
    said = [p.reasons if reasons else [] for p in document.paragraphs]
    if not sys.stdout.isatty():
        lines = []
        for paragraph, why in zip(document.paragraphs, said):
            lines.append("\t".join(_columns(paragraph)))
            lines += [f"\t\t{_shown(reason)}" for reason in why]
        _print("".join(line + "\n" for line in lines))
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
            console.print(Text(f"{'':{len(head)}}{_shown(reason)}", style="dim"), soft_wrap=True)


def _columns(paragraph: Paragraph) -> tuple[str, str, str]:
    probability = paragraph.probabilities[paragraph.label]
    return paragraph.label.value, f"{probability:.2f}", _shown(" ".join(paragraph.text.split()))


def _shown(text: str) -> str:
    """Text that is safe to show: control characters and broken bytes of file names, which could
    write over the terminal, stand as escapes.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _say(message: str) -> None:
    _say_plainly(f"cleaner: {message}")


def _say_plainly(message: str) -> None:
    click.echo(message, err=True)


def _explained(error: Exception) -> str:
    from cleaner.batch.sources.folders import explain

    return _shown(explain(error))


if __name__ == "__main__":
    main()
