"""The archive of a model file: one read, checked, and nothing unpacked beyond its size."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from cleaner import ModelError
from cleaner.model import archive as module
from cleaner.model.archive import Archive, array_bytes, parse_array, read_checked

INT16 = np.dtype("<i2")


def packed(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_the_bytes_that_were_checked_are_returned(tmp_path: Path) -> None:
    path = tmp_path / "html.model"
    path.write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  text.model\n{digest}  html.model\n")
    assert read_checked(path, "do this") == (b"content", digest)
    path.write_bytes(b"Content")
    with pytest.raises(ModelError, match="do this"):
        read_checked(path, "do this")


def test_a_file_beyond_the_limit_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 3)
    path = tmp_path / "html.model"
    path.write_bytes(b"1234")
    with pytest.raises(ModelError, match="more than 3 bytes"):
        read_checked(path, "")
    path.write_bytes(b"123")  # which is read, and is not recorded
    with pytest.raises(ModelError, match="SHA256SUMS cannot be read"):
        read_checked(path, "")


def test_a_file_that_the_sums_do_not_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "html.model"
    path.write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{digest}  text.model\n")
    with pytest.raises(ModelError, match=r"has no line for html\.model"):
        read_checked(path, "")


def test_members_are_read_by_name() -> None:
    archive = Archive(packed({"a.tokens": "eins\nzwei\u00fc".encode(), "empty": b"", "f/b": b"x"}))
    assert archive.read("a.tokens").startswith(b"eins")
    assert archive.lines("a.tokens") == ["eins", "zwei\u00fc"]
    assert archive.lines("empty") == []
    assert "f/b" in archive
    assert "f" not in archive
    assert (archive.has_folder("f"), archive.has_folder("a")) == (True, False)
    with pytest.raises(KeyError):
        archive.read("b")


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_UNPACKED", 1000)
    assert Archive(packed({"a": bytes(500), "b": bytes(500)}))
    with pytest.raises(ValueError, match="1,000 bytes"):
        Archive(packed({"a": bytes(500), "b": bytes(501)}))


def test_a_member_that_understates_its_size_is_not_unpacked() -> None:
    size = 30_000_000
    data = packed({"a": bytes(size)}).replace(
        size.to_bytes(4, "little"), (10).to_bytes(4, "little")
    )
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile):
        Archive(data).read("a")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 10


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(compression: int) -> None:
    with pytest.raises(ValueError, match="a is not packed"):
        Archive(packed({"a": b"x"}, compression)).read("a")


# Arrays


def test_an_array_is_read_back_as_it_was_written() -> None:
    array = np.array([[1, -2], [3, 4]], INT16)
    read = parse_array(array_bytes(array), "a.npy", INT16, (None, 2))
    assert (read == array).all()
    assert read.dtype == INT16
    assert array_bytes(array) == array_bytes(np.asfortranarray(array))


@pytest.mark.parametrize(
    "other",
    [
        np.zeros((2, 3), "<i2"),
        np.zeros(2, "<i2"),
        np.zeros((2, 2), "<f4"),
        np.zeros((2, 2), ">i2"),
    ],
    ids=["width", "dimensions", "kind", "byte order"],
)
def test_an_array_of_another_type_or_shape_is_refused(other: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"a\.npy holds"):
        parse_array(array_bytes(other), "a.npy", INT16, (None, 2))


def test_an_array_that_stands_by_columns_is_refused() -> None:
    stream = io.BytesIO()
    np.save(stream, np.asfortranarray(np.zeros((2, 2), INT16)))
    with pytest.raises(ValueError, match=r"a\.npy holds int16"):
        parse_array(stream.getvalue(), "a.npy", INT16, (None, 2))


def test_another_version_of_the_format_of_arrays_is_refused() -> None:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.zeros(2, INT16), version=(2, 0))
    with pytest.raises(ValueError, match=r"a\.npy is not an array in version 1\.0"):
        parse_array(stream.getvalue(), "a.npy", INT16, (None,))


def test_python_objects_are_refused() -> None:
    stream = io.BytesIO()
    np.save(stream, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"a\.npy holds object"):
        parse_array(stream.getvalue(), "a.npy", INT16, (None,))


@pytest.mark.parametrize("size", [3, 10**15])
def test_an_array_with_another_number_of_bytes_than_it_states_is_refused(size: int) -> None:
    data = array_bytes(np.zeros(2, INT16)).replace(b"(2,)", f"({size},)".encode())
    with pytest.raises(ValueError, match=r"reshape|size"):
        parse_array(data, "a.npy", INT16, (None,))
