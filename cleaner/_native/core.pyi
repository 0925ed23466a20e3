"""Types of the compiled core. Arrays come and go as bytes, since their sizes are checked then."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from selectolax.lexbor import LexborNode

HAS_VECTORS: bool
TREE_LEAVES: int
MOST_TABLE_ROWS: int
WORD_CONSTANTS: Mapping[str, object]
TITLE_CONSTANTS: Mapping[str, object]
COUNT_CONSTANTS: Mapping[str, object]
NAME_CONSTANTS: Mapping[str, object]
LIMIT_CONSTANTS: Mapping[str, object]
COLUMN_CONSTANTS: Mapping[str, object]
SPACE_CONSTANTS: Mapping[str, object]
WALK_CONSTANTS: Mapping[str, object]
NETWORK_CONSTANTS: Mapping[str, object]
LANES: int
ENCODER_CONSTANTS: Mapping[str, object]
HTML_BLOCKS: tuple[tuple[str, tuple[str, ...]], ...]

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

CHANGES_AT_ONCE: int

class PackedContributions:
    def __init__(self, packed: PackedTrees, ends: bytes, groups: bytes) -> None: ...
    def add(self, matrix: bytes, rows: int, signs: bytes, sums: bytearray, width: int) -> None: ...

def strongest(
    credits: bytes, rows: int, order: bytes, starts: bytes, most: int, least: float
) -> tuple[bytearray, bytearray, bytearray]: ...
def heaviest_names(
    names: ClassNames, keys: list[Any], key_of: bytes, parents: bytes, leaves: bytes, signs: bytes
) -> tuple[bytearray, bytearray]: ...

QUOTATION_CONSTANTS: Mapping[str, object]

def phrases(words: Words, lexicon: Lexicon, directions: bytes, labels: bytes) -> bytearray: ...

class PackedNetwork:
    def __init__(
        self,
        columns: int,
        conventions: int,
        vectors: int,
        width: int,
        dilations: list[int],
        layers: bytes,
        rows: bytes,
        lanes: int,
    ) -> None: ...
    def margins(self, matrix: bytes, rows: int, columns: int) -> bytearray: ...

class PackedEncoder:
    def __init__(
        self,
        embedding: bytes,
        scale: bytes,
        layers: list[bytes],
        width: int,
        channels: int,
        hidden: int,
        outputs: int,
        lanes: int,
    ) -> None: ...
    def vectors(self, ids: bytes, rows: int) -> bytearray: ...

MARK_SETS: tuple[str, ...]
LINE_CONSTANTS: Mapping[str, object]
OWN_CONSTANTS: Mapping[str, object]
OWN_BLOCK: tuple[str, ...]
TOPIC_CONSTANTS: Mapping[str, object]
TOPIC_BLOCK: tuple[str, ...]
SHORTEST_WORDS: tuple[int, int]

class CueTable:
    count: int
    def __init__(self, keys: list[str], classes: list[tuple[int, ...]], count: int) -> None: ...

class Rarity:
    def __init__(self, words: list[str], values: bytes) -> None: ...

class Lines:
    own: bytearray
    lengths: bytearray
    cues: bytearray
    overlap: bytearray
    topics: bytearray
    first_in_rest: float
    first_words: int
    cjk: list[int]
    def __init__(
        self, texts: list[str], cues: CueTable, lexicon: Lexicon, rarity: Rarity
    ) -> None: ...

class Lexicon:
    def __init__(self, tokens: list[str], weights: bytes) -> None: ...

class Vocabulary:
    def __init__(self, words: list[str], first: int) -> None: ...

class Words:
    def __init__(self, texts: list[str]) -> None: ...
    def __len__(self) -> int: ...
    def scores_by(self, lexicon: Lexicon) -> bytearray: ...
    def ids_by(self, vocabulary: Vocabulary, unknown: int) -> bytearray: ...
    def title_shares(self, titles: list[list[str]]) -> tuple[bytearray, bytearray]: ...

class Walk:
    def __init__(self, page: Any, most: int, coarse: int) -> None: ...
    def walk(self, body: Any) -> tuple[bytearray, bool, dict[str, bytearray]]: ...

class ClassNames:
    def __init__(
        self,
        tokens: list[str],
        labels: bytes,
        types: bytes,
        bias: bytes,
        rows_of_key: Callable[[Any], Iterable[int]],
    ) -> None: ...
    def scores(
        self, keys: list[Any], words: Words, facts: Iterable[str]
    ) -> tuple[bytearray, bytearray]: ...

def page_shape(words: Words, runs: bytes, key_of: bytes) -> tuple[int, int, int, int, int]: ...
def count_tags(tags: list[str], wanted: Iterable[str]) -> list[int]: ...
def set_up_characters(
    fold: bytes,
    counted: bytes,
    marks: list[str],
    unspaced: Callable[[str], object],
    cjk: Callable[[str], object],
) -> None: ...
def has_excess(html: str, attributes: int, names: int) -> bool | None: ...

NODE_SAMPLE: str

def set_up_nodes(body: LexborNode | None) -> bool: ...
def set_up_walk(spec: Mapping[str, Any]) -> None: ...
def set_up_columns(
    starts: list[int],
    hidden: int,
    p: int,
    landmarks: list[int],
    ranks: dict[str, int],
    is_dated: Callable[[str], bool],
) -> None: ...
def html_matrix(
    page: Any,
    words: Words,
    lexicon: Lexicon,
    key_scores: bytes,
    probabilities: bytes,
    declared: bytes,
    forms: int,
) -> bytearray: ...
