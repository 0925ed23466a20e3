"""A run beside others: several sources into one folder, and files of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from crawls import clean, errors, lines, put, rows, tree
from support import PROSE, page

from cleaner.batch.options import BatchFormat
from cleaner.errors import WrongFolders

FORMATS = pytest.mark.parametrize("output_format", ["text", "jsonl"])


@FORMATS
def test_sources_with_files_of_the_same_names_keep_all_results(
    tmp_path: Path, output_format: BatchFormat
) -> None:
    for n in range(3):
        put(tmp_path / f"{n}" / "part-00000.jsonl", rows(page(f"A{n}"), page(f"B{n}")))
    for _ in range(2):
        for n in range(3):
            clean(tmp_path / f"{n}" / "part-00000.jsonl", tmp_path / "out", output_format)
        written = tree(tmp_path / "out")
        text = b"".join(written.values()).decode()
        assert all(f"{letter}{n}" in text for letter in "AB" for n in range(3))
        assert len(written) == (6 if output_format == "text" else 1)
    assert output_format == "text" or len(lines(tmp_path / "out")) == 6


@FORMATS
def test_sites_with_pages_of_the_same_names_keep_all_results(
    tmp_path: Path, output_format: BatchFormat
) -> None:
    for n in range(3):
        put(tmp_path / f"site{n}" / "index.html", page(f"Site {n}"))
    summaries = [
        clean(tmp_path / f"site{n}", tmp_path / "out", output_format) for n in (0, 1, 2, 0, 1, 2)
    ]
    assert [summary.unchanged for summary in summaries] == [0, 0, 0, 1, 1, 1]
    if output_format == "text":
        assert set(tree(tmp_path / "out")) == {"index.txt", "index~2.txt", "index~3.txt"}
    else:
        assert sorted(record["title"] for record in lines(tmp_path / "out")) == [
            "Site 0", "Site 1", "Site 2"
        ]  # fmt: skip


def test_doing_one_source_again_by_force_leaves_the_others(tmp_path: Path) -> None:
    for n in range(2):
        put(tmp_path / f"{n}" / "a.html", page(f"Site {n}"))
        clean(tmp_path / f"{n}", tmp_path / "out", "jsonl")
    assert clean(tmp_path / "0", tmp_path / "out", "jsonl", force=True).unchanged == 0
    assert len(lines(tmp_path / "out")) == 2


def test_sites_without_addresses_of_two_sources_are_two_sites(tmp_path: Path) -> None:
    for name in ("a", "b"):
        for n in range(3):
            put(tmp_path / name / f"{n}.html", page("The same article", [PROSE[0], f"Only {n}."]))
    alone = clean(tmp_path / "b", tmp_path / "alone")
    clean(tmp_path / "a", tmp_path / "out")
    assert clean(tmp_path / "b", tmp_path / "out").words_kept == alone.words_kept


def test_a_file_that_no_run_wrote_is_left_alone(src: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "out" / "0" / "0.txt", "My notes.")
    put(tmp_path / "out" / "1" / "1.txt" / "keep", "kept")
    for _ in range(2):
        clean(src, tmp_path / "out")
        assert mine.read_text() == "My notes."
        assert errors(tmp_path / "out") == {
            "0/0.html": "output-taken",
            "0/bad.html": "unsupported-input",
            "1/1.html": "output-taken",
        }
    mine.unlink()
    clean(src, tmp_path / "out")
    assert "0/0.html" not in errors(tmp_path / "out")


def test_a_link_where_an_output_would_go_is_left_alone(src: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "note.txt").symlink_to(src / "note.txt")
    clean(src, tmp_path / "out")
    assert errors(tmp_path / "out")["note.txt"] == "output-taken"
    assert (src / "note.txt").read_text() == "\n".join(PROSE)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("errors.jsonl", {}),
        ("pages.jsonl", {"output_format": "jsonl"}),
        ("report.html", {"report": "report.html"}),
    ],
)
def test_a_file_of_the_user_s_stops_a_run_that_would_write_one_of_its_name(
    src: Path, tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    mine = put(tmp_path / "out" / name, "Mine.")
    with pytest.raises(WrongFolders, match="no run wrote it"):
        clean(src, tmp_path / "out", **options)
    assert [*(tmp_path / "out").iterdir()] == [mine]
    assert mine.read_text() == "Mine."


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("pages.jsonl", {"output_format": "jsonl"}),
        ("pages.parquet", {"output_format": "parquet"}),
        ("report.html", {"report": "report.html"}),
    ],
)
def test_also_a_run_into_a_folder_in_which_others_wrote(
    src: Path, tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    out = tmp_path / "out"
    clean(src, out)
    before = tree(out)
    mine = put(out / name, "Mine.")
    with pytest.raises(WrongFolders, match="no run wrote it"):
        clean(src, out, **options)
    assert tree(out) == {**before, name: b"Mine."}
    mine.unlink()
    for _ in range(2):
        clean(src, out, **options)
    assert (out / name).read_bytes() != b"Mine."
