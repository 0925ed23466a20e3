"""What `fuzz.py` runs its inputs through: every door, up to every way out of a document."""

from __future__ import annotations

import hashlib
import io
import json
import random
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import fuzz_inputs as inputs

from cleaner import Cleaner, Document, Label
from cleaner.batch.options import BatchOptions
from cleaner.batch.sources.discover import find
from cleaner.batch.task import Task
from cleaner.batch.workers.page_cleaner import PageCleaner
from cleaner.errors import (
    ERRORS,
    MEMORY,
    UNEXPECTED,
    InputTooLarge,
    ModelError,
    UnsupportedInput,
)
from cleaner.model.file import models_folder

_ALL_OUTPUTS = 8  # of so many inputs, one goes through every way out: they take ten times as long
_REASONS = 3  # paragraphs whose reasons are looked at
_CLOSE = 1e-6
_PAGE = b"<title>A title</title><nav><a href=/>Home</a></nav><h1>A title</h1><p>A sentence of it."
_MEMBERS_CUT = ("lexicon", "class_names", "rarity")  # which make a model slow to load, not to break
_TOKENS_KEPT = 300

Run = Callable[[bytes], bool]


class Target(NamedTuple):
    """One kind of input.

    `seeds` makes inputs to begin with, given the folder of corpora, if there is one; `pieces` are
    put into them. `run` takes an input: True if it was cleaned, False if it was refused by a
    documented error. It raises anything else.
    """

    seeds: Callable[[Path | None], list[bytes]]
    pieces: Sequence[bytes]
    run: Run


def check(document: Document, data: bytes) -> None:
    """Look at a document by all its doors; raise AssertionError for what must not be."""
    assert 0 <= document.confidence <= 1, f"confidence {document.confidence}"
    text = document.text
    text.encode("utf-8")
    if zlib.crc32(data) % _ALL_OUTPUTS:
        return
    for paragraph in document.paragraphs:
        shares = list(paragraph.probabilities.values())
        assert len(shares) == len(Label), f"probabilities {shares}"
        assert abs(sum(shares) - 1) < _CLOSE, f"probabilities {shares}"
        assert paragraph.label in paragraph.probabilities
    assert document.text == text, "the text changed when paragraphs were made"
    for paragraph in document.paragraphs[:_REASONS]:
        assert all(str(reason) for reason in paragraph.reasons)
    for made in (document.as_json(), document.as_html(), document.as_markdown(front_matter=True)):
        made.encode("utf-8")
    json.loads(document.as_json())
    assert isinstance(document.title, str)
    assert repr(document)
    assert document._repr_html_()


def _cleaned(clean: Callable[[], Document], data: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            document = clean()
    except (UnsupportedInput, InputTooLarge):
        return False
    check(document, data)
    return True


_cleaner = Cleaner()
# What makes the library that reads dates load all of its languages, which takes seconds, once.
_ODD_DATE = '<title>A</title><div class="post-date">Monday 35 Foober 2024</div><p>A sentence.</p>'


def warm_up() -> None:
    """Load what is loaded when it is first needed: that is no input's fault."""
    _ = _cleaner.clean_html(_ODD_DATE).metadata
    _ = _cleaner.clean_text("A title\n\nA sentence.").paragraphs[0].reasons


def run_html(data: bytes) -> bool:
    """Clean bytes as HTML."""
    return _cleaned(lambda: _cleaner.clean_html(data, "http://a.example/b"), data)


def run_text(data: bytes) -> bool:
    """Clean bytes as plain text, every other one with its lines split."""
    cleaner = Cleaner(split_lines=bool(len(data) % 2))
    return _cleaned(lambda: cleaner.clean_text(data), data)


def run_bytes(data: bytes) -> bool:
    """Clean bytes of which nothing is known."""
    return _cleaned(lambda: _cleaner.clean(data), data)


def run_tree(data: bytes) -> bool:
    """Clean the tree that another parser makes of a page; what it refuses is no input."""
    tree = _parsed(data, zlib.crc32(data) % 4)
    return tree is not None and _cleaned(lambda: _cleaner.clean(tree), data)


def _parsed(data: bytes, parser: int) -> Any:
    from bs4 import BeautifulSoup
    from lxml import etree
    from lxml import html as lxml_html

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if parser == 0:
                return lxml_html.fromstring(data)
            if parser == 1:
                return etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False))
            return BeautifulSoup(data, "html.parser" if parser == 2 else "xml")
        except Exception:  # of the other parser
            return None


