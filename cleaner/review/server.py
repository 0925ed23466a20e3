"""The review's face: a small web server on loopback, for one person and their browser.

Other people on the machine, and pages that are open in the browser, must neither see nor change
anything. So an address holds a random token; a request must name this server as its host, which a
domain that was made to point to loopback doesn't; and what comes from a page of another origin is
refused.
"""

from __future__ import annotations

import secrets
import socket
from typing import Any

from cleaner.errors import CleanerError, message_of
from cleaner.evaluation.extra import libraries_of
from cleaner.review.session import Session, parse_letters, parse_number

with libraries_of("review"):
    import uvicorn
    from starlette.applications import Starlette
    from starlette.datastructures import Headers
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
    from starlette.routing import Mount, Route
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
MOST_BYTES = 4_000_000  # of a request: labels of all paragraphs of the longest page have a third
SECONDS = 1  # that open requests have left at the end
_HEADERS = {
    # What a page's own policy cannot say. Views may hold nothing that another page could use.
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Gate:
    """Let through what comes from the pages of this server, and from whoever knows its address."""

    def __init__(self, app: ASGIApp, host: str, token: str) -> None:
        self.app = app
        self.host = host
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return
        reason = self._refused(scope)
        app = JSONResponse({"error": reason}, 403, _HEADERS) if reason else self.app
        await app(scope, receive, send)

    def _refused(self, scope: Scope) -> str:
        """Return why a request is refused; "" if it is not."""
        headers, writes = Headers(scope=scope), scope["method"] not in ("GET", "HEAD")
        token = scope["path"].removeprefix("/").partition("/")[0]
        if headers.getlist("host") != [self.host]:
            return "this is no address of the review"
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            return "the address lacks the token that the review printed"
        own = f"http://{self.host}"
        # Browsers say where every change comes from; of what is only looked at they need not.
        origin, site = headers.get("origin", "" if writes else own), headers.get("sec-fetch-site")
        if origin != own or site not in (None, "none", "same-origin"):
            return "this comes from a page of another origin"
        if writes and headers.get("content-type", "").partition(";")[0] != "application/json":
            return "changes are sent as JSON"
        if writes and not 0 < int(headers.get("content-length") or 0) <= MOST_BYTES:
            return f"a change has up to {MOST_BYTES:,} bytes"
        return ""


def application(session: Session, title: str, host: str, token: str) -> ASGIApp:
    """Return the application that serves a session on a host and port, under a token.

    Requests are answered on one thread, one after the other, and so are all changes.
    """

    async def index(request: Request) -> Response:
        return HTMLResponse(session.index(title), headers=_HEADERS)

    async def view(request: Request) -> Response:
        return HTMLResponse(session.view(_number(request)), headers=_HEADERS)

    async def neighbour(request: Request) -> Response:
        find = session.next if request.url.path.endswith("/next") else session.previous
        number = find(_number(request))
        address = f"/{token}/" if number is None else f"/{token}/page/{number}"
        return RedirectResponse(address, 303, _HEADERS)

    async def state(request: Request) -> Response:
        return JSONResponse(session.state(_number(request)), headers=_HEADERS)

    async def change(request: Request) -> Response:
        number, sent = _number(request), await _sent(request)
        if "alike" in sent:
            paragraph = parse_number(sent, "alike")
            (letter,) = parse_letters({str(paragraph): sent.get("letter")}).values()
            answer = session.label_alike(number, paragraph, letter)
        elif "rest" in sent:
            answer = session.confirm(number)
        else:
            answer = session.label(number, parse_letters(sent.get("labels")))
        return JSONResponse(answer, headers=_HEADERS)

    async def undo(request: Request) -> Response:
        sent = await _sent(request)
        page = _page(parse_number(sent, "page"))
        return JSONResponse(session.undo(parse_number(sent, "change"), page), headers=_HEADERS)

    def _number(request: Request) -> int:
        return _page(int(request.path_params["number"]))

    def _page(number: int) -> int:
        if number not in session.pages:
            raise HTTPException(404, "there is no such page")
        return number

    routes = [
        Route("/", index),
        Route("/page/{number:int}", view),
        Route("/page/{number:int}/labels", state, methods=["GET"]),
        Route("/page/{number:int}/labels", change, methods=["POST"]),
        Route("/page/{number:int}/next", neighbour),
        Route("/page/{number:int}/previous", neighbour),
        Route("/undo", undo, methods=["POST"]),
    ]
    handlers: dict[Any, Any] = {
        HTTPException: _wrong, CleanerError: _cannot, OSError: _cannot,
        **dict.fromkeys((ValueError, TypeError, LookupError), _wrong),
    }  # fmt: skip
    app = Starlette(routes=[Mount(f"/{token}", routes=routes)], exception_handlers=handlers)
    return Gate(app, host, token)


async def _sent(request: Request) -> dict[str, Any]:
    """Return what was sent. Raises ValueError if it is no object."""
    try:
        sent = await request.json()
    except RecursionError:
        raise ValueError("this is nested too deeply") from None
    if not isinstance(sent, dict):
        raise ValueError("changes are sent as objects")
    return sent


async def _cannot(request: Request, error: Exception) -> Response:
    """Answer that a change cannot be made: the corpus is damaged, the disk is full."""
    return JSONResponse({"error": message_of(error)}, 409, _HEADERS)


async def _wrong(request: Request, error: Exception) -> Response:
    """Answer that a request makes no sense."""
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail}, error.status_code, _HEADERS)
    return JSONResponse({"error": f"no such request: {error}"}, 400, _HEADERS)


class Server:
    """Serve a session on a port of loopback, any free one for 0, until it is interrupted.

    Raises OSError if the port is taken, MissingExtra.
    """

    def __init__(self, session: Session, title: str, port: int = 0) -> None:
        # Named as TCP, or asyncio leaves small packets waiting for each other, 40 ms an answer.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind((LOOPBACK, port))
        self._socket.listen()  # now, so that whoever reads the address can use it
        host = f"{LOOPBACK}:{self._socket.getsockname()[1]}"
        token = secrets.token_urlsafe(32)
        self.address = f"http://{host}/{token}/"
        config = uvicorn.Config(
            application(session, title, host, token),
            lifespan="off", ws="none", log_config=None, access_log=False, server_header=False,
            timeout_graceful_shutdown=SECONDS,
        )  # fmt: skip
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until Ctrl-C, a signal to end, or `stop`."""
        try:
            self._server.run(sockets=[self._socket])
        except KeyboardInterrupt:  # raised again when all is ended
            pass
        finally:
            self._socket.close()

    def stop(self) -> None:
        """End, from another thread."""
        self._server.should_exit = True
