"""The encoding that a page declares, found as the HTML Standard finds it."""

from __future__ import annotations

import pytest
import webencodings

from cleaner.io.declared import declared_encoding, encoding_of


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta charset="koi8-r">', "koi8-r"),
        (b"<META\nCHARSET = KOI8-R >", "koi8-r"),
        (b"<meta/charset=gbk>", "gbk"),
        (b"<meta charset=gbk />", "gbk"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=big5">', "big5"),
        (b"<meta content='text/html;charset = \"big5\"' http-equiv=content-type>", "big5"),
        (b'<meta charset="gbk" http-equiv=content-type content="text/html;charset=big5">', "gbk"),
        (b'<?xml version="1.0" encoding="euc-jp"?><html>', "euc-jp"),
        (b"\r\n<?xml version=\"1.0\" encoding = 'euc-jp' ?><html>", "euc-jp"),
        (b'<?xml version="1.0" encoding="euc-jp"?><meta charset="gbk">', "gbk"),
        (b"<meta charset=utf-16le>", "utf-8"),
        (b"<meta charset=x-user-defined>", "windows-1252"),
        (b"<meta charset=no-such><meta charset=big5>", "big5"),
        (b"<meta charset=cp850>", "cp850"),
        (b"<meta charset=euc_jp>", "euc-jp"),
        (b"<meta charset=cp932>", "shift_jis"),
        (b"<meta charset=cp949>", "euc-kr"),
        (b"<meta charset=latin_1>", "windows-1252"),
    ],
)
def test_a_declaration_is_found(head: bytes, encoding: str) -> None:
    assert declared_encoding(head) == encoding
    assert declared_encoding(b"<!DOCTYPE html>\n<html lang=ru><head>" + head) == (
        None if b"<?xml" in head and b"<meta" not in head else encoding
    )


@pytest.mark.parametrize(
    "head",
    [
        b'<!-- <meta charset="koi8-r"> -->',
        b'<!doctype "<meta charset=koi8-r" >',
        b'<meta name="description" content="pages in charset=koi8-r">',
        b'<meta http-equiv="refresh" content="0; charset=koi8-r">',
        b"<a title='<meta charset=koi8-r>'>",
        b'<script>document.write("<meta charset=koi8-r>")</script>',
        b"<title>What <meta charset=koi8-r> means</title>",
        b"<metal charset=koi8-r>",
        b"</meta charset=koi8-r>",
        b'<meta data-x="charset=koi8-r">',
        b"<p>charset=koi8-r</p>",
        b"<meta charset=undefined>",
    ],
)
def test_what_only_looks_like_a_declaration_is_none(head: bytes) -> None:
    assert declared_encoding(head) is None
    assert declared_encoding(head + b'<meta charset="windows-1251">') == "windows-1251"


def test_a_short_comment_ends_at_once() -> None:
    assert declared_encoding(b"<!--><meta charset=gbk>-->") == "gbk"


def test_a_declaration_may_stand_behind_a_long_script() -> None:
    script = b"<script>" + b"let a = '<b>';" * 900 + b"</script>"
    assert declared_encoding(script + b"<meta charset=gb2312>") == "gbk"


@pytest.mark.parametrize("head", [b'<meta charset="gbk>', b"<!-- <meta charset=gbk>", b"<"])
def test_a_declaration_that_never_ends_is_none(head: bytes) -> None:
    assert declared_encoding(head) is None


def test_every_label_of_the_standard_is_known() -> None:
    for label, name in webencodings.LABELS.items():
        assert encoding_of(f"\t{label.upper()} ") == name


@pytest.mark.parametrize(
    "label",
    ["", "utf8mb4", "hex", "rot13", "punycode", "idna", "utf-7", "cp037", "ＵＴＦ-8", "a\0b"],
)
def test_a_label_that_no_page_can_be_in_is_unknown(label: str) -> None:
    assert encoding_of(label) is None
