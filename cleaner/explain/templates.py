"""What each column is called when people are told why: one table for each model.

A row maps columns, by a pattern on their whole name, to a concept and to a sentence. Columns of
one concept count together; the sentence is that of the column which weighed most. In a sentence,
`value` is the column's value, a named group of the pattern is what stood there, and the rest is
found by `cleaner.explain.facts`. What a network said beyond the trees counts as columns of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cleaner.features.columns import STAGE_COLUMNS

# Not columns but answers of the network that reads the paragraphs in order: its P(body), and that
# less what it would be if it did not know what the words of a plain text mean.
READ, MEANT = "network:order", "network:meaning"
ANSWERS = {"html": [READ], "text": [READ, MEANT]}
NOWHERE = 999.0  # from here on a distance means that there is nothing to be distant from


@dataclass(frozen=True, slots=True)
class Row:
    """Columns whose names match `columns`, what they are about, and how to say it.

    `zero` is said of the value 0; `absent` where there is nothing to measure: the value is `gone`,
    or a distance beyond the document.
    """

    columns: str
    concept: str
    says: str
    zero: str = ""
    absent: str = ""
    gone: float = NOWHERE

    def sentence(self, value: float) -> str:
        """The template for a value."""
        if self.absent and (value == self.gone or value >= NOWHERE):
            return self.absent
        return self.zero if self.zero and value == 0 else self.says


def rows_of(kind: str) -> list[tuple[str, Row]]:
    """The columns of a model's trees, then the answers of its network, with their rows."""
    names = [*STAGE_COLUMNS[kind]["trees"], *ANSWERS[kind]]
    return [(name, find_row(kind, name)) for name in names]


@lru_cache(maxsize=4096)
def find_row(kind: str, column: str) -> Row:
    """The first row of the table that speaks of a column; `OTHER` where none does."""
    for row in TABLES[kind]:
        if re.fullmatch(row.columns, column):
            return row
    return OTHER


OTHER = Row(".*", "other", "{column}: {value:.2f}")

READING = Row(READ, "order", "read in order, with what stands around it: {value:.0%} likely body")

_NOTHING = "there is no {a_where}"
_SIDE = r"(?P<where>[a-z]*[+-]\d|within\d|window\d|before|after)_"
_ONE = r"(?P<where>[a-z]*[+-]\d)_"

_WORDING = Row("text_.*", "wording", "{phrase}")
_LENGTH = [
    Row("words", "length", "{value:.0f} word{s} long"),
    Row("chars", "length", "{value:.0f} character{s} long"),
    Row("chars_per_word", "length", "{value:.1f} characters a word"),
]
_REPEATED = Row("same_text", "repetition", "its text stands here {times}")

# Columns that describe a run of paragraphs: a container, the page.
_RUN = {
    "paragraphs": ("holds {value:.0f} paragraphs", ""),
    "words": ("holds {value:.0f} word{s}", ""),
    "mean_words": ("has {value:.0f} word{s} a paragraph", ""),
    "link_share": ("is {share:.0%} links", "has no links"),
    "long_share": ("is {value:.0%} running text", "has no running text"),
    "commas": ("has {value:.2f} commas a word", "has no commas"),
    "text_body": ("reads {like_body}", ""),
    "text_chrome": ("reads {like_chrome}", ""),
    "headings": ("is {value:.0%} headings", "has no headings"),
    "links": ("has {value:.1f} links a paragraph", "has no links"),
    "in_p": ("has {value:.0%} of its words in <p>", "has no <p>"),
}

