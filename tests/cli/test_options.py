"""Options of the command line that are made from the declared options of cleaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import click
import pytest
from click.testing import CliRunner

from cleaner.cli.options import config_from, config_options
from cleaner.config import Config


def described(default: Any, text: str) -> Any:
    return field(default=default, metadata={"description": text})


@dataclass(frozen=True)
class Later(Config):
    """The options of cleaning as they may be one day."""

    keep_tables: bool = described(False, "Keep tables.")
    with_links: bool = described(True, "Keep links.")
    size: int | None = described(None, "A number.")
    share: float = described(0.5, "A share.")
    style: Literal["plain", "rich"] = described("plain", "A style.")
    folder: Path | None = described(None, "A folder.")  # noqa: RUF009 - a field
    name: str = described("", "A name.")


def parsed(*arguments: str) -> Later:
    """The options that arguments make."""
    made: list[Any] = []

    @click.command()
    @config_options(Later)
    def command(**params: Any) -> None:
        made.append(config_from(params, Later))
        assert params == {}

    done = CliRunner().invoke(command, list(arguments))
    assert done.exit_code == 0, done.output
    later: Later = made[0]
    return later


def test_an_option_that_is_declared_later_is_one_of_the_command_line() -> None:
    assert parsed() == Later()
    assert parsed(
        "--keep-tables", "--no-with-links", "--size", "7", "--share", "0.7", "--style", "rich",
        "--folder", "here", "--name", "x", "--threshold", "0.3",
    ) == Later(
        keep_tables=True, with_links=False, size=7, share=0.7, style="rich",
        folder=Path("here"), name="x", threshold=0.3,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [["--share", "nan"], ["--style", "odd"], ["--size", "x"], ["--threshold", "7"]],
    ids=" ".join,
)
def test_values_out_of_range_are_wrong_usage(arguments: list[str]) -> None:
    @click.command()
    @config_options(Later)
    def command(**params: Any) -> None:
        config_from(params, Later)

    assert CliRunner().invoke(command, arguments).exit_code == 2
