"""What is no text is refused with a remedy; text about it is not."""

from __future__ import annotations

import pytest

from cleaner import UnsupportedInput
from cleaner.io.decode import decode


@pytest.mark.parametrize(
    "text",
    [
        "%PDF-1.7 is the line that opens a PDF, and %%EOF the one that ends it.",
        "%PDF-1.7\nis what the file begins with, said the printer, and nobody objected.",
        "GIF89a is the version that can be animated; GIF87a is not.",
        "{\\rtf1 is how it begins} and nobody knows why.",
        "PK was the mark of Phil Katz.",
        "Rar! cried the archivist.",
        "BZh was on the label.",
    ],
)
def test_text_about_a_format_is_text(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF", "extract its text"),
        (b"%PDF-1.7\n", "extract its text"),
        (b"%PDF-1.7\r\n%\xe2\xe3\xcf\xd3\r\n1 0 obj", "extract its text"),
        (b"{\\rtf1\\ansi\\deff0 {\\fonttbl}Text.}", "extract its text"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(9), "extract its text"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(30), "unpack it first"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(30), "unpack it first"),
    ],
)
def test_a_format_that_is_no_text_is_refused_with_a_remedy(data: bytes, remedy: str) -> None:
    with pytest.raises(UnsupportedInput, match=remedy):
        decode(data)
