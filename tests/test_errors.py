"""Codes of errors and warnings: stable, listed, and data beside the text."""

from __future__ import annotations

import copy
import json
import pickle
import re

import pytest

from cleaner import Warning
from cleaner.errors import ERRORS, WARNINGS, CleanerError

CODE = re.compile(r"[a-z]+(-[a-z]+)*")


def kinds(base: type[CleanerError]) -> list[type[CleanerError]]:
    return [base, *(kind for derived in base.__subclasses__() for kind in kinds(derived))]


def test_every_error_has_a_code_of_its_own_that_is_listed() -> None:
    codes = [kind.code for kind in kinds(CleanerError) if kind.__module__ == "cleaner.errors"]
    assert len(set(codes)) == len(codes)
    assert set(codes) <= set(ERRORS)


@pytest.mark.parametrize("codes", [ERRORS, WARNINGS], ids=["errors", "warnings"])
def test_every_code_is_spelt_alike_and_has_a_sentence(codes: dict[str, str]) -> None:
    for code, sentence in codes.items():
        assert CODE.fullmatch(code), code
        assert sentence[0].isupper(), code
        assert sentence.endswith("."), code


def test_a_warning_is_its_text_and_has_a_code() -> None:
    warning = Warning("no-text", "there is no text in it")
    assert warning == "there is no text in it"
    assert (warning.code, warning.text) == ("no-text", "there is no text in it")
    assert warning.as_dict() == {"code": "no-text", "text": "there is no text in it"}
    assert json.dumps([warning]) == '["there is no text in it"]'


def test_a_warning_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ValueError, match="no-such"):
        Warning("no-such", "text")


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda w: pickle.loads(pickle.dumps(w))]
)
def test_a_warning_that_is_copied_or_sent_keeps_its_code(copied: object) -> None:
    again = copied(Warning("unsure", "the likeliest were kept"))  # type: ignore[operator]
    assert (type(again), again.code, again) == (Warning, "unsure", "the likeliest were kept")
