"""The server of a review: for one browser, on this machine, and nobody else."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from reviews import FERRY, READ_ALSO, ask, serving, session, site

pytest.importorskip("starlette", reason="the extra review is not installed")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("review")
    return site(folder / "src"), folder / "out"


@pytest.fixture(scope="module")
def address(folders: tuple[Path, Path]) -> Iterator[str]:
    with serving(session(*folders)) as address:
        yield address


def test_pages_are_listed_and_shown(address: str) -> None:
    status, text, _ = ask(address)
    assert status == 200
    assert 'href="page/0"' in text
    status, text, _ = ask(f"{address}page/0")
    assert status == 200
    assert 'data-labels="0/labels"' in text
    status, _, headers = ask(f"{address}page/0/next")
    assert status == 303
    assert headers["location"].startswith(urlsplit(address).path + "page/")


def test_labels_are_asked_for_set_and_taken_back(address: str) -> None:
    labels, unknown = f"{address}page/1/labels", "?" * len(FERRY)
    assert ask(labels)[1]["labels"] == unknown
    status, answer, _ = ask(labels, {"labels": {"0": "S", "1": "S"}})
    assert (status, answer["labels"]) == (200, "SS" + unknown[2:])
    status, alike, _ = ask(labels, {"alike": READ_ALSO, "letter": "S"})
    assert (status, alike["note"]) == (200, "2 labelled on 2 pages.")
    for change in (alike["change"], answer["change"]):
        status, answer, _ = ask(f"{address}undo", {"change": change, "page": 1})
    assert (status, answer["labels"]) == (200, unknown)


def test_nothing_of_what_is_served_may_be_kept_framed_or_read_by_others(address: str) -> None:
    for path in ("", "page/0", "page/0/labels", "nowhere", "../"):
        _, _, headers = ask(address + path)
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_the_server_listens_on_loopback_alone_and_names_a_new_token(
    address: str, folders: tuple[Path, Path]
) -> None:
    url = urlsplit(address)
    assert url.hostname == "127.0.0.1"
    assert len(url.path) >= 43
    with serving(session(*folders)) as other:
        assert urlsplit(other).path != url.path


@pytest.mark.parametrize("path", ["", "page/0", "page/0/labels", "page/0/next", "undo"])
@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"host": "larch.example"}, "no address"),
        ({"host": "localhost"}, "no address"),
        ({"origin": "https://larch.example"}, "another origin"),
        ({"origin": "null"}, "another origin"),
        ({"sec_fetch_site": "cross-site"}, "another origin"),
        ({"sec_fetch_site": "same-site"}, "another origin"),
    ],
)
def test_other_hosts_and_origins_are_refused(
    address: str, path: str, headers: dict[str, str], reason: str
) -> None:
    for sent in (None, {"labels": {"0": "S"}}):
        status, answer, _ = ask(address + path, sent, **headers)
        assert status == 403
        assert reason in answer["error"]


@pytest.mark.parametrize("path", ["/", "/page/0", "/x/page/0/labels", "//", "/favicon.ico"])
def test_without_the_token_there_is_nothing(address: str, path: str) -> None:
    url = urlsplit(address)
    for sent in (None, {"labels": {"0": "S"}}):
        status, answer, _ = ask(f"http://{url.netloc}{path}", sent)
        assert status == 403
        assert "token" in answer["error"]
    assert ask(f"{address[:-2]}x/")[0] == 403


def test_a_change_from_a_form_or_without_an_origin_is_refused(
    address: str, folders: tuple[Path, Path]
) -> None:
    labels = f"{address}page/0/labels"
    before = ask(labels)[1]
    for headers in ({"content_type": "text/plain"}, {"origin": ""}, {"content_length": "0"}):
        assert ask(labels, {"labels": {"0": "S"}}, **headers)[0] == 403
    assert ask(labels, method="POST")[0] == 403
    assert ask(labels, {"labels": {"0": "S"}, "padding": "x" * 5_000_000})[0] == 403
    assert ask(labels)[1] == before


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("page/99", None, 404),
        ("page/x", None, 404),
        ("page/99/labels", {"labels": {"0": "S"}}, 404),
        ("page/0/labels", {"labels": {"0": "X"}}, 400),
        ("page/0/labels", {"labels": {"99": "S"}}, 409),
        ("page/0/labels", {"alike": 99, "letter": "S"}, 400),
        ("page/0/labels", {"alike": 0}, 400),
        ("page/0/labels", [1], 400),
        ("undo", {"change": 1, "page": 99}, 404),
        ("undo", {}, 400),
        ("page/" + "9" * 400, None, 404),
        ("page/" + "9" * 5_000, None, 400),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_makes_no_sense_is_answered_and_changes_nothing(
    address: str, path: str, sent: object, status: int
) -> None:
    before = ask(f"{address}page/0/labels")[1]
    answer = ask(address + path, sent)
    assert answer[0] == status
    assert isinstance(answer[1], str) or answer[1]["error"]
    assert ask(f"{address}page/0/labels")[1] == before


NO_NUMBERS = [1e400, float("nan"), True, -1, 1.5, "1", None, [0], {"0": 0}]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
@pytest.mark.parametrize(
    ("path", "sent", "name"),
    [
        ("page/0/labels", {"letter": "S"}, "alike"),
        ("undo", {"page": 0}, "change"),
        ("undo", {"change": 1}, "page"),
    ],
)
def test_only_whole_numbers_are_taken(
    address: str, path: str, sent: dict[str, object], name: str, value: object
) -> None:
    before = ask(f"{address}page/0/labels")[1]
    status, answer, _ = ask(address + path, {**sent, name: value})
    assert (status, f"{name!r} is a whole number" in answer["error"]) == (400, True)
    assert ask(f"{address}page/0/labels")[1] == before


NO_LABELS = [
    *({number: "S"} for number in ("-1", "1e400", "NaN", "0_0", " 0", "٠", "9" * 5_000, "\ud800")),
    *({"0": letter} for letter in (1e400, True, None, ["S"], {"S": 1}, "", "SS", "\ud800")),
    *(1e400, "S", ["S"], True, None, {}),
]


@pytest.mark.parametrize("labels", NO_LABELS, ids=lambda labels: repr(labels)[:40])
def test_only_letters_by_number_are_taken(address: str, labels: object) -> None:
    before = ask(f"{address}page/0/labels")[1]
    status, answer, _ = ask(f"{address}page/0/labels", {"labels": labels})
    assert (status, bool(answer["error"])) == (400, True)
    assert ask(f"{address}page/0/labels")[1] == before


def test_a_wrong_page_is_said_before_anything_is_undone(address: str) -> None:
    labels = f"{address}page/2/labels"
    change = ask(labels, {"labels": {"0": "S"}})[1]["change"]
    status, answer, _ = ask(f"{address}undo", {"change": change, "page": 99})
    assert (status, answer["error"]) == (404, "there is no such page")
    assert ask(labels)[1]["labels"][0] == "S"
    ask(f"{address}undo", {"change": change, "page": 2})


@pytest.mark.parametrize("body", [b"[" * 1_000_000, b"{", b"\xff", b"NaN", b"9" * 5_000])
def test_what_is_no_change_is_answered(address: str, body: bytes) -> None:
    url = urlsplit(address)
    own = f"http://{url.netloc}"
    connection = http.client.HTTPConnection(url.netloc, timeout=60)
    headers = {"Content-Type": "application/json", "Origin": own}
    connection.request("POST", f"{url.path}page/0/labels", body, headers)
    answer = connection.getresponse()
    assert (answer.status, bool(json.loads(answer.read())["error"])) == (400, True)
    connection.close()


def test_a_request_without_a_path_is_refused(address: str) -> None:
    url = urlsplit(address)
    with socket.create_connection((url.hostname, url.port)) as connection:
        connection.sendall(f"OPTIONS * HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode())
        assert b" 403 " in connection.recv(4_096).splitlines()[0]


def test_small_answers_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Asyncio turns that off for what is named as TCP alone; times differ between machines."""
    from cleaner.review.server import Server

    server = Server(session(site(tmp_path / "src"), tmp_path / "out"), "labels")
    url = urlsplit(server.address)
    with socket.create_connection((url.hostname, url.port)):
        accepted, _ = server._socket.accept()
        with accepted, server._socket:
            assert accepted.proto == socket.IPPROTO_TCP


def test_changes_that_come_at_once_are_all_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving(session(site(tmp_path / "src", 2), out)) as address:
        threads = [
            threading.Thread(
                target=ask, args=(f"{address}page/{page}/labels", {"labels": {str(number): "S"}})
            )
            for page in range(2)
            for number in range(len(FERRY))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = (out / "marks.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["labels"] for line in lines] == ["S" * len(FERRY)] * 2


def test_a_damaged_corpus_is_said_to_the_page(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving(session(site(tmp_path / "src", 1), out)) as address:
        labels = f"{address}page/0/labels"
        ask(labels, {"labels": {"0": "S"}})
        (out / "marks.jsonl").write_text("{", encoding="utf-8")
        status, answer, _ = ask(labels, {"labels": {"1": "S"}})
        assert status == 409
        assert "line 1: not JSON" in answer["error"]
