"""The public names: one list, and nothing beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support import environment

import cleaner


def test_the_list_is_what_can_be_imported() -> None:
    program = (
        "import cleaner, types\n"
        "from cleaner import *\n"
        "named = {n for n, v in globals().items() if not isinstance(v, types.ModuleType)}\n"
        "ours = {n for n, v in vars(cleaner).items() if not n.startswith('_')\n"
        "        and getattr(v, '__module__', '').partition('.')[0] == 'cleaner'}\n"
        "ours |= set(cleaner._LAZY)\n"
        "print(sorted(ours ^ {n for n in cleaner.__all__ if n != '__version__'}))\n"
        "print(sorted(set(cleaner.__all__) - named))\n"
        "print(sorted(set(dir(cleaner)) ^ set(cleaner.__all__)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(),
        check=False,
    )  # fmt: skip
    assert done.stdout.split("\n") == ["[]", "[]", "[]", ""], done.stderr


def test_the_list_is_sorted_and_every_name_is_documented() -> None:
    assert cleaner.__all__ == sorted(set(cleaner.__all__))
    for name in set(cleaner.__all__) - {"__version__"}:
        assert (getattr(cleaner, name).__doc__ or "").strip(), name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        cleaner.no_such_name  # noqa: B018 - raises


TYPED = """
from pathlib import Path

import cleaner
from cleaner import Cleaner, Document

document: Document = cleaner.clean("<p>text")
for page in ("text", b"bytes", bytearray(b"x"), memoryview(b"x"), Path("page.html")):
    document = Cleaner(profile="article").clean(page)
code: str = document.warnings[0].code
weight: float = document.paragraphs[0].reasons[0].weight
cleaner.clean(42)  # type: ignore[arg-type]
cleaner.clean(["<p>"])  # type: ignore[arg-type]
cleaner.clean_text(None)  # type: ignore[arg-type]
Cleaner(profile="news")  # type: ignore[arg-type]
Cleaner(threshold="high")  # type: ignore[arg-type]
cleaner.Config(profile="news")  # type: ignore[arg-type]
Cleaner().config.threshold = 0.5  # type: ignore[misc]
for many in cleaner.clean_many(["<p>text"], on_error="return"):
    many.text  # type: ignore[union-attr]
cleaner.clean_many(["<p>text"], on_error="ignore")  # type: ignore[call-overload]
"""


@pytest.mark.slow
def test_a_type_checker_accepts_what_is_documented_and_refuses_the_rest(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "user.py").write_text(TYPED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), "user.py"],
        capture_output=True, text=True, cwd=tmp_path, env=environment(), check=False,
    )  # fmt: skip
    assert done.stdout.startswith("Success"), done.stdout  # also if an "ignore" is not needed
