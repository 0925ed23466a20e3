"""Every number that was chosen about prediction and selection, its reason and its measurement.

What was learned lies in the model files; what was chosen lies here. The measurements are those of
the notes in experiments/. Differences below .002 on wcxb-dev and .003 elsewhere are noise, and the
numbers were chosen beside one another: measure all corpora again after changing one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

# The network

WINDOW = 4096
"""Paragraphs that the network takes in at once: its memory grows with them, and no article is as
long. A longer document is predicted a window at a time."""

# Adjustments of HTML

REPEATED = 5.0
"""Log-odds of body that are subtracted from paragraphs that repeat on the site. On news-2023, on
pages with P(article) of .5 or more, 5 gains .0040 and 2 gains .0024
(experiments/2026-11-22-site-memory)."""

REPEATED_ARTICLE = 0.4
"""Adjust only pages with at least this P(article): on lists and products much of what repeats is
body. From .5 on news-2023 gains .0040, from .4 on .0047; from .1 on, products lose .0173."""

SAME_PAGE = 0.9
"""Adjust nothing if more than this share of the likely body would be hit: then the site has the
same page twice, or the page has nothing but further articles."""

FURTHER_ARTICLE = 10.0
"""Log-odds of body that are subtracted in further articles of a page; large, because their prose is
as body-like as the page's own. With it news-2023 has .9428 for .9417, fundus .9691 for .9669, and
other words in the output are .0370 for .0390 (experiments/2026-11-22-html-rules)."""

CERTAIN_ARTICLE = 0.6
"""From this P(article) on, a page that declares itself news follows the convention of news golds,
and may have further articles; below it, a page may be a list of articles. With the convention of
news news-2023 has .9417 for .9393, fundus .9595 for .9556."""

# Selection

SURE_BODY = 0.9
"""Probability of body to which the likeliest paragraph is raised on a page that certainly is an
article, all others by the same log-odds: something on it must be body. Of 435 such pages of the
corpora none lacks it; where a model is unsure of all of them, it does not know the language or the
site. With a small model and sites that it has not seen, fundus .9378 to .9737, news-2023 .9317 to
.9328 (experiments/2026-11-27-articles-hold-a-body)."""

POSSIBLE_BODY = 0.1
"""Below this probability of the likeliest paragraph nothing is raised: the page is a shell."""

RESCUE = 0.3
"""If no paragraph reaches the threshold, keep the best choice among those above this probability:
an empty result should mean "all boilerplate", not "too little to tell". Always keeping something
costs wcxb-dev .003."""

DRAWS = tuple((i + 0.5) / 16 for i in range(16))
"""Quantiles of the uniform distribution: the mean over one shared draw, by the midpoint rule."""

CERTAINTY = 0.8
"""The log-odds of body are multiplied by this before the expected F1 is computed from them: the
parts of the profile "article" are surer than they are right. With it wcxb-dev has .8816 for .8798,
listings .751 for .734; other corpora change by less than .001
(experiments/2026-11-27-certainty)."""

INDEPENDENT = 0.75
"""The probability that a page has no body is a mean of two: if each paragraph is body or not by
itself, which has this weight, and if a single draw decides all of them. wcxb-dev .8798 for .8773
with equal weights, products .673 for .647: some came out empty
(experiments/2026-11-27-certainty)."""

CLEAR_BODY = 0.65
"""Paragraphs of plain text below this probability are kept or dropped together with their
neighbours. labels-dev .793 of macro F1 for .785 (with each paragraph decided alone); with .7 more
of clean articles is lost (.016 for .015)."""

CERTAIN_BODY = 0.8
"""The last paragraph from this probability on ends the text: only what follows it may be a tail."""


@dataclass(frozen=True, slots=True)
class TailRule:
    """When to drop the trailing paragraphs of a plain text as a whole: an article appended to it.

    Chosen on splices ("Off-topic in plain text"): of the paragraphs of tails of three .930 are
    dropped for .806 without the rule, of tails of six .922 for .894; on other draws of splices .876
    to .891 and .918 to .934. Macro F1 of labels-dev stays .793, clean articles lose .015 for .015.
    """

    min_paragraphs: int = 3
    """Fewer are too little evidence."""

    max_share: float = 0.5
    """Of the text's paragraphs: more are the text itself."""

    prose_words: int = 16
    """A paragraph with at least this many words is prose."""

    min_prose_share: float = 0.6
    """Of the trailing paragraphs that are prose: short lines are fields or links, which the
    decision in runs judges better."""

    max_log_odds: float = 0.8
    """Mean log-odds of body below which they are dropped. Above zero: either another article is
    appended or none is, so many small doubts weigh more than a single one."""


TAIL = TailRule()