HTML: list[Row] = [
    *_LENGTH,
    _WORDING,
    _REPEATED,
    Row("same_text_before", "repetition", "its text stood before, {times}", "stands here first"),
    Row("link_share", "links", "{value:.0%} of it is links", "none of it is a link"),
    Row("links", "links", "{value:.0f} link{s} in it", "no links in it"),
    Row("article_links", "links", "{value:.0f} link{s} to articles", "no links to articles"),
    Row("anchor_links", "links", "{value:.0f} link{s} within the page", "no links within the page"),
    Row("external_links", "links", "{value:.0f} link{s} to named hosts", "no links to named hosts"),
    Row("commas", "form", "{value:.2f} commas a word", "no commas"),
    Row("ends_with_stop", "form", "ends like a sentence", "does not end like a sentence"),
    Row("digits", "form", "{value:.0%} of it is digits", "no digits"),
    Row("capitals", "form", "{value:.0%} of its words are capitalised", "no capitals"),
    Row("opens_upper", "form", "opens with a capital", "does not open with a capital"),
    Row("heading_level", "markup", "marked up as a heading <h{value:.0f}>", "not a heading"),
    Row("hidden", "markup", "hidden by its markup", "not hidden by its markup"),
    Row("depth", "markup", "nested {value:.0f} elements deep"),
    Row("in_(?P<tag>.+)", "markup", "stands in <{tag}>", "does not stand in <{tag}>"),
    Row("title_share", "title", "{value:.0%} of its words stand in the page's title",
        "none of its words stand in the page's title"),
    Row("is_title", "title", "is the page's title", "is not the page's title"),
    Row("at_from_(title|h1)", "title", "stands {away} the title",
        "is the title itself", "the page has no title to be near"),
    Row("at_after_title", "title", "stands below the title", "stands above the title",
        "the page has no title to be near", gone=-1.0),
    Row("(leaf|block|parent|path)_.*", "class names", "{name}"),
    Row(r"container\d_class_.*", "class names", "{name}"),
    *(Row(rf"(?P<container>container\d)_{name}", "container", "{container} " + says,
          zero and "{container} " + zero) for name, (says, zero) in _RUN.items()),
    Row(r"(?P<container>container\d)_place", "container", "stands {value:.0%} down {container}",
        "opens {container}"),
    Row(r"(?P<container>container\d)_page_share", "container",
        "{container} holds {value:.0%} of the page's words"),
    Row("page_(is_.*|og_.*|p_.*|forms|h1s)", "page type", "{page_type}"),
    *(Row(f"page_{name}", "page", "the page " + says, zero and "the page " + zero)
      for name, (says, zero) in _RUN.items()),
    Row("at_(place|words_before)", "position", "stands {value:.0%} down the page",
        "opens the page"),
    Row("at_long_before", "position", "{value:.0%} of the running text is above it",
        "no running text above it"),
    Row("at_long_after", "position", "{value:.0%} of the running text is below it",
        "no running text below it"),
    Row("at_to_long_before", "position", "{value:.0f} paragraph{s} below the nearest running text",
        absent="no running text above it"),
    Row("at_to_long_after", "position", "{value:.0f} paragraph{s} above the nearest running text",
        absent="no running text below it"),
    Row("at_(from_heading|heading_).*", "heading above", "{heading}"),
    Row("like_count", "like ones", "{alike}"),
    Row("like_mean_words", "like ones", "what is marked up like it has {value:.0f} word{s} each"),
    Row("like_link_share", "like ones", "what is marked up like it is {share:.0%} links",
        "what is marked up like it has no links"),
    Row("like_text_body", "like ones", "what is marked up like it reads {like_body}"),
    Row("like_text_chrome", "like ones", "what is marked up like it reads {like_chrome}"),
    Row("like_word_share", "like ones", "what is marked up like it has {value:.0%} of all words"),
    Row("like_spread", "like ones", "what is marked up like it spreads over the page: {value:.2f}"),
    Row(_ONE + "words", "neighbours", "{where}: {value:.0f} word{s}", "", _NOTHING, -1.0),
    Row(_ONE + "link_share", "neighbours", "{where}: {share:.0%} links", "{where}: no links",
        _NOTHING, -1.0),
    Row(_ONE + "text_body", "neighbours", "{where} reads {like_body}", "", _NOTHING, -1.0),
    Row(_ONE + "text_chrome", "neighbours", "{where} reads {like_chrome}", "", _NOTHING, -1.0),
    Row(_ONE + "path_body", "neighbours", "class names of {where}: {like_body}", "", _NOTHING,
        -1.0),
    Row(_ONE + "path_chrome", "neighbours", "class names of {where}: {like_chrome}", "", _NOTHING,
        -1.0),
    Row("guide", "profile", "what the profile “article” counts as body",
        "what the profile “labels” counts as body"),
    READING,
]  # fmt: skip

