"""From what the user names to items: each with an identity, and names for its output."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from crawls import archive, put, response, rows
from support import page

from cleaner.batch import BatchOptions
from cleaner.batch.options import STDIN
from cleaner.batch.sources.discover import GROUP_WEIGHT, check_source, count, find, in_groups
from cleaner.batch.sources.items import SourceItem, SourceRecord
from cleaner.errors import UnsupportedInput, WrongFolders


def items(source: Path, out: Path, **options: object) -> list[SourceItem]:
    return list(find(BatchOptions(source, out, **options)))  # type: ignore[arg-type]


def listed(
    monkeypatch: pytest.MonkeyPatch, folder: Path, names: bytes, **options: object
) -> list[SourceItem]:
    """What a list on standard input gives, in a folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(names)))
    return items(STDIN, folder / "out", **options)


def test_a_folder_gives_its_pages_and_those_of_its_archives(tmp_path: Path) -> None:
    put(tmp_path / "a.html", page())
    put(tmp_path / "deep" / "b.txt", "Text.")
    put(tmp_path / "deep" / "c.warc.gz", archive(response("https://larch.example/", b"<p>x")))
    found = items(tmp_path, tmp_path / "out")
    assert [(i.source, i.record.format, i.names[0], i.fixed) for i in found] == [
        ("a.html", "html", "a.txt", True),
        ("deep/b.txt", "text", "deep/b.txt", True),
        ("deep/c.warc.gz#1", "html", found[2].names[0], False),
    ]
    assert found[2].names[0].startswith("deep/c.warc.gz/larch.example/")
    assert {i.origin for i in found} == {os.fsencode(tmp_path.resolve())}


def test_a_page_has_the_same_identity_alone_in_its_folder_and_in_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "src" / "a.html", page())
    found = [
        *items(path, tmp_path / "out"),
        *items(path.parent, tmp_path / "out"),
        *listed(monkeypatch, path.parent, b"./a.html\n"),
    ]
    assert len({(item.origin, item.source) for item in found}) == 1


def test_files_of_one_name_in_two_folders_have_two_identities(tmp_path: Path) -> None:
    paths = [put(tmp_path / n / "part.jsonl", rows("a")) for n in ("1", "2")]
    found = [item for path in paths for item in items(path, tmp_path / "out")]
    assert [item.source for item in found] == ["part.jsonl#1"] * 2
    assert len({item.origin for item in found}) == 2


def test_an_address_with_half_a_character_costs_nothing(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", rows("a", url="https://larch.example/\udc9d\ud800"))
    for output_format in ("text", "jsonl"):
        (item,) = items(path, tmp_path / "out", output_format=output_format)
        assert item.record.error == ""


def test_names_of_a_list_that_are_none_are_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.html", page())
    put(tmp_path / "out" / "b.html", page())
    names = b"nowhere\nout/b.html\n" + b"x" * 10**5 + b"\na.html\n"
    found = listed(monkeypatch, tmp_path, names)
    assert [item.record.error for item in found] == ["file", "wrong-folders", "wrong-folders", ""]


def test_a_list_that_is_closed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UnsupportedInput, match="standard input is closed"):
        items(STDIN, tmp_path / "out")


def test_pages_are_counted_as_far_as_names_tell(tmp_path: Path) -> None:
    put(tmp_path / "a.html", page())
    put(tmp_path / "b.txt", "Text.")
    put(tmp_path / "c.css", "")
    known = count(BatchOptions(tmp_path, tmp_path / "out"))
    assert (known.pages, known.formats, known.endings) == (2, {"html", "text"}, {".css": 1})
    put(tmp_path / "d.warc", b"")
    assert count(BatchOptions(tmp_path, tmp_path / "out")).pages is None
    assert count(BatchOptions(tmp_path / "a.html", tmp_path / "out")).pages == 1
    assert count(BatchOptions(STDIN, tmp_path / "out")).pages is None


def test_a_source_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WrongFolders, match="nowhere does not exist"):
        check_source(tmp_path / "nowhere")
    check_source(STDIN)


def test_items_are_grouped_by_number_and_weight() -> None:
    light = [SourceItem(str(n), "", SourceRecord()) for n in range(200)]
    heavy = [SourceItem(str(n), "", SourceRecord(data=bytes(GROUP_WEIGHT // 2))) for n in range(4)]
    groups = list(in_groups([*light, *heavy]))
    assert [item for group in groups for item in group] == [*light, *heavy]
    assert all(sum(item.weight for item in group[:-1]) <= GROUP_WEIGHT for group in groups)
    assert [len(group) for group in groups][:3] == [64, 64, 64]
    assert list(in_groups([])) == []
