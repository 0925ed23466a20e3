"""Builders of crawls, and what a run made of them: for the tests of batch and of the command."""

from __future__ import annotations

import gzip
import json
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support import command, environment

from cleaner.batch import BatchOptions, Summary, run_batch
from cleaner.batch.options import STATE, BatchFormat
from cleaner.errors import ERRORS

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def put(path: Path, data: str | bytes) -> Path:
    """Write a file, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def tree(out: Path) -> dict[str, bytes]:
    """The pages of an output folder, with their bytes: all its files but those of the run."""
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "errors.jsonl")
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in files
        if STATE not in path.relative_to(out).parts
    }


def half_done(out: Path) -> list[Path]:
    """Files that were being written."""
    return list((out / STATE / "parts").iterdir())


def errors(out: Path) -> dict[str, str]:
    """The code of the error by source; each has a reason, and no source stands there twice."""
    records = [json.loads(line) for line in (out / "errors.jsonl").read_text().splitlines()]
    assert all(record["reason"] and record["error"] in ERRORS for record in records)
    assert len({record["source"] for record in records}) == len(records)
    return {record["source"]: record["error"] for record in records}


def lines(out: Path) -> list[dict[str, Any]]:
    """The records of an output of JSON Lines."""
    with (out / "pages.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def rows(*pages: Any, **columns: Any) -> str:
    """JSON Lines with a page each, and other columns that are the same in all."""
    return "".join(json.dumps({"html": page, **columns}) + "\n" for page in pages)


def warc_record(type_: str, block: bytes, *headers: str, length: int | None = None) -> bytes:
    """A record of a web archive; `length` for one that states another length than it has."""
    head = "".join(f"{line}\r\n" for line in headers)
    return (
        f"WARC/1.0\r\nWARC-Type: {type_}\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\n{head}"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def response(
    url: str,
    body: bytes,
    kind: str = "text/html",
    *headers: str,
    status: str = "200 OK",
    length: int | None = None,
) -> bytes:
    """A response in a web archive."""
    head = "".join(f"{line}\r\n" for line in (f"Content-Type: {kind}", *headers))
    block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    about = (f"WARC-Target-URI: {url}", "Content-Type: application/http; msgtype=response")
    return warc_record("response", block, *about, length=length)


def archive(*responses: bytes) -> bytes:
    """A packed web archive, each record packed on its own, as crawlers write them."""
    return b"".join(map(gzip.compress, responses))


def bomb(size: int = 4 << 30) -> bytes:
    """A gzip that unpacks to a thousand times its size, and has no end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(16 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * (size >> 24)


def start(folder: Path, *args: object, **options: Any) -> subprocess.Popen[str]:
    """A batch in the background."""
    return subprocess.Popen(
        command("batch", *args),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **{"env": environment(), **options},
    )


def wait_for(condition: Callable[[], bool], seconds: float = 100) -> None:
    """Return as soon as a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def clean(source: Path, out: Path, output_format: BatchFormat = "text", **options: Any) -> Summary:
    """Run a batch in this process."""
    return run_batch(BatchOptions(source, out, output_format, **options), jobs=1)
