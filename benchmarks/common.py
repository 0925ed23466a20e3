"""What the benchmarks share: their arguments, what they say is missing, and results as JSON."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

import cleaner
from cleaner import CleanerError, CorpusError
from cleaner.evaluation.fingerprint import corpus_fingerprint
from cleaner.model.file import load_model, models_folder

ROOT = Path(__file__).parent.parent
MISSING = 2  # exit code: something that the benchmark needs is not there
BENCH_LIBRARIES = ("matplotlib", "psutil")  # of the extra `bench`; others are of `train`


def argument_parser(doc: str) -> argparse.ArgumentParser:
    """Return a parser whose help is a script's docstring."""
    return argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def add_corpora(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    """Add the folder of corpora, which holds a folder of each name."""
    parser.add_argument(
        "corpora", type=Path, help=f"the folder that holds the corpora: {', '.join(names)}"
    )


def corpus_folders(corpora: Path, names: Sequence[str]) -> list[Path]:
    """Return the folder of each corpus. Raises CorpusError if one is missing."""
    missing = [name for name in names if not (corpora / name).is_dir()]
    if missing:
        raise CorpusError(
            f"{corpora} lacks {', '.join(missing)}. Name the folder that holds the corpora"
        )
    return [corpora / name for name in names]


def run(main: Callable[[], int | None]) -> None:
    """Run a benchmark and exit; what is missing is one line on standard error, not a traceback."""
    try:
        sys.exit(main() or 0)
    except CleanerError as error:
        message = str(error)
    except ModuleNotFoundError as error:
        if (error.name or "cleaner").partition(".")[0] == "cleaner":
            raise
        extra = "bench" if error.name in BENCH_LIBRARIES else "train"
        message = f"this needs {error.name}: pip install 'paragraph-cleaner[{extra}]'"
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    sys.exit(MISSING)


def write_results(
    path: Path,
    section: str,
    results: object,
    options: argparse.Namespace,
    corpora: Sequence[Path] = (),
) -> None:
    """Put the results of one benchmark into a file of results, beside those of the others.

    With them stands what they were measured with: options (but for paths), version, commit, models
    with their checksums, corpora and machine.
    """
    results_so_far = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    results_so_far[section] = {
        "options": {
            name: value
            for name, value in vars(options).items()
            if value is not None and not isinstance(value, Path)
        },
        "measured": datetime.now(timezone.utc).date().isoformat(),
        "cleaner": cleaner.__version__,
        "commit": _commit(),
        "models": (models_folder() / "SHA256SUMS").read_text(encoding="utf-8").split("\n")[:-1],
        "model_versions": [load_model(format).label for format in ("html", "text")],
        "corpora": {folder.name: corpus_fingerprint(folder) for folder in corpora},
        "machine": f"{platform.machine()}, python {platform.python_version()}",
        "results": results,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results_so_far, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_results(path: Path, section: str) -> dict[str, object]:
    """Return the results of one benchmark from a file of results. Raises CleanerError."""
    try:
        results = json.loads(path.read_text(encoding="utf-8"))[section]["results"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CleanerError(f"{path} holds no results of {section} ({error!r})") from error
    if not isinstance(results, dict):
        raise CleanerError(f"{path} holds no results of {section}")
    return results


def _commit() -> str:
    """Return the commit that is checked out, with a "+" if files were changed since; "" if none."""
    try:
        head = _git("rev-parse", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
