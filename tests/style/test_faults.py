"""The named faults of tests/mutation/faults.py are faults of the code as it is."""

from __future__ import annotations

from mutation.faults import FAULTS
from mutation.source import ROOT, NoSuchCode


def test_every_fault_finds_its_code_and_its_tests() -> None:
    lost = []
    for fault in FAULTS:
        lost += [f"{fault.name}: {test}" for test in fault.tests if not (ROOT / test).exists()]
        try:
            fault.mutant()
        except NoSuchCode as error:
            lost.append(f"{fault.name}: {error}")
    assert lost == []
