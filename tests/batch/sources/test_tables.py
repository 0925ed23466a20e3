"""Rows as pages: a bad row, or a bad value, costs one row."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from crawls import bomb
from pyarrow import parquet
from support import PROSE, page

from cleaner.batch.options import Columns
from cleaner.batch.sources import tables
from cleaner.batch.sources.items import SourceRecord
from cleaner.batch.sources.tables import read_lines, read_parquet
from cleaner.errors import UnsupportedInput

NAMES = Columns()


def read(data: bytes, columns: Columns = NAMES, limit: int | None = 10**6) -> list[SourceRecord]:
    return list(read_lines(io.BytesIO(data), columns, limit))


def table(path: Path, columns: dict[str, Any], **options: Any) -> list[SourceRecord]:
    """Write a Parquet file and read it."""
    parquet.write_table(pa.table(columns), path / "a.parquet", **options)
    return list(read_parquet(path / "a.parquet", NAMES))


def numbers(records: list[SourceRecord]) -> tuple[list[int], list[int]]:
    """Of records the good ones, and the bad ones."""
    good = [record.number for record in records if not record.error]
    return good, [record.number for record in records if record.error]


# JSON Lines


def test_a_line_is_a_page() -> None:
    lines = [{"html": page(), "url": "https://larch.example/"}, {"html": "Text."}]
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    records = [SourceRecord(1, page(), "https://larch.example/"), SourceRecord(2, "Text.")]
    for packed in (data, gzip.compress(data), b"\xef\xbb\xbf" + data, data.rstrip(b"\n")):
        assert read(packed) == records


def test_a_bad_line_costs_that_line() -> None:
    lines = [b'{"html": "a"}', b"{", b'"text"', b'{"html": 7}', b'{"html": null}', b"",
             b'{"html": ["a"]}', b'{"html": "\xff"}', b"[" * 10**5, b'{"html": "b"}']  # fmt: skip
    assert numbers(read(b"\n".join(lines))) == ([1, 10], [2, 3, 4, 5, 7, 8, 9])


def test_an_address_that_is_none_costs_nothing() -> None:
    for url in (b"null", b"7", b'{"a": 1}', b'"\\udc9d"'):
        (record,) = read(b'{"html": "a", "url": ' + url + b"}")
        assert (record.data, record.error) == ("a", "")


def test_a_missing_column_is_said_with_those_that_there_are(tmp_path: Path) -> None:
    (line,) = read(b'{"body": "a"}')
    (row,) = table(tmp_path, {"body": ["a"]})
    for record in (line, row):
        assert "no column html (there are: body): name one with --page-column" in record.reason


def test_a_line_over_the_limit_is_an_error_and_the_next_is_read() -> None:
    data = b'{"html": "' + b"a" * 10**6 + b'"}\n{"html": "b"}\n'
    records = read(data, limit=1000)
    assert [record.error for record in records] == ["input-too-large", ""]
    assert [record.error for record in read(bomb(1 << 28), limit=1000)] == [
        "input-too-large",
        "damaged-archive",
    ]


def test_a_damaged_pack_gives_the_lines_before_and_after() -> None:
    parts = [gzip.compress(b'{"html": "%d"}\n' % n * 50) for n in range(3)]
    parts[1] = parts[1][:40] + b"\xff" * 9 + parts[1][49:]
    records = read(b"".join(parts))
    assert [r.error for r in records if r.name] == ["damaged-archive"]
    texts = [record.data for record in records if not record.error]
    assert texts.count("0") == texts.count("2") == 50


# Parquet


def test_a_row_is_a_page_whatever_type_its_text_has(tmp_path: Path) -> None:
    urls = ["https://larch.example/", None]
    for type_ in (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        records = table(tmp_path, {"html": pa.array([page(), "é"], type_), "url": urls})
        assert [(r.data, r.url) for r in records] == [(page(), urls[0]), ("é", "")]
    for type_ in (pa.binary(), pa.large_binary()):
        records = table(tmp_path, {"html": pa.array([b"a", b"\xff"], type_)})
        assert [record.data for record in records] == [b"a", b"\xff"]


def invalid(*values: bytes) -> pa.Array:
    """A column of text that holds what is not UTF-8."""
    return pa.array(values, pa.binary()).view(pa.string())


def test_text_that_is_not_utf8_costs_nothing(tmp_path: Path) -> None:
    values = [b"a"] * 70
    values[40] = b"caf\xe9"
    records = table(tmp_path, {"html": invalid(*values)})
    assert numbers(records) == ([*range(1, 71)], [])
    assert (records[39].data, records[40].data) == ("a", b"caf\xe9")
    records = table(tmp_path, {"html": ["a"] * 3, "url": invalid(b"u/1", b"u/\xe9", b"u/3")})
    assert [record.url for record in records] == ["u/1", "u/\\xe9", "u/3"]


def test_a_value_that_is_no_text_costs_its_row(tmp_path: Path) -> None:
    assert numbers(table(tmp_path, {"html": ["a", None, "b"]})) == ([1, 3], [2])
    for values in ([7], [[1, 2]], [{"a": 1}], [None]):
        assert numbers(table(tmp_path, {"html": values})) == ([], [1])


def test_a_damaged_group_of_rows_costs_that_group(tmp_path: Path) -> None:
    texts = [f"{n} " * 200 for n in range(90)]
    table(tmp_path, {"html": texts}, row_group_size=30, compression="none", use_dictionary=False)
    path = tmp_path / "a.parquet"
    start = parquet.read_metadata(path).row_group(1).column(0).data_page_offset
    data = bytearray(path.read_bytes())
    data[start : start + 30] = b"\xff" * 30
    path.write_bytes(data)
    records = list(read_parquet(path, NAMES))
    assert numbers(records)[0][:30] == [*range(1, 31)]
    assert numbers(records)[0][-30:] == [*range(61, 91)]
    assert [r.name for r in records if r.error] == ["gap2"]


def test_what_is_no_parquet_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(UnsupportedInput, match="not sound Parquet"):
        list(read_parquet(path, NAMES))


@pytest.mark.parametrize("whole", [None, 0], ids=["read whole", "read piece by piece"])
def test_a_group_of_rows_is_read_alike_in_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int | None
) -> None:
    if whole is not None:
        monkeypatch.setattr(tables, "_WHOLE", whole)
    path = tmp_path / "pages.parquet"
    parquet.write_table(pa.table({"html": PROSE * 30}), path, row_group_size=50)
    assert [record.data for record in read_parquet(path, Columns())] == [*PROSE] * 30


def test_a_damaged_length_takes_no_more_memory_than_the_file_has(tmp_path: Path) -> None:
    """The header of a page of two megabytes says that 134 follow."""
    path = tmp_path / "pages.parquet"
    texts = [f"{number} " + "word " * 400 for number in range(1000)]
    parquet.write_table(
        pa.table({"html": texts}), path,
        compression="none", use_dictionary=False, data_page_size=1 << 30, write_statistics=False,
    )  # fmt: skip
    data = bytearray(path.read_bytes())
    start = parquet.ParquetFile(path).metadata.row_group(0).column(0).data_page_offset
    header = data[start : start + 13]  # its kind, and two lengths of four bytes
    assert header[:3] == b"\x15\x00\x15"
    assert header[7] == 0x15
    data[start + 8 : start + 12] = b"\xfe\xff\xff\x7f"
    path.write_bytes(data)
    before = pa.default_memory_pool().max_memory()
    records = list(read_parquet(path, Columns()))
    assert [record.error for record in records] == ["damaged-archive"]
    assert pa.default_memory_pool().max_memory() - before < 32_000_000
