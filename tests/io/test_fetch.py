"""One page is fetched from its address; what goes wrong is said, with the remedy."""

from __future__ import annotations

import gzip
import socket

import pytest
from support import page
from website import Website

from cleaner import InputTooLarge
from cleaner.errors import FetchFailed
from cleaner.io import fetch as room
from cleaner.io.fetch import AGENT, REDIRECTS, Fetched, fetch, is_address

PAGE = page().encode()


def test_a_page_comes_with_its_address_its_format_and_its_encoding(site: Website) -> None:
    url = site.put("/ferry", PAGE, "text/html; charset=windows-1252")
    assert fetch(url, None) == Fetched(PAGE, url, "windows-1252", "html")
    url = site.put("/notes", b"notes", "text/plain")
    assert fetch(url, 5) == Fetched(b"notes", url, "", "text")
    ((_, headers), _) = site.requests
    assert headers["user-agent"] == AGENT


def test_redirects_are_followed_to_the_address_of_the_page(site: Website) -> None:
    url = site.put("/ferry/", PAGE)
    site.put("/b", status=302, Location="/ferry/")
    assert fetch(site.put("/a", status=301, Location=f"{site.address}/b"), None).url == url


def test_a_circle_of_redirects_is_left(site: Website) -> None:
    url = site.put("/a", status=302, Location="/a")
    with pytest.raises(FetchFailed, match=f"/a: more than {REDIRECTS} redirects"):
        fetch(url, None)
    assert len(site.requests) <= REDIRECTS + 1


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, r"404 \(Not Found\)"), (403, "403"), (410, "410"), (300, "300"), (799, "799$")],
)
def test_a_status_that_is_an_error_is_said(site: Website, status: int, said: str) -> None:
    url = site.put("/gone", PAGE, status=status)
    with pytest.raises(FetchFailed, match=f"/gone: HTTP status {said}"):
        fetch(url, None)


def test_a_page_over_the_limit_is_refused_also_if_it_is_packed(site: Website) -> None:
    plain = site.put("/plain", b"x" * 1001)
    packed = site.put("/packed", gzip.compress(bytes(1 << 22)), content_encoding="gzip")
    for url in (plain, packed):
        with pytest.raises(InputTooLarge, match="max_bytes"):
            fetch(url, 1000)
    assert fetch(plain, 1001).data == b"x" * 1001


def test_broken_packing_is_said(site: Website) -> None:
    url = site.put("/broken", b"no gzip", content_encoding="gzip")
    with pytest.raises(FetchFailed, match="/broken: its compression is broken"):
        fetch(url, None)


def test_what_http_packed_is_unpacked(site: Website) -> None:
    url = site.put("/packed", gzip.compress(PAGE), content_encoding="gzip")
    assert fetch(url, None).data == PAGE


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_page_is_refused_unless_it_is_asked_for(site: Website, kind: str) -> None:
    url = site.put("/file", b"%PDF-1.7", kind)
    with pytest.raises(FetchFailed, match=f"{kind}, neither HTML nor text; --html"):
        fetch(url, None)
    assert fetch(url, None, any_type=True) == Fetched(b"%PDF-1.7", url)


def test_a_page_without_a_content_type_is_known_by_its_look(site: Website) -> None:
    assert fetch(site.put("/bare", PAGE, kind=""), None).format is None


def test_a_page_that_is_cut_short_is_said(site: Website) -> None:
    url = site.put("/cut", PAGE, Content_Length=str(len(PAGE) + 9))
    with pytest.raises(FetchFailed, match=r"/cut: .*IncompleteRead"):
        fetch(url, None)


def test_a_refused_connection_is_said() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchFailed, match=r"no connection \(Connection refused\)"):
        fetch(f"http://127.0.0.1:{port}/", None)


def test_a_host_that_is_not_known_is_said() -> None:
    with pytest.raises(FetchFailed, match="no host of this name, or no network"):
        fetch("http://larch.invalid/ferry", None)


def test_a_host_that_does_not_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TIMEOUT", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(FetchFailed, match=r"no answer within 0\.2 s"):
            fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/", None)


def test_a_page_that_never_ends_is_left(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "WHOLE_TIMEOUT", -1.0)
    with pytest.raises(FetchFailed, match="not all of it came"):
        fetch(site.put("/ferry", PAGE), None)


@pytest.mark.parametrize(
    "url", ["ftp://larch.example/a", "file:///etc/hostname", "http://", "http://[broken/", "x://y"]
)
def test_other_addresses_are_refused_before_anything_is_asked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_asked", lambda *_: 1 / 0)
    with pytest.raises(FetchFailed, match="http or https"):
        fetch(url, None)


def test_a_host_without_a_valid_certificate_is_asked_nothing(site: Website) -> None:
    with pytest.raises(FetchFailed, match="no safe connection"):
        fetch(site.address.replace("http:", "https:"), None)
    assert site.requests == []


def test_a_page_of_the_web_does_not_lead_into_the_local_network(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("/secret", PAGE)
    url = site.put("/a", status=302, Location="/secret")
    answers = iter([False, True])  # as if the first host were a public one
    monkeypatch.setattr(room, "_is_local", lambda host: next(answers))
    with pytest.raises(FetchFailed, match="local network"):
        fetch(url, None)
    assert [path for path, _ in site.requests] == ["/a"]


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", True), ("localhost", True), ("1.1.1.1", False), ("..", False)]
)
def test_a_host_of_the_local_network_is_known_by_its_address(host: str, local: bool) -> None:
    assert room._is_local(host) is local


def test_a_redirect_to_another_kind_of_address_is_refused(site: Website) -> None:
    with pytest.raises(FetchFailed, match="file:///etc/hostname: only"):
        fetch(site.put("/a", status=302, Location="file:///etc/hostname"), None)


def test_the_proxy_of_the_environment_is_asked(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.address.replace("//", "//ann:secret@"))
    url = "http://larch.invalid/ferry"
    site.put(url, PAGE)  # proxies are asked for whole addresses
    assert fetch(url, None) == Fetched(PAGE, url, "", "html")
    assert site.requests[0][1]["proxy-authorization"].startswith("Basic ")
    monkeypatch.setenv("no_proxy", "larch.invalid")
    with pytest.raises(FetchFailed, match="no host of this name"):
        fetch(url, None)


def test_nothing_is_logged_elsewhere(site: Website, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FetchFailed):
        fetch(site.address + "/none", None)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://larch.example/", True),
        ("HTTP://larch.example", True),
        ("ftp://larch.example/a", True),
        ("page.html", False),
        ("C:\\page.html", False),
        ("www.larch.example", False),
        ("-", False),
        ("", False),
    ],
)
def test_an_address_is_told_from_a_file(source: str, address: bool) -> None:
    assert is_address(source) is address
