"""The site: built without a warning; every option and every public name is explained on it."""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import click
import pytest
from browsers import PHONE, WIDE, chromium
from support import ROOT, environment

import cleaner
import cleaner.batch
from cleaner.cli.app import app
from cleaner.errors import ERRORS, WARNINGS
from cleaner.features.columns import INPUT_COLUMNS

DOCS = ROOT / "docs"
COMMANDS = sorted(app.commands)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with warnings as errors."""
    pytest.importorskip("myst_parser")
    pytest.importorskip("furo")
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-E", str(DOCS), str(out)],
        capture_output=True, text=True, env=environment(), check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


def pages_of(site: Path) -> list[Path]:
    """The pages of the site, without what can be downloaded from it."""
    return sorted(path for path in site.rglob("*.html") if "_downloads" not in path.parts)


class Page(HTMLParser):
    """The links of a page, the names of its places, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.words: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.places.add(value)
            if name == ("href" if tag in ("a", "link") else "src") and value:
                self.links.append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def visible_options(command: click.Command) -> list[click.Option]:
    """The options that `--help` lists."""
    context = click.Context(command)
    parameters = command.get_params(context)
    return [
        parameter
        for parameter in parameters
        if isinstance(parameter, click.Option) and parameter.get_help_record(context)
    ]


def public_names() -> list[str]:
    """All names that the packages offer, and those of their classes."""
    names = []
    for module in (cleaner, cleaner.batch):
        for name in module.__all__:
            names.append(f"{module.__name__}.{name}")
            thing = getattr(module, name)
            if isinstance(thing, type) and not issubclass(thing, Exception):
                names += [f"{module.__name__}.{name}.{member}" for member in members(thing)]
    return names


# What a class has from the types that it is made of, and what only its own package calls.
NOT_OURS = frozenset(dir(str)) | {"several", "from_config", "clean_input"} | set(dir(BaseException))


def members(kind: type[Any]) -> list[str]:
    """The public methods and properties that a class has written itself."""
    return [
        name
        for name, member in vars(kind).items()
        if not name.startswith("_")
        and name not in NOT_OURS
        and (callable(member) or isinstance(member, property | classmethod | staticmethod))
    ]


@pytest.mark.slow
def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    pages = {path: Page(path) for path in pages_of(site)}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            address, place = urldefrag(link)
            if urlsplit(address).scheme or address.startswith("data:"):
                continue
            target = (
                (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            )
            if not target.exists() or (
                place and target in pages and unquote(place) not in pages[target].places
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert len(pages) > 40
    assert dead == []


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_the_help_is_explained(site: Path, name: str) -> None:
    page = Page(site / "reference" / "commands" / f"{name}.html")
    for option in visible_options(app.commands[name]):
        for flag in (*option.opts, *option.secondary_opts):
            assert f"cmdoption-cleaner-{name}{_anchor(flag)}" in page.places, flag
        assert " ".join((option.help or "").replace("`", "").split()) in page.text, option.name


def _anchor(flag: str) -> str:
    return f"-{flag.lstrip('-')}" if flag.startswith("-") else flag


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_in_python(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    from mirror import python_for

    for option in visible_options(app.commands[name]):
        if "--help" not in option.opts:
            assert python_for(name, option.name or "") is not None, (
                f"{name} {option.opts[0]}: say in docs/_ext/mirror.py what it is in Python"
            )


@pytest.mark.slow
def test_every_public_name_is_documented(site: Path) -> None:
    page = Page(site / "reference" / "api.html")
    assert [name for name in public_names() if name not in page.places] == []


def used_names() -> list[str]:
    """All names that guides and samples import from the package, or call by their whole names."""
    names: set[str] = set()
    for path in (ROOT / "README.md", *DOCS.rglob("*.md"), *ROOT.glob("samples/pipelines/*.py")):
        text = path.read_text(encoding="utf-8")
        for module, imported in re.findall(r"^from (cleaner[\w.]*) import ([\w, ]+)$", text, re.M):
            names |= {f"{module}.{name}" for name in imported.split(", ")}
        names |= set(re.findall(r"\bcleaner\.[A-Za-z]\w*(?=\()", text))
    return sorted(names)


@pytest.mark.slow
def test_every_name_that_a_guide_or_a_sample_uses_is_documented(site: Path) -> None:
    places = Page(site / "reference" / "api.html").places
    assert len(used_names()) > 20
    assert [name for name in used_names() if name not in places] == []


# By how many pixels a page, or the part of it with its text, has to be scrolled sideways.
SIDEWAYS = """Math.max(...[document.documentElement, document.querySelector(".content")]
    .map(element => element ? element.scrollWidth - element.clientWidth : 0))"""


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "narrow"])
def test_the_site_fits_wide_and_narrow_screens_light_and_dark(
    site: Path, size: dict[str, int], theme: str
) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport=size, color_scheme=theme)
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        for path in pages_of(site):
            page.goto(path.as_uri())
            assert page.evaluate(SIDEWAYS) == 0, path.relative_to(site)
        red = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
        assert (int(red) < 128) == (theme == "dark")
        assert messages == []


@pytest.mark.slow
def test_every_code_and_every_column_is_explained(site: Path) -> None:
    texts = {
        name: re.findall(r"[\w+-]+", Page(site / "reference" / f"{name}.html").text)
        for name in ("warnings", "errors", "columns-html", "columns-text")
    }
    assert set(WARNINGS) <= set(texts["warnings"])
    assert set(ERRORS) <= set(texts["errors"])
    for format, parts in INPUT_COLUMNS.items():
        assert set(parts["trees"]) <= set(texts[f"columns-{format}"])


@pytest.mark.slow
def test_every_page_of_a_command_shows_its_python_or_says_that_there_is_none(site: Path) -> None:
    for name in COMMANDS:
        text = unescape((site / "reference" / "commands" / f"{name}.html").read_text("utf-8"))
        assert re.search(r"In Python|There is no Python for it", text), name


def test_every_command_has_a_page() -> None:
    pages = {path.stem for path in (DOCS / "reference" / "commands").glob("*.md")} - {"index"}
    assert pages == set(COMMANDS)


def test_every_public_name_has_a_docstring_that_names_its_fields() -> None:
    missing = []
    for module in (cleaner, cleaner.batch):
        for name in module.__all__:
            thing = getattr(module, name)
            if not isinstance(thing, type) or issubclass(thing, Exception):
                continue
            text = thing.__doc__ or ""
            missing += [
                f"{name}.{member}"
                for member in members(thing)
                if not inspect.getdoc(getattr(thing, member))
            ]
            if dataclasses.is_dataclass(thing) and thing is not cleaner.Config:
                names = [field.name for field in dataclasses.fields(thing)]
                missing += [
                    f"{name}.{field}"
                    for field in names
                    if not field.startswith("_") and not re.search(rf"`{field}`|\b{field} :", text)
                ]
    assert missing == []