# Signals of neighbours in plain text: said of one paragraph (where 0, where not), and of several.
_SIGNALS = {
    "body": ("reads {like_body}", "", "reading {like_body}"),
    "chrome": ("reads {like_chrome}", "", "reading {like_chrome}"),
    "words": ("has {from_log:.0f} words", "is empty", "about {from_log:.0f} words each"),
    "ends_stop": ("ends like a sentence", "does not end like a sentence",
                  "{value:.0%} end like sentences"),
    "long": ("is running text", "is no running text", "{value:.0%} are running text"),
    "date_like": ("looks like a date", "looks like no date", "{value:.0%} look like dates"),
    "opens_lower": ("opens in lower case", "does not open in lower case",
                    "{value:.0%} open in lower case"),
    "title_words": ("has {value:.0%} capitalised words", "has no capitalised words",
                    "{value:.0%} of the words are capitalised"),
    "bullet": ("has a bullet", "has no bullet", "{value:.0%} have bullets"),
    "digit_words": ("is {value:.0%} numbers", "has no numbers",
                    "{value:.0%} of the words are numbers"),
    "cue_share": ("has words of buttons, bylines or teasers ({value:.0%})",
                  "has no words of buttons, bylines or teasers",
                  "{value:.0%} words of buttons, bylines or teasers"),
    "same_text": ("stands in the text {times}", "", "each stands in the text {value:.1f} times"),
}  # fmt: skip

