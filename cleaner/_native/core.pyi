"""Types of the compiled core. Arrays come and go as bytes, since their sizes are checked then."""

HAS_VECTORS: bool
TREE_LEAVES: int

class PackedTrees:
    columns: int
    def __init__(
        self,
        first: bytes,
        column: bytes,
        threshold: bytes,
        kept: bytes,
        leaves: bytes,
        columns: int,
    ) -> None: ...
    def margins(self, matrix: bytes, rows: int) -> bytearray: ...
