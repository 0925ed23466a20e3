"""Directives that write the reference from the code, so that it cannot go stale.

Each writes Markdown, which the page that holds it parses as its own.
"""

from __future__ import annotations

import inspect
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from docutils import nodes
from mirror import python_for
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from cleaner import clean_html, errors
from cleaner.batch.options import BatchOptions
from cleaner.batch.outputs.files import to_json_line
from cleaner.batch.task import Outcome
from cleaner.cli.app import app
from cleaner.config import Config
from cleaner.errors import ERRORS, WARNINGS
from cleaner.explain.templates import describe_concepts
from cleaner.features.columns import describe_columns
from cleaner.features.html import HTML_LAYOUT
from cleaner.features.text import TEXT_LAYOUT
from cleaner.model import file as model_file
from cleaner.model.description import Description


def plain(text: str) -> str:
    """Return text that Markdown shows as it is: `code` stays code."""
    pieces = re.split(r"(`[^`]+`)", " ".join(text.split()))
    return "".join(
        piece if piece.startswith("`") else re.sub(r"([\\*_<>{}|\[\]#])", r"\\\1", piece)
        for piece in pieces
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def command_page(name: str) -> list[str]:
    """Return usage, description and options of a command."""
    command = app.commands[name]
    context = click.Context(command, info_name=f"cleaner {name}")
    usage = command.get_usage(context).removeprefix("Usage: ")
    lines = ["```text", usage, "```", ""]
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines += [plain(paragraph), ""]
    lines += [f":::{{program}} cleaner {name}", ":::", ""]
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            lines += _option(name, parameter, context)
    return lines


def _option(command: str, option: click.Option, context: click.Context) -> list[str]:
    record = option.get_help_record(context)
    if record is None:  # hidden
        return []
    names = [*option.opts, *option.secondary_opts]
    if option.is_flag or option.count:
        value = ""
    elif isinstance(option.type, click.Choice):
        value = f" {{{','.join(map(str, option.type.choices))}}}"
    else:
        value = f" {option.make_metavar(context)}"
    lines = [f":::{{option}} {', '.join(name + value for name in names)}", plain(record[1]), ""]
    python = python_for(command, option.name or "")
    if python:
        lines += [f"In Python: {python}", ""]
    return [*lines, ":::", ""]


def python_to_command(name: str) -> list[str]:
    """Return what stands for each option in Python, and beside it the option."""
    context = click.Context(app.commands[name])
    rows = [
        [python, f"{{option}}`{option.opts[-1]} <cleaner {name} {option.opts[-1]}>`"]
        for option in app.commands[name].get_params(context)
        if isinstance(option, click.Option) and (python := python_for(name, option.name or ""))
    ]
    return table(["in Python", "on the command line"], rows)


def options_of_cleaning() -> list[str]:
    """Return the options of `Config`, each with its type, default and name on the command line."""
    rows = (
        [
            f"`{option.name}`",
            f"`{option.default!r}`",
            f"`--{option.name.replace('_', '-')}`",
            plain(Config.description(option.name)),
        ]
        for option in fields(Config)
    )
    return table(["in Python", "default", "on the command line", "what it does"], rows)


LAYOUTS = {"html": HTML_LAYOUT, "text": TEXT_LAYOUT}


def columns(model: str) -> list[str]:
    """Return the columns of a model, block by block."""
    described = [column for column in describe_columns() if column.model == model]
    about = {slot.block.__name__: slot.block.__doc__ or "" for slot in LAYOUTS[model].slots}
    lines = [f"{len(described)} columns.", ""]
    for block, members in groupby(described, key=lambda column: (column.block, _prefix(column))):
        group = list(members)
        lines += [
            f"## {_spaced(block[0])}: `{block[1]}…`" if block[1] else f"## {_spaced(block[0])}"
        ]
        lines += ["", plain(about.get(block[0], "")), ""]
        lines += [*table(["column", "what it holds"], _rows(group)), ""]
    return lines


def _prefix(column: Any) -> str:
    """Return what the names of a block's columns begin with, if it stands in several places."""
    match = re.match(
        r"(container\d|neighbour[+-]\d|at[+-]\d|within\d|before|after)_", column.column
    )
    return match[0] if match else ""


MOST_NAMES = 8  # of columns with one documentation that are named one by one


def _rows(group: Sequence[Any]) -> list[list[str]]:
    """Return a row a column; numbered columns with one documentation as one row."""
    by_text: dict[str, list[str]] = defaultdict(list)
    for column in group:
        by_text[column.documentation].append(column.column)
    rows = []
    for text, names in by_text.items():
        several = len(names) > MOST_NAMES
        shown = " … ".join(
            [f"`{names[0]}`", f"`{names[-1]}`"]
            if several
            else [", ".join(f"`{name}`" for name in names)]
        )
        rows.append([shown, plain(text)])
    return rows


def _spaced(name: str) -> str:
    """Return the name of a class as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


FORMATS = {"html": "HTML", "text": "plain text"}


def concepts() -> list[str]:
    """Return what reasons may be about, each with the sentences that it may say."""
    lines = []
    for concept in describe_concepts():
        lines += [f"## {concept.concept}", ""]
        formats = " and ".join(FORMATS[format] for format in concept.formats)
        about = plain(concept.documentation)
        lines += [f"{about[0].upper()}{about[1:]}. For {formats}.", ""]
        lines += [f"- {plain(_filled(text))}" for text in concept.texts]
        lines.append("")
    return lines


def _filled(text: str) -> str:
    """Return the sentence of a reason with signs for the numbers, and names for the rest."""
    text = re.sub(r"\{value(:[^}]*)?\}|\{:[^}]*\}", "N", text)
    return re.sub(r"\{(\w+)\}", r"‹\1›", text.replace("{s}", "s").replace("{percent}", "N %"))


def codes(meanings: dict[str, str]) -> list[str]:
    """Return codes and what they mean."""
    rows = ([f"`{code}`", plain(text)] for code, text in meanings.items())
    return table(["code", "what it means"], rows)


def error_classes() -> list[str]:
    """Return the codes of errors, each with its class."""
    names = {
        kind.code: name
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.CleanerError)
    }
    rows = (
        [f"`{code}`", f"`{names[code]}`" if code in names else "", plain(text)]
        for code, text in ERRORS.items()
    )
    return table(["code", "class", "what it means"], rows)


def model_description() -> list[str]:
    """Return the fields of `model.json`, with the comments beside them in the code."""
    source = inspect.getsource(Description)
    rows = []
    for name, kind, comment in re.findall(r"^    (\w+): ([^#\n]+?)(?:  # (.+))?$", source, re.M):
        rows.append([f"`{name}`", f"`{kind}`".replace("|", "\\|"), plain(comment)])
    return table(["field", "type", "what it holds"], rows)


def model_members() -> list[str]:
    """Return what the module of model files says of their members."""
    text = inspect.cleandoc(model_file.__doc__ or "")
    return text.split("\n\n", 1)[1].splitlines()


def record_fields() -> list[str]:
    """Return the fields of a record, read off one that is made here."""
    document = clean_html("<title>Ferry</title><p>The ferry leaves at seven in the morning.</p>")
    options = BatchOptions(Path("pages"), Path("out"), "jsonl", paragraphs=True)
    record = json.loads(to_json_line(document, Outcome("page.html"), options))
    rows = [
        [f"`{name}`", _json_type(value), plain(RECORD.get(name, ""))]
        for name, value in record.items()
    ]
    missing = sorted(set(record) - set(RECORD))
    if missing:
        raise LookupError(f"cleaner_reference.RECORD says nothing of {', '.join(missing)}")
    return table(["field", "type", "what it holds"], rows)


RECORD = {
    "source": "the page: its path relative to the source, or its place in an archive",
    "url": "the address of the page; empty if it is not known",
    "title": "the title of the page",
    "language": "the code of the language that the page declares (“pt” for “pt-BR”), or else of "
    "the language that was detected, which needs the extra `language`; empty if it is not clear",
    "author": "the author of the page",
    "date": "the date of the page",
    "site": "the name of the site",
    "sitename": "the name of the site",
    "format": "the format of the page, html or text",
    "model": "the model that labelled it, such as “html 2026.11.0”; “, compiled core” follows if "
    "the core ran it",
    "text": "the body",
    "words": "number of words on the whole page",
    "words_kept": "number of words in the body",
    "share_kept": "`words_kept` divided by `words`",
    "confidence": "the expected F1 of the body, 0 to 1",
    "labels": "number of paragraphs with each label",
    "warnings": "list of warnings, each with `code` and `text`",
    "paragraphs": "with `--paragraphs`: every paragraph, as `Paragraph.as_dict` returns it",
}
"""What the fields of a record hold; a field that is not listed here stops the build."""


def _json_type(value: object) -> str:
    names = {str: "text", int: "number", float: "number", dict: "object", list: "list"}
    return names.get(type(value), type(value).__name__)


WRITERS: dict[str, Callable[..., list[str]]] = {
    "command": command_page,
    "python-to-command": python_to_command,
    "options-of-cleaning": options_of_cleaning,
    "feature-columns": columns,
    "reason-concepts": concepts,
    "warning-codes": lambda: codes(WARNINGS),
    "error-codes": error_classes,
    "record-fields": record_fields,
    "model-description": model_description,
    "model-members": model_members,
}


class FromCode(SphinxDirective):
    """Writes a part of the reference; its name is one of WRITERS."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return what the page's own parser makes of the Markdown."""
        lines = WRITERS[self.name](*self.arguments)
        return self.parse_text_to_nodes("\n".join(lines), allow_section_headings=True)


class Drawing(SphinxDirective):
    """Puts pictures of docs/drawings into the page, side by side, so that they follow the theme."""

    required_arguments = 1
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the SVG files, each in a frame that scrolls on narrow screens."""
        frames = []
        for name in self.arguments:
            path = Path(self.env.srcdir) / "drawings" / f"{name}.svg"
            self.env.note_dependency(str(path))
            frames.append(f'<div class="drawing-frame">{path.read_text(encoding="utf-8")}</div>')
        return [nodes.raw("", f'<div class="drawings">{"".join(frames)}</div>', format="html")]


def plain_name(
    application: Sphinx, env: Any, node: pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Resolve the names by which code and docstrings call things; those of no page stay code."""
    if node.get("refdomain") != "py":
        return None
    name = node.get("reftarget", "").rpartition(".")[2]
    for place in ("cleaner", "cleaner.batch", "cleaner.config", "cleaner.types"):
        found: nodes.Element | None = env.domains.python_domain.resolve_xref(
            env, node["refdoc"], application.builder, "obj", f"{place}.{name}", node, content
        )
        if found is not None:
            return found
    if node["reftype"] == "obj" or name in NOT_LINKED:
        return content
    return None


NOT_LINKED = frozenset(
    # Python's own, which cannot be linked without the network, and numpy's.
    "Any BaseException Callable Counter Enum Exception Iterable Iterator Literal ParamSpec Path "
    "RuntimeError Self Sequence TimeoutError TracebackType ValueError bool bytearray bytes dict "
    "dtype float int list memoryview ndarray object str tuple type None Ellipsis "
    # Inner ones that stand in signatures of public names.
    "Context Flags Head PassedOver Segmented".split()
)


def field_lists(
    application: Sphinx, what: str, name: str, object_: Any, options: Any, lines: list[str]
) -> None:
    """Turn the sections "Parameters" and "Raises" of a docstring, whose entries are "name : text",
    into lists that Sphinx knows."""
    sections = {"Parameters": "param", "Raises": "raises"}
    of_config = {option.name for option in fields(Config)}
    kept: list[str] = []
    section, replaced = "", False
    for line in [*lines, ""]:
        entry = re.fullmatch(r"([\w, ]+?) : (.*)", line)
        if line in sections:
            section = sections[line]
        elif section and entry:
            names = entry[1].split(", ")
            replaced = of_config.issuperset(names)  # by what `Config` says of them
            if replaced:
                kept += [f":{section} {name}: {Config.description(name)}" for name in names]
            else:
                kept.append(f":{section} {entry[1]}: {entry[2]}")
        elif not (section and (line.startswith("---") or (replaced and line.startswith(" ")))):
            kept.append(line)
    lines[:] = kept


def dashes(application: Sphinx, tree: nodes.document, name: str) -> None:
    """Put dashes between the names of parameters and what is said of them."""
    for text in tree.findall(nodes.Text):
        if text.astext() == " -- ":
            text.parent.replace(text, nodes.Text(" – "))


MADE_BY_CLEANER = frozenset(
    "Document Paragraph Reason Metadata Warning Summary Outcome Label".split()
)
"""Classes that nobody else makes: how they are made is no part of the reference."""


def signature(
    application: Sphinx,
    what: str,
    name: str,
    object_: Any,
    options: Any,
    own: str | None,
    returns: str,
) -> tuple[str, str] | None:
    """Leave out how an object is made that users only receive; call types by their names."""
    if what == "class" and name.rpartition(".")[2] in MADE_BY_CLEANER:
        return "", ""
    if own is None:
        return None
    return re.sub(r"TypeAliasForwardRef\('(\w+)'\)", r"\1", own), returns


def setup(application: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    application.add_directive("drawing", Drawing)
    for name in WRITERS:
        application.add_directive(name, FromCode)
    application.connect("missing-reference", plain_name)
    application.connect("doctree-resolved", dashes)
    application.connect("autodoc-process-docstring", field_lists)
    application.connect("autodoc-process-signature", signature)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
