"""Markdown as a source, and the front matter on top of it."""

from __future__ import annotations

import json
import re

from cleaner.paragraph import Metadata

# Marks that plain text has by chance at most once: two kinds of them, or a fence, make Markdown.
_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"!?\[[^\]\n]+\]\([^)\s]+(?: \"[^\"\n]*\")?\)"),
    re.compile(r"(?<!\w)(\*\*|__)\S[^\n]*?\S\1(?!\w)"),
    re.compile(r"(?<![`\w])`[^`\n]+`(?![`\w])"),
    re.compile(r"^ {0,3}[-*+] +\S[^\n]*\n(?:\s*\n)? {0,3}[-*+] +\S", re.MULTILINE),
    re.compile(r"^ {0,3}\d{1,3}[.)] +\S[^\n]*\n(?:\s*\n)? {0,3}\d{1,3}[.)] +\S", re.MULTILINE),
    re.compile(r"^ {0,3}> ?\S", re.MULTILINE),
    re.compile(r"^\|?[ :]*-{3,}[ :]*\|[ :|-]*$", re.MULTILINE),
    re.compile(r"^\[\^?[^\]\n]+\]: ", re.MULTILINE),
)
_FENCES = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:.*\n)*? {0,3}\1\s*$", re.MULTILINE)
LEAST_SIGNS = 2
LOOKED_AT = 200_000  # characters


def is_markdown(source: str) -> bool:
    """Return whether a plain text is Markdown, by the marks in it."""
    head = source[:LOOKED_AT]
    if head.count("```") >= 2 and _FENCES.search(head):
        return True
    return sum(sign.search(head) is not None for sign in _SIGNS) >= LEAST_SIGNS


def markdown_front_matter(metadata: Metadata) -> str:
    """Return metadata as YAML between rules, with what is known of it; strings in JSON's quotes."""
    names = {"title": "title", "author": "author", "date": "date", "sitename": "site",
             "language": "language", "url": "url"}  # fmt: skip
    fields = metadata.as_dict()
    lines = [
        f"{name}: {json.dumps(fields[field], ensure_ascii=False)}"
        for field, name in names.items()
        if fields.get(field)
    ]
    return "\n".join(("---", *lines, "---", "", "")) if lines else ""
