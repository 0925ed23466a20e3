"""Write raised and lowered text, notes and readings so that plain text says what a reader sees."""

from __future__ import annotations

import re

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθιφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᶥᵠᵡ",
    )
)
_SUBSCRIPTS = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
    )
)
_WHOLE = {"TM": "™", "SM": "℠", "®": "®", "©": "©", "™": "™", "℠": "℠"}
# Letters that stand raised by habit: "1st", "2e", "XIXe", "Mme", "Dr". They are no exponents.
_RAISED_ENDING = re.compile(r"[^\W\d_]{2,}\.?$|(?:e|o|a|d|r|è|º|ª)\.?$")
_ENDS_IN_NUMBER = re.compile(r"(?:\d|\b[IVXLCDM]+)$")
_NOTE = re.compile(r"[\d,;–\s-]+$|[^\W\d_]$|[^\W\d_]{1,6}\s?\d{1,4}$")
_BRACKETED = "[({（［【"
_OPENING_BRACKETS = "(（[［"
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def note_mark(text: str) -> str:
    """Return the mark of a note apart from the word before it: "1" as "[1]", "*" as it is."""
    text = "".join(text.split())
    if not text or text[0] in _BRACKETED or not _NOTE.match(text):
        return text
    return f"[{text}]"


def raise_text(text: str, before: str) -> str:
    """Return raised text that follows `before`: Unicode superscripts if all characters have one.

    Else "^" and the text, in brackets if it has several characters. Endings such as "th" after a
    number, which are raised by habit alone, stay as they are.
    """
    text = text.strip()
    if text in _WHOLE:
        return _WHOLE[text]
    if _RAISED_ENDING.match(text) and (len(text) > 1 or _ENDS_IN_NUMBER.search(before)):
        return text
    return _shifted(text, before, _SUPERSCRIPTS, "^")


def lower_text(text: str, before: str) -> str:
    """Return lowered text that follows `before`: Unicode subscripts, else "_" and the text."""
    return _shifted(text.strip(), before, _SUBSCRIPTS, "_")


def _shifted(text: str, before: str, characters: dict[str, str], mark: str) -> str:
    if not text or not before or before[-1].isspace():
        return text  # attached to nothing: raised for its looks
    squeezed = "".join(text.split())
    if all(char in characters for char in squeezed):
        return "".join(characters[char] for char in squeezed)
    return mark + (text if len(text) == 1 else f"({text})" if " " in text else f"{{{text}}}")


def reading(text: str, before: str) -> str:
    """Return the reading of ruby text in brackets, unless `before` has opened one."""
    text = text.strip()
    if not text or before.rstrip()[-1:] in tuple(_OPENING_BRACKETS):
        return text
    return f"（{text}）" if _WIDE.search(before[-1:] + text[:1]) else f"({text})"
