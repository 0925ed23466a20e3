"""Packed bytes, unpacked as far as they go."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.errors import InputTooLarge, UnsupportedInput
from cleaner.io import extras
from cleaner.io.salvage import Damage, read_unpacked, unpack, unpacked_pieces

Pack = Callable[[bytes], bytes]
TEXT = b"".join(b"Line %d of a text that packs well enough.\n" % n for n in range(12_000))
PACKS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": extras.load(extras.ZSTD).compress,
}
EACH = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)


@EACH
def test_what_is_packed_is_unpacked_also_in_parts_and_twice(pack: Pack) -> None:
    assert unpack(pack(TEXT), None).data == TEXT
    assert unpack(pack(TEXT) + pack(TEXT), None).data == TEXT * 2
    assert unpack(pack(pack(TEXT)), None).data == TEXT
    assert unpack(TEXT, None).data is TEXT


@EACH
def test_zeros_behind_the_end_are_no_damage(pack: Pack) -> None:
    assert unpack(pack(TEXT) + bytes(3000), None).warnings == []


@EACH
def test_other_bytes_behind_the_end_are_left_out_with_a_warning(pack: Pack) -> None:
    content = unpack(pack(TEXT) + b"and more", None)
    assert content.data == TEXT
    assert [warning.code for warning in content.warnings] == ["truncated"]


@pytest.mark.parametrize("pack", [gzip.compress, PACKS["zstd"]], ids=["gzip", "zstd"])
def test_what_is_cut_short_gives_what_there_is(pack: Pack) -> None:
    packed = pack(TEXT)
    content = unpack(packed[: len(packed) * 2 // 3], None)
    assert TEXT.startswith(content.data)
    assert len(content.data) > len(TEXT) // 3
    assert [warning.code for warning in content.warnings] == ["truncated"]


def test_what_is_garbled_gives_what_stands_before() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[len(packed) // 2] ^= 0xFF
    packed[len(packed) // 2 + 1] ^= 0xFF
    content = unpack(bytes(packed), None)
    kept = min(len(content.data), len(TEXT)) // 3
    assert kept > len(TEXT) // 10
    assert content.data[:kept] == TEXT[:kept]
    assert content.warnings


@EACH
def test_nothing_to_be_had_is_an_error(pack: Pack) -> None:
    with pytest.raises(UnsupportedInput):
        unpack(pack(TEXT)[:12], None)


@EACH
def test_nothing_is_unpacked_over_the_limit(pack: Pack) -> None:
    with pytest.raises(InputTooLarge):
        unpack(pack(bytes(10**7)), 10**5)
    assert unpack(pack(TEXT), len(TEXT)).data == TEXT


def test_a_file_over_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(TEXT)
    with pytest.raises(InputTooLarge):
        read_unpacked(path, len(TEXT) - 1)
    assert read_unpacked(path, len(TEXT)).data == TEXT
    path.write_bytes(gzip.compress(TEXT))
    assert read_unpacked(path, len(TEXT)).data == TEXT


def test_damage_tells_where_its_member_begins() -> None:
    first, second = gzip.compress(TEXT), gzip.compress(TEXT)[:-40]
    *_, last = unpacked_pieces(io.BytesIO(first + second), "gzip", 100)
    assert last == Damage("the gzip is cut short", len(first))