def run_records(data: bytes, ending: str) -> bool:
    """Read a file of many pages and clean them, as a batch does in one of its workers."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / f"pages{ending}"
        path.write_bytes(data)
        options = BatchOptions(path, Path(folder) / "out", "jsonl", site_memory=False)
        work = PageCleaner(options, "fuzz")
        work.__dict__["cleaner"] = _cleaner
        cleaned = False
        for number, item in enumerate(find(options)):
            outcome = work(Task(number, item))
            bad = outcome.error and (
                outcome.error in (UNEXPECTED, MEMORY, ModelError.code)
                or outcome.error not in ERRORS
            )
            assert not bad, f"{item.source}: {outcome.error}: {outcome.reason}"
            cleaned |= not outcome.error
            outcome.record.decode("utf-8")
    return cleaned


# Model files


@cache
def _small_model(name: str) -> Mapping[str, bytes]:
    """Return the members of a shipped model, without the parts of a profile of its own, and with
    the first of its tokens alone: it loads in half the time."""
    with zipfile.ZipFile(models_folder() / f"{name}.model") as archive:
        members = {
            member: archive.read(member)
            for member in archive.namelist()
            if not member.startswith("labels/")
        }
    for member in _MEMBERS_CUT:
        if f"{member}.tokens" in members:
            tokens = members[f"{member}.tokens"].split(b"\n")[:_TOKENS_KEPT]
            members[f"{member}.tokens"] = b"\n".join(tokens)
            members[f"{member}.npy"] = _first_rows(members[f"{member}.npy"])
    return members


def _first_rows(array: bytes) -> bytes:
    import numpy as np

    from cleaner.model.archive import array_bytes

    return array_bytes(np.load(io.BytesIO(array))[:_TOKENS_KEPT])


def model_seeds(corpora: Path | None) -> list[bytes]:
    """Return sound model files."""
    return [zipped(_small_model(name)) for name in ("html", "text")]


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return members as a model file; not packed, so that a changed byte is one byte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def changed_model(draw: random.Random) -> bytes:
    """Return a model file with something changed: in a member, among members, or in the archive."""
    members = dict(_small_model(draw.choice(("html", "text"))))
    kind = draw.randrange(8)
    if kind == 0:  # the archive itself
        data = bytearray(zipped(members))
        for _ in range(draw.randint(1, 20)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        return bytes(data[: draw.choice((len(data), draw.randrange(len(data)))) + 1])
    name = draw.choice(list(members))
    if kind == 1:
        del members[name]
    elif kind == 2:
        members[name] = members[draw.choice(list(members))]
    elif kind <= 4:
        members["model.json"] = _changed_json(draw, members["model.json"])
    else:
        members[name] = _changed_bytes(draw, members[name])
    return zipped(members)


def _changed_bytes(draw: random.Random, data: bytes) -> bytes:
    """Change bytes in a few places, more often near the beginning, where structure is."""
    result = bytearray(data)
    for _ in range(draw.choice((1, 2, 10))):
        most = draw.choice((128, 2_000, len(result)))
        place = draw.randrange(max(1, min(most, len(result))))
        change = draw.randrange(4)
        if change == 0:
            result[place : place + 1] = bytes([draw.randrange(256)])
        elif change == 1:
            del result[place : place + draw.choice((1, 8, 1_000))]
        elif change == 2:
            result[place:place] = draw.choice((b"\0", b"\xff" * 8, b"\n", result[:64], b"\x7f\xff"))
        else:
            del result[place:]
    return bytes(result)


def _changed_json(draw: random.Random, data: bytes) -> bytes:
    """Return a description in which one value, at any depth, is another, or lacks."""
    description = json.loads(data)
    at: Any = description
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw.choice(keys)
        inner = at[key]
        if isinstance(inner, (dict, list)) and inner and draw.random() < 0.7:
            at = inner
            continue
        if draw.random() < 0.3:
            del at[key]
        else:
            at[key] = draw.choice(
                (None, True, -1, 0, 1e308, float("nan"), "", "x", [], {}, [inner], "0.5")
            )
        return json.dumps(description).encode()


def run_model(data: bytes) -> bool:
    """Clean a page by a model file, as its owner would: its sum is recorded."""
    name = "text" if b"sentence_vectors" in data else "html"
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        (Path(folder) / f"{name}.model").write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        (Path(folder) / "SHA256SUMS").write_text(f"{digest}  {name}.model\n", encoding="utf-8")
        try:
            cleaner = Cleaner(Path(folder))
            document = cleaner.clean_html(_PAGE) if name == "html" else cleaner.clean_text(_PAGE)
            check(document, data)
        except ModelError:
            return False
    return True


_BATCHED = (*inputs.HTML_PIECES[::7],)
TARGETS: dict[str, Target] = {
    "html": Target(inputs.html_seeds, inputs.HTML_PIECES, run_html),
    "text": Target(inputs.text_seeds, inputs.TEXT_PIECES, run_text),
    "bytes": Target(inputs.byte_seeds, inputs.BYTE_PIECES, run_bytes),
    "tree": Target(inputs.html_seeds, inputs.HTML_PIECES, run_tree),
    "warc": Target(
        inputs.warc_seeds,
        (*inputs.WARC_PIECES, *_BATCHED),
        lambda data: run_records(data, ".warc"),
    ),
    "jsonl": Target(
        inputs.jsonl_seeds,
        (*inputs.ROW_PIECES, *_BATCHED),
        lambda data: run_records(data, ".jsonl"),
    ),
    "parquet": Target(
        inputs.parquet_seeds, inputs.ROW_PIECES, lambda data: run_records(data, ".parquet")
    ),
    "model": Target(model_seeds, (), run_model),
}


def make_input(name: str, seeds: Sequence[bytes], seed: int, number: int) -> bytes:
    """Return an input of a target: the same for the same seeds and numbers."""
    draw = random.Random(f"{seed}/{name}/{number}")
    if name == "model":
        return changed_model(draw)
    return inputs.changed(draw, inputs.chosen(draw, seeds), TARGETS[name].pieces, seeds)