TEXT: list[Row] = [
    *_LENGTH,
    _WORDING,
    _REPEATED,
    Row("same_start", "repetition", "its first two words open {value:.0f} line{s}"),
    Row("same_end", "repetition", "its last two words close {value:.0f} line{s}"),
    Row("digit_words", "form", "{value:.0%} of its words are numbers", "no numbers"),
    Row("(upper|title)_words", "form", "{value:.0%} of its words are capitalised",
        "no capitalised words"),
    Row("commas", "form", "{value:.0f} comma{s}", "no commas"),
    Row("stops", "form", "{value:.0f} sentences end inside it", "no sentence ends inside it"),
    Row("symbols", "form", "{value:.2f} signs such as / & + a word", "no signs such as / & +"),
    Row("ends_stop", "form", "ends like a sentence", "does not end like a sentence"),
    Row("ends_(?P<mark>colon|question|ellipsis|exclamation)", "form", "ends with {mark}",
        "does not end with {mark}"),
    Row("opens_(?P<mark>lower|digit)", "form", "opens with {mark}", "does not open with {mark}"),
    Row("(?P<mark>bullet|heading|quote|year|clock|link|currency|copyright)", "form", "holds {mark}",
        "does not hold {mark}"),
    Row("bars", "form", "{value:.0f} bars or arrows", "no bars or arrows"),
    Row("quotes", "form", "{value:.0f} quotation marks", "no quotation marks"),
    Row("brackets", "form", "{value:.0f} brackets", "no brackets"),
    Row("slashes", "form", "{value:.0f} slashes", "no slashes"),
    Row("enclosed", "form", "all in brackets", "not all in brackets"),
    Row("capitals_inside", "form", "{value:.0%} of its words in capitals", "no words in capitals"),
    Row("date_like", "form", "looks like a date", "does not look like a date"),
    Row("cues?_(?P<cue>.+)", "cue words", "{cues}"),
    *(Row(_ONE + name, "neighbours", "{where} " + one, zero and "{where} " + zero, _NOTHING, -20.0)
      for name, (one, zero, _) in _SIGNALS.items()),
    *(Row(_SIDE + name, "neighbours", "{where}: " + several)
      for name, (_, _, several) in _SIGNALS.items()),
    Row("place_index", "position", "{value:.0f} paragraph{s} stand above it", "opens the text"),
    Row("place_from_end", "position", "{value:.0f} paragraph{s} stand below it", "closes the text"),
    Row("place_(place|words_before)", "position", "stands {value:.0%} down the text",
        "opens the text"),
    Row("place_long_before", "position", "{value:.0f} paragraph{s} of running text above it",
        "no running text above it"),
    Row("place_long_after", "position", "{value:.0f} paragraph{s} of running text below it",
        "no running text below it"),
    Row("place_to_long_before", "position", "{value:.0f} line{s} below the nearest running text",
        absent="no running text above it"),
    Row("place_to_long_after", "position", "{value:.0f} line{s} above the nearest running text",
        absent="no running text below it"),
    Row("place_in_head", "position", "stands above all running text",
        "does not stand above all running text"),
    Row("place_in_tail", "position", "stands below all running text",
        "does not stand below all running text"),
    Row("place_run_(length|index)", "block", "{block}"),
    Row("place_run_body", "block", "its block of lines reads {like_body}"),
    Row("place_run_chrome", "block", "its block of lines reads {like_chrome}"),
    Row("place_run_words", "block", "its block has about {from_log:.0f} words a line"),
    Row("place_run_dates", "block", "its block is {value:.0%} dates", "its block holds no dates"),
    Row("place_from_bullets", "position", "{value:.0f} line{s} below the nearest bullet",
        absent="no bullets above it"),
    Row("pattern_.*", "pattern", "{pattern}"),
    Row("document_paragraphs", "text", "the text has {value:.0f} paragraphs"),
    Row("document_words", "text", "the text has {value:.0f} word{s}"),
    Row("document_mean_words", "text", "the text has {value:.0f} word{s} a paragraph"),
    Row("document_long_share", "text", "the text is {value:.0%} running text"),
    Row("document_stop_share", "text", "{value:.0%} of all lines end like sentences"),
    Row("document_body", "text", "the text reads {like_body}"),
    Row("document_chrome", "text", "the text reads {like_chrome}"),
    Row("document_(?P<what>bullet|lower|date)_share", "text", "{value:.0%} of all lines {what}"),
    Row("document_title_words", "text", "{value:.0%} of all words are capitalised"),
    Row("document_known_share", "text", "{value:.0%} of all phrases are known"),
    Row("difference_words_to_near", "neighbours", "{longer} than the lines around it"),
    Row("difference_chrome_.*", "neighbours", "reads {more_chrome} than the lines around it"),
    Row("difference_.*", "neighbours", "reads {more_body} than the lines around it"),
    Row("sentence_size", "sentence", "{value:.0f} line{s} make one sentence with it"),
    Row("sentence_index", "sentence", "goes on with a sentence", "opens a sentence of its own"),
    Row("sentence_words", "sentence", "its sentence has {value:.0f} word{s}"),
    Row("sentence_body", "sentence", "its sentence reads {like_body}"),
    Row("sentence_chrome", "sentence", "its sentence reads {like_chrome}"),
    Row("sentence_cue_share", "sentence", "words of buttons or bylines in its sentence: "
        "{value:.2f}", "no words of buttons or bylines in its sentence"),
    Row("sentence_ends_stop", "sentence", "its sentence ends with a stop",
        "its sentence does not end with a stop"),
    Row("title_first_overlap", "title", "{value:.0%} of its words stand in the first line",
        "none of its words stand in the first line"),
    Row("title_is_first_text", "title", "says what the first line says",
        "says something else than the first line"),
    Row("title_first_words", "title", "the first line has {value:.0f} word{s}"),
    Row("title_first_in_rest", "title", "{value:.0%} of the first line's words come again below",
        "no word of the first line comes again below"),
    Row("topic_.*", "topic",
        "topic distance {topic:.2f} (0: the body shares all its words, 1: none)"),
    READING,
    Row(MEANT, "meaning", "what it says, beside the rest of the text, makes body {points}"),
]  # fmt: skip

TABLES = {"html": HTML, "text": TEXT}
