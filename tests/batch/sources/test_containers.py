"""Files are known by their names or first bytes; what is no page is never cleaned as one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from crawls import archive, put, response
from support import page

from cleaner.batch.options import Columns
from cleaner.batch.sources.containers import recognise, records
from cleaner.batch.sources.items import PassedOver
from cleaner.errors import UnsupportedInput

LINE = json.dumps({"html": page()})


@pytest.mark.parametrize(
    ("name", "data", "container"),
    [
        ("thing", archive(response("u", b"")), "warc"),
        ("thing", b"PAR1...", "parquet"),
        ("thing", LINE.encode(), "jsonl"),
        ("thing", gzip.compress(LINE.encode()), "jsonl"),
        ("lines.json", f"{LINE}\n{LINE}\n".encode(), "jsonl"),
        ("thing", page().encode(), None),
        ("thing", b"{ braces } open this text", None),
        ("thing", b"[1] A note.", None),
        ("a.html", LINE.encode(), None),
        ("index.php?id=1", page().encode(), None),
    ],
)
def test_a_file_without_a_telling_name_is_known_by_its_content(
    tmp_path: Path, name: str, data: bytes, container: str | None
) -> None:
    assert recognise(put(tmp_path / name, data)) == container


PRETTY = json.dumps({"html": page()}, indent=2)
ARRAY = json.dumps([{"html": page()}])


@pytest.mark.parametrize(
    ("name", "data", "remedy"),
    [
        ("a.json", PRETTY, "jq -c"),
        ("a.json", ARRAY, "jq -c"),
        ("a.json.gz", json.dumps([{"html": page()}], indent=1), "jq -c"),
        ("a.json", "[]", "jq -c"),
        ("thing", ARRAY, "jq -c"),
        ("thing", PRETTY, "jq -c"),
        ("a.csv", "url,html\nu,<p>a</p>\n", "Parquet"),
        ("a.TSV.gz", "url\thtml\n", "Parquet"),
        ("thing", 'url,html\nhttps://larch.example/,"<p>a\n', "Parquet"),
        ("thing", '"url";"page text"\r\nu;a\r\n', "Parquet"),
    ],
)
def test_json_and_tables_are_refused_with_the_remedy(
    tmp_path: Path, name: str, data: str, remedy: str
) -> None:
    raw = gzip.compress(data.encode()) if name.endswith("gz") else data.encode()
    path = put(tmp_path / name, raw)
    with pytest.raises(UnsupportedInput, match=remedy) as error:
        recognise(path)
    assert "--text" in str(error.value)
    assert recognise(path, format_given=True) is None


@pytest.mark.parametrize(
    "text", ["Dear all,\nwe meet, as ever,\n", "salt, pepper\noil, vinegar\n", "a,b\nno table\n"]
)
def test_a_text_with_commas_is_no_table(tmp_path: Path, text: str) -> None:
    assert recognise(put(tmp_path / "thing", text)) is None


def test_how_far_a_container_is_read_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", f"{LINE}\n" * 2000)
    shares = [r.share for r in records(path, "jsonl", Columns(), None, PassedOver())]
    assert shares == sorted(shares)
    assert shares[0] < 0.5
    assert shares[-1] == 1.0
