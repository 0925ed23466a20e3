"""The benchmark of `cleaner batch`."""

from __future__ import annotations

from pathlib import Path

import pytest
from scaling import SAMPLES, make_pages, same


def test_no_page_is_the_same_as_another(tmp_path: Path) -> None:
    make_pages(tmp_path, 12, SAMPLES)
    pages = [path.read_bytes() for path in tmp_path.rglob("*.html")]
    assert len(pages) == len(set(pages)) == 12


def test_folders_are_the_same_if_all_files_are(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "a").mkdir(parents=True)
        (folder / "a" / "x.txt").write_text("x")
    assert same(one, other)
    (other / "a" / "x.txt").write_text("y")
    assert not same(one, other)
    (other / "a" / "x.txt").write_text("x")
    (other / "a" / "y.txt").write_text("")
    assert not same(one, other)


@pytest.mark.slow
def test_a_run_is_timed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psutil")
    from scaling import measure

    make_pages(tmp_path / "source", 4, SAMPLES)
    assert measure(tmp_path / "source", tmp_path / "out", 1, 4) > 0
    assert "1 jobs: " in capsys.readouterr().out
