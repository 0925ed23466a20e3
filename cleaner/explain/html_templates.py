"""Templates for the columns of HTML."""

from __future__ import annotations

from cleaner.explain.template import (
    CONTEXT,
    LENGTH,
    NO_NEIGHBOUR,
    ONE_NEIGHBOUR,
    WORDING,
    Template,
)

T = Template

NO_TITLE = "the page has no title"
ALIKE = "paragraphs with the same markup"
KIN = "the paragraphs with its markup and place"
ABSENT = -1.0  # value of columns of a neighbour that is not there

# Columns that describe a run of paragraphs, a container or the page: text, and text for 0.
RUN = {
    "paragraphs": ("has {value:.0f} paragraph{s}", ""),
    "words": ("has {value:.0f} word{s}", ""),
    "mean_words": ("has {value:.0f} word{s} per paragraph", ""),
    "link_share": ("is {percent} links", "has no links"),
    "long_share": ("is {percent} running text", "has no running text"),
    "commas": ("has {value:.2f} commas per word", "has no commas"),
    "text_body": ("{looks_body}", ""),
    "text_chrome": ("{looks_chrome}", ""),
    "headings": ("is {percent} headings", "has no headings"),
    "links": ("has {value:.1f} links per paragraph", "has no links"),
    "in_p": ("has {percent} of its words in <p>", "has no <p>"),
}

CONTAINER = [
    *(
        T(rf"(?P<container>container\d)_{name}", "container", "{container} " + text,
          if_zero and "{container} " + if_zero)
        for name, (text, if_zero) in RUN.items()
    ),
    T(r"(?P<container>container\d)_place", "container", "{percent} of the way down {container}",
      "first in {container}"),
    T(r"(?P<container>container\d)_page_share", "container",
      "{container} has {percent} of the page's words"),
]  # fmt: skip

PAGE = [
    T("page_(is_.*|og_.*|p_.*|forms|h1s)", "page type", "{page_type}"),
    *(
        T(f"page_{name}", "page", "the page " + text, if_zero and "the page " + if_zero)
        for name, (text, if_zero) in RUN.items()
    ),
]

POSITION = [
    T("at_(place|words_before)", "position", "{percent} of the way down the page",
      "at the top of the page"),
    T("at_long_before", "position", "{percent} of the running text is above it",
      "no running text above it"),
    T("at_long_after", "position", "{percent} of the running text is below it",
      "no running text below it"),
    T("at_to_long_before", "position", "{value:.0f} paragraph{s} below the nearest running text",
      if_absent="no running text above it"),
    T("at_to_long_after", "position", "{value:.0f} paragraph{s} above the nearest running text",
      if_absent="no running text below it"),
    T("at_(from_heading|heading_).*", "heading above", "{heading}"),
]  # fmt: skip

SAME_MARKUP = [
    T("like_count", "same markup", "{alike}"),
    T("like_mean_words", "same markup", f"{ALIKE} have {{value:.0f}} word{{s}} each"),
    T("like_link_share", "same markup", f"{ALIKE} are {{percent}} links", f"{ALIKE} have no links"),
    T("like_text_body", "same markup", f"{ALIKE} {{look_body}}"),
    T("like_text_chrome", "same markup", f"{ALIKE} {{look_chrome}}"),
    T("like_word_share", "same markup", f"{ALIKE} have {{percent}} of the page's words"),
    T("like_spread", "same markup",
      f"{ALIKE} are spread over the page, with a deviation of {{percent}}",
      f"{ALIKE} are not spread over the page"),
]  # fmt: skip

