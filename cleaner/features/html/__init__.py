"""The columns of an HTML page, one block of them a file."""

from cleaner.features.blocks import Matrix
from cleaner.features.html.matrix import HTML_COLUMNS, HTML_LAYOUT, Lexicons, html_features

__all__ = ["COLUMNS", "HTML_COLUMNS", "HTML_LAYOUT", "Lexicons", "Matrix", "html_features"]

COLUMNS = HTML_COLUMNS  # former name
