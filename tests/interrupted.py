"""A step of a datatrove pipeline that fails once, when the other task has ended."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Interrupted:
    """Raises in task 1, after task 0, unless the file `mended` is there."""

    logs: Path
    mended: Path

    def __call__(self, data: Iterable[Any], rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Hand documents on, or fail."""
        for document in data:
            if rank == 1 and not self.mended.exists():
                end = time.monotonic() + 300
                while not os.path.exists(self.logs / "completions" / "00000"):
                    assert time.monotonic() < end, "task 0 has not ended"
                    time.sleep(0.05)
                raise RuntimeError("the machine was switched off")
            yield document