RECURRENCE = [
    T("dated", "dates", "states a date or a time", "states no date"),
    T("dated_before", "dates", "a date is right above it", "no date right above it"),
    T("dated_after", "dates", "a date is right below it", "no date right below it"),
    T("kin_dated", "dates", f"{{percent}} of {KIN} state a date", f"{KIN} state no date"),
    T("kin_dated_before", "dates", f"a date is right above {{percent}} of {KIN}",
      f"no date right above {KIN}"),
    T("kin_dated_after", "dates", f"a date is right below {{percent}} of {KIN}",
      f"no date right below {KIN}"),
    T("dated_around", "dates", "{percent} of the paragraphs around it state a date",
      "no date around it"),
    T("page_dated", "dates", "{percent} of the page's paragraphs state a date",
      "the page states no date"),
    T("kin", "same markup", f"{{value:.0f}} of {KIN}"),
    T("short_around", "neighbours", "{percent} of the paragraphs around it are short",
      "no paragraph around it is short"),
    T("rhythm", "same markup", f"{{percent}} of {KIN} have a paragraph like the next one below",
      f"{KIN} recur without a pattern"),
    T("kin_below", "same markup", f"one of {KIN} is right below", f"none of {KIN} is right below"),
    T("kin_kin_below", "same markup", f"{{percent}} of {KIN} stand above another",
      f"none of {KIN} stands above another"),
]  # fmt: skip

NEIGHBOURS = [
    T(ONE_NEIGHBOUR + "words", "neighbours", "{where} has {value:.0f} word{s}", "", NO_NEIGHBOUR,
      ABSENT),
    T(ONE_NEIGHBOUR + "link_share", "neighbours", "{where} is {percent} links",
      "{where} has no links", NO_NEIGHBOUR, ABSENT),
    T(ONE_NEIGHBOUR + "text_body", "neighbours", "{where} {looks_body}", "", NO_NEIGHBOUR, ABSENT),
    T(ONE_NEIGHBOUR + "text_chrome", "neighbours", "{where} {looks_chrome}", "", NO_NEIGHBOUR,
      ABSENT),
    T(ONE_NEIGHBOUR + "path_body", "neighbours", "the class names of {where} {speak_body}", "",
      NO_NEIGHBOUR, ABSENT),
    T(ONE_NEIGHBOUR + "path_chrome", "neighbours", "the class names of {where} {speak_chrome}", "",
      NO_NEIGHBOUR, ABSENT),
]  # fmt: skip

HTML_TEMPLATES: list[Template] = [
    *LENGTH,
    WORDING,
    T("same_text", "repetition", "its text occurs {times} on the page"),
    T("same_text_before", "repetition", "its text occurs {times} above it",
      "its text does not occur above it"),
    T("link_share", "links", "{percent} of its text is links", "no links in it"),
    T("links", "links", "{value:.0f} link{s} in it", "no links in it"),
    T("article_links", "links", "{value:.0f} link{s} to articles", "no links to articles"),
    T("anchor_links", "links", "{value:.0f} link{s} within the page", "no links within the page"),
    T("external_links", "links", "{value:.0f} link{s} with a host name",
      "no links with a host name"),
    T("commas", "typography", "{value:.2f} commas per word", "no commas"),
    T("ends_with_stop", "typography", "ends like a sentence", "does not end like a sentence"),
    T("digits", "typography", "{percent} of its characters are digits", "no digits"),
    T("capitals", "typography", "{percent} of its words are capitalised", "no capitalised words"),
    T("opens_upper", "typography", "begins with a capital letter",
      "does not begin with a capital letter"),
    T("heading_level", "markup", "a heading, <h{value:.0f}>", "not a heading"),
    T("hidden", "markup", "hidden by its markup", "not hidden by its markup"),
    T("depth", "markup", "nested {value:.0f} elements deep"),
    T("in_(?P<tag>.+)", "markup", "inside <{tag}>", "not inside <{tag}>"),
    T("title_share", "title", "{percent} of its words are in the page's title",
      "none of its words are in the page's title"),
    T("is_title", "title", "it is the page's title", "it is not the page's title"),
    T("at_from_(title|h1)", "title", "{away} the title", "it is the title itself", NO_TITLE),
    T("at_after_title", "title", "below the title", "above the title", NO_TITLE, ABSENT),
    T("(leaf|block|parent|path)_.*", "class names", "{name}"),
    T(r"container\d_class_.*", "class names", "{name}"),
    *CONTAINER,
    *PAGE,
    *POSITION,
    *SAME_MARKUP,
    *RECURRENCE,
    *NEIGHBOURS,
    CONTEXT,
]  # fmt: skip
