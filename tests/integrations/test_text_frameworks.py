"""LangChain, LlamaIndex and Haystack: the text of a page in the place of the page."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from engines import require_engine
from support import page

import cleaner
from cleaner import Config
from cleaner.errors import InvalidOption, UnsupportedInput
from cleaner.integrations.texts import Texts

URL = "https://larch.example/ferry"
LINKED = page(paragraphs=['Long ago <a href="/boat">the boat</a> was here, and it left late.'] * 3)
SMALL = Config(max_bytes=3000)
LARGE = "word " * 1000  # over that limit
KNOWN = {"title": "The ferry returns to Larch Island"}


def test_texts_are_those_of_the_library() -> None:
    document = cleaner.clean(LINKED, URL)
    (text,) = Texts(Config()).of([(LINKED, URL)])
    assert text is not None
    assert text.content == document.text
    assert text.paragraphs == [paragraph.text for paragraph in document.body]
    language = document.metadata.language  # detected, if the extra is there
    assert text.about == {
        **KNOWN,
        **({"language": language} if language else {}),
        "author": document.metadata.author,
        "confidence": round(document.confidence, 4),
        "model": document.model,
    }
    (text,) = Texts(Config(), "markdown").of([(LINKED, URL)])
    assert text is not None
    assert text.content == document.as_markdown()
    assert "(https://larch.example/boat)" in text.content


def test_options_of_cleaning_count() -> None:
    document = cleaner.Cleaner(threshold=1.0).clean(LINKED)
    (text,) = Texts(Config(threshold=1.0)).of([(LINKED, None)])
    assert text is not None
    assert text.content == document.text != cleaner.clean(LINKED).text


def test_a_page_that_fails_is_left_out_or_raises(caplog: pytest.LogCaptureFixture) -> None:
    pages = [(page("One"), None), (b"%PDF-1.7\n%\xe2\xe3", URL), (page("Two"), "two.html")]
    texts = list(Texts(Config()).of(pages))
    assert [text and text.about["title"] for text in texts] == ["One", None, "Two"]
    assert f"{URL} left out: unsupported-input: " in caplog.text
    with pytest.raises(UnsupportedInput):
        list(Texts(Config(), on_error="raise").of(pages))


@pytest.mark.slow
def test_workers_give_the_same() -> None:
    pages = [(page("One"), None), (b"%PDF-1.7\n%\xe2\xe3", URL), (LINKED, URL)]
    apart = Texts(Config(), "markdown", timeout=60)
    assert list(apart.of(pages)) == list(Texts(Config(), "markdown").of(pages))


@pytest.mark.parametrize(
    "options", [{"output": "html"}, {"on_error": "ignore"}, {"jobs": 0}, {"timeout": -1}], ids=str
)
def test_bad_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidOption, match=next(iter(options))):
        Texts(Config(), **options)


# LangChain


def test_langchain_documents_are_transformed() -> None:
    require_engine("langchain_core")
    from langchain_core.documents import Document

    from cleaner.integrations.langchain import CleanerTransformer

    pages = [
        Document(page_content=LINKED, metadata={"source": URL, "title": "by the loader"}, id="7"),
        Document(page_content=LARGE),
        Document(page_content=page("Two")),
    ]
    transformer = CleanerTransformer(SMALL, output="markdown")
    first, second = transformer.transform_documents(pages)
    assert asyncio.run(transformer.atransform_documents(pages)) == [first, second]
    document = cleaner.clean(LINKED, URL)
    assert (first.page_content, first.id) == (document.as_markdown(), "7")
    assert (first.metadata["source"], first.metadata["title"]) == (URL, "by the loader")
    assert first.metadata["confidence"] == round(document.confidence, 4)
    assert second.metadata["title"] == "Two"


# LlamaIndex


def test_llama_index_nodes_are_made_of_pages() -> None:
    require_engine("llama_index.core")
    from llama_index.core import Document
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import TokenTextSplitter

    from cleaner.integrations.llama_index import CleanerNodeParser

    pages = [Document(text=LINKED, metadata={"url": URL}), Document(text=LARGE), Document(text="")]
    (node,) = CleanerNodeParser(config=SMALL, output="markdown").get_nodes_from_documents(pages)
    document = cleaner.clean(LINKED, URL)
    assert node.get_content() == document.as_markdown()
    assert node.metadata.items() >= {"url": URL, **KNOWN}.items()
    assert node.ref_doc_id == pages[0].doc_id

    each = CleanerNodeParser(config=SMALL, by="paragraph").get_nodes_from_documents(pages)
    assert [node.get_content() for node in each] == [paragraph.text for paragraph in document.body]

    parser = CleanerNodeParser(config=Config(profile="article", max_bytes=3000))
    assert CleanerNodeParser(config=parser.to_dict()["config"]).config == parser.config
    splitter = TokenTextSplitter(chunk_size=120, chunk_overlap=0)
    cut = IngestionPipeline(transformations=[parser, splitter], disable_cache=True).run(
        documents=[Document(text=page(), metadata={"url": URL})]
    )
    assert len(cut) > 1
    assert all(node.metadata["title"] == KNOWN["title"] for node in cut)
    with pytest.raises(InvalidOption, match="timeout"):
        CleanerNodeParser(timeout=-1).get_nodes_from_documents(pages)


# Haystack


def test_haystack_sources_are_converted(tmp_path: Path) -> None:
    require_engine("haystack")
    from haystack import Pipeline
    from haystack.dataclasses import ByteStream

    from cleaner.integrations.haystack import CleanerConverter

    path = tmp_path / "two.html"
    path.write_text(page("Two"), encoding="utf-8")
    stream = ByteStream(LINKED.encode(), meta={"url": URL})
    sources: list[Any] = [
        stream,
        ByteStream(b"%PDF-1.7\n%\xe2\xe3"),
        path,
        tmp_path / "missing.html",
    ]

    pipeline = Pipeline()
    config = Config(profile="article")
    pipeline.add_component("converter", CleanerConverter(config, output="markdown"))
    stored = pipeline.dumps()
    pipeline = Pipeline.loads(stored, allowed_modules=["cleaner.integrations.haystack"])
    first, second = pipeline.run({"converter": {"sources": sources, "meta": {"kind": "news"}}})[
        "converter"
    ]["documents"]
    document = cleaner.Cleaner(profile="article").clean(LINKED, URL)
    assert first.content == document.as_markdown()
    assert first.meta.items() >= {"url": URL, "kind": "news", **KNOWN}.items()
    assert (second.meta["title"], second.meta["file_path"]) == ("Two", str(path))
    with pytest.raises(OSError, match=r"missing\.html"):
        CleanerConverter(on_error="raise").run(sources[3:])
    with pytest.raises(InvalidOption, match="output"):
        CleanerConverter(output="html")  # type: ignore[arg-type]
