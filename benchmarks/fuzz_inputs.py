"""Inputs for `fuzz.py`: seeds of each kind, and how they are changed, the same way each time."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import webencodings
from hostile import HOSTILE

from cleaner.io.compression import read_page

SAMPLES = Path(__file__).parent.parent / "samples"
LONGEST = 200_000  # bytes of an input
LARGE = 20_000  # bytes; pages beyond are drawn seldom, since they take as long as a hundred others
_LARGE_SHARE = 0.02
_MOST_CHANGES = 8
_CORPUS_PAGES = 200

PROSE = (
    "The ferry came back on Monday, painted green and half an hour late. ",
    "Паром вернулся в понедельник, и весь остров вышел на пристань. ",
    "渡船が戻った。島の人々は喜んだ。",
    "Zażółć gęślą jaźń. ",
    "العبارة عادت يوم الاثنين. ",
)
_TAGS = (
    "html head body title meta link script style template noscript p div span a em b br hr img svg "
    "math table tr td th caption colgroup thead ul ol li dl dt dd pre code blockquote figure h1 h6 "
    "figcaption article section aside nav main header footer form input select option textarea "
    "button iframe object details summary slot ruby rt sup sub time video plaintext xmp frameset"
).split()


def packed(data: bytes) -> bytes:
    """Return data in gzip, the same bytes whenever it is packed."""
    return gzip.compress(data, mtime=0)


HTML_PIECES = tuple(
    piece.encode()
    for piece in (
        *(f"<{tag}>" for tag in _TAGS), *(f"</{tag}>" for tag in _TAGS),
        *(f"<{tag}/>" for tag in ("script", "title", "p", "iframe", "textarea", "style")),
        *PROSE, "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>", "&",
        "&#xdc9d;", "&#0;", "&amp;", "&#x110000;", "\0", "\ufeff", "\u200b", "\u202e", "\r\n\r\n",
        "<p hidden>", '<p class="byline">', "<div style='display:none'>", "<a href='//x/2024/1/a'>",
        '<meta charset="', "koi8-r", "big5", "utf-7", "<table><tr><td colspan=9999999>",
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"', '"}</script>',
        '<script id="__NEXT_DATA__" type="application/json">{"a":[', "]}</script>",
        '<template shadowrootmode="open">', "<slot name=a></slot>", "<math><mi>x</mi><mfrac>",
        "<span class=katex>", "<ol start=-5 reversed>", "<li value=1e9>", "<html lang=",
        "<time datetime='2024-05-01T10:00'>", "<img src=data:a alt='", "<base href='http://[::'>",
    )
)  # fmt: skip
TEXT_PIECES = tuple(
    piece.encode()
    for piece in (
        *PROSE, "\n", "\n\n", "\r", "\f", "\u2028", "> ", "# ", "- ", "1. ", "```\n", "===\n", "| ",
        "[a](b)", "*", "By Ann Lee\n", "12 May 2024\n", "<p>", "</p>", "\ufeff", "\u200b", "\t",
        "<ada@x.org> wrote:\n", "HTTP/1.1 200 OK\n", "%PDF-1.7 ", "•", "a" * 500, "9" * 300, "ﷺ",
    )
)  # fmt: skip
BYTE_PIECES = (
    *HTML_PIECES[::9], b"\x1f\x8b\x08\0", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd",
    b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\x1b$B", b"\x1b(B", b"\x0e", b"\x8f\xa2",
    b"\x81\x30\x81\x30",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\x80", b"%PDF-1.7\n", b"GIF89a", b"{\\rtf1",
)  # fmt: skip
WARC_PIECES = (
    b"WARC/1.0\r\n", b"WARC/1.1\n", b"WARC-Type: response\r\n", b"WARC-Type: resource\r\n",
    b"Content-Length: 0\r\n", b"Content-Length: -1\r\n", b"Content-Length: 999999999999\r\n",
    b"\r\n\r\n", b"\n\n", b"HTTP/1.1 200 OK\r\n", b"Content-Encoding: gzip\r\n", b"1f;x=1\r\n",
    b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n", b"WARC-Truncated: length\r\n", b":", b" ",
    b"WARC-Target-URI: http://[\r\n", b"Content-Type: html\r\n", b"Content-Encoding: br, gzip\r\n",
    packed(b"<p>packed</p>"),
)  # fmt: skip
ROW_PIECES = (
    b'{"html": "<p>', b'"}\n', b'"url": "http://[",', b"\\ud800", b"\\u0000", b"null", b"NaN",
    b"[[", b"1e999", b"{}", b"\n", b"\r\n", b'"', b"\\", b"\xff\xfe", b"\xef\xbb\xbf", b"PAR1",
)  # fmt: skip


def changed(
    draw: random.Random, data: bytes, pieces: Sequence[bytes], others: Sequence[bytes]
) -> bytes:
    """Return bytes with a few changes: pieces put in, stretches removed, moved, repeated, taken
    from other seeds, bytes altered, the end cut off."""
    result = bytearray(data)
    for _ in range(draw.randint(1, _MOST_CHANGES)):
        start = draw.randint(0, len(result))
        end = min(len(result), start + int(draw.expovariate(1 / 40)))
        kind = draw.randrange(8)
        if kind <= 1:
            result[start:start] = draw.choice(pieces)
        elif kind == 2:
            del result[start:end]
        elif kind == 3:
            result[start:start] = result[start:end] * draw.choice((1, 2, 50))
        elif kind == 4:
            other = draw.choice(others)
            first = draw.randint(0, len(other))
            result[start:end] = other[first : first + draw.randint(0, 2_000)]
        elif kind == 5:
            for place in range(start, end, 7):
                result[place] = draw.randrange(256)
        elif kind == 6:
            moved = result[start:end]
            del result[start:end]
            place = draw.randint(0, len(result))
            result[place:place] = moved
        else:
            del result[draw.randint(len(result) // 2, len(result)) :]
    return bytes(result[:LONGEST])


def chosen(draw: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Return one of the seeds; a large one seldom."""
    while True:
        seed = draw.choice(seeds)
        if len(seed) < LARGE or draw.random() < _LARGE_SHARE:
            return seed


