"""Do the tests notice faults? Set some into the package, and show which ones pass unnoticed.

    python tests/mutations.py                      the named faults of tests/mutation/faults.py
    python tests/mutations.py --sample 200 model   that many random mutants of the room `model`

Ends with 1 if a named fault survives, or if fewer of a room's random mutants are noticed than
`--least` says. No file is changed: a mutant lives in the memory of the process that tests it.

The tests of a room run its Python. Mutants of files that call the compiled core are tested with the
core as well, which must be built.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import argparse
import random
import sys
import time
from collections.abc import Sequence

from mutation.faults import FAULTS, Fault
from mutation.operators import mutants
from mutation.runner import (
    CORE_TESTS,
    GRACE_SECONDS,
    NO_TESTS,
    PATIENCE,
    Outcome,
    Task,
    load_libraries,
    run,
)
from mutation.source import ROOT, Mutant, NoSuchCode, source_of

ROOMS = {
    "features": ("tests/features",),
    "text": ("tests/text", "tests/features"),
    "model": ("tests/model",),
    "evaluation": ("tests/evaluation",),
}
# The golden matrices notice every change of a column, but cannot tell what is right: random mutants
# of the features are left to the tests that name values.
NOT_FOR_SAMPLES = ("--deselect=tests/features/test_golden.py",)


def main() -> int:
    """Run the faults or the samples of the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", choices=[*ROOMS, []], help="rooms of random mutants")
    parser.add_argument("--sample", type=int, help="random mutants of each room, not named faults")
    parser.add_argument("--seed", type=int, default=0, help="of the random mutants")
    parser.add_argument("--least", type=float, default=0.8, help="share of them to be noticed")
    parser.add_argument("--jobs", type=int, default=2, help="tests to run at a time")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    load_libraries()
    if arguments.sample is None:
        return check_faults(FAULTS, arguments.jobs)
    codes = [
        check_sample(room, arguments.sample, arguments.seed, arguments.least, arguments.jobs)
        for room in arguments.rooms or ROOMS
    ]
    return max(codes)


def check_faults(faults: Sequence[Fault], jobs: int) -> int:
    """Set each named fault; print a table of them and return 1 if one survives.

    Ends with a message if a fault does not apply any more: its code has changed, and so must it.
    """
    tasks, outdated = [], []
    for fault in faults:
        try:
            tasks.append(Task(fault.mutant(), (fault.tests,)))
        except NoSuchCode as error:
            outdated.append(f"{fault.name}: {error}")
    if outdated:
        sys.exit("faults that do not apply any more:\n" + "\n".join(outdated))
    seconds = time_without_faults({(fault.tests,) for fault in faults}, jobs)
    survivors = 0
    for outcome in run(tasks, jobs, lambda task: PATIENCE * seconds[task.tests] + GRACE_SECONDS):
        survivors += report(outcome)
    print(f"{len(faults) - survivors} of {len(faults)} faults are noticed")
    return int(survivors > 0)


def check_sample(room: str, size: int, seed: int, least: float, jobs: int) -> int:
    """Set random mutants of a room; print those that survive, and return 1 if they are too many."""
    files = sorted(str(f.relative_to(ROOT)) for f in (ROOT / "cleaner" / room).rglob("*.py"))
    every = [mutant for file in files for mutant in mutants(file)]
    drawn = random.Random(seed).sample(every, min(size, len(every)))
    of_room = (*ROOMS[room], *NOT_FOR_SAMPLES)
    tests = {
        mutant.path: (of_room, (CORE_TESTS,)) if uses_core(mutant.path) else (of_room,)
        for mutant in drawn
    }
    seconds = max(time_without_faults(set(tests.values()), jobs).values())
    tasks = [Task(mutant, (*nearest(mutant), *tests[mutant.path])) for mutant in drawn]
    survivors = sum(map(report, run(tasks, jobs, lambda _: PATIENCE * seconds + GRACE_SECONDS)))
    share = 1 - survivors / len(drawn)
    print(f"{room}: {share:.1%} of {len(drawn)} mutants are noticed, of {len(every)} in all")
    return int(share < least)


def nearest(mutant: Mutant) -> list[tuple[str, ...]]:
    """Return the file of tests that mirrors the mutant's own, and the folder of a block."""
    folder, _, name = mutant.path.removeprefix("cleaner/").rpartition("/")
    paths = [f"tests/{folder}/test_{name}", *([f"tests/{folder}"] if "/" in folder else [])]
    return [(path,) for path in paths if (ROOT / path).exists()]


def uses_core(path: str) -> bool:
    """Whether a file does something else where the compiled core runs."""
    return "is_compiled" in source_of(path)


Tests = tuple[tuple[str, ...], ...]


def time_without_faults(sets: set[Tests], jobs: int) -> dict[Tests, float]:
    """Return how long each set of tests takes without a fault; end with a message if one fails."""
    seconds = {}
    for outcome in run([Task(None, tests) for tests in sorted(sets)], jobs, lambda _: 600.0):
        seconds[outcome.task.tests] = outcome.seconds
        if not outcome.survives:
            sys.exit(f"fails without a fault ({outcome.code}): {outcome.task.tests}")
    return seconds


def report(outcome: Outcome) -> bool:
    """Print a line for a mutant; return whether it survives."""
    mutant = outcome.task.mutant
    assert mutant is not None
    if outcome.code in NO_TESTS:
        sys.exit(f"no tests to notice a fault: {outcome.task.tests}")
    state = "SURVIVES" if outcome.survives else "noticed"
    print(f"{state:9}{outcome.seconds:6.1f} s  {mutant.path}: {mutant.fault}", flush=True)
    return outcome.survives


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(code)
