"""Refuse files over LIMIT bytes, named as arguments: what is committed stays for ever."""

from __future__ import annotations

import sys
from pathlib import Path

LIMIT = 500_000


def main() -> int:
    """Name the files that are too large."""
    large = [
        path for path in map(Path, sys.argv[1:]) if path.is_file() and path.stat().st_size > LIMIT
    ]
    for path in large:
        print(f"{path} has {path.stat().st_size:,} bytes; the limit is {LIMIT:,}")
    return int(bool(large))


if __name__ == "__main__":
    sys.exit(main())
