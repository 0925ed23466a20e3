"""XHTML is read by an HTML parser as an XML parser reads it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from lxml import html as lxml_html
from support import PROSE

import cleaner
from cleaner.io.xhtml import repair_xhtml, xml_as_html

NAMESPACE = '<html xmlns="http://www.w3.org/1999/xhtml">'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd">'
BODY = "".join(f"<p>{text}</p>" for text in PROSE)


@pytest.mark.parametrize("start", [NAMESPACE, DECLARATION + "<html>", DOCTYPE + "<html>"])
@pytest.mark.parametrize(
    "empty",
    ["<title/>", '<script src="a>b.js" />', "<style/>", "<iframe/>", "<textarea name='a'/>"],
)
def test_empty_elements_swallow_nothing(start: str, empty: str) -> None:
    document = cleaner.clean_html(f"{start}<head>{empty}</head><body>{empty}{BODY}</body></html>")
    assert [p.text for p in document.paragraphs] == list(PROSE)


@pytest.mark.parametrize("start", [NAMESPACE, DECLARATION + "<html>", DOCTYPE + "<html>"])
@pytest.mark.parametrize(
    "empty",
    '<a id="x"/>|<a name/>|<footer/>|<button/>|<option/>|<div class="ad" />|<b/>|<nav/>|<o:p/>'
    "|<select/>|<table/>|<li/>|<svg/>|<template/>|<object data='a'/>".split("|"),
)
def test_empty_elements_of_all_kinds_change_nothing(start: str, empty: str) -> None:
    plain = cleaner.clean_html(f"{start}<body>{BODY}</body></html>")
    document = cleaner.clean_html(f"{start}<body>{empty}{BODY}</body></html>")
    assert [(p.text, p.label) for p in document.paragraphs] == [
        (p.text, p.label) for p in plain.paragraphs
    ]


def test_void_elements_and_values_without_quotes_stay() -> None:
    html = f"{NAMESPACE}<br/><img src='a'/><hr /><p/><a href=http://a.example/>one</a><input/>"
    assert repair_xhtml(html) == html


@pytest.mark.parametrize("space", [" " * 5000, f"<!-- {'a long remark ' * 400} -->", "\n" * 60_000])
def test_the_namespace_is_found_wherever_the_root_is(space: str) -> None:
    html = f"{space}{NAMESPACE}<body><iframe/>{BODY}</body></html>"
    assert len(cleaner.clean_html(html).paragraphs) == len(PROSE)
    html = f"<html {space.replace('<!--', 'a=').replace('-->', '')} {NAMESPACE[6:]}<iframe/>{BODY}"
    assert len(cleaner.clean_html(html).paragraphs) == len(PROSE)


@pytest.mark.parametrize("name", ["page.xhtml", "page.XHT", "page.xhtml.gz"])
def test_the_ending_of_a_file_makes_it_xhtml(name: str, tmp_path: Path) -> None:
    html = f"<html><head><title/></head><body><a id='x'/>{BODY}</body></html>".encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(html) if name.endswith(".gz") else html)
    assert [p.text for p in cleaner.clean(path).paragraphs] == list(PROSE)


@pytest.mark.parametrize("empty", ['<script src="a.js"/>', '<STYLE media="print" />'])
def test_no_empty_script_swallows_a_page(empty: str) -> None:
    document = cleaner.clean_html(f"<html><head>{empty}</head><body>{BODY}</body></html>")
    assert [p.text for p in document.paragraphs] == list(PROSE)
    ended = f"<html>{empty}</script></style>{BODY}"
    assert repair_xhtml(ended) == ended


def test_text_in_cdata_is_text() -> None:
    html = f"{NAMESPACE}<body><p><![CDATA[{PROSE[0]} 1 < 2 & 3]]></p>{BODY}</body></html>"
    assert cleaner.clean_html(html).paragraphs[0].text == f"{PROSE[0]} 1 < 2 & 3"


def test_scripts_and_comments_stay_as_they_are() -> None:
    script = '<script>//<![CDATA[\nvar a = "<title/>";\n//]]></script>'
    html = f"{NAMESPACE}{script}<!-- <style/> --><style/>"
    assert repair_xhtml(html) == html.replace("--><style/>", "--><style></style>")


@pytest.mark.parametrize("html", [f"<html><script/>{BODY}", f"{NAMESPACE}{BODY}", "<p><title/>"])
def test_other_pages_stay_as_they_are(html: str) -> None:
    assert repair_xhtml(html) == html


def test_xml_trees_come_round() -> None:
    head = '<head><title/><script src="a.js"/></head>'
    xml = f'<html>{head}<body><div class="ad"/>{BODY}</body></html>'
    whole = BeautifulSoup(xml, "xml")
    assert whole.html is not None
    for tree in (whole, whole.html, etree.XML(xml)):
        assert [p.text for p in cleaner.clean(tree).paragraphs] == list(PROSE), type(tree)
    assert xml_as_html('<br/><p id="/"/>') == '<br/><p id="/"></p>'


def test_an_element_comes_without_the_text_behind_it() -> None:
    tree = lxml_html.fromstring(f"<div><p>{PROSE[0]}</p>{PROSE[1]}</div>")
    assert [p.text for p in cleaner.clean(tree[0]).paragraphs] == [PROSE[0]]


@pytest.mark.parametrize(
    "unit", ["<title>", "<!--", "<![CDATA[", "<title ", "<title/>", '<p "', "<a/>", "<script a/>"]
)
def test_markup_that_never_ends_does_no_harm(unit: str) -> None:
    text = NAMESPACE + unit * 20_000
    assert len(repair_xhtml(text)) >= len(NAMESPACE)
    assert len(xml_as_html(text)) >= len(NAMESPACE)
