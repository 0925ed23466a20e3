"""The public names: one list for each package that has some, and nothing beside it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from support import ROOT, environment

import cleaner

LISTS = {"cleaner": "_LAZY", "cleaner.batch": "_MODULES"}
"""The packages with a list of public names, and what they import when it is first asked for."""
API = (ROOT / "docs/reference/api.md").read_text("utf-8") if (ROOT / "docs").exists() else ""
_DIRECTIVE = re.compile(
    r"^\.\. (?:py:(?P<module>module):: (?P<room>[\w.]+)"
    r"|(?:auto|py:)\w+:: (?P<name>[\w.]+).*(?P<of>\n   :module: [\w.]+)?)",
    re.MULTILINE,
)


def documented() -> dict[str, set[str]]:
    """Return the names that the reference documents, by their modules."""
    names: dict[str, set[str]] = {}
    room = ""
    for match in _DIRECTIVE.finditer(API):
        if match["module"]:
            room = match["room"]
            continue
        owner, _, name = match["name"].rpartition(".")
        owner = match["of"].split()[-1] if match["of"] else owner or room
        names.setdefault(owner, set()).add(name)
    return names


def defined(module: str) -> dict[str, bool]:
    """Return the names that a module defines, and whether each has a docstring, without importing
    the module: what it is for need not be installed."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    names = {}
    body = ast.parse(path.read_text("utf-8")).body
    for node, after in zip(body, [*body[1:], None]):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names[node.name] = ast.get_docstring(node) is not None
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            said = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            names |= {target.id: said for target in targets if isinstance(target, ast.Name)}
    return names


@pytest.mark.parametrize("package", LISTS)
def test_the_list_is_what_can_be_imported(package: str) -> None:
    program = (
        f"import {package} as package, types\n"
        f"from {package} import *\n"
        "named = {n for n, v in globals().items() if not isinstance(v, types.ModuleType)}\n"
        "ours = {n for n, v in vars(package).items() if not n.startswith('_')\n"
        "        and not isinstance(v, types.ModuleType)\n"
        "        and getattr(v, '__module__', '').partition('.')[0] == 'cleaner'}\n"
        f"ours |= set(package.{LISTS[package]})\n"
        "print(sorted(ours ^ {n for n in package.__all__ if n != '__version__'}))\n"
        "print(sorted(set(package.__all__) - named))\n"
        "print(sorted(set(dir(package)) ^ set(package.__all__)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(),
        check=False,
    )  # fmt: skip
    assert done.stdout.split("\n") == ["[]", "[]", "[]", ""], done.stderr


@pytest.mark.parametrize("package", LISTS)
def test_the_list_is_sorted_and_every_name_is_documented(package: str) -> None:
    module = import_module(package)
    assert module.__all__ == sorted(set(module.__all__))
    for name in set(module.__all__) - {"__version__"}:
        assert (getattr(module, name).__doc__ or "").strip(), name


@pytest.mark.skipif(not API, reason="the documentation is not here")
@pytest.mark.parametrize("package", LISTS)
def test_the_reference_has_the_names_of_the_list(package: str) -> None:
    assert documented()[package] == set(import_module(package).__all__)


@pytest.mark.parametrize("module", sorted(set(documented()) - set(LISTS)))
def test_the_reference_has_names_that_a_module_defines_and_describes(module: str) -> None:
    assert documented()[module] <= {name for name, said in defined(module).items() if said}


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
