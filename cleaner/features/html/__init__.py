"""The columns of an HTML page, one block of them a file."""

from cleaner.features.html.matrix import HTML_COLUMNS, HTML_LAYOUT, Lexicons, html_features

__all__ = ["HTML_COLUMNS", "HTML_LAYOUT", "Lexicons", "html_features"]
