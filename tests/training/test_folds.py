"""Folds of sites."""

from __future__ import annotations

import numpy as np

from cleaner.training.folds import fold_of, folds_of

DOMAINS = [f"site{number}.example" for number in range(600)]


def test_a_domain_has_its_fold_whoever_else_is_there() -> None:
    few, many = folds_of(DOMAINS[:10], 5, seed=0), folds_of(DOMAINS[::-1], 5, seed=0)
    assert few.tolist() == many[::-1][:10].tolist()


def test_folds_stay_what_they_were() -> None:
    """Models and features on disk rely on it, on any machine and any version of Python."""
    assert folds_of(DOMAINS[:8], 5, seed=0).tolist() == [1, 4, 2, 1, 1, 0, 1, 0]
    assert fold_of("example.org", 3, seed=20240611) == 2


def test_folds_are_about_as_large_as_each_other() -> None:
    sizes = np.bincount(folds_of(DOMAINS, 5, seed=0), minlength=5)
    assert sizes.min() > 90
    assert sizes.max() < 150


def test_another_seed_makes_other_folds() -> None:
    assert folds_of(DOMAINS, 5, seed=0).tolist() != folds_of(DOMAINS, 5, seed=1).tolist()


def test_no_domains_have_no_folds() -> None:
    assert folds_of([], 5, seed=0).shape == (0,)
