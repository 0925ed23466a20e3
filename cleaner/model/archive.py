"""Read a model file within limits: checked against its recorded sum, one read, plain data alone.

A model file is a zip archive. Whoever damages or forges one should get a `ModelError`, not the
memory of the machine: sizes, dtypes and shapes are checked before anything is unpacked.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from cleaner.errors import ModelError

SUMS = "SHA256SUMS"
# Bytes of a model file, and of all that is in it. The shipped ones have 3 and 5 MB; models of far
# larger corpora grow by their vocabulary alone.
MOST_BYTES = 256_000_000
MOST_UNPACKED = 512_000_000
MOST_SUMS = 1_000_000
# Other compressions that zip archives may use can be made to ask for gigabytes.
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
HALF, SINGLE = np.dtype("<f2"), np.dtype("<f4")  # precisions of weights


def read_checked(path: Path, remedy: str) -> tuple[bytes, str]:
    """Return the bytes of a model file and their SHA-256, which `SHA256SUMS` beside it records.

    The file is read once: the bytes that were checked are those that are loaded. Raises ModelError
    if the file is missing, too large or not the recorded one; `remedy` ends the message.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MOST_BYTES:
                raise ModelError(f"{path} has more than {MOST_BYTES:,} bytes: {remedy}")
            data = file.read(size)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {remedy}") from error
    checksum = hashlib.sha256(data).hexdigest()
    if checksum != _recorded_sum(path, remedy):
        raise ModelError(
            f"{path} is not the file recorded in {path.parent / SUMS} (its SHA-256 differs): "
            + remedy
        )
    return data, checksum


def _recorded_sum(path: Path, remedy: str) -> str:
    sums = path.parent / SUMS
    try:
        with sums.open(encoding="utf-8", errors="replace") as file:
            lines = file.read(MOST_SUMS).splitlines()
    except OSError as error:
        raise ModelError(
            f"{sums} cannot be read ({error.strerror}); it records what {path.name} must be: "
            + remedy
        ) from error
    for line in lines:
        digest, _, name = line.partition("  ")
        if name.strip() == path.name:
            return digest
    raise ModelError(f"{sums} has no line for {path.name}: train again with `cleaner train`")


class Archive:
    """The members of a model file, read by name.

    Raises ValueError or what zipfile raises if they are too large, packed in another way than the
    project does, or not what they should be; KeyError for a member that is missing.
    """

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(data))
        members = self._zip.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise ValueError(f"it unpacks to more than {MOST_UNPACKED:,} bytes")
        self._members = {member.filename: member for member in members}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> list[str]:
        """Return the names of all members."""
        return list(self._members)

    def has_folder(self, folder: str) -> bool:
        """Return whether any member stands in a folder."""
        return any(name.startswith(f"{folder}/") for name in self._members)

    def read(self, name: str) -> bytes:
        """Return the content of a member."""
        member = self._members[name]
        if member.compress_type not in COMPRESSIONS:
            raise ValueError(f"{name} is not packed as zip archives usually are")
        with self._zip.open(member) as file:
            # Without a size, zipfile would unpack all there is, and only then cut it.
            return file.read(member.file_size + 1)

    def lines(self, name: str) -> list[str]:
        """Return the lines of a member as UTF-8 text; none for an empty member."""
        text = self.read(name).decode("utf-8")
        return text.split("\n") if text else []

    def floats(self, name: str, shape: Sequence[int | None]) -> NDArray[Any]:
        """Return a `.npy` member of this shape that `floats_bytes` has made."""
        data = self.read(name)
        try:
            return parse_array(data, name, HALF, shape)
        except ValueError:
            return parse_array(data, name, SINGLE, shape)

    def array(self, name: str, dtype: Any, shape: Sequence[int | None]) -> NDArray[Any]:
        """Return a `.npy` member of this dtype and shape; None in the shape stands for any size.

        The header is checked before the numbers are looked at; Python objects are refused.
        """
        return parse_array(self.read(name), name, np.dtype(dtype), shape)


def parse_array(
    data: bytes, name: str, dtype: np.dtype[Any], shape: Sequence[int | None]
) -> NDArray[Any]:
    """Return the array of a `.npy` file held in memory, read-only. Raises ValueError."""
    stream = BytesIO(data)
    if npy.read_magic(stream) != (1, 0):
        raise ValueError(f"{name} is not an array in version 1.0 of numpy's format")
    actual_shape, by_columns, actual_dtype = npy.read_array_header_1_0(stream)
    fits = len(actual_shape) == len(shape) and all(
        size in (None, actual) for size, actual in zip(shape, actual_shape)
    )
    if actual_dtype != dtype or by_columns or not fits:
        raise ValueError(
            f"{name} holds {actual_dtype} of shape {actual_shape}, not {dtype} of {tuple(shape)}"
        )
    numbers = memoryview(data)[stream.tell() :]
    return np.frombuffer(numbers, dtype).reshape(actual_shape)


def floats_bytes(array: NDArray[Any]) -> bytes:
    """Return weights as a `.npy` file: in half precision, unless that changes them."""
    half = array.astype(HALF)
    exact = bool((half.astype(array.dtype) == array).all())
    return array_bytes(half if exact else array.astype(SINGLE))


def array_bytes(array: NDArray[Any]) -> bytes:
    """Return an array as a `.npy` file, the same bytes for the same array."""
    stream = BytesIO()
    npy.write_array(stream, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return stream.getvalue()
