"""Name the punctuation of the scripts of the web: stops, quotation marks, bullets, bars.

The two models were trained with sets that differ in some marks. All sets are built from those here,
so that the differences can be seen.
"""

from __future__ import annotations

SPACED_STOPS = ".!?؟।۔"  # a space follows before the next sentence
UNSPACED_STOPS = "。！？"  # the next sentence follows at once
STOPS = SPACED_STOPS + UNSPACED_STOPS
ELLIPSIS = "…"
QUESTION_MARKS = "?？؟"
EXCLAMATION_MARKS = "!！"

CLOSING_QUOTES = "\"'”’»"
CLOSING_BRACKETS = ")]"
CLOSERS = CLOSING_QUOTES + CLOSING_BRACKETS + "」』"  # may follow the stop of a sentence
OPENING_QUOTES = '"“„«‘'

COMMAS = ",，、"
ARABIC_COMMA = "،"

BULLETS = "-*+•‣◦▪●·"
BARS = "|»›→·"  # between the entries of menus and bread-crumb trails
CURRENCY_SIGNS = "$€£¥₹"
COPYRIGHT_SIGNS = "©®"
SYMBOLS = "/&+="  # in the place of words
BRACKETS = "(["

# Marks that the text model looks at or past at the ends of a paragraph, and quotation marks that it
# counts. "“" closes German quotations.
CLOSING_MARKS = CLOSERS + "“"
OPENING_MARKS = "-*•>#–" + OPENING_QUOTES + "' \t"
QUOTES = '"“„«'
LIST_MARKS = BULLETS + "–"

# Marks that the HTML model takes for the end of a paragraph that closes like a sentence, and those
# that it counts as commas.
HTML_STOPS = STOPS.replace("۔", "") + ELLIPSIS + CLOSING_QUOTES + CLOSING_BRACKETS
HTML_COMMAS = COMMAS + ARABIC_COMMA

# To translate a text with: soft hyphens and characters without width only steer where lines break.
NO_STEERING = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
