"""Docstrings of functions say what the function does: they begin with a verb."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from support import ROOT

# Extend this when a function does what none of these verbs says.
VERBS = frozenset(
    """
    Add Adjust Answer Append Ask Begin Blend Break Bring Call Change Choose Clean Collapse
    Commit Compare Compute Copy Correct Count Cut Decide Decode Decompress Detect Do Draw Drop
    Encode End Enter Escape Fetch Fill Find Fit Forbid Forget Get Give Go Guess Hand Handle Have
    Hold Import Index Join Keep Kill Learn Let Link List Load Look Make Mark Measure Move Name Note
    Open Parse Part Pickle Predict Prepare Print Publish Put Quote Raise Rank Read Reckon Record
    Remove Render Replace Replay Resolve Return Rewrite Round Run Say Score Segment Select Send
    Serve Set Share Show Silence Split Start Take Tell Train Try Turn Undo Wait Wake Walk Warn
    Write Yield
    """.split()
)  # fmt: skip
FOLDERS = ("cleaner", "benchmarks")


def is_property(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function is read like an attribute, whose docstring may be a noun."""
    return any("property" in ast.unparse(decorator) for decorator in function.decorator_list)


def without_verb(source: str) -> Iterator[str]:
    """Yield the functions whose docstring begins with anything but a verb."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not is_property(node):
            words = (ast.get_docstring(node) or "Return").split()
            if words[0].rstrip(",:") not in VERBS:
                yield f"{node.lineno} {node.name}: {' '.join(words[:6])} …"


def test_docstrings_of_functions_begin_with_a_verb() -> None:
    nouns = []
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        nouns += [f"{name}:{function}" for function in without_verb(path.read_text("utf-8"))]
    assert nouns == []


def test_a_noun_is_noticed_and_a_property_may_have_one() -> None:
    source = (
        'def size(): "The size."\n'
        'async def whole(): "Whether all is there."\n'
        "class Box:\n"
        "    @property\n"
        '    def lid(self): "The lid."\n'
        "    @cached_property\n"
        '    def is_shut(self): "Whether it is shut."\n'
        '    def shut(self): "Move the lid."\n'
    )
    assert list(without_verb(source)) == [
        "1 size: The size. …", "2 whole: Whether all is there. …",
    ]  # fmt: skip
