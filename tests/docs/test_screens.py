"""The tutorial on corrections: what it says is done in a real browser, and comes out like that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsers import chromium
from support import ROOT, load_script

SCRIPT = ROOT / "docs" / "screens.py"
TUTORIAL = ROOT / "docs" / "tutorial" / "corrections.md"


def pictures() -> set[str]:
    return set(re.findall(r"\((corrections-[a-z]+\.png)\)", TUTORIAL.read_text(encoding="utf-8")))


def test_its_pictures_and_pages_are_there() -> None:
    assert len(pictures()) == 3
    for name in pictures():
        assert (TUTORIAL.parent / name).read_bytes().startswith(b"\x89PNG")
    paths = re.findall(r"<(island/[a-z]+\.html)>", TUTORIAL.read_text(encoding="utf-8"))
    assert len(paths) == 4
    for path in paths:
        assert (TUTORIAL.parent / path).is_file()


@pytest.mark.slow
def test_three_corrected_pages_set_the_fourth_right(tmp_path: Path) -> None:
    folder, out = tmp_path / "reader", tmp_path / "pictures"
    folder.mkdir()
    out.mkdir()
    with chromium() as browser:
        story = load_script(SCRIPT).take(folder, out, browser)
    assert {path.name for path in out.iterdir()} == pictures()
    assert "Read also" in story.before
    assert "The Post appears" in story.before
    for beside in ("Read also", "The Post appears", "Whoever sends us"):
        assert beside not in story.after
    for own in ("The pool stays shut", "The swimming pool", "The sea is there", "Until then"):
        assert own in story.after
    first, elsewhere, written = story.trained.splitlines()
    said = r"larch\.example: 3 pages, 9 labels; on pages left out, \d labels wrong before, 0 after"
    assert re.fullmatch(said, first)
    assert elsewhere.startswith("elsewhere: no label changes, ")
    assert written.startswith("written to models/mine/html.model: html ")
