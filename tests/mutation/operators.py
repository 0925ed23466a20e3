"""Small faults that can be set into any code: another constant, comparison, operator, result.

Each is the kind of slip that a reader overlooks. Annotations, decorators and documentation are left
as they are, since nothing runs differently for them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutation.source import Mutant, source_of

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
TWINS = {
    "minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min", "any": "all",
    "all": "any", "zeros": "ones", "ones": "zeros", "argmax": "argmin", "sum": "max",
    "startswith": "endswith", "endswith": "startswith", "lstrip": "rstrip", "rstrip": "lstrip",
}  # fmt: skip


def mutants(path: str) -> Iterator[Mutant]:
    """Yield every mutant of a file below the root."""
    source = source_of(path)
    tree = ast.parse(source)
    for node in _code(tree):
        for other in _variants(node):
            yield _mutant(path, source, node, other)


def _code(node: ast.AST) -> Iterator[ast.expr | ast.Return]:
    """Yield the expressions that are run, and the returns."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr):
                continue  # Python before 3.12 does not know where the parts of f-strings stand
            if _is_text(child):
                continue
            if isinstance(child, (ast.expr, ast.Return)):
                yield child
            yield from _code(child)


def _is_text(node: ast.AST) -> bool:
    """Whether a statement is a docstring or the documentation of a constant."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _variants(node: ast.expr | ast.Return) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        flipped = COMPARISONS[type(node.ops[0])]()
        yield ast.Compare(node.left, [flipped, *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS and not _of_types(node):
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Attribute) and node.attr in TWINS:
        yield ast.Attribute(node.value, TWINS[node.attr], node.ctx)
    elif isinstance(node, ast.Name) and node.id in TWINS and isinstance(node.ctx, ast.Load):
        yield ast.Name(TWINS[node.id], node.ctx)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Return) and _is_value(node.value):
        yield ast.Return(ast.Constant(None))


def _is_value(node: ast.expr | None) -> bool:
    """Whether a return gives back more than None."""
    return node is not None and not (isinstance(node, ast.Constant) and node.value is None)


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, (int, float)):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Two neighbouring keyword arguments with each other's values."""
    named = [i for i, keyword in enumerate(node.keywords) if keyword.arg is not None]
    for one, other in zip(named, named[1:]):
        keywords = list(node.keywords)
        keywords[one] = ast.keyword(node.keywords[one].arg, node.keywords[other].value)
        keywords[other] = ast.keyword(node.keywords[other].arg, node.keywords[one].value)
        yield ast.Call(node.func, node.args, keywords)


def _of_types(node: ast.BinOp) -> bool:
    """Whether `|` joins types, which nothing runs."""
    sides = (node.left, node.right)
    return isinstance(node.op, ast.BitOr) and any(
        isinstance(side, ast.Constant) and side.value is None for side in sides
    )


def _mutant(path: str, source: str, node: ast.expr | ast.Return, other: ast.AST) -> Mutant:
    ast.copy_location(other, node)
    ast.fix_missing_locations(other)
    before, after = ast.unparse(node), ast.unparse(other)
    if isinstance(node, ast.expr):
        after = f"({after})"
    start = _offset(source, node.lineno, node.col_offset)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    end = _offset(source, node.end_lineno, node.end_col_offset)
    data = source.encode()
    changed = data[:start] + after.encode() + data[end:]
    return Mutant(path, f"line {node.lineno}: {before} → {after}", changed.decode())


def _offset(source: str, line: int, column: int) -> int:
    """Return the offset in bytes of a position as `ast` gives it."""
    return sum(len(text.encode()) + 1 for text in source.split("\n")[: line - 1]) + column
