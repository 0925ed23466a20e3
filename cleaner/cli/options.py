"""The options of cleaning on the command line, made from `Config`, and those of inputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import Field, fields
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import click

from cleaner.cli.arguments import FOLDER
from cleaner.config import Config, Markup
from cleaner.errors import InvalidOption
from cleaner.types import Format

VIEW_TIMEOUT = 60.0  # seconds: reasons and the view itself take as long again as cleaning

Command = TypeVar("Command", bound=Callable[..., Any])


class Real(type(click.FLOAT)):  # type: ignore[misc]
    """A number. NaN, which click takes, is none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value} is not a number", param, ctx)
        return number


class RealRange(click.FloatRange):
    """A number in a range. NaN, which is in no range, passes those of click."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        return super().convert(Real().convert(value, param, ctx), param, ctx)


def config_options(config: type[Config] = Config) -> Callable[[Command], Command]:
    """Return a decorator that gives a command an option for each of `config`."""
    hints = get_type_hints(config)

    def decorate(command: Command) -> Command:
        for option in reversed(fields(config)):
            command = _option(option, hints[option.name], config.description(option.name))(command)
        return command

    return decorate


def _option(option: Field[Any], hint: Any, text: str) -> Callable[[Command], Command]:
    """Make the click option for one option of cleaning, by its type."""
    flag = f"--{option.name.replace('_', '-')}"
    types = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
    types.discard(type(None))
    (type_,) = types
    if type_ is bool:
        return click.option(f"{flag}/--no-{flag[2:]}" if option.default else flag, help=text,
                            is_flag=True, default=option.default)  # fmt: skip
    if get_origin(type_) is Literal:
        choices = click.Choice(get_args(type_))
        return click.option(
            flag, type=choices, default=option.default, show_default=True, help=text
        )
    click_type: Any
    if issubclass(type_, Path):
        click_type, metavar = FOLDER, "DIR"
    elif issubclass(type_, float):
        click_type, metavar = Real(), "P"
    else:
        click_type, metavar = (click.INT, "N") if issubclass(type_, int) else (click.STRING, "TEXT")
    return click.option(flag, type=click_type, metavar=metavar, default=option.default, help=text)


def config_from(params: dict[str, Any], config: type[Config] = Config) -> Config:
    """Take the options of cleaning out of a command's parameters.

    Raises click.UsageError for a value out of range.
    """
    with usage():
        return config(**{option.name: params.pop(option.name) for option in fields(config)})


@contextmanager
def usage() -> Iterator[None]:
    """Show a value out of range as wrong usage."""
    try:
        yield
    except InvalidOption as error:
        raise click.UsageError(str(error)) from error


def encoding_option(command: Command) -> Command:
    """Add the option that says in which encoding the input is."""
    return click.option(
        "--encoding", metavar="LABEL",
        help="Encoding of the input, such as windows-1251 (default: the declared one, or a guess).",
    )(command)  # fmt: skip


def view_options(when: str = "") -> Callable[[Command], Command]:
    """Return a decorator that adds the options of drawing views of many pages; `when` says in
    front of their help when they count."""

    def help_text(text: str) -> str:
        return f"{when}{text[0].lower()}{text[1:]}" if when else text

    def decorate(command: Command) -> Command:
        command = click.option(
            "--site-memory/--no-site-memory",
            default=True,
            show_default=True,
            help=help_text(
                "Make a paragraph less likely to be kept if it repeats on its site, as `cleaner "
                "batch` does."
            ),
        )(command)
        return click.option(
            "--jobs", type=click.IntRange(min=1), metavar="N",
            help=help_text(
                "Worker processes (default: one for each core that this process may use)."
            ),
        )(command)  # fmt: skip

    return decorate


def input_options(command: Command) -> Command:
    """Add the options that say what an input is, for one that is taken for something else."""
    for option in (
        encoding_option,
        click.option("--text", "as_text", is_flag=True, help="Read the input as plain text."),
        click.option("--html", "as_html", is_flag=True, help="Read the input as HTML."),
    ):  # fmt: skip
        command = option(command)
    return command


def input_format(params: dict[str, Any]) -> Format | None:
    """Take --html and --text out of a command's parameters."""
    as_html, as_text = params.pop("as_html"), params.pop("as_text")
    if as_html and as_text:
        raise click.UsageError("--html and --text: it is one or the other")
    return "html" if as_html else "text" if as_text else None


def markup_options(command: Command) -> Command:
    """Add the options of what Markdown and HTML carry beside the text."""
    for option in (
        click.option(
            "--front-matter",
            is_flag=True,
            help="Markdown: put title, author, date, site, language and address at the top.",
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


def markup_from(params: dict[str, Any]) -> Markup:
    """Take what Markdown and HTML carry out of a command's parameters."""
    return Markup(**{option.name: params.pop(option.name) for option in fields(Markup)})


def verbosity_options(command: Command) -> Command:
    """Add the options of how much a command says on standard error; they exclude each other."""

    def one_of_both(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
        other = "quiet" if param.name == "verbose" else "verbose"
        if value and ctx.params.get(other):
            raise click.UsageError("--quiet and --verbose: it is one or the other")
        return value

    for option in (
        click.option(
            "-v", "--verbose", is_flag=True, callback=one_of_both,
            help="Report what was done with each page.",
        ),
        click.option(
            "-q", "--quiet", is_flag=True, callback=one_of_both, help="Report only errors."
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def format_option(choices: tuple[str, ...], text: str) -> Callable[[Command], Command]:
    """Return the option that chooses the format of the output."""
    return click.option(
        "--format", "output_format", type=click.Choice(choices), default="text",
        show_default=True, help=text,
    )  # fmt: skip
