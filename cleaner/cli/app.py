"""The command `cleaner`.

Nothing heavy is imported before a command needs it, so that `cleaner --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from cleaner import __version__, _native
from cleaner.cli.batch import batch
from cleaner.cli.clean import clean
from cleaner.cli.evaluate import evaluate
from cleaner.cli.output import explained, is_unread, open_closed_streams, say, say_usage
from cleaner.cli.review import review
from cleaner.cli.show import show
from cleaner.cli.train import train
from cleaner.errors import CleanerError, InvalidOption

USAGE = 2
INTERRUPTED = 130  # what shells report for a command ended by Ctrl-C


def main() -> None:
    """Run the command; errors become one line on standard error and an exit code."""
    open_closed_streams()
    try:
        code = app.main(prog_name="cleaner", standalone_mode=False)
    except click.ClickException as error:
        say_usage(error)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        code = INTERRUPTED
    except InvalidOption as error:
        say(f"error: {explained(error)}")
        code = USAGE
    except (CleanerError, OSError) as error:
        say(f"error: {explained(error)}")
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _say_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version, and whether the compiled core runs."""
    if asked and not context.resilient_parsing:
        click.echo(f"cleaner, version {__version__} ({_native.running()})")
        context.exit()


class _Commands(click.Group):
    """The commands. Who asks for help and does not read all of it has seen enough: no error, as it
    is one for click."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _seen_enough():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _seen_enough():
            return super().invoke(ctx)


@contextmanager
def _seen_enough() -> Iterator[None]:
    """End with exit code 0 if the reader of standard output has gone."""
    try:
        yield
    except BrokenPipeError:
        if is_unread():
            raise click.exceptions.Exit(0) from None
        raise


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="To complete commands, options and file names in bash (zsh and fish work alike): "
    'eval "$(_CLEANER_COMPLETE=bash_source cleaner)"',
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_say_version,
    help="Show the version, and whether the compiled core runs.",
)
def app() -> None:
    """Keep the body of web pages, or of text extracted from them; drop everything around it.

    Every paragraph is labelled body, sidebar or chrome, and only the body is output.
    """


for command in (clean, show, review, batch, train, evaluate):
    app.add_command(command)


if __name__ == "__main__":
    main()
