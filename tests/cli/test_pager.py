"""Paging: the user's pager if there is one, and no error if its reader leaves early."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.cli.pager import page

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pagers of Unix")


def test_lines_go_to_the_user_s_pager(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAGER", "sed 's/^/paged: /'")
    page(["船\n", "two\n"])
    assert capfd.readouterr().out == "paged: 船\npaged: two\n"


def test_less_is_asked_to_leave_short_texts_on_the_screen(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    less = tmp_path / "less"
    less.write_text('#!/bin/sh\necho "less $LESS $LESSCHARSET"\ncat > /dev/null\n')
    less.chmod(0o755)
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.delenv("LESS", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    page(["one\n"])
    assert capfd.readouterr().out == "less FRX utf-8\n"


def test_a_reader_who_leaves_early_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "head -1")
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for _ in range(10_000):
            taken += 1
            yield "x" * 1000 + "\n"

    page(lines())
    assert taken < 10_000


def test_without_a_pager_lines_are_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAGER", "no-such-program")
    page(["one\n"])
    assert capsys.readouterr().out == "one\n"
