"""The columns of a plain text, one block of them a file."""

from cleaner.features.text.matrix import TEXT_COLUMNS, TEXT_LAYOUT, text_features
from cleaner.features.text.pattern import PERIODS

__all__ = ["PERIODS", "TEXT_COLUMNS", "TEXT_LAYOUT", "text_features"]
