"""Edit the source of one module: a mutant is the module's source with one fault in it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


class NoSuchCode(LookupError):
    """A fault does not apply: the code that it alters is not there any more, or not once."""


@dataclass(frozen=True)
class Mutant:
    """A module with a fault: its path below the root, the fault in words, its source."""

    path: str
    fault: str
    source: str

    @property
    def module(self) -> str:
        """The name that the module is imported by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def source_of(path: str) -> str:
    """Return the source of a file below the root."""
    return (ROOT / path).read_text(encoding="utf-8")


def _normalised(code: str) -> str:
    """Return code as `ast.unparse` writes it, so that line breaks and brackets do not matter; a
    fragment that is no code by itself as it is."""
    try:
        return ast.unparse(ast.parse(code))
    except SyntaxError:
        return code


def replaced(path: str, scope: str, before: str, after: str) -> str:
    """Return the source of a file with `after` instead of `before` in a function or class.

    `scope` is its name, as "function" or "Class.method". `before` and `after` are expressions or
    statements, which must stand there once. `before` may be empty: then `after` is what the
    function does first, and all that it does if it returns. Raises NoSuchCode.
    """
    source = source_of(path)
    node = _scope(ast.parse(source), scope, path)
    if before:
        edited = _with_replacement(ast.unparse(node), before, after, f"{path}: {scope}")
    else:
        body = [*ast.parse(after).body, *node.body]
        node.body = body
        edited = ast.unparse(node)
    lines = source.splitlines()
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
    indent = " " * node.col_offset
    lines[first : node.end_lineno] = [indent + line for line in edited.splitlines()]
    return "\n".join(lines) + "\n"


def _with_replacement(code: str, before: str, after: str, where: str) -> str:
    counts = {text: code.count(text) for text in (before, _normalised(before))}
    fitting = [text for text, count in counts.items() if count == 1]
    if not fitting:
        raise NoSuchCode(f"{where} holds {before!r} {max(counts.values())} times, not once")
    return code.replace(fitting[0], after)


def _scope(tree: ast.Module, scope: str, path: str) -> ast.FunctionDef | ast.ClassDef:
    body: list[ast.stmt] = tree.body
    node: ast.FunctionDef | ast.ClassDef | None = None
    for name in scope.split("."):
        node = next(
            (
                child
                for child in body
                if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and child.name == name
            ),
            None,
        )
        if node is None:
            raise NoSuchCode(f"{path} has no {scope}")
        body = node.body
    assert node is not None
    return node
