"""The corridor, as the library promises it: what goes in, what comes out, what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from support import PROSE, environment, page

import cleaner
from cleaner import Cleaner, InputTooLarge, Label, UnsupportedInput
from cleaner.model.file import Model
from cleaner.model.log_odds import LogOdds
from cleaner.model.prediction import Features, Prediction

PAGE = page()
TEXT = "\n\n".join(
    ["The ferry returns to Larch Island", *PROSE, "Leave a Comment", "Scroll to Top"]
)


# What goes in


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    return file


def test_every_accepted_type_gives_the_same_document(path: Path) -> None:
    expected = cleaner.clean(PAGE).as_dict()["paragraphs"]
    assert [p["text"] for p in expected if p["label"] == "body"][-3:] == list(PROSE)
    for same in (
        PAGE.encode(),
        bytearray(PAGE.encode()),
        path,
        lxml_html.fromstring(PAGE),
        etree.ElementTree(lxml_html.fromstring(PAGE)),
        BeautifulSoup(PAGE, "html.parser"),
    ):
        assert cleaner.clean(same).as_dict()["paragraphs"] == expected, type(same)
        assert cleaner.clean_html(same).as_dict()["paragraphs"] == expected, type(same)


@pytest.mark.parametrize("wrong", [None, 7, ["<p>x</p>"], {"html": "x"}, object()])
def test_another_type_is_refused_with_what_is_accepted(wrong: object) -> None:
    for clean in (cleaner.clean, cleaner.clean_html, cleaner.clean_text):
        with pytest.raises(TypeError) as error:
            clean(wrong)  # type: ignore[arg-type]
        for accepted in ("str", "bytes", "Path", "lxml", "BeautifulSoup", type(wrong).__name__):
            assert accepted in str(error.value)


def test_the_ending_of_a_path_says_what_it_holds(tmp_path: Path) -> None:
    for name, expected in (("a.html", "html"), ("a.txt", "text"), ("a.md", "text"), ("a", "text")):
        file = tmp_path / name
        file.write_text("Just a line.", encoding="utf-8")
        assert cleaner.clean(file).format == expected


def test_a_missing_path_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        cleaner.clean(tmp_path / "no.html")


# What comes out


def test_a_page_is_cut_labelled_and_emitted() -> None:
    document = cleaner.clean(PAGE)
    labels = {p.text: p.label for p in document.paragraphs}
    assert document.format == "html"
    assert [labels[text] for text in PROSE] == [Label.BODY] * 3
    assert labels["Sport"] is not Label.BODY
    assert labels["Leave a comment"] is not Label.BODY
    assert document.text.endswith("\n\n".join(PROSE))
    assert document.title == "The ferry returns to Larch Island"


def test_paragraphs_say_what_and_where_they_are() -> None:
    paragraphs = cleaner.clean_html(
        "<title>Ferry returns - The Larch</title><h1>Ferry returns</h1><h3>The boat</h3>"
        "<p>Prose</p><ul><li>one<ul><li>two</li></ul></li></ul><blockquote>said</blockquote>"
        "<pre>x = 1</pre>"
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
        "<figure><figcaption>A boat</figcaption></figure>"
    ).paragraphs
    assert [(p.kind, p.level) for p in paragraphs] == [
        ("title", 1),
        ("heading", 3),
        ("text", 0),
        ("list-item", 1),
        ("list-item", 2),
        ("quote", 1),
        ("code", 0),
        ("table-row", 0),
        ("table-row", 0),
        ("table-row", 0),
        ("table-row", 0),
        ("caption", 0),
    ]
    assert all(p.path.startswith("/html/body/") and p.start is None for p in paragraphs)
    assert len({p.path for p in paragraphs}) == len(paragraphs)
    assert paragraphs[1].path.endswith("/h3")
    assert paragraphs[7].row == paragraphs[8].row is not None
    assert paragraphs[9].row == paragraphs[10].row != paragraphs[7].row


def test_probabilities_belong_to_the_label() -> None:
    for paragraph in cleaner.clean(PAGE).paragraphs:
        assert sum(paragraph.probabilities.values()) == pytest.approx(1)
        assert all(0 <= p <= 1 for p in paragraph.probabilities.values())
        if paragraph.label is Label.BODY:
            assert paragraph.probabilities[Label.BODY] >= 0.5


def test_confidence_is_a_share() -> None:
    assert 0 < cleaner.clean(PAGE).confidence <= 1


@pytest.mark.parametrize(
    ("source", "code"),
    [("", "no-text"), ("<html><body><img src=a></body></html>", "no-text"), (PAGE, "no-body")],
)
def test_an_empty_result_has_no_confidence(source: str, code: str) -> None:
    document = Cleaner(threshold=1.0).clean_html(source)
    assert document.text == ""
    assert document.confidence == 0.0
    assert code in [warning.code for warning in document.warnings]


def test_plain_text_paragraphs_are_slices_of_the_source() -> None:
    document = cleaner.clean(TEXT)
    assert document.format == "text"
    assert [TEXT[p.start : p.end] for p in document.paragraphs] == TEXT.split("\n\n")


def test_plain_text_keeps_its_own_line_structure() -> None:
    everything = Cleaner(threshold=0.0)
    for gap in ("\n", "\n\n", "\r\n", "\n\n  "):
        assert everything.clean_text(gap.join(PROSE)).text == gap.join(PROSE)


@pytest.mark.filterwarnings("ignore:this is (the name of a file|an address):UserWarning")
@given(st.text(max_size=150), st.booleans())
@example(".HTM", False)
def test_any_text_is_cut_without_loss(text: str, split_lines: bool) -> None:
    document = Cleaner(split_lines=split_lines).clean_text(text)
    pieces = [text[p.start : p.end] for p in document.paragraphs]
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_the_same_page_gives_the_same_document() -> None:
    assert cleaner.clean(PAGE).as_json() == cleaner.clean(PAGE).as_json()


def test_white_space_and_attribute_order_change_no_label() -> None:
    spaced = PAGE.replace("><", ">\n   <").replace('<nav class="menu">', "<nav\n  class='menu' >")
    assert [(p.text, p.label) for p in cleaner.clean(spaced).paragraphs] == [
        (p.text, p.label) for p in cleaner.clean(PAGE).paragraphs
    ]


# Options


def test_a_higher_threshold_keeps_less() -> None:
    kept = [len(Cleaner(threshold=t).clean(PAGE).body) for t in (0.0, 0.3, 0.7, 1.0)]
    assert kept == sorted(kept, reverse=True)
    assert kept[0] == len(cleaner.clean(PAGE).paragraphs)


@pytest.mark.parametrize("wrong", [{"threshold": 1.5}, {"threshold": -1}, {"profile": "news"}])
def test_a_senseless_option_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Cleaner(**wrong)  # type: ignore[arg-type]


def test_the_article_profile_gives_the_main_content() -> None:
    document = Cleaner(profile="article").clean(PAGE)
    assert document.as_text(title=False, captions=False).startswith(PROSE[0])


# Many pages


def test_clean_many_is_lazy_and_in_order() -> None:
    endless = (page(f"Ferry number {n}") for n in count())
    found = list(islice(Cleaner().clean_many(endless), 3))
    assert [document.title for document in found] == [f"Ferry number {n}" for n in range(3)]


def test_clean_many_in_two_processes_gives_the_same() -> None:
    pages = [page(f"Ferry number {n}") for n in range(20)]
    alone, together = (list(Cleaner().clean_many(pages, jobs=jobs)) for jobs in (1, 2))
    assert [d.as_dict() for d in together] == [d.as_dict() for d in alone]


def test_threads_share_a_cleaner() -> None:
    shared = Cleaner()
    pages = [page(f"Ferry number {n % 5}", PROSE[: 1 + n % 3]) for n in range(40)]
    with ThreadPoolExecutor(4) as threads:
        found = [document.as_dict() for document in threads.map(shared.clean, pages)]
    assert found == [Cleaner().clean(p).as_dict() for p in pages]


# Bad input


@pytest.mark.parametrize(
    "empty", ["", " \n\t ", b"", b"\n\n", "\ufeff", "<html></html>", "<!---->"]
)
def test_nothing_in_means_an_empty_document(empty: str | bytes) -> None:
    for clean in (cleaner.clean, cleaner.clean_html):
        document = clean(empty)
        assert document.paragraphs == []
        assert document.text == ""
        assert document.as_json()


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.html", "w") as archive:
        archive.writestr("a", "b")
    for binary in (tmp_path / "a.html", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj"):
        with pytest.raises(UnsupportedInput, match="looks like"):
            cleaner.clean(binary)


def test_input_over_the_limit_is_refused(path: Path) -> None:
    small = Cleaner(max_bytes=100)
    for too_large in (PAGE, PAGE.encode(), path, BeautifulSoup(PAGE, "html.parser")):
        with pytest.raises(InputTooLarge, match=r"100.*max_bytes"):
            small.clean(too_large)
    with pytest.raises(InputTooLarge):
        cleaner.clean(" " * (32 * 1024 * 1024 + 1))
    assert Cleaner(max_bytes=None).clean(path).paragraphs


def test_a_broken_encoding_is_said_in_the_warnings() -> None:
    cities = "<p>Zürich, Köln, Genève, Łódź".encode()
    document = cleaner.clean(PAGE.replace("half an hour", "½ hour").encode() + cities + b"\xff")
    assert len(document.warnings) == 1
    assert document.as_dict()["warnings"] == [{"code": "bad-bytes", "text": document.warnings[0]}]
    assert "½ hour late" in document.text


def test_nesting_may_be_100_000_levels_deep() -> None:
    document = cleaner.clean("<div>" * 100_000 + "Deep down there is text.")
    assert [p.text for p in document.paragraphs] == ["Deep down there is text."]
    assert document.paragraphs[0].path.startswith("/html/body/div")
    assert document.as_json()


def test_unclosed_tags_give_a_result() -> None:
    broken = PAGE.replace("</p>", "").replace("</li>", "").replace("</div>", "")
    assert PROSE[1] in cleaner.clean(broken).text


# What it costs


def test_cleaning_imports_no_training_library_and_opens_no_connection() -> None:
    program = f"""
