"""Results of benchmarks as JSON, and what is said if something is missing."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path

import common
import pytest
from common import corpus_folders, read_results, run, write_results
from support import write_corpus

from cleaner import CleanerError, CorpusError
from cleaner.evaluation.fingerprint import corpus_fingerprint


def test_results_of_benchmarks_stand_side_by_side_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "results" / "2027-01-01.json"
    corpus = write_corpus(tmp_path / "mills", [{"id": "a"}])
    write_results(path, "speed", {"median": 1.5}, Namespace())
    options = Namespace(corpora=tmp_path, folds=5, model=None)
    write_results(path, "accuracy", {"mills": 0.5}, options, [corpus])
    assert read_results(path, "speed") == {"median": 1.5}
    assert read_results(path, "accuracy") == {"mills": 0.5}
    record = json.loads(path.read_text())["accuracy"]
    assert record["corpora"] == {"mills": corpus_fingerprint(corpus)}
    assert record["options"] == {"folds": 5}  # no paths of somebody's machine
    assert str(tmp_path) not in path.read_text()
    assert record["measured"].count("-") == 2
    assert any("html.model" in line for line in record["models"])
    assert record.keys() >= {"cleaner", "commit", "machine"}


def test_results_measured_again_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    for median in (1.5, 2.5):
        write_results(path, "speed", {"median": median}, Namespace())
    assert read_results(path, "speed") == {"median": 2.5}


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"speed": {"results": [1]}}'])
def test_a_file_without_results_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "results.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CleanerError, match=r"results\.json holds no results of speed"):
        read_results(path, "speed")


def test_missing_corpora_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "mills").mkdir()
    assert corpus_folders(tmp_path, ["mills"]) == [tmp_path / "mills"]
    with pytest.raises(CorpusError, match="lacks ferries, goats"):
        corpus_folders(tmp_path, ["ferries", "mills", "goats"])


def outcome(error: Exception, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """The exit code and the message of a benchmark that ends with an error."""

    def main() -> int:
        raise error

    with pytest.raises(SystemExit) as ended:
        run(main)
    return ended.value.code, capsys.readouterr().err


def test_what_is_missing_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks/speed.py"])
    assert outcome(CorpusError("no corpus"), capsys) == (2, "speed.py: no corpus\n")
    for name, extra in (("sklearn", "train"), ("psutil", "bench"), ("matplotlib", "bench")):
        code, message = outcome(ModuleNotFoundError("no", name=name), capsys)
        assert code == 2
        assert message.endswith(f"this needs {name}: pip install 'paragraph-cleaner[{extra}]'\n")


def test_an_error_of_our_own_is_not_called_missing() -> None:
    def main() -> None:
        raise ModuleNotFoundError("no", name="cleaner.evaluation.nothing")

    with pytest.raises(ModuleNotFoundError):
        run(main)


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1)])
def test_the_exit_code_is_what_the_benchmark_returns(returned: int | None, code: int) -> None:
    with pytest.raises(SystemExit) as ended:
        run(lambda: returned)
    assert ended.value.code == code


def test_without_a_repository_there_is_no_commit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(common, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write_results(tmp_path / "results.json", "speed", {}, Namespace())
    assert json.loads((tmp_path / "results.json").read_text())["speed"]["commit"] == ""
