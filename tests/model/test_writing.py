"""A model file is written whole, alike each time, and its checksum beside those of others."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

from cleaner.model.archive import Archive, read_checked
from cleaner.model.description import Description
from cleaner.model.writing import record_sum, write_members

DESCRIPTION: Description = {"format": "html", "version": "2026.11.0", "licence": "Größe"}
MEMBERS = {"lexicon.tokens": b"ferry\nharbour\n" * 500, "trees.onnx": bytes(9)}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = write_members(tmp_path / "made" / "html.model", DESCRIPTION, MEMBERS)
    assert path == tmp_path / "made" / "html.model"
    data, checksum = read_checked(path, "")
    assert checksum == hashlib.sha256(data).hexdigest()
    archive = Archive(data)
    assert archive.names() == ["model.json", *MEMBERS]
    assert all(archive.read(name) == content for name, content in MEMBERS.items())
    assert json.loads(archive.read("model.json")) == DESCRIPTION
    assert "Größe" in archive.read("model.json").decode()  # people read it, too
    assert {file.name for file in path.parent.iterdir()} == {"html.model", "SHA256SUMS"}


def test_a_file_is_packed_and_says_nothing_of_when_it_was_written(tmp_path: Path) -> None:
    data = write_members(tmp_path / "html.model", DESCRIPTION, MEMBERS).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    earliest = zipfile.ZipInfo().date_time  # that an archive can state
    assert {member.date_time for member in members} == {earliest}
    assert {member.compress_type for member in members} == {zipfile.ZIP_DEFLATED}
    assert len(data) < len(MEMBERS["lexicon.tokens"]) / 5


def test_the_sums_of_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text("1  text.model\n2  html.model\n0  xhtml.model\n")
    record_sum(tmp_path / "html.model", "3")
    lines = (tmp_path / "SHA256SUMS").read_text()
    assert lines == "0  xhtml.model\n1  text.model\n3  html.model\n"