import json, socket, sys
def refused(*args, **kwargs): raise AssertionError("a connection was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
import cleaner
light = sorted(sys.modules)
document = cleaner.clean({PAGE!r})
assert document.text and cleaner.clean_text({TEXT!r}).text
cleaned = sorted(sys.modules)
assert document.title and document.as_json()
print(json.dumps([light, cleaned]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    light, cleaned = (set(names) for names in json.loads(done.stdout))
    assert not light & {"numpy", "selectolax", "onnxruntime", "trafilatura", "bs4", "lxml"}
    assert not cleaned & {"sklearn", "scipy", "joblib", "onnx", "trafilatura", "rich", "click"}


@pytest.mark.parametrize("source", ["", " \n", "<html><script>let x = 1</script></html>"])
def test_what_holds_no_text_is_said_to(source: str) -> None:
    assert [warning.code for warning in cleaner.clean(source).warnings] == ["no-text"]


def test_what_holds_no_body_is_said_to() -> None:
    shell = "<body><div id=root></div><noscript>You need JavaScript to run this app.</noscript>"
    for document in (cleaner.clean_html(shell), Cleaner(threshold=1.0).clean(PAGE)):
        assert document.text == ""
        assert [warning.code for warning in document.warnings] == ["no-body"]


def test_what_the_neighbours_decide_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    body = np.array([0.99, 0.58, 0.1, 0.45, 0.6, 0.99])
    log_odds = LogOdds(np.log(body / (1 - body)), np.zeros(len(body)))

    def predicted(features: Features, model: Model) -> Prediction:
        return Prediction(features.matrix, features.words, log_odds, log_odds, 0.5)

    monkeypatch.setattr("cleaner.core.predict", predicted)
    document = cleaner.clean_text("\n\n".join(f"Line {i}." for i in range(len(body))))
    assert [p.label == Label.BODY for p in document.paragraphs] == [True, *[False] * 4, True]
    decided = [paragraph.reasons[0].concept == "run" for paragraph in document.paragraphs]
    assert decided == [False, True, False, False, True, False]


def test_lone_surrogates_in_an_address_are_mended() -> None:
    linked = page().replace("<p>", "<p>Its <a href='b'>timetable</a>. ", 1)
    document = Cleaner().clean(linked, url="http://x.example/\udc9d/a")
    assert document.url == "http://x.example/\ufffd/a"
    assert [warning.code for warning in document.warnings] == ["lone-surrogates"]
    for text in (
        document.as_json(),
        document.as_html(),
        document.as_markdown(front_matter=True),
        document.metadata.url,
        document._repr_html_(),
    ):
        assert text.encode()
    whole = Cleaner().clean(linked, url="http://x.example/\u00e9")
    assert whole.warnings == []


def test_lone_surrogates_are_mended() -> None:
    document = cleaner.clean_text(
        "The ferry \ud83d\ude00 came back \ud800 on Monday, an hour late."
    )
    assert "\U0001f600 came back \ufffd on" in document.source
    assert document.warnings[0].code == "lone-surrogates"
    document.as_json().encode()
