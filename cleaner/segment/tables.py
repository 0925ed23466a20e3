"""Which tables of a page hold data, and in which column each of their cells stands.

A table may also be no more than the layout of a page or of a form. Such a table holds further
tables, headings or long stretches of paragraphs in its cells, or it has no second row or column.
"""

from __future__ import annotations

from cleaner.segment.page import BIT, HEADINGS, HtmlPage

# A cell of data has few paragraphs; a cell of a layout has an article, a menu or a form.
MOST_IN_A_CELL = 12
# Beyond so many rows, or columns, spans are not followed: only hostile pages have them.
MOST_ROWS, MOST_COLUMNS = 10_000, 200

_CELLS = ("td", "th")
_LAYOUT_ROLES = ("presentation", "none")
_LAYOUT_TAGS = frozenset((*HEADINGS, "form", "article", "nav", "section", "main", "h1"))


class Tables:
    """The cells of data tables: `cell[e]` of each element e inside one is its (row, column).

    Row is the number of the `tr` element. Elements outside of data tables are not in `cell`.
    """

    def __init__(self, page: HtmlPage) -> None:
        elements = page.elements
        self.tag_of, self.parent_of = elements.tag, elements.parent
        self.first_of, self.end_of = elements.first, elements.end
        self.attributes = elements.attributes
        self.roles = {
            number: key[3]
            for number, key in enumerate(elements.keys)
            if not isinstance(key, str) and key[0] == "table" and key[3]
        }
        self.key_of = elements.key
        self.cell: dict[int, tuple[int, int]] = {}
        self._place_cells()

    def _place_cells(self) -> None:  # noqa: C901 - tables, rows and cells in one pass
        tag_of, parent_of = self.tag_of, self.parent_of
        table_of: dict[int, int] = {}  # of rows
        rows: dict[int, list[int]] = {}  # cells by row
        layout: set[int] = set()  # tables
        inside: dict[int, int] = {}  # the innermost table around an element, as far as needed
        for element, tag in enumerate(tag_of):
            parent = parent_of[element]
            table = inside.get(parent, -1)
            if tag == "table":
                if table >= 0:
                    layout.add(table)
                if self.roles.get(self.key_of[element]) in _LAYOUT_ROLES:
                    layout.add(element)
                inside[element] = element
                continue
            if table < 0:
                continue
            inside[element] = table
            if tag == "tr":
                table_of[element] = table
                rows[element] = []
            elif tag in _CELLS and parent in rows:
                rows[parent].append(element)
                if self.end_of[element] - self.first_of[element] > MOST_IN_A_CELL:
                    layout.add(table)
            elif tag in _LAYOUT_TAGS:
                layout.add(table)
        self._layout_by_shape(rows, table_of, layout)
        grids: dict[int, _Grid] = {}
        for row, cells in rows.items():
            table = table_of[row]
            if table in layout:
                continue
            grid = grids.setdefault(table, _Grid())
            grid.start_row()
            for cell in cells:
                column = grid.place(self.attributes.get(cell))
                self.cell[cell] = (row, column)

    def _layout_by_shape(
        self, rows: dict[int, list[int]], table_of: dict[int, int], layout: set[int]
    ) -> None:
        """Add the tables that have no second row or no second column."""
        sizes: dict[int, tuple[int, int]] = {}
        headed: set[int] = set()
        for row, cells in rows.items():
            table = table_of[row]
            height, width = sizes.get(table, (0, 0))
            filled = sum(self.end_of[cell] > self.first_of[cell] for cell in cells)
            sizes[table] = (height + (filled > 0), max(width, len(cells) if filled else 0))
            if any(self.tag_of[cell] == "th" for cell in cells):
                headed.add(table)
        for table, (height, width) in sizes.items():
            if table not in headed and (height < 2 or width < 2):
                layout.add(table)

    def cell_of(self, element: int) -> tuple[int, int] | None:
        """Return row and column of the cell that an element is or stands in; None if in none."""
        while element > 0:
            if self.tag_of[element] in _CELLS:
                return self.cell.get(element)
            element = self.parent_of[element]
        return None


class _Grid:
    """The columns of a table that cells of earlier rows still span."""

    def __init__(self) -> None:
        self.left: list[int] = []  # rows that each column is still taken for
        self.column = 0
        self.rows = 0

    def start_row(self) -> None:
        if self.rows:
            self.left = [max(left - 1, 0) for left in self.left]
        self.column, self.rows = 0, self.rows + 1

    def place(self, attributes: object) -> int:
        """Return the column of the next cell of the row, and take its place."""
        while self.column < len(self.left) and self.left[self.column] > 0:
            self.column += 1
        column = self.column
        width, height = span(attributes, "colspan"), span(attributes, "rowspan")
        if self.rows < MOST_ROWS and column + width < MOST_COLUMNS:
            self.left += [0] * (column + width - len(self.left))
            if height > 1:
                self.left[column : column + width] = [height] * width
        self.column = column + width
        return column


def span(attributes: object, name: str) -> int:
    """Return how many columns or rows a cell spans, 1 if it does not say."""
    value = attributes.get(name) if hasattr(attributes, "get") else None
    if not value or not value.strip().isascii() or not value.strip().isdigit():
        return 1
    return max(1, min(int(value.strip()[:5]), MOST_ROWS if name == "rowspan" else MOST_COLUMNS))


HAS_CELLS = BIT["td"] | BIT["th"]
