"""Take out of a text what it quotes: patches, quotations and listings, in any light markup.

What stands in them says nothing of the text around them: mails and manuals quote whole pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_END_OF_LINE = r"(?:\n|\Z)"
# Patches: unified, those of merges included, with context, and bare.
_PATCHES = re.compile(
    r"^@@+ -\d[^\n]*\n(?:[ +\\-][^\n]*(?:\n|\Z)|\n(?=[ +\\@-]))*"
    r"|^\*{15}[^\n]*\n(?:(?:\*\*\* |--- |[ !+-] )[^\n]*(?:\n|\Z))*"
    rf"|^\d+(?:,\d+)?[acd]\d+(?:,\d+)?\n(?:(?:[<>](?: [^\n]*)?|---|\\[^\n]*){_END_OF_LINE})+",
    re.MULTILINE,
)
_QUOTATION = re.compile(
    rf"^ {{0,3}}>[> \t]+\S[^\n]*{_END_OF_LINE}(?: {{0,3}}>(?:[> \t][^\n]*)?{_END_OF_LINE})*",
    re.MULTILINE,
)
_BEFORE = 500  # characters before a quotation in which a tag may stand open
# Lines that a tool has put the name of a file and a number before.
_FOUND = re.compile(rf"(?:^[\w./-]+\.\w{{1,8}}[:-]\d+[:-][^\n]*{_END_OF_LINE}){{2,}}", re.MULTILINE)

_FENCE = re.compile(r"^[ \t>]{0,6}(```+|~~~+)[^\n]*\n.*?(?:^[ \t>]{0,6}\1[^\n]*$|\Z)", re.M | re.S)
_INLINE_CODE = re.compile(r"(`{1,2})[^`\n]{1,200}\1")
# Listings that lie deeper than the line before them: a directive, or one that ends in a colon.
_ANNOUNCED = re.compile(
    r"^([ \t]*)(?![ \t])"
    r"(?:\.\.[ ][\w-]+::[^\n]*\n|[^<\n]{10,400}[:：][ \t]*\n(?=[ \t]*\n))"
    rf"(?:\1(?:[ ]{{2,}}|\t)[^\n]*{_END_OF_LINE}|[ \t]*\n)+",
    re.MULTILINE,
)
# What opens a listing: in Org, LaTeX, forums, Jira, wikis, Textile, roff, AsciiDoc (where nothing
# but a blank line, a title or attributes may stand before it), and in code, where texts of several
# lines and comments hold pages.
_OPENING = re.compile(
    r"^(?:[ \t]*(?:\#\+begin_\w+|/\*\*|[rbfu]{0,2}(?:\"\"\"|'''))|bc\.\.?[ ]|\.(?:nf|ex)(?=\n)"
    r"|(?:\[[^\[\]\n]+\]\n|\.\w[^\n]*\n|(?<!\S\n))(?:-{4,}|\.{4,}|\+{4,}|/{4,})(?=\n))"
    r"|(?=[\\\[{<=(,:])(?:\\begin\{(?:lstlisting|verbatim|minted|alltt|code)\*?\}"
    r"|\[(?:code|html|php|quote|source|noparse)(?:=[^\[\]\n]{0,40})?\]"
    r"|\{(?:code|noformat)(?::[^{}\n]{0,80})?\}"
    r"|\{\{\{"
    r"|<(?:syntaxhighlight|source[ ]lang=|nowiki\b|code[ ][a-z0-9]+>|file[ ][a-z0-9]+)"
    r"|(?:[=(,:\[][ \t]+|\()[rbfu]{0,2}(?:\"\"\"|''')"
    r"|(?<!<)<<[-~]?[ ]?['\"]?[A-Z_]{3,20}['\"]?(?=\n))",
    re.MULTILINE | re.IGNORECASE,
)
_NOT_SPACE = re.compile(r"\S")
_NAME = re.compile(r"\w+")
# The ends of listings, by how they open; {} stands for the first name in the opening.
_ENDS = {
    "#+": "#+end_",
    "\\b": "\\end{",
    "{{": "}}}",
    "/*": "*/",
    ".n": "\n.fi",
    ".e": "\n.ee",
    "{c": "{code}",
    "{n": "{noformat}",
}


def without_listings(text: str) -> str:
    """Return text without the patches, quotations and listings in it."""
    text = _PATCHES.sub("\n", text.replace("\r\n", "\n"))
    text = _QUOTATION.sub(lambda match: match[0] if _follows_tag(match) else "\n", text)
    text = _FOUND.sub("\n", text)
    text = _INLINE_CODE.sub("", _FENCE.sub("\n", text))
    text = _ANNOUNCED.sub(lambda match: "\n" if _is_listing(match) else match[0], text)
    return without(text, _OPENING, _end_of, holding="<")


def without(
    text: str, opening: re.Pattern[str], end_of: Callable[[str], str], *, holding: str = ""
) -> str:
    """Return text without what lies between a match of `opening` and the end that belongs to it.

    Of what has an end tag, the tags stay. An opening without an end stays, too, and so does what
    does not hold `holding`.
    """
    folded = text.lower()
    parts: list[str] = []
    endless: set[str] = set()
    done = place = 0
    while match := opening.search(text, place):
        place = match.end()
        end = end_of(match[0])
        found = -1 if end in endless else folded.find(end, place)
        if found < 0:
            endless.add(end)
            continue
        if text.find(holding, place, found) < 0:
            place = found + len(end)
            continue
        keeps = end.startswith("</")
        parts.append(text[done : match.end() if keeps else match.start()])
        done = place = found if keeps else found + len(end)
    return "".join([*parts, text[done:]])


def _is_listing(announced: re.Match[str]) -> bool:
    """Return whether what lies deeper than the line before is a listing: of a directive or behind
    two colons, or if the text goes on behind it."""
    if announced[0].lstrip().startswith(".. ") or "::" in announced[0].split("\n", 1)[0]:
        return True
    going_on = _NOT_SPACE.search(announced.string, announced.end())
    return going_on is not None and going_on[0] != "<"


def _follows_tag(quotation: re.Match[str]) -> bool:
    """Return whether a tag is open before a quotation, or stands in the line before it.

    Then its mark is the end of that tag, or leads from one link to the next.
    """
    before = quotation.string[max(0, quotation.start() - _BEFORE) : quotation.start()]
    return before.rfind("<") > before.rfind(">") or "<" in before[before[:-1].rfind("\n") + 1 :]


def _end_of(opening: str) -> str:
    """Return the end of a listing, in small letters."""
    mark = opening.strip().lower()
    if mark[:2] in _ENDS:
        return _ENDS[mark[:2]]
    if mark.endswith(('"""', "'''")):
        return mark[-3:]
    if mark.startswith("bc."):
        return "\n\np. " if mark.startswith("bc..") else "\n\n"
    name = _NAME.search(mark)
    if mark[-1] in "-.+/" and not mark.startswith("<<"):
        return "\n" + mark.rpartition("\n")[2]
    word = name[0] if name else mark
    return {"<<": f"\n{word}", "<": f"</{word}", "[": f"[/{word}]"}[
        "<<" if mark.startswith("<<") else mark[0]
    ]
