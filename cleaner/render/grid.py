"""A table as a grid: what spans several columns or rows stands in each of them."""

from __future__ import annotations

from cleaner.render.blocks import Block

MOST_COLUMNS = 200


def grid_of(table: Block) -> tuple[list[list[Block | None]], int]:
    """Return the rows of a table that are kept, as cells by column, and the number of head rows.

    A cell that spans the whole width stands in the first column alone; None is an empty place.
    """
    rows = [block for block in table.blocks if block.kind == "row"]
    placed: list[list[Block | None]] = []
    over: dict[int, tuple[Block, int]] = {}  # by column, cells from above and the rows left to them
    for row in rows:
        line: list[Block | None] = []
        column = 0
        for cell in row.blocks:
            column = _take_over(line, over, column)
            width = min(cell.columns, MOST_COLUMNS - len(line))
            for _ in range(width):
                line.append(cell)
                if cell.rows > 1:
                    over[column] = (cell, cell.rows)
                column += 1
        _take_over(line, over, column)
        over = {at: (cell, left - 1) for at, (cell, left) in over.items() if left > 1}
        placed.append(line)
    kept = [(row, line) for row, line in zip(rows, placed) if row.checked]
    width = max((len(line) for _, line in kept), default=0)
    heads = 0
    for row, _ in kept:
        if not row.is_head:
            break
        heads += 1
    out = []
    for row, line in kept:
        once = width > 1 and len(row.blocks) == 1 and row.blocks[0].columns >= width
        cells = line[:1] if once else line
        out.append(cells + [None] * (width - len(cells)))
    return out, heads


def _take_over(line: list[Block | None], over: dict[int, tuple[Block, int]], column: int) -> int:
    while column in over and len(line) < MOST_COLUMNS and len(line) == column:
        line.append(over[column][0])
        column += 1
    return column
