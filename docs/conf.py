"""Settings of the documentation site: `sphinx-build -W docs docs/_build`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / "_ext"), str(Path(__file__).parent.parent)]

from cleaner import __version__  # noqa: E402 - after the path

project = "cleaner"
copyright = "the authors of cleaner"
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "cleaner_reference",
]
exclude_patterns = ["_build"]
nitpicky = True
# Names of annotations that the site doesn't explain.
nitpick_ignore = [
    ("py:class", "Crawler"),
    ("py:class", "Options"),
    ("py:class", "collections.abc.AsyncIterable"),
    ("py:class", "collections.abc.AsyncIterator"),
    ("py:class", "cleaner.evaluation.gold.GoldPage"),
    ("py:class", "cleaner.evaluation.standoff_labels.Marks"),
    ("py:class", "cleaner.integrations.columns.Batch"),
    ("py:class", "cleaner.integrations.asynchronous.T"),
    ("py:class", "pyarrow.RecordBatch"),
    ("py:class", "pyarrow.Schema"),
    ("py:class", "pyarrow.Table"),
]
suppress_warnings = ["config.cache"]

myst_enable_extensions = ["colon_fence", "deflist", "attrs_block"]
myst_heading_anchors = 3
# Files of the repository that pages link to, and that are no pages of the site.
myst_url_schemes = ["http", "https", "mailto"]

# Single backticks in docstrings are names: a link if the site has the name, else plain code.
default_role = "py:obj"
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
# The site explains the ways into frameworks also where they are not installed.
autodoc_mock_imports = [
    "haystack",
    "itemadapter",
    "langchain_core",
    "llama_index",
    "scrapy",
    "twisted",
]
autodoc_type_aliases = {"Page": "Page", "PageOrPair": "PageOrPair"}
add_module_names = False
toc_object_entries_show_parents = "hide"
python_use_unqualified_type_names = True

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

smartquotes = False  # they would turn the dashes of options into others

html_theme = "furo"
html_title = "cleaner"
html_static_path = ["_static"]
html_css_files = ["drawings.css"]
html_copy_source = False
html_show_sphinx = False
