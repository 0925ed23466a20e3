"""Feed broken inputs to every door of `cleaner`: nothing but documented errors may come out.

    python benchmarks/fuzz.py [--inputs 200000] [--models 50000] [--corpora CORPORA] [--json FILE]

Pages, texts, bytes of any encoding and packing, trees of other parsers, web archives, JSON Lines,
Parquet and model files are changed by a seeded generator, so that every input can be made again
(`--only html --start 1234 --inputs 1`). With `--coverage`, atheris guides the changes by what they
reach; it needs the package `atheris`. An input is a finding if anything but a documented error is
raised, if it takes over 2 s of processor time or 512 MB more memory, or if the process crashes or
hangs. Findings are written to `--keep` and end the run with exit code 1, after all inputs.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

from common import argument_parser, run, write_results
from fuzz_inputs import LONGEST, changed
from fuzz_targets import TARGETS, make_input, warm_up

from cleaner import CleanerError

SECONDS, MEGABYTES = 2.0, 512  # that an input may take
HANGS = 300.0  # seconds on the clock after which an input is given up: the machine may be busy
_LARGEST = 1 << 23  # bytes of an input, model files among them
_MODEL = "model"
SECTION = "fuzz"  # of a file of results
_KIB = 1024 if sys.platform != "darwin" else 1  # ru_maxrss by 1 KiB


class Job(NamedTuple):
    """What a process runs: the inputs of a target with these numbers."""

    target: str
    start: int
    stop: int
    seed: int
    corpora: Path | None
    coverage: bool


class State:
    """What a process says while it runs, readable also when it has crashed: the number of the
    input, when it began, how many were refused, the longest time, the most memory; the input."""

    NUMBER, BEGUN, REFUSED, SLOWEST, MEMORY = range(5)

    def __init__(self) -> None:
        self.values = multiprocessing.RawArray(ctypes.c_double, 5)
        self.input = multiprocessing.RawArray(ctypes.c_char, _LARGEST)
        self.length = multiprocessing.RawValue(ctypes.c_long, 0)

    def note(self, number: int, data: bytes) -> None:
        """Note the input that is run next."""
        self.length.value = min(len(data), _LARGEST)
        ctypes.memmove(self.input, data, self.length.value)
        self.values[self.NUMBER] = number
        self.values[self.BEGUN] = time.monotonic()

    def noted(self) -> bytes:
        """Return the input that was noted last."""
        return ctypes.string_at(ctypes.addressof(self.input), self.length.value)


@dataclass
class Results:
    """What came of the inputs of one target."""

    inputs: int = 0
    refused: int = 0
    slowest_seconds: float = 0.0
    most_megabytes: float = 0.0
    findings: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.inputs:,} inputs, {self.refused:,} refused, slowest {self.slowest_seconds} s, "
            f"{self.most_megabytes:.0f} MB more at most, {len(self.findings)} findings"
        )


# In the process that runs inputs


def _peak() -> float:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB / 1e6


class Runner:
    """Runs inputs of a target, and tells its parent what is found."""

    def __init__(self, job: Job, state: State, pipe: Connection) -> None:
        self.job, self.state, self.pipe = job, state, pipe
        self.run = TARGETS[job.target].run
        self.seeds = TARGETS[job.target].seeds(job.corpora)
        warm_up()
        for data in self.seeds[:20]:
            self.run(data)
        self.before = self.high = _peak()
        self.number = job.start

    def one(self, data: bytes) -> None:
        """Run an input."""
        self.state.note(self.number, data)
        values = self.state.values
        begun = time.process_time()
        fault = ""
        try:
            values[State.REFUSED] += not self.run(data)
        except BaseException as error:
            fault = f"{type(error).__name__}: {error}"[:300]
        spent = time.process_time() - begun
        values[State.SLOWEST] = max(values[State.SLOWEST], spent)
        peak = _peak()
        values[State.MEMORY] = peak - self.before
        if spent > SECONDS:
            fault = fault or f"{spent:.1f} s of processor time"
        if peak - self.before > MEGABYTES and peak > self.high:
            self.high = peak * 1.1
            fault = fault or f"{peak - self.before:.0f} MB more"
        if fault:
            self.pipe.send((self.number, fault, data))
        self.number += 1

    def all(self) -> None:
        """Run all inputs of the job."""
        job = self.job
        for number in range(job.start, job.stop):
            self.one(make_input(job.target, self.seeds, job.seed, number))
        self.state.values[State.NUMBER] = job.stop

    def guided(self) -> None:
        """Run as many inputs, guided by what they reach. Does not return."""
        import atheris

        for function in _functions():
            atheris.instrument_func(function)
        job, pieces = self.job, TARGETS[self.job.target].pieces
        folder = Path(tempfile.mkdtemp(prefix="fuzz-seeds-"))
        for number, data in enumerate(self.seeds):
            (folder / str(number)).write_bytes(data)

        def change(data: bytes, longest: int, seed: int) -> bytes:
            return changed(random.Random(seed), data, pieces, self.seeds)[:longest]

        options = {
            "runs": job.stop - job.start, "seed": job.seed + job.start + 1, "max_len": LONGEST,
            "timeout": int(HANGS), "rss_limit_mb": 0, "verbosity": 0, "print_final_stats": 0,
        }  # fmt: skip
        arguments = [sys.argv[0], *(f"-{name}={value}" for name, value in options.items())]
        atheris.Setup([*arguments, str(folder)], self.one, custom_mutator=change)
        atheris.Fuzz()


def _functions() -> Iterator[FunctionType]:
    """Return all functions of the package that are loaded."""
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and str(thing.__module__).startswith("cleaner."):
            yield thing


def _serve(job: Job, state: State, pipe: Connection) -> None:
    runner = Runner(job, state, pipe)
    if job.coverage and job.target != _MODEL:
        with open(os.devnull, "w") as nowhere:  # libFuzzer has much to say
            os.dup2(nowhere.fileno(), 2)
        runner.guided()
    else:
        runner.all()


# In the process that watches


def fuzz(job: Job, keep: Path, results: Results) -> None:
    """Run the inputs of a job in a process of its own, and in a new one after each crash; add what
    came of them to `results`. Findings are printed, and written into `keep`."""

    def note(number: int, what: str, data: bytes) -> None:
        keep.mkdir(parents=True, exist_ok=True)
        path = keep / f"{job.target}-{job.seed}-{number}"
        path.write_bytes(data)
        results.findings.append({"number": number, "what": what, "bytes": len(data)})
        print(f"{job.target} {number}: {what} ({path})", flush=True)

    start = job.start
    while start < job.stop:
        state = State()
        state.values[State.NUMBER] = start - 1
        state.values[State.BEGUN] = time.monotonic()
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(job._replace(start=start), state, theirs)
        )
        process.start()
        theirs.close()
        end = _watch(process, state, ours, note)
        number = int(state.values[State.NUMBER])
        if end and number < start:
            raise CleanerError(f"{job.target}: {end} before its first input")
        if end:
            note(number, end, state.noted())
        done = min(number + 1, job.stop) - start
        results.inputs += done
        results.refused += int(state.values[State.REFUSED])
        slowest, memory = state.values[State.SLOWEST], state.values[State.MEMORY]
        results.slowest_seconds = round(max(results.slowest_seconds, slowest), 2)
        results.most_megabytes = round(max(results.most_megabytes, memory))
        start = start + done if end else job.stop


def _watch(
    process: Any, state: State, pipe: Connection, note: Callable[[int, str, bytes], None]
) -> str:
    """Wait for the end of a process; return what was wrong with it, "" if nothing was."""
    hangs = False
    while True:
        try:
            if pipe.poll(1.0):
                note(*pipe.recv())
                continue
        except (EOFError, OSError):
            process.join()
            break
        if time.monotonic() - state.values[State.BEGUN] > HANGS:
            hangs = True
            process.kill()
    if hangs:
        return f"not done after {HANGS:.0f} s"
    return f"the process ended with code {process.exitcode}" if process.exitcode else ""


def shares(targets: list[str], inputs: int, models: int) -> dict[str, int]:
    """Return how many inputs each target gets: those that are used most the most."""
    weights = {"html": 6, "text": 4, "bytes": 4, "tree": 2, "warc": 2, "jsonl": 1, "parquet": 1}
    chosen = {name: weights[name] for name in targets if name != _MODEL}
    total = sum(chosen.values())
    counts = {name: inputs * weight // total for name, weight in chosen.items()}
    if _MODEL in targets:
        counts[_MODEL] = models
    return counts


def main() -> int:
    """Run all targets, print what came of them, and write it down if asked to."""
    parser = argument_parser(__doc__)
    parser.add_argument(
        "--inputs", type=int, default=200_000, help="of all targets but model files"
    )
    parser.add_argument("--models", type=int, default=50_000, help="model files")
    parser.add_argument("--only", nargs="+", choices=list(TARGETS), help="these targets alone")
    parser.add_argument("--start", type=int, default=0, help="the number of the first input")
    parser.add_argument("--seed", type=int, default=1, help="of the generator")
    parser.add_argument("--coverage", action="store_true", help="let atheris guide the changes")
    parser.add_argument(
        "--corpora", type=Path, help="a folder of corpora, whose pages are seeds, too"
    )
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"), help="folder of findings")
    parser.add_argument(
        "--json", type=Path, help="file of results to write into, after each target"
    )
    parser.add_argument(
        "--rounds", type=int, default=1, help="in which all targets have their turn"
    )
    options = parser.parse_args()
    counts = shares(options.only or list(TARGETS), options.inputs, options.models)
    results = {target: Results() for target in counts}
    for number in range(options.rounds):
        for target, count in counts.items():
            first, last = (
                options.start + count * i // options.rounds for i in (number, number + 1)
            )
            job = Job(target, first, last, options.seed, options.corpora, options.coverage)
            fuzz(job, options.keep, results[target])
            print(f"{target}: {results[target]}", flush=True)
            if options.json:
                figures = {name: vars(of_target) for name, of_target in results.items()}
                write_results(options.json, SECTION, figures, options)
    return int(any(of_target.findings for of_target in results.values()))


if __name__ == "__main__":
    run(main)
