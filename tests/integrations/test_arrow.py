"""Batches of Arrow: the same with columns out, and a page that fails is a row with its error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from moody import CRASH, HANG, LOADS, Moody
from pyarrow import parquet
from support import SAMPLES, page, run_example

import cleaner
from cleaner import Cleaner, clean_batch
from cleaner.errors import InvalidOption, ModelError
from cleaner.integrations.arrow import batch_schema
from cleaner.integrations.rows import row_of, row_of_error

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
NEW = ["text", "markdown", "title", "labels", "confidence", "warnings", "error"]
HERE_OR_THERE = pytest.mark.parametrize("options", [{}, {"timeout": 100.0}], ids=["here", "worker"])


def samples() -> pa.Table:
    """The samples, each with an address."""
    paths = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    return pa.table(
        {
            "html": [path.read_bytes() for path in paths],
            "url": [f"https://{path.stem}.example/" for path in paths],
            "name": [path.name for path in paths],
        }
    )


@HERE_OR_THERE
def test_the_columns_are_what_a_document_says(options: dict[str, Any]) -> None:
    table = samples()
    cleaned = clean_batch(table, **options)
    assert cleaned.schema.names == ["html", "url", "name", *NEW]
    assert cleaned.select(["html", "url", "name"]).equals(table)
    for row in cleaned.to_pylist():
        document = cleaner.clean(row["html"], row["url"])
        assert row["text"] == document.text
        assert row["markdown"] == document.as_markdown()
        assert row["title"] == document.title
        assert sum(row["labels"].values()) == len(document.paragraphs)
        assert row["labels"]["body"] == len(document.body)
        assert row["confidence"] == round(document.confidence, 4)
        warnings = (*document.warnings, *document.metadata.warnings)
        assert row["warnings"] == [warning.as_dict() for warning in warnings]
        assert row["error"] is None


def test_the_schema_is_fixed_whatever_the_rows_hold() -> None:
    expected = batch_schema(pa.schema([("html", pa.string())]))
    for pages in ([], [None], [page()], [page(), None]):
        table = pa.table({"html": pa.array(pages, pa.string())})
        assert clean_batch(table).schema == expected
        for batch in table.to_batches():
            assert clean_batch(batch).schema == expected
    text = pa.string()
    assert [(field.name, field.type) for field in expected][1:] == [
        ("text", text),
        ("markdown", text),
        ("title", text),
        ("labels", pa.struct([(name, pa.int64()) for name in ("body", "sidebar", "chrome")])),
        ("confidence", pa.float64()),
        ("warnings", pa.list_(pa.struct([("code", text), ("text", text)]))),
        ("error", pa.struct([("code", text), ("reason", text)])),
    ]


@pytest.mark.parametrize(
    "type_", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(),
              pa.dictionary(pa.int32(), pa.string())], ids=str,
)  # fmt: skip
def test_pages_may_be_text_or_bytes_of_any_kind(type_: pa.DataType) -> None:
    batch = pa.record_batch({"html": pa.array([page(), page("Other")]).cast(type_)})
    cleaned = clean_batch(batch)
    assert isinstance(cleaned, pa.RecordBatch)
    assert cleaned.column("title").to_pylist() == ["The ferry returns to Larch Island", "Other"]


@pytest.mark.skipif(not hasattr(pa, "string_view"), reason="pyarrow has no views before 16")
def test_pages_may_be_views_and_categories_as_polars_hands_out() -> None:
    views = pa.array([page("One"), page("Two")]).cast(pa.string_view())
    categories = pa.DictionaryArray.from_arrays(pa.array([1, None, 0], pa.uint32()), views)
    for column, titles in ((views, ["One", "Two"]), (categories, ["Two", None, "One"])):
        assert clean_batch(pa.table({"html": column})).column("title").to_pylist() == titles


def test_columns_may_be_in_chunks_that_do_not_fit_each_other() -> None:
    addresses = [f"https://larch.example/{number}" for number in range(3)]
    table = pa.table(
        {
            "html": pa.chunked_array([[page("One")], [], [None, page("Two")]], pa.string()),
            "url": pa.chunked_array([addresses[:2], addresses[2:]]),
        }
    )
    rows = clean_batch(table).to_pylist()
    assert [(row["url"], row["title"]) for row in rows] == [*zip(addresses, ["One", None, "Two"])]


@HERE_OR_THERE
def test_a_page_that_fails_is_a_row_with_its_error(options: dict[str, Any]) -> None:
    table = pa.table({"html": pa.array([page().encode(), PDF, None, b""], pa.binary())})
    good, *bad, empty = clean_batch(table, **options).to_pylist()
    assert good["error"] is None
    for row in bad:
        assert [row[name] for name in NEW[:-1]] == [None] * 6
        assert row["error"]["code"] == "unsupported-input"
        assert row["error"]["reason"]
    assert (empty["error"], empty["warnings"][0]["code"]) == (None, "no-text")


def test_text_that_is_no_utf_8_costs_nothing() -> None:
    invalid = pa.array([page().encode() + b"\xff"], pa.binary()).view(pa.string())
    (row,) = clean_batch(pa.table({"html": invalid})).select(["title", "error"]).to_pylist()
    assert row == {"title": "The ferry returns to Larch Island", "error": None}


def test_half_a_character_costs_nothing() -> None:
    document = cleaner.clean(page())
    document.metadata.title = "half: \ud83d"
    assert row_of(document)["title"] == "half: ?"
    assert row_of_error(OSError("half: \ud83d"))["error"] == {"code": "file", "reason": "half: ?"}


@POSIX
@pytest.mark.slow
def test_a_page_that_crashes_or_hangs_costs_its_row_and_models_are_loaded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOADS, str(tmp_path))
    table = pa.table({"html": [page("One"), CRASH, page("Two"), HANG, page("Three")]})
    cleaned = clean_batch(table, cleaner=Moody(), timeout=2.0)
    codes = [error and error["code"] for error in cleaned.column("error").to_pylist()]
    assert codes == [None, "worker-died", None, "timed-out", None]
    assert cleaned.column("title").to_pylist() == ["One", None, "Two", None, "Three"]
    processes = len(list(tmp_path.iterdir()))
    for _ in range(3):
        clean_batch(pa.table({"html": [page()]}), cleaner=Moody(), timeout=2.0)
    assert len(list(tmp_path.iterdir())) == processes
    assert {path.read_text() for path in tmp_path.iterdir()} == {"loaded\n"}


def test_columns_may_have_other_names() -> None:
    table = pa.table({"content": [page()], "link": ["https://larch.example/a"], "text": ["mine"]})
    cleaned = clean_batch(table, "content", "link", prefix="clean_")
    assert cleaned.schema.names == ["content", "link", "text", *(f"clean_{name}" for name in NEW)]
    assert cleaned.column("text").to_pylist() == ["mine"]
    assert "(https://larch.example/)" in clean_batch(
        pa.table({"html": [page(paragraphs=['Long ago <a href="/">the sea</a> was here.'] * 3)],
                  "url": ["https://larch.example/a"]})
    ).column("markdown")[0].as_py()  # fmt: skip


def test_what_is_wrong_with_all_rows_is_raised(tmp_path: Path) -> None:
    table = pa.table({"html": [page()]})
    with pytest.raises(InvalidOption, match="no column 'page' \\(there are: html\\)"):
        clean_batch(table, "page")
    with pytest.raises(InvalidOption, match="a column 'text' already"):
        clean_batch(table.append_column("text", [["mine"]]))
    for options in ({"timeout": 0}, {"jobs": 0}, {"format": "pdf"}):
        with pytest.raises(InvalidOption, match=next(iter(options))):
            clean_batch(table, **options)
    with pytest.raises(InvalidOption, match="no column 'link'"):  # a slip costs all addresses
        clean_batch(table, url="link")
    twice = pa.Table.from_arrays([table["html"]] * 2, names=["html", "html"])
    with pytest.raises(InvalidOption, match="there are 2 columns 'html'"):
        clean_batch(twice)
    twice = pa.Table.from_arrays([table["html"]] * 3, names=["html", "url", "url"])
    with pytest.raises(InvalidOption, match="there are 2 columns 'url'"):
        clean_batch(twice)
    with pytest.raises(TypeError, match="dict is no batch of Arrow: pass a pyarrow"):
        clean_batch({"html": [page()]})
    for timeout in (None, 100.0):
        with pytest.raises(ModelError):
            clean_batch(table, cleaner=Cleaner(model=tmp_path), timeout=timeout)


@pytest.mark.slow
def test_the_example_cleans_a_file_of_any_length(tmp_path: Path) -> None:
    parquet.write_table(samples(), tmp_path / "pages.parquet", row_group_size=3)
    done = run_example("parquet_file.py", "pages.parquet", "clean.parquet", 100, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    cleaned = parquet.read_table(tmp_path / "clean.parquet")
    assert cleaned.schema.names == ["url", "name", *NEW]
    assert cleaned.equals(clean_batch(samples()).drop_columns(["html"]))
