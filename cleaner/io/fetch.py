"""Fetch one page from its address.

It is for a page that a person names: it asks once, follows a few redirects, checks certificates,
and stops at limits of size and time. It doesn't read robots.txt, which is addressed to crawlers: to
fetch many pages, use one.

With urllib3, which trafilatura brings. The downloader of trafilatura repeats what fails, with
pauses (a host whose certificate is not valid costs a minute), gives its reasons to a log alone, and
in versions before 2.3 goes on without a check of the certificate.
"""

from __future__ import annotations

import re
import socket
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from cleaner.errors import FetchFailed
from cleaner.io.content_type import charset_of_type, format_of_type, shown_type
from cleaner.io.decode import check_size
from cleaner.types import Format
from cleaner.version import __version__

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

AGENT = f"paragraph-cleaner/{__version__}"
TIMEOUT = 10.0  # seconds that connecting, or the next piece of a page, may take
WHOLE_TIMEOUT = 60.0  # seconds that a page may take in all, drop by drop
REDIRECTS = 5  # from http to https, to www, to a language, to the page

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_OK = range(200, 300)
_PIECE = 1 << 16  # bytes at a time


@dataclass(slots=True, frozen=True)
class Fetched:
    """A page as it was sent: its bytes, its address after redirects, and what its header says."""

    data: bytes
    url: str
    charset: str = ""
    format: Format | None = None


def is_address(source: str) -> bool:
    """Return whether a source is the address of a page, not the name of a file.

    >>> is_address("https://larch.example/"), is_address("C:/larch.html")
    (True, False)
    """
    return _ADDRESS.match(source) is not None


def fetch(url: str, limit: int | None, *, any_type: bool = False) -> Fetched:
    """Fetch a page. `any_type` takes it whatever its content type is.

    Raises FetchFailed if the address is no http or https, if there is no answer, or one that is
    an error or no page; InputTooLarge over `limit` bytes, unpacked.
    """
    address, host = url, _host(url)
    local = _is_local(host)
    for _ in range(REDIRECTS + 1):
        with _pool(address, host) as pool, closing(_asked(pool, address, url)) as response:
            target = response.get_redirect_location()
            if not target:
                return _page(response, address, limit, any_type=any_type)
        address = urljoin(address, target)
        host = _host(address)
        # A page of the web must not lead into the network of its reader.
        if not local and _is_local(host):
            raise FetchFailed(f"{url}: it leads into the local network ({address}): not followed")
    raise FetchFailed(f"{url}: more than {REDIRECTS} redirects")


def _asked(pool: PoolManager, address: str, url: str) -> BaseHTTPResponse:
    """Return the answer at an address, to which `url` has led, before its content is read."""
    from urllib3 import Timeout, make_headers
    from urllib3.exceptions import HTTPError

    headers = make_headers(accept_encoding=True, user_agent=AGENT)
    timeout = Timeout(connect=TIMEOUT, read=TIMEOUT)
    try:
        return pool.request("GET", address, headers=headers, timeout=timeout, retries=False,
                            redirect=False, preload_content=False)  # fmt: skip
    except (HTTPError, OSError, ValueError) as error:
        raise FetchFailed(f"{url}: {_explained(error)}") from error


def _page(response: BaseHTTPResponse, url: str, limit: int | None, *, any_type: bool) -> Fetched:
    if response.status not in _OK:
        raise FetchFailed(f"{url}: HTTP status {_status(response.status)}")
    data = _body(response, url, limit)
    kind = response.headers.get("content-type", "")
    format_ = format_of_type(kind, data)
    if format_ is None and not any_type:
        raise FetchFailed(
            f"{url}: its content type is {shown_type(kind)}, neither HTML nor text; --html or "
            "--text reads it all the same"
        )
    return Fetched(data, url, charset_of_type(kind), format_ or None)


def _body(response: BaseHTTPResponse, url: str, limit: int | None) -> bytes:
    """Read the content of a response, decompressed."""
    from urllib3.exceptions import HTTPError

    data = bytearray()
    end = monotonic() + WHOLE_TIMEOUT
    try:
        for piece in response.stream(_PIECE, decode_content=True):
            data += piece
            check_size(len(data), limit)
            if monotonic() > end:
                raise FetchFailed(f"{url}: not all of it came within {WHOLE_TIMEOUT:g} s")
    except HTTPError as error:
        raise FetchFailed(f"{url}: {_explained(error)}") from error
    return bytes(data)


def _pool(url: str, host: str) -> PoolManager:
    """Return what sends a request: directly, or through the proxy that the environment names."""
    import certifi
    from urllib3 import PoolManager, ProxyManager, make_headers
    from urllib3.util import parse_url

    proxy = None if proxy_bypass(host) else getproxies().get(urlsplit(url).scheme)
    if not proxy:
        return PoolManager(ca_certs=certifi.where())
    sign_in = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=sign_in) if sign_in else None
    return ProxyManager(proxy, proxy_headers=headers, ca_certs=certifi.where())


def _host(url: str) -> str:
    """Return the host of an address. Raises FetchFailed if it is no address of the web."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:  # "http://[broken"
        host = None
    if not host:
        raise FetchFailed(f"{url}: only an address with http or https and a host can be fetched")
    return host


def _is_local(host: str) -> bool:
    """Return whether a host belongs to the reader's own network."""
    try:
        places = socket.getaddrinfo(host, None)
        addresses = [ip_address(str(place[4][0]).partition("%")[0]) for place in places]
    except (OSError, ValueError):  # not known here, or no name at all
        return False
    return any(not address.is_global for address in addresses)


def _explained(error: Exception) -> str:
    """Say what an error means; its own text if it is a rare one."""
    from urllib3 import exceptions

    text = str(error) or type(error).__name__
    if isinstance(error, exceptions.NameResolutionError):
        return "there is no host of this name, or no network"
    if isinstance(error, exceptions.NewConnectionError):
        return f"no connection ({getattr(error.__cause__, 'strerror', None) or text})"
    if isinstance(error, exceptions.TimeoutError):
        return f"no answer within {TIMEOUT:g} s"
    if isinstance(error, exceptions.SSLError):
        return f"no safe connection: {text}"
    if isinstance(error, exceptions.DecodeError):
        return f"its compression is broken ({text})"
    return text


def _status(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:  # one that no standard has
        return str(status)
