"""Templates for the columns of plain text."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.explain.template import (
    CONTEXT,
    LENGTH,
    MEANING,
    NO_NEIGHBOUR,
    ONE_NEIGHBOUR,
    SEVERAL_NEIGHBOURS,
    WORDING,
    Template,
)

T = Template

ABSENT = -20.0  # value of columns of a neighbour that is not there


class Signal(NamedTuple):
    """What a signal says of one neighbour, of one for which it is 0, and of several."""

    text: str
    if_zero: str
    of_several: str


SIGNALS = {
    "body": Signal("{where} {looks_body}", "", "{where} {look_body}"),
    "chrome": Signal("{where} {looks_chrome}", "", "{where} {look_chrome}"),
    "words": Signal("{where} has {words}", "{where} is empty", "{where} have about {words} each"),
    "ends_stop": Signal("{where} ends like a sentence", "{where} does not end like a sentence",
                        "{percent} of {where} end like sentences"),
    "long": Signal("{where} is running text", "{where} is not running text",
                   "{percent} of {where} are running text"),
    "date_like": Signal("{where} looks like a date", "{where} does not look like a date",
                        "{percent} of {where} look like dates"),
    "opens_lower": Signal("{where} begins with a lower-case letter",
                          "{where} does not begin with a lower-case letter",
                          "{percent} of {where} begin with a lower-case letter"),
    "title_words": Signal("{where} has {percent} capitalised words",
                          "{where} has no capitalised words",
                          "{where} have {percent} capitalised words"),
    "bullet": Signal("{where} has a bullet", "{where} has no bullet",
                     "{percent} of {where} have a bullet"),
    "digit_words": Signal("{where} has {percent} numbers", "{where} has no numbers",
                          "{where} have {percent} numbers"),
    "cue_share": Signal("{where} has {percent} words typical of buttons, bylines or teasers",
                        "{where} has no words typical of buttons, bylines or teasers",
                        "{where} have {percent} words typical of buttons, bylines or teasers"),
    "same_text": Signal("{where} occurs {times} in the text", "",
                        "{where} occur {value:.1f} times each in the text"),
}  # fmt: skip

NEIGHBOURS = [
    *(
        T(ONE_NEIGHBOUR + name, "neighbours", signal.text, signal.if_zero, NO_NEIGHBOUR, ABSENT)
        for name, signal in SIGNALS.items()
    ),
    *(
        T(SEVERAL_NEIGHBOURS + name, "neighbours", signal.of_several)
        for name, signal in SIGNALS.items()
    ),
    T("difference_words_to_near", "neighbours", "{longer} than the lines around it"),
    T("difference_chrome_.*", "neighbours", "looks {more_chrome} than the lines around it"),
    T("difference_.*", "neighbours", "looks {more_body} than the lines around it"),
]  # fmt: skip

TYPOGRAPHY = [
    T("digit_words", "typography", "{percent} of its words are numbers", "no numbers"),
    T("(upper|title)_words", "typography", "{percent} of its words are capitalised",
      "no capitalised words"),
    T("commas", "typography", "{value:.0f} comma{s}", "no commas"),
    T("stops", "typography", "{value:.0f} sentence{s} end inside it", "no sentence ends inside it"),
    T("symbols", "typography", "{value:.2f} signs such as / & + per word",
      "no signs such as / & +"),
    T("ends_stop", "typography", "ends like a sentence", "does not end like a sentence"),
    T("ends_(?P<mark>colon|question|ellipsis|exclamation)", "typography", "ends with {mark}",
      "does not end with {mark}"),
    T("opens_(?P<mark>lower|digit)", "typography", "begins with {mark}",
      "does not begin with {mark}"),
    T("(?P<mark>bullet|heading|quote)", "typography", "begins with {mark}",
      "does not begin with {mark}"),
    T("(?P<mark>year|clock|link|currency|copyright)", "typography", "contains {mark}",
      "does not contain {mark}"),
    T("bars", "typography", "{value:.0f} bar{s} or arrow{s}", "no bars or arrows"),
    T("quotes", "typography", "{value:.0f} quotation mark{s}", "no quotation marks"),
    T("brackets", "typography", "{value:.0f} bracket{s}", "no brackets"),
    T("slashes", "typography", "{value:.0f} slash{es}", "no slashes"),
    T("enclosed", "typography", "all of it in brackets", "not all of it in brackets"),
    T("capitals_inside", "typography", "{percent} of its words have capitals inside",
      "no words with capitals inside"),
    T("date_like", "typography", "looks like a date", "does not look like a date"),
]  # fmt: skip

POSITION = [
    T("place_index", "position", "{value:.0f} paragraph{s} above it", "the first paragraph"),
    T("place_from_end", "position", "{value:.0f} paragraph{s} below it", "the last paragraph"),
    T("place_(place|words_before)", "position", "{percent} of the way down the text",
      "at the top of the text"),
    T("place_long_before", "position", "{value:.0f} paragraph{s} of running text above it",
      "no running text above it"),
    T("place_long_after", "position", "{value:.0f} paragraph{s} of running text below it",
      "no running text below it"),
    T("place_to_long_before", "position", "{value:.0f} line{s} below the nearest running text",
      if_absent="no running text above it"),
    T("place_to_long_after", "position", "{value:.0f} line{s} above the nearest running text",
      if_absent="no running text below it"),
    T("place_in_head", "position", "above all running text", "not above all running text"),
    T("place_in_tail", "position", "below all running text", "not below all running text"),
    T("place_from_bullets", "position", "{value:.0f} line{s} below the nearest bullet",
      if_absent="no bullet above it"),
]  # fmt: skip

BLOCK = [
    T("place_run_(length|index)", "block", "{block}"),
    T("place_run_body", "block", "its block of lines {looks_body}"),
    T("place_run_chrome", "block", "its block of lines {looks_chrome}"),
    T("place_run_words", "block", "its block has about {words} per line"),
    T("place_run_dates", "block", "{percent} of its block is dates", "no dates in its block"),
]

WHOLE_TEXT = [
    T("document_paragraphs", "whole text", "the text has {value:.0f} paragraph{s}"),
    T("document_words", "whole text", "the text has {value:.0f} word{s}"),
    T("document_mean_words", "whole text", "the text has {value:.0f} word{s} per paragraph"),
    T("document_long_share", "whole text", "{percent} of all lines are running text"),
    T("document_stop_share", "whole text", "{percent} of all lines end like sentences"),
    T("document_body", "whole text", "the text {looks_body}"),
    T("document_chrome", "whole text", "the text {looks_chrome}"),
    T("document_(?P<what>bullet|lower|date)_share", "whole text", "{percent} of all lines {what}"),
    T("document_title_words", "whole text", "{percent} of all words are capitalised"),
    T("document_known_share", "whole text", "{percent} of all phrases are known to the model"),
]

SENTENCE = [
    T("sentence_size", "sentence", "its sentence has {value:.0f} line{s}"),
    T("sentence_index", "sentence", "continues a sentence", "begins a sentence"),
    T("sentence_words", "sentence", "its sentence has {value:.0f} word{s}"),
    T("sentence_body", "sentence", "its sentence {looks_body}"),
    T("sentence_chrome", "sentence", "its sentence {looks_chrome}"),
    T("sentence_cue_share", "sentence",
      "its sentence has {percent} words typical of buttons or bylines",
      "no words typical of buttons or bylines in its sentence"),
    T("sentence_ends_stop", "sentence", "its sentence ends with a stop",
      "its sentence does not end with a stop"),
]  # fmt: skip

TITLE = [
    T("title_first_overlap", "title", "{percent} of its words are in the first line",
      "none of its words are in the first line"),
    T("title_is_first_text", "title", "the same words as the first line",
      "other words than the first line"),
    T("title_first_words", "title", "the first line has {value:.0f} word{s}"),
    T("title_first_in_rest", "title", "{percent} of the first line's words occur again below",
      "no word of the first line occurs again below"),
]  # fmt: skip

TEXT_TEMPLATES: list[Template] = [
    *LENGTH,
    WORDING,
    T("same_text", "repetition", "its text occurs {times} in the text"),
    T("same_start", "repetition", "its first two words begin {value:.0f} line{s}"),
    T("same_end", "repetition", "its last two words end {value:.0f} line{s}"),
    *TYPOGRAPHY,
    T("cues?_(?P<cue>.+)", "cue words", "{cues}"),
    *NEIGHBOURS,
    *POSITION,
    *BLOCK,
    T("pattern_.*", "pattern", "{pattern}"),
    *WHOLE_TEXT,
    *SENTENCE,
    *TITLE,
    T("topic_.*", "topic", "{topic} of its content words occur elsewhere in the text"),
    CONTEXT,
    MEANING,
]