def html_seeds(corpora: Path | None) -> list[bytes]:
    """Return pages: those of the samples, small ones, the beginnings of hostile ones, and pages of
    the corpora if there are any."""
    seeds = [path.read_bytes() for path in sorted(SAMPLES.rglob("*.html"))]
    seeds += [b"<p>" + text.encode() for text in PROSE]
    hostile = (make()[:3_000] for make in HOSTILE.values())
    seeds += [page if isinstance(page, bytes) else page.encode() for page in hostile]
    seeds += [
        b"<title>A</title><h1>A</h1><ul><li>1<ul><li>2</ul></ul><table><tr><td>a<td>b</table>",
        b'<html lang=de><head><meta charset=utf-8><meta property="og:type" content=article></head>'
        b"<body><nav><a href=/a>Home</a></nav><article><p>Der Dampfer kam.</p></article></body>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script/></head>'
        b"<body><p>A</p><![CDATA[b]]></body></html>",
    ]
    return [*seeds, *(data for name, data in _corpus_pages(corpora) if not name.endswith(".txt"))]


def text_seeds(corpora: Path | None) -> list[bytes]:
    """Return texts: those of the samples, and pages of the corpora read as text."""
    seeds = [path.read_bytes() for path in sorted(SAMPLES.rglob("*.txt"))]
    seeds += [text.encode() * 3 for text in PROSE]
    seeds += [b"a\n" * 500, b"> a\n>> b\n\nOn Monday, <a@b.c> wrote:\n", b"1. a\n2. b\n"]
    return [*seeds, *(data for _, data in islice(_corpus_pages(corpora), 20))]


def byte_seeds(corpora: Path | None) -> list[bytes]:
    """Return pages in many encodings, declared or not, and packed ones."""
    seeds = []
    for name in sorted(set(webencodings.LABELS.values()) - {"x-user-defined", "replacement"}):
        codec = webencodings.lookup(name).codec_info
        for text in PROSE:
            body, _ = codec.encode(text * 4, "replace")
            seeds += [body, f"<meta charset={name}><p>".encode() + body]
    page = html_seeds(None)[0]
    seeds += [pack(page) for pack in (gzip.compress, bz2.compress, lzma.compress)]
    seeds += [packed(packed(page)), page, "\ufeff<p>x".encode("utf-16")]
    return [*seeds, *(data for _, data in islice(_corpus_pages(corpora), 20))]


def warc_seeds(corpora: Path | None) -> list[bytes]:
    """Return web archives, packed and not."""
    page = b"<p>" + PROSE[0].encode() * 3
    bodies = [
        (b"", page),
        (b"Content-Encoding: gzip\r\n", packed(page)),
        (b"Transfer-Encoding: chunked\r\n", b"%x;a=b\r\n%b\r\n0\r\n\r\n" % (len(page), page)),
    ]
    records = [
        _record(
            b"response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n" + body
        )
        for head, body in bodies
    ]
    records += [
        _record(b"warcinfo", b"software: x"),
        _record(b"resource", page, b"Content-Type: text/html\r\n"),
        _record(b"conversion", PROSE[0].encode(), b"Content-Type: text/plain\r\n"),
    ]
    return [*records, b"".join(records), b"".join(map(gzip.compress, records))]


def _record(kind: bytes, block: bytes, head: bytes = b"") -> bytes:
    return (
        b"WARC/1.0\r\nWARC-Type: %b\r\nWARC-Target-URI: http://a.example/\r\n%bContent-Length: %d"
        b"\r\n\r\n%b\r\n\r\n" % (kind, head, len(block), block)
    )


def jsonl_seeds(corpora: Path | None) -> list[bytes]:
    """Return JSON Lines."""
    rows = [{"html": f"<p>{text}", "url": "http://a.example/"} for text in PROSE]
    odd = [{"html": None}, {"html": ["<p>x"]}, {"url": 7}, {"html": "\ud800"}, {"html": 1.5}]
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in (*rows, *odd))
    return [lines, packed(lines), b'{"html": "a"}', b"[1]\n"]


def parquet_seeds(corpora: Path | None) -> list[bytes]:
    """Return Parquet files of several types and packings."""
    import pyarrow as arrow
    from pyarrow import parquet

    pages = [f"<p>{text}" for text in PROSE]
    tables = [
        {"html": pages, "url": ["http://a.example/"] * len(pages)},
        {"html": [page.encode() for page in pages], "url": [None] * len(pages)},
        {"html": [[page] for page in pages]},
        {"html": list(range(5))},
        {"url": pages},
    ]
    seeds = []
    for columns in tables:
        for packing in ("none", "snappy", "zstd"):
            stream = io.BytesIO()
            parquet.write_table(arrow.table(columns), stream, compression=packing, row_group_size=2)
            seeds.append(stream.getvalue())
    return seeds


def _corpus_pages(corpora: Path | None) -> list[tuple[str, bytes]]:
    """Return some pages of the corpora with their names, the same ones each time."""
    if corpora is None:
        return []
    paths = sorted(corpora.glob("*/pages/*"))
    chosen_paths = paths[:: max(1, len(paths) // _CORPUS_PAGES)]
    return [(path.name, read_page(path, None)[:LONGEST]) for path in chosen_paths]
