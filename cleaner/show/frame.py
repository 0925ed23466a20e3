"""The frame of all pages that are shown: template, style, script, and the policy that admits no
other."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "style.css"
# Control characters, which HTML forbids, and halves of characters, which no file can hold. Of the
# characters that turn the direction of writing, each paragraph takes care for itself: dir="auto".
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def fill(template: str, *, scripts: Sequence[str] = (), asks: bool = False, **values: Any) -> str:
    """Fill a template of this room; all values are escaped. `scripts` names what it may run, as one
    script. `asks`: the script may send to the server that the page came from, and to no other.

    The template has `style`, `script` and `policy` beside the values.
    """
    from markupsafe import Markup

    style, code = _text(STYLE), "".join(map(_text, scripts))
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style), script=Markup(code), policy=_policy(style, code, asks), **values
        )
    )


def visible_text(text: str) -> str:
    """Return a text without what HTML forbids: each such character becomes U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def _policy(style: str, script: str, asks: bool) -> str:
    """Return the content security policy: nothing is fetched or sent, one style, one script."""
    scripts = f"'{_digest(script)}'" if script else "'none'"
    asked = "connect-src 'self'; " if asks else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src {scripts}; "
        f"{asked}base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


@cache
def _text(name: str) -> str:
    return files("cleaner.show").joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader  # only views need it

    return Environment(
        loader=PackageLoader("cleaner", "show"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
