"""The matrices of the samples are to the bit what they were when the models were trained."""

from __future__ import annotations

import numpy as np
import pytest
from golden import GOLDEN, NAMES, checksums, columns_of, kept_rows, matrices
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.generic]]
Matrices = dict[str, NDArray[np.float32]]

ANEW = "if this is meant: PYTHONPATH=.:tests python tests/golden.py"


@pytest.fixture(scope="module")
def golden() -> Arrays:
    with np.load(GOLDEN) as file:
        return dict(file)


@pytest.fixture(scope="module")
def computed() -> Matrices:
    return dict(matrices())


def test_the_columns_have_their_names_in_their_order(
    golden: dict[str, NDArray[np.generic]],
) -> None:
    for route, names in NAMES.items():
        assert names == golden[f"{route} columns"].tolist()


def test_every_sample_has_its_golden_matrix(golden: Arrays, computed: Matrices) -> None:
    expected = {name.removesuffix(" rows") for name in golden if name.endswith(" rows")}
    assert expected == set(computed)


def test_rows_of_the_samples_are_what_they_were(golden: Arrays, computed: Matrices) -> None:
    differences = []
    for name, matrix in computed.items():
        columns = columns_of(name)
        rows = kept_rows(matrix)
        was, now = golden[f"{name} rows"], matrix[rows]
        assert was.shape == now.shape, f"{name}: {was.shape} before, {now.shape} now; {ANEW}"
        for row, column in np.argwhere(~np.isclose(was, now, rtol=1e-5, atol=1e-6)).tolist():
            differences.append(
                f"{name}, paragraph {rows[row]}, {columns[column]}: "
                f"{was[row, column]:.6g} before, {now[row, column]:.6g} now"
            )
    assert not differences, "\n".join([*differences[:10], ANEW])


def test_every_column_of_the_samples_is_what_it_was_to_the_bit(
    golden: Arrays, computed: Matrices
) -> None:
    differences = []
    for name, matrix in computed.items():
        columns = columns_of(name)
        differ = checksums(matrix) != golden[f"{name} checksums"]
        differences += [f"{name}: {columns[i]}" for i in np.flatnonzero(differ).tolist()]
    assert not differences, "\n".join([*differences[:10], ANEW])
