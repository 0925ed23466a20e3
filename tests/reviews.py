"""Reviews that several tests begin: pages, their session, and a server of it."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from browsers import WIDE
from crawls import put, wait_for
from support import PROSE

from cleaner.batch.options import BatchOptions
from cleaner.evaluation.standoff_labels import ParsedMarks
from cleaner.review.agreement import labels_by_digest
from cleaner.review.corrections import Corrections
from cleaner.review.preparing import Prepared, Preparer, prepare_pages
from cleaner.review.session import Session


def ferry_page(number: int, prose: str = PROSE[0]) -> str:
    """A page of a small site: a menu, an article with a teaser in its middle, a form."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Ferry {number}</title>"
        f"<link rel='canonical' href='https://larch.example/{number}'></head><body>"
        "<nav class='menu'><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sport</a></li>"
        "</ul></nav>"
        f"<article><h1>Ferry {number}</h1><p>{prose}</p><p>{PROSE[1]} {number}</p>"
        f"<p class='more'>Read also: <a href='/{number + 1}'>Goat {number}</a></p></article>"
        "<form id='comments'><button>Post comment</button></form></body></html>"
    )


FERRY = ["Home", "Sport", "title", "first", "second", "read also", "button"]
READ_ALSO = FERRY.index("read also")
UNKNOWN = "?" * len(FERRY)  # the labels of a page that nobody has labelled


def site(folder: Path, pages: int = 3) -> Path:
    """A folder with pages of one site."""
    for number in range(pages):
        put(folder / f"{number}.html", ferry_page(number))
    return folder


def prepared(
    source: Path, out: Path, others: Mapping[str, ParsedMarks] | None = None, compared: str = ""
) -> list[Prepared]:
    """Prepare pages in this process, into a folder that is not held by a review."""
    (out / ".cleaner" / "parts").mkdir(parents=True, exist_ok=True)
    options = BatchOptions(source, out, "html", timeout=None)
    return [*prepare_pages(Preparer(options, dict(others or {}), compared), 1)]


def session(source: Path, out: Path, compare: Path | None = None) -> Session:
    """A review of pages, beside another person's corrections if there are any."""
    if compare is None:
        return Session(Corrections(out), prepared(source, out))
    pages = prepared(source, out, labels_by_digest(compare), compare.name)
    return Session(Corrections(out), pages, compared=compare.name)


@contextmanager
def serving(running: Session, title: str = "pages") -> Iterator[str]:
    """Serve a review on a thread; gives its address."""
    from cleaner.review.server import Server

    server = Server(running, title)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join()


def ask(
    address: str, sent: object = None, *, method: str = "", **headers: str
) -> tuple[int, Any, dict[str, str]]:
    """Ask a server as a script does, or post JSON as its own pages do; returns the status, what it
    says, and the headers in lower case."""
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.netloc, timeout=60)
    body = None if sent is None else json.dumps(sent)
    own = (
        {}
        if sent is None
        else {"Content-Type": "application/json", "Origin": f"http://{url.netloc}"}
    )
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    try:
        connection.request(
            method or ("GET" if sent is None else "POST"), url.path, body, {**own, **named}
        )
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    said = {name.lower(): value for name, value in answer.getheaders()}
    is_json = said.get("content-type", "").startswith("application/json")
    return answer.status, json.loads(text) if is_json else text, said


class Review:
    """A review that is served: its address, and the letters on the disk."""

    def __init__(self, address: str, out: Path) -> None:
        self.address = address
        self.out = out

    @property
    def labels(self) -> dict[str, str]:
        path = self.out / "marks.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return {record["source"]: record["labels"] for record in map(json.loads, lines)}

    def soon(self, **labels: str) -> bool:
        """Whether the pages 0, 1 and 2 have these letters, in a moment."""
        wanted = {f"{name.lstrip('_')}.html": letters for name, letters in labels.items()}
        wait_for(lambda: self.labels == wanted, 10)
        return True


def with_letters(**letters: str) -> str:
    """Letters of a page, by the names of its paragraphs."""
    wanted = list(UNKNOWN)
    for name, letter in letters.items():
        wanted[FERRY.index(name.replace("_", " "))] = letter
    return "".join(wanted)


def opened(
    browser: Any,
    review: Review,
    path: str = "page/0",
    screen: dict[str, int] = WIDE,
    **options: Any,
) -> Any:
    """A tab that shows a page of a review, once it knows the labels."""
    page = browser.new_context(viewport=screen, **options).new_page()
    return at(page, review, path)


def at(page: Any, review: Review, path: str) -> Any:
    """Lead a tab to a page of a review."""
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text))
    page.goto(review.address + path)
    if path:
        page.get_by_text("labelled").first.wait_for()
    return page
