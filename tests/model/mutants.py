"""Damage model files in every way that comes to mind, and see what a `Cleaner` makes of them.

    python tests/model/mutants.py FOLDER COUNT [FIRST]

Prints how often each outcome occurred: "refused" (ModelError) or "works". Ends with an error if
anything else is raised, and is ended by the system if a model takes more memory or time than the
limits below.
"""

from __future__ import annotations

import io
import json
import pickle
import random
import resource
import signal
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from support import members_of, page, record_sum, zipped

from cleaner import Cleaner, Document, ModelError
from cleaner.model.file import models_folder

MEMORY = 1_000_000_000  # bytes of address space beside what the libraries take at the start
SECONDS = 30  # for one model, a hundred times what a sound one takes
JUNK: tuple[Any, ...] = (None, -1, 1e308, "", "x" * 5000, [], {}, [[[]]], True, {"a": {}})
HEADERS = (
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000000,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 2), }",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (0, 2), }",
    "(" * 4000,
    "",
)

Members = dict[str, bytes]


def flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 40)) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def one_member(change: Callable[[bytes, random.Random], bytes]) -> Callable[..., bytes]:
    def damage(members: Members, chance: random.Random) -> bytes:
        name = chance.choice(list(members))
        return zipped({**members, name: change(members[name], chance)})

    return damage


def whole_file(change: Callable[[bytes, random.Random], bytes]) -> Callable[..., bytes]:
    return lambda members, chance: change(zipped(members), chance)


def swapped(members: Members, chance: random.Random) -> bytes:
    suffix = Path(chance.choice([name for name in members if name != "model.json"])).suffix
    one, other = chance.sample([name for name in members if name.endswith(suffix)] * 2, 2)
    return zipped({**members, one: members[other], other: members[one]})


def missing(members: Members, chance: random.Random) -> bytes:
    gone = chance.choice(list(members))
    return zipped({name: data for name, data in members.items() if name != gone})


def described_otherwise(members: Members, chance: random.Random) -> bytes:
    description = json.loads(members["model.json"])
    inside, key = description, chance.choice(list(description))
    while isinstance(inside[key], dict) and inside[key] and chance.random() < 0.8:
        inside = inside[key]
        key = chance.choice(list(inside))
    inside[key] = chance.choice(JUNK)
    return zipped({**members, "model.json": json.dumps(description).encode()})


def forged_header(members: Members, chance: random.Random) -> bytes:
    name = chance.choice([name for name in members if name.endswith(".npy")])
    header = chance.choice(HEADERS).encode()
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    tail = pickle.dumps([1]) if b"|O" in header else members[name][-64:]
    return zipped({**members, name: data + tail})


def wild_nodes(members: Members, chance: random.Random) -> bytes:
    """Nodes of trees that lead in circles, or out of the array, or hold no number."""
    name = chance.choice([name for name in members if name.startswith("trees.") and "npy" in name])
    nodes = np.load(io.BytesIO(members[name])).copy()
    field = chance.choice(nodes.dtype.names or ())
    values = (
        (np.nan, np.inf) if nodes.dtype[field].kind == "f" else (-1, 0, 7, len(nodes), 2**31 - 1)
    )
    nodes[field][chance.sample(range(len(nodes)), 20)] = chance.choice(values)
    stream = io.BytesIO()
    np.save(stream, nodes)
    return zipped({**members, name: stream.getvalue()})


def bomb(members: Members, chance: random.Random) -> bytes:
    """A member that unpacks to far more than it should, and may understate that."""
    name = chance.choice(list(members))
    stream = io.BytesIO(zipped({key: data for key, data in members.items() if key != name}))
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(stream, "a") as archive, archive.open(info, "w") as member:
        for _ in range(chance.choice((20, 60))):
            member.write(bytes(10**7))
    data = bytearray(stream.getvalue())
    if chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = archive.getinfo(name).file_size.to_bytes(4, "little")
        at = -1
        while (at := data.find(size, at + 1)) >= 0:
            data[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


DAMAGES: tuple[tuple[Callable[[Members, random.Random], bytes], int], ...] = (
    (one_member(flip), 40), (one_member(cut), 8), (whole_file(flip), 12), (whole_file(cut), 5),
    (swapped, 8), (missing, 4), (described_otherwise, 12), (forged_header, 5), (wild_nodes, 5),
    (bomb, 1),
)  # fmt: skip


def outcome(folder: Path, format: str) -> str:
    """Return "refused" or "works"."""
    try:
        cleaner = Cleaner(folder)
        document = cleaner.clean_html(page()) if format == "html" else cleaner.clean_text(page())
        check(document)
    except ModelError as error:
        named = str(folder) in str(error) and "\n" not in str(error)
        return "refused" if named else f"refused without its path, or in several lines: {error}"
    return "works"


def check(document: Document) -> None:
    for paragraph in document.paragraphs:
        assert abs(sum(paragraph.scores) - 1) < 1e-6, paragraph.scores
        assert paragraph.reasons


def main(folder: Path, count: int, first: int = 0) -> None:
    """Damage models `count` times; print what became of them."""
    sound = {
        format: members_of(models_folder() / f"{format}.model", without="labels/")
        for format in ("html", "text")
    }
    outcome(models_folder(), "html")  # the libraries are loaded
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    outcomes: Counter[str] = Counter()
    damages, weights = zip(*DAMAGES)
    for seed in range(first, first + count):
        chance = random.Random(seed)
        format = chance.choice(list(sound))
        (damage,) = chance.choices(damages, weights)
        path = folder / str(seed) / f"{format}.model"
        path.parent.mkdir(parents=True)
        path.write_bytes(damage(sound[format], chance))
        record_sum(path)
        signal.alarm(SECONDS)
        try:
            outcomes[outcome(path.parent, format)] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
        signal.alarm(0)
        path.unlink()
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
