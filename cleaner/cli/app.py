"""The command `cleaner`.

Nothing heavy is imported before a command needs it, so that `cleaner --help` answers at once.
"""

from __future__ import annotations

import sys

import click

from cleaner import __version__, _native
from cleaner.cli.batch import batch
from cleaner.cli.clean import clean
from cleaner.cli.evaluate import evaluate
from cleaner.cli.output import explained, open_closed_streams, say
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
        error.show()
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


@click.group(
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
