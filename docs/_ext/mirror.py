"""What each option of the command line is called in Python, for the pages of the reference.

Options of cleaning and of `BatchOptions` have the same name in both places and are found by it;
here stands what is called otherwise. The tests ask for an entry for every option.
"""

from __future__ import annotations

from dataclasses import fields

from cleaner.batch.options import BatchOptions
from cleaner.config import Config, Markup

ONLY_HERE = ""  # an option of the command line alone

ENCODING = "`clean(page, encoding=…)`"
FORMAT_HTML, FORMAT_TEXT = '`clean(page, format="html")`', '`clean(page, format="text")`'

PYTHON: dict[tuple[str, str], str] = {
    (
        "clean",
        "output_format",
    ): "`document.as_text()`, `.as_markdown()`, `.as_json()`, `.as_html()`; jsonl is a record as "
    "`run_batch` writes it",
    ("clean", "as_html"): FORMAT_HTML,
    ("clean", "as_text"): FORMAT_TEXT,
    ("clean", "encoding"): ENCODING,
    ("clean", "labels"): "`document.paragraphs`",
    ("clean", "reasons"): "`paragraph.reasons`, `document.as_json(reasons=True)`",
    ("clean", "url"): "`clean(page, url=…)`",
    ("clean", "out"): ONLY_HERE,
    ("clean", "paragraphs"): "`document.as_dict(paragraphs=True)`",
    ("clean", "quiet"): ONLY_HERE,
    ("clean", "verbose"): "`repr(document)`",
    ("batch", "output_format"): "`BatchOptions(output_format=…)`",
    ("batch", "as_html"): '`BatchOptions(format="html")`',
    ("batch", "as_text"): '`BatchOptions(format="text")`',
    ("batch", "jobs"): "`run_batch(options, jobs=…)`",
    ("batch", "max_memory"): "`BatchOptions(max_memory=…)`, in bytes",
    ("batch", "page_column"): "`BatchOptions(columns=Columns(page=…))`",
    ("batch", "url_column"): "`BatchOptions(columns=Columns(url=…))`",
    ("batch", "null"): '`BatchOptions(separator=b"\\0")`',
    ("batch", "dry_run"): "`list_batch(options)`",
    ("batch", "quiet"): ONLY_HERE,
    ("batch", "verbose"): "`run_batch(options, on_outcome=…)`",
    ("batch", "json_path"): "`Summary.as_dict()`, what `run_batch` returns",
    ("show", "out"): ONLY_HERE,
    ("show", "why"): "`paragraph.reasons`",
    ("show", "only"): "`paragraph.label`",
    ("show", "pager"): ONLY_HERE,
    ("show", "compare"): ONLY_HERE,
    ("show", "input_format"): "`clean(page, format=…)`",
    ("show", "encoding"): ENCODING,
    ("show", "url"): "`clean(page, url=…)`",
    ("show", "jobs"): ONLY_HERE,
    ("show", "site_memory"): "`Cleaner(site_memory=…)`",
    ("review", "out"): ONLY_HERE,
    ("review", "compare"): ONLY_HERE,
    ("review", "port"): ONLY_HERE,
    ("review", "opened"): ONLY_HERE,
    ("review", "encoding"): ENCODING,
    ("review", "jobs"): ONLY_HERE,
    ("review", "site_memory"): "`Cleaner(site_memory=…)`",
    ("train", "out"): ONLY_HERE,
    ("train", "folds_out"): ONLY_HERE,
    ("train", "held_out"): ONLY_HERE,
    ("train", "teach"): ONLY_HERE,
    ("train", "recipes"): ONLY_HERE,
    ("train", "cache"): ONLY_HERE,
    ("train", "base"): ONLY_HERE,
    ("train", "everywhere"): ONLY_HERE,
    ("evaluate", "folds"): ONLY_HERE,
    ("evaluate", "train_on"): ONLY_HERE,
    ("evaluate", "folds_dir"): ONLY_HERE,
    ("evaluate", "only_fold"): ONLY_HERE,
    ("evaluate", "model"): ONLY_HERE,
    ("evaluate", "baselines"): ONLY_HERE,
    ("evaluate", "worst_pages"): ONLY_HERE,
    ("evaluate", "report_path"): ONLY_HERE,
    ("evaluate", "json_path"): ONLY_HERE,
    ("evaluate", "write_card"): ONLY_HERE,
}


def python_for(command: str, option: str) -> str | None:
    """Return the Python for an option, "" if there is none, None if nobody has said."""
    if (command, option) in PYTHON:
        return PYTHON[command, option]
    if option in {field.name for field in fields(Config)}:
        return (
            f"`Cleaner({option}=…)`"
            if command != "batch"
            else f"`BatchOptions(cleaning=Config({option}=…))`"
        )
    if option in {field.name for field in fields(Markup)}:
        if command == "batch":
            return f"`BatchOptions(markup=Markup({option}=…))`"
        return f"`document.as_markdown({option}=…)`"
    if command == "batch" and option in {field.name for field in fields(BatchOptions)}:
        return f"`BatchOptions({option}=…)`"
    return None
