"""No circles of imports inside a room, not even among imports for type checkers.

Between rooms `lint-imports` refuses them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from support import ROOT

PACKAGE = "cleaner"


def name_of(path: Path) -> str:
    """Return the name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(source: str, modules: Mapping[str, Path]) -> Iterator[str]:
    """Yield the modules of the package that a module imports, wherever in it that stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in modules:
                    yield inner
                elif node.module in modules:
                    yield node.module


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the modules of a circle, none if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other() -> None:
    modules = {name_of(path): path for path in (ROOT / PACKAGE).rglob("*.py")}
    graph = {
        name: set(imports(path.read_text("utf-8"), modules)) - {name}
        for name, path in modules.items()
    }
    assert graph["cleaner.model.encoder"] >= {"cleaner.model.graphs", "cleaner.model.runtime"}
    assert circle(graph) == []


def test_a_circle_that_only_type_checkers_see_is_noticed() -> None:
    modules = dict.fromkeys(("cleaner.a", "cleaner.b", "cleaner.c"), ROOT)
    source = "if TYPE_CHECKING:\n    from cleaner.a import A\n"
    graph = {
        "cleaner.a": set(imports("from cleaner import b, c", modules)),
        "cleaner.b": set(imports(source, modules)),
        "cleaner.c": set(),
    }
    assert sorted(set(circle(graph))) == ["cleaner.a", "cleaner.b"]
