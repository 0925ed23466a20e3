"""From a page, or from plain text, to paragraphs."""
