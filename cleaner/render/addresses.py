"""Addresses of links and images, made absolute; lazy images are resolved, trackers left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

Attributes = Mapping[str, "str | None"]

LINK_SCHEMES = ("http", "https", "mailto", "tel", "ftp")
_LAZY = (
    "data-src data-lazy-src data-original data-lazy data-url data-full-src data-hi-res-src "
    "data-original-src data-actualsrc data-echo data-image data-img-src"
).split()
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_PLACEHOLDER = re.compile(
    r"^(?:data:|about:|javascript:|#)|(?:place-?holder|blank|spacer|transparent|loading|lazy|grey|gray"
    r"|1x1|pixel)[\w-]*\.(?:gif|png|jpe?g|svg|webp)",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")
_ICON = re.compile(
    r"(?:^|[\W_])(?:icons?|avatars?|gravatar|emoji|sprite|badge|spacer|pixel|social|share|arrow"
    r"|favicon|tracker|beacon|btn|button|flag)(?:$|[\W_])",
    re.IGNORECASE,
)
_SMALL = 40  # pixels; smaller images are icons
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*([01])(?:px)?\s*(?:;|$)", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class Addresses:
    """Makes the addresses of a page absolute, by its URL, its <base>, or what it says of itself."""

    def __init__(self, tree: LexborHTMLParser, url: str | None, stated: str) -> None:
        base = url or (stated if "//" in stated else "")
        self.page = base.partition("#")[0]
        element = tree.head.css_first("base[href]") if tree.head is not None else None
        href = (element.attributes.get("href") or "").strip() if element is not None else ""
        self.base = _join(base, href) if href else base

    def link(self, href: str | None) -> str:
        """Return the absolute address of a link; "" for scripts and the like."""
        href = "".join((href or "").split("\n")).strip()
        if not href:
            return ""
        if href.startswith("#"):
            return self.page + href if self.page and len(href) > 1 else ""
        absolute = _join(self.base, href)
        scheme = _scheme(absolute)
        return absolute if not scheme or scheme in LINK_SCHEMES else ""

    def image(self, node: LexborNode) -> str:
        """Return the absolute address of an image; "" for one that is not there to be seen."""
        attributes = node.attributes
        if _is_tracker(attributes):
            return ""
        source = (attributes.get("src") or "").strip()
        if not source or _PLACEHOLDER.search(source):
            lazy = next((value for name in _LAZY if (value := attributes.get(name))), None)
            lazy = lazy or _largest(attributes) or _of_picture(node)
            source = lazy or ("" if source.startswith(("data:", "about:", "#")) else source)
        absolute = _join(self.base, source.strip()) if source else ""
        return absolute if _scheme(absolute) in ("http", "https", "") else ""


def is_icon(attributes: Attributes) -> bool:
    """Return whether an image is an icon, by its size, class or name."""
    for name in ("width", "height"):
        digits = (attributes.get(name) or "").removesuffix("px")
        if digits.isascii() and digits.isdigit() and int(digits) < _SMALL:
            return True
    path = (attributes.get("src") or "").rpartition("/")[2][:100]
    return bool(_ICON.search(attributes.get("class") or "") or _ICON.search(path))


def _is_tracker(attributes: Attributes) -> bool:
    sizes = [(attributes.get(name) or "").removesuffix("px") for name in ("width", "height")]
    if any(size in ("0", "1") for size in sizes):
        return True
    style = attributes.get("style") or ""
    return bool(_STYLE_SIZE.search(style) or _UNSEEN.search(style) or "hidden" in attributes)


def _largest(attributes: Attributes) -> str:
    """Return the largest image of a set of sources."""
    for name in _LAZY_SETS:
        candidates = _CANDIDATE.findall(attributes.get(name) or "")
        seen = [(float(size or 1), source) for source, size in candidates if source[:5] != "data:"]
        if seen:
            return str(max(seen)[1])
    return ""


def _of_picture(node: LexborNode) -> str:
    parent = node.parent
    source = parent.first_child if parent is not None and parent.tag == "picture" else None
    while source is not None:
        if source.tag == "source" and (largest := _largest(source.attributes)):
            return largest
        source = source.next
    return ""


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # no address at all
        return ""


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "invalid"
