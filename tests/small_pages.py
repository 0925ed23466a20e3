"""Small pages and texts with small lexicons: the values of their columns are worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from cleaner.features.class_names import ClassNameWeights
from cleaner.features.html import HTML_COLUMNS, Lexicons, html_features
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.features.text import TEXT_COLUMNS, text_features
from cleaner.segment.html import segment_html
from cleaner.text.tokens import tokenise
from cleaner.types import Matrix

Table = Mapping[str, Sequence[float]]

# Tokens with their body and chrome weights.
PHRASES = {
    "the": (0.5, -0.5),
    "ferry": (2.0, 0.0),
    "the ferry": (1.0, 0.0),
    "home": (-3.0, -1.0),
    "=home": (-1.0, -1.0),
    "by": (0.0, 1.0),
    "^by": (-1.0, 2.0),
    "more": (-1.0, -2.0),
}
NAMES = {
    "<p": (0.5, 0.0),
    "<h1": (1.0, -1.0),
    "<article": (1.5, 0.0),
    "<footer": (-1.0, 0.5),
    "menu": (-2.0, -1.0),
    "byline": (-0.5, 2.0),
}
# Makes an article four times as likely as any other type.
ARTICLE_TOKEN, ARTICLE_WEIGHT = "declared=article", float(np.log(4.0))

PROSE = "On 12 May the ferry came back, and half the island stood on the quay to see it."

ARTICLE = f"""
<title>The ferry is back</title><meta property="og:type" content="article">
<body>
<nav class="menu"><a href="/">Home</a> <a href="#news">News, sport</a></nav>
<article>
  <h1>The ferry is back</h1>
  <p class="byline">By Ann Lee</p>
  <p>{PROSE.replace("the ferry", '<a href="https://ships.example/2024/1/ferry">the ferry</a>')}</p>
  <p>It is green.</p>
</article>
<footer><p hidden>Home</p><p>Home</p></footer>
</body>"""
# Its paragraphs, by number.
MENU, HEADLINE, BYLINE, LONG, SHORT, HIDDEN_HOME, HOME = range(7)

PRODUCT = """
<meta property="og:type" content="product">
<body>
<main>
  <h2>Offers</h2>
  <section>
    <a href="/product/10001-red"><h3>Red kettle, 20 cups</h3></a>
    <figure><figcaption>A kettle</figcaption></figure>
  </section>
  <table><tr><td>20.5 cm</td></tr></table>
  <blockquote>It boils!</blockquote>
  <form><button>Buy</button></form>
</main>
<aside><ul><li>Buy</li></ul></aside>
</body>"""

# Text right in the body, in a script without spaces between words.
NOTE = '<body>渡船回来了，大家都很高兴<p class="byline">12 345</p></body>'

# A text of nine paragraphs, each with marks of its own.
NOTICE = (
    "The ferry is back!",
    "by Ann Lee | 12/05/2024 10:30",
    PROSE,
    "> “Is it green?”",
    "# More:",
    "- Buy a BBQ for €5 at www.shop.example ©, iPad...",
    "(see [1])",
    "1 & 2 + 3 = 6",
    "(see [1])",
)
# Teasers: headline, date, summary, three times.
TEASERS = (
    "Harbour wall repaired before winter",
    "3 May 2024",
    "The council finished the repair of the harbour wall before the first storms of the "
    "winter came.",
    "Striker leaves the island club",
    "5 May 2024",
    "After eleven goals the striker leaves the club of the island for a team on the mainland.",
    "Ferry timetable for the summer",
    "8 May 2024",
    "From June on the ferry leaves the harbour every hour, and twice an hour on the weekends.",
)
# A sentence in pieces, as renderers break it at links, and a line without spaces between words.
PIECES = (
    "The mayor said with our",
    "Friends of the ferry",
    ", who paid for it,",
    "that it runs again.",
    "渡船回来了",
    "The mayor said with our",
)


def lexicon() -> Lexicon:
    """The weights of PHRASES; "the" tells little of a topic."""
    return Lexicon(list(PHRASES), np.array(list(PHRASES.values())), {"the": 0.0, "back": 0.5})


def class_names() -> ClassNameWeights:
    """The weights of NAMES, and of one token of page types."""
    weights = np.zeros((len(NAMES) + 1, 2 + len(PAGE_TYPES)))
    weights[:-1, :2] = list(NAMES.values())
    weights[-1, 2 + PAGE_TYPES.index("article")] = ARTICLE_WEIGHT
    return ClassNameWeights([*NAMES, ARTICLE_TOKEN], weights, np.zeros(len(PAGE_TYPES)))


def html_columns(source: str) -> dict[str, list[float]]:
    """The columns of a page, by name."""
    matrix = html_features(segment_html(source), Lexicons(lexicon(), class_names()))
    return _by_name(HTML_COLUMNS, matrix)


def text_columns(lines: Sequence[str]) -> dict[str, list[float]]:
    """The columns of a text whose paragraphs are these lines, by name."""
    return _by_name(TEXT_COLUMNS, text_features(lines, tokenise(lines), lexicon()))


def _by_name(names: Sequence[str], matrix: Matrix) -> dict[str, list[float]]:
    return dict(zip(names, matrix.T.tolist(), strict=True))


def expect(columns: Table, table: Table) -> None:
    """Compare the columns that a table names, and say by name which of them differ."""
    different = {
        name: (columns[name], list(values))
        for name, values in table.items()
        if list(columns[name]) != pytest.approx(list(values), rel=1e-5, abs=1e-6)
    }
    assert not different, "\n".join(
        f"{name}: {now}, expected {values}" for name, (now, values) in different.items()
    )


def constant(table: Mapping[str, float], rows: int) -> dict[str, list[float]]:
    """A table whose columns have one value for all rows."""
    return {name: [value] * rows for name, value in table.items()}


def prefixed(prefix: str, table: Table) -> dict[str, Sequence[float]]:
    """A table with a prefix before every name."""
    return {prefix + name: values for name, values in table.items()}
