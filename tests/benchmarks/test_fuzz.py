"""The fuzzer: its inputs can be made again, and it finds what is planted."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import fuzz
import pytest
from fuzz_inputs import LONGEST, changed
from fuzz_targets import TARGETS, make_input, run_model, run_records

CHEAP = ["html", "text", "bytes", "tree", "jsonl"]


@pytest.mark.parametrize("name", [*CHEAP, "warc", "parquet"])
def test_an_input_can_be_made_again(name: str) -> None:
    seeds = TARGETS[name].seeds(None)
    made = [make_input(name, seeds, 1, number) for number in range(20)]
    assert made == [make_input(name, seeds, 1, number) for number in range(20)]
    assert made != [make_input(name, seeds, 2, number) for number in range(20)]
    assert len(set(made)) > 15
    assert max(map(len, made)) <= LONGEST


def test_changes_leave_the_seed_alone() -> None:
    seed = b"<p>A sentence of the page.</p>" * 20
    made = [changed(random.Random(number), seed, [b"<b>"], [seed]) for number in range(50)]
    assert len(set(made)) > 40
    assert seed == b"<p>A sentence of the page.</p>" * 20


@pytest.mark.parametrize("name", list(TARGETS))
def test_seeds_and_some_inputs_run_through_each_target(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds(None)
    assert any(target.run(seed) for seed in seeds[:3])
    for number in range(3):
        target.run(make_input(name, seeds, 5, number))


def test_a_model_file_that_is_damaged_is_refused() -> None:
    (sound, *_) = TARGETS["model"].seeds(None)
    assert run_model(sound)
    assert not run_model(sound[: len(sound) // 2])


def test_an_error_that_is_not_documented_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> str:
        raise KeyError("planted")

    monkeypatch.setattr("cleaner.batch.workers.page_cleaner.site_of", lambda *_: "")
    monkeypatch.setattr("cleaner.batch.workers.page_cleaner.page_text", fails)
    with pytest.raises(AssertionError, match="unexpected: 'planted'"):
        run_records(b'{"html": "<p>x"}\n', ".jsonl")


def at(number: int, act: Callable[[], object]) -> Callable[[bytes], bool]:
    """A target's run that does something to one input, the others being fine."""
    left = iter(range(number))

    def run(data: bytes) -> bool:
        if next(left, None) is None:
            act()
        return True

    return run


def raise_error() -> None:
    raise KeyError("planted")


class Sender:
    """The end of a pipe that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str, bytes]] = []

    def send(self, found: tuple[int, str, bytes]) -> None:
        self.sent.append(found)


@pytest.mark.parametrize(
    ("act", "found"),
    [
        (raise_error, "KeyError: 'planted'"),
        (lambda: sum(range(30_000_000)), "s of processor time"),
    ],
)
def test_errors_and_slow_inputs_are_told(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], found: str
) -> None:
    monkeypatch.setattr(fuzz, "SECONDS", 0.2)
    begun = len(TARGETS["jsonl"].seeds(None))
    target = TARGETS["jsonl"]._replace(run=at(begun + 4, act))
    monkeypatch.setitem(TARGETS, "jsonl", target)
    pipe = Sender()
    job = fuzz.Job("jsonl", 10, 15, 1, None, coverage=False)
    fuzz.Runner(job, fuzz.State(), pipe).all()  # type: ignore[arg-type]
    ((number, what, data),) = pipe.sent
    assert number == 14
    assert found in what
    assert data == make_input("jsonl", target.seeds(None), 1, 14)


def crash(job: fuzz.Job, state: fuzz.State, pipe: object) -> None:
    """What a process does whose every third input crashes it."""
    for number in range(job.start, job.stop):
        state.note(number, b"input %d" % number)
        if number % 3 == 2:
            os._exit(11)


@pytest.mark.slow
def test_after_a_crash_the_rest_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fuzz, "_serve", crash)
    results = fuzz.Results()
    fuzz.fuzz(fuzz.Job("html", 0, 7, 1, None, coverage=False), tmp_path, results)
    assert results.inputs == 7
    assert [finding["number"] for finding in results.findings] == [2, 5]
    assert (tmp_path / "html-1-5").read_bytes() == b"input 5"


def hang(job: fuzz.Job, state: fuzz.State, pipe: object) -> None:
    """What a process does whose second input hangs."""
    state.note(job.start, b"quick")
    state.note(job.start + 1, b"slow")
    time.sleep(600)


@pytest.mark.slow
def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fuzz, "_serve", hang)
    monkeypatch.setattr(fuzz, "HANGS", 20.0)
    results = fuzz.Results()
    fuzz.fuzz(fuzz.Job("html", 0, 2, 1, None, coverage=False), tmp_path, results)
    (finding,) = results.findings
    assert (finding["number"], finding["what"]) == (1, "not done after 20 s")


def test_each_target_has_its_share() -> None:
    shares = fuzz.shares(list(TARGETS), 200_000, 50_000)
    assert set(shares) == set(TARGETS)
    assert sum(shares.values()) == 250_000
    assert fuzz.shares(["model"], 10, 7) == {"model": 7}
