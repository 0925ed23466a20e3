"""The command `cleaner show`: what it prints, and what it writes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from crawls import PDF, put
from support import PROSE, Run, on_a_terminal, page

TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """A page in the folder that the commands run in."""
    return put(tmp_path / "ferry.html", page())


def test_a_page_is_shown_paragraph_by_paragraph(run: Run, ferry: Path) -> None:
    done = run("show", "ferry.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert any(
        line.startswith("body    █") and line.endswith(PROSE[1])
        for line in done.stdout.splitlines()
    )
    assert "\x1b" not in done.stdout
    assert run("show", "-", input=page()).stdout.splitlines()[2:] == done.stdout.splitlines()[2:]


def test_some_labels_and_all_reasons(run: Run, ferry: Path) -> None:
    text = run("show", "ferry.html", "--only", "chrome", "--only", "sidebar", "--why").stdout
    assert "Post comment" in text
    assert PROSE[1] not in text
    assert "↳" in text


@pytest.mark.slow
@TERMINAL
def test_on_a_terminal_there_are_colours_and_long_pages_are_paged(
    ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[1;38;5;35mbody" in on_a_terminal("show", ferry, "--no-pager")
    monkeypatch.setenv("PAGER", "sed s/^/paged:/")
    printed = on_a_terminal("show", ferry)
    assert "paged:" in printed
    assert "paged:" not in on_a_terminal("show", ferry, "--no-pager")


def test_pages_are_written_with_a_list_of_them(run: Run, tmp_path: Path, ferry: Path) -> None:
    put(tmp_path / "src" / "a.html", page())
    done = run("show", "src", "--html", "out", "--jobs", 1)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"1 page: {Path('out/index.html')}\n"
    assert (tmp_path / "out" / "pages" / "a.html").exists()


def test_a_page_that_cannot_be_read_is_said_and_the_rest_shown(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", page())
    put(tmp_path / "src" / "b.html", PDF)
    done = run("show", "src", "--html", "out", "--jobs", 1)
    assert done.returncode == 1
    assert "error: b.html: " in done.stderr
    assert "1 page: " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["src"], "--html OUT"),
        (["src", "--html", "src"], "could be overwritten"),
        (["src", "--html", "out", "--why"], "--why is for the terminal"),
        (["src/a.html", "--compare", "src"], "--compare goes with --html"),
        (["src", "--html", "out", "--compare", "src/a.html"], "not an output of cleaner batch"),
        (["src/a.html", "--only", "menu"], "'menu'"),
        (["https://larch.example/", "--html", "out"], "is an address"),
    ],
)
def test_wrong_usage_says_what_to_do(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    put(tmp_path / "src" / "a.html", page())
    done = run("show", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_without_pages_is_no_success(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    done = run("show", "src", "--html", "out")
    assert done.returncode == 1
    assert done.stdout.startswith("0 pages")
