"""The matrix of a plain text: one row a paragraph, one named column a signal.

No tags are left, so the signals are the words, the shape of a line, what surrounds it, the
patterns that lines form together (headline, date, summary; again), where in the document it
stands, and whether it shares the document's topic. Each paragraph is tokenised once. Columns are
computed in blocks; each block declares its names beside its code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.features.lexicon import Lexicon
from cleaner.features.topic import TOPIC_COLUMNS, gather_topics, topic_features, window_sums
from cleaner.text.cues import CUE_COLUMNS, CUES, cue_counts
from cleaner.text.tokens import UNSPACED, WORD, Tokens

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]

LONG_WORDS = 15  # from here on a paragraph counts as running text
SHORT_WORDS = 3  # up to here it is a label rather than a headline
OUTSIDE = -20.0  # neighbours beyond the ends of the document: below every real value
NOWHERE = 999.0  # distance to something that the document does not have
DATE_SHARE = 0.4  # of a short line's words are numbers: a date, a time, a count
DATE_WORDS = 8

OWN = [
    "words", "chars", "chars_per_word", "digit_words", "upper_words", "title_words", "commas",
    "stops", "symbols", "ends_stop", "ends_colon", "ends_question", "ends_ellipsis",
    "ends_exclamation", "opens_lower", "opens_digit", "bullet", "heading", "quote", "year", "clock",
    "link", "currency", "copyright", "bars", "quotes", "brackets", "slashes", "enclosed",
    "capitals_inside", "same_text", "same_start", "same_end", "date_like",
]  # fmt: skip
LEXICAL = ["body", "chrome", "known", "known_share", "body_sum", "chrome_sum"]
CUE_SUMS = ["cues_all", "cues_per_word"]
SIGNALS = [
    "body", "chrome", "words", "ends_stop", "long", "date_like", "opens_lower", "title_words",
    "bullet", "digit_words", "cue_share", "same_text",
]  # fmt: skip
OFFSETS = (-2, -1, 1, 2)
REACHES = (2, 5)
POSITION = [
    "index", "from_end", "place", "words_before", "long_before", "long_after", "to_long_before",
    "to_long_after", "in_head", "in_tail", "run_length", "run_index", "run_body", "run_chrome",
    "run_words", "run_dates", "from_bullets",
]  # fmt: skip
PERIODS = (1, 2, 3, 4)
PATTERN = [*(f"repeats_{k}" for k in PERIODS), "repeats_best", "shape", "shape_share_near"]
DOCUMENT = [
    "paragraphs", "words", "mean_words", "long_share", "stop_share", "body", "chrome",
    "bullet_share", "lower_share", "date_share", "title_words", "known_share",
]  # fmt: skip
DIFFERENCE = ["body_to_near", "chrome_to_near", "body_to_document", "words_to_near"]
GROUP = ["size", "index", "words", "body", "chrome", "cue_share", "ends_stop"]
TITLE = ["first_overlap", "is_first_text", "first_words", "first_in_rest"]

TEXT_COLUMNS: list[str] = [
    *OWN,
    *(f"text_{name}" for name in LEXICAL),
    *CUE_COLUMNS,
    *CUE_SUMS,
    *(f"at{offset:+d}_{name}" for offset in OFFSETS for name in SIGNALS),
    *(f"within{reach}_{name}" for reach in REACHES for name in SIGNALS),
    *(f"before_{name}" for name in SIGNALS),
    *(f"after_{name}" for name in SIGNALS),
    *(f"place_{name}" for name in POSITION),
    *(f"pattern_{name}" for name in PATTERN),
    *(f"document_{name}" for name in DOCUMENT),
    *(f"difference_{name}" for name in DIFFERENCE),
    *(f"sentence_{name}" for name in GROUP),
    *(f"title_{name}" for name in TITLE),
    *TOPIC_COLUMNS,
]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_DIGIT = re.compile(r"\d")
_MAIL = re.compile(r"\w@\w")
_HOST = re.compile(r"\.(?<=\w\.)(?:com|org|net|de|co|ru|io)\b")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦▪●·–]|\d{1,3}[.)])\s")
_STOPS = (".", "!", "?", "。", "！", "？", "।", "؟", "۔")
_ENDS = frozenset('.!?:;…。！？।؟۔"”»)]')
_GOES_ON = frozenset(",.;:)]’”»-–—&")
_DANGLING = np.log1p(4)  # words, from here on a paragraph may be the opening of a sentence
SHORT_END = 3  # characters of a last word that hardly ends a heading: articles, prepositions
_CLOSERS = "\"'”’»)]“」』"


def text_features(texts: Sequence[str], read: Tokens, lexicon: Lexicon) -> Matrix:
    """The document's matrix, shape (paragraphs, len(TEXT_COLUMNS)); `read` are the words of the
    texts as `tokenise` gives them."""
    if not texts:
        return np.zeros((0, len(TEXT_COLUMNS)), np.float32)
    cased = [WORD.findall(text) for text in texts]
    words = [list(map(str.lower, found)) for found in cased]
    topics = gather_topics(texts, cased, words, lexicon)
    own = _own(texts, cased, words)
    lexical = _lexical(read, own[:, 0], lexicon)
    cues = _cues(texts, words)
    signals = np.stack(
        [
            lexical[:, 0], lexical[:, 1], np.log1p(own[:, 0]), own[:, _AT["ends_stop"]],
            own[:, 0] >= LONG_WORDS, own[:, _AT["date_like"]], own[:, _AT["opens_lower"]],
            own[:, _AT["title_words"]], own[:, _AT["bullet"]], own[:, _AT["digit_words"]],
            cues[:, -1], np.minimum(own[:, _AT["same_text"]], 6.0),
        ],
        axis=1,
    )  # fmt: skip
    windows = _windows(signals)
    blocks = [
        own, lexical, cues, _neighbours(signals), *windows,
        _position(own, signals, own[:, 0] >= LONG_WORDS), _pattern(_shapes(own)),
        _document(own, signals, lexical), _differences(signals, windows[1]),
        _sentences(texts, signals), _title(words), topic_features(topics),
    ]  # fmt: skip
    return np.concatenate(blocks, axis=1).astype(np.float32)


_AT = {name: i for i, name in enumerate(OWN)}


def _own(texts: Sequence[str], cased: list[list[str]], words: list[list[str]]) -> Floats:
    same = Counter(texts)
    starts = Counter(tuple(found[:2]) for found in words)
    ends = Counter(tuple(found[-2:]) for found in words)
    rows = []
    for text, found, lower in zip(texts, cased, words):
        row = _own_row(text, found)
        row.append(same[text])
        row.append(starts[tuple(lower[:2])])
        row.append(ends[tuple(lower[-2:])])
        short = 0 < row[0] <= DATE_WORDS
        row.append(short and row[3] >= DATE_SHARE)
        rows.append(row)
    return np.array(rows, dtype=np.float64)


def _own_row(text: str, found: list[str]) -> list[float]:
    """Columns of a paragraph by itself, `words` to `capitals_inside` of `OWN`.

    Most searches are for what few paragraphs have: a look for the character that it cannot do
    without comes first, and of ASCII text the marks of other scripts are not asked for.
    """
    words = count = len(found)
    chars = len(text)
    ascii_only = text.isascii()
    if not ascii_only:
        count += len(UNSPACED.findall(text)) // 2
    scale = max(words, 1)
    end = text.rstrip(_CLOSERS)[-1:]
    first = text.lstrip("-*•>#–\"'“„«‘ \t")[:1]
    has_digit = _DIGIT.search(text) is not None
    cased = [word for word in found if not word.islower()]
    dots = text.count(". ")
    currency = "$" in text
    copyright_ = "(c)" in text
    commas, bars, quotes = text.count(","), text.count("|"), text.count('"')
    if not ascii_only:
        commas += text.count("，") + text.count("、")
        dots += text.count("。")
        currency = currency or any(mark in text for mark in "€£¥₹")
        copyright_ = copyright_ or "©" in text or "®" in text
        bars += text.count("»") + text.count("›") + text.count("→") + text.count("·")
        quotes += text.count("“") + text.count("„") + text.count("«")
    slashes = text.count("/")
    return [
        count,
        chars,
        chars / max(count, 1),
        sum(map(str.isdigit, found)) / scale if has_digit or not ascii_only else 0.0,
        sum(map(str.isupper, cased)) / scale,
        sum(map(str.istitle, cased)) / scale,
        commas,
        dots,
        (slashes + text.count("&") + text.count("+") + text.count("=")) / scale,
        end in _STOPS and end != "",
        end == ":",
        end in ("?", "？", "؟") and end != "",
        text.endswith(("…", "...", "[…]", "[...]")),
        end in ("!", "！") and end != "",
        first.islower(),
        first.isdigit(),
        _BULLET.match(text) is not None,
        text.startswith("#"),
        text.startswith((">", "“", '"', "„", "«", "‘")),
        has_digit and ("19" in text or "20" in text) and _YEAR.search(text) is not None,
        has_digit and _CLOCK.search(text) is not None,
        _has_link(text),
        currency,
        copyright_,
        bars,
        quotes,
        text.count("(") + text.count("["),
        slashes,
        first == "(" and text.endswith((")", "].", ").")),
        sum([word[1:2].isupper() for word in cased]) / scale,
    ]


def _has_link(text: str) -> bool:
    """Whether an address of the web or of mail stands in the text."""
    return (
        "http:" in text
        or "https:" in text
        or "www." in text
        or ("@" in text and _MAIL.search(text) is not None)
        or ("." in text and _HOST.search(text) is not None)
    )


def _lexical(read: Tokens, words: Floats, lexicon: Lexicon) -> Floats:
    scores = lexicon.scores(read)
    scale = np.sqrt(np.minimum(words, 24.0) + 1.0)
    known = scores[:, 2]
    return np.stack(
        [
            scores[:, 0] / scale, scores[:, 1] / scale, known,
            known / (2.0 * np.minimum(words, 24.0) + 1.0), scores[:, 0], scores[:, 1],
        ],
        axis=1,
    )  # fmt: skip


def _cues(texts: Sequence[str], words: list[list[str]]) -> Floats:
    counts = np.array([cue_counts(t, w) for t, w in zip(texts, words)], dtype=np.float64)
    total = counts[:, : len(CUES)].sum(axis=1)
    read = np.array([min(len(found), 20) for found in words]) + 1.0
    return np.concatenate((counts, total[:, None], (total / read)[:, None]), axis=1)


def _differences(signals: Floats, near: Floats) -> Floats:
    """How a paragraph stands out from its surroundings; trees cannot subtract."""
    mean = signals[:, 0].mean()
    return np.stack(
        [
            signals[:, 0] - near[:, 0], signals[:, 1] - near[:, 1], signals[:, 0] - mean,
            signals[:, 2] - near[:, 2],
        ],
        axis=1,
    )  # fmt: skip


def _sentences(texts: Sequence[str], signals: Floats) -> Floats:
    """Paragraphs that are pieces of one sentence, taken together.

    Some renderers break sentences at links and emphasis. A paragraph goes on in the next one
    where it does not end like a sentence and the next one does not open like one.
    """
    n = len(texts)
    opens = np.ones(n, dtype=bool)
    for i in range(1, n):
        before, text = texts[i - 1], texts[i]
        unfinished = before[-1:] not in _ENDS and _BULLET.match(before) is None
        goes_on = text[:1].islower() or text[:1] in _GOES_ON
        # "… with our" does not end a sentence, whatever the next piece opens with.
        dangling = signals[i - 1, 2] > _DANGLING and len(before.rsplit(None, 1)[-1]) <= SHORT_END
        opens[i] = not (unfinished and (goes_on or dangling) and text)
    first = np.flatnonzero(opens)
    group = np.cumsum(opens) - 1
    size = np.diff(np.append(first, n)).astype(np.float64)
    words = np.expm1(signals[:, 2])
    weight = words + 1.0
    total = np.add.reduceat(weight, first)
    means = np.add.reduceat(signals[:, [0, 1, 10]] * weight[:, None], first) / total[:, None]
    last = np.append(first[1:], n) - 1
    return np.stack(
        [
            size[group], np.arange(n) - first[group], total[group], means[group, 0],
            means[group, 1], means[group, 2], signals[last, 3][group],
        ],
        axis=1,
    )  # fmt: skip


def _neighbours(signals: Floats) -> Floats:
    reach = max(OFFSETS)
    n, width = signals.shape
    padded = np.full((n + 2 * reach, width), OUTSIDE)
    padded[reach : reach + n] = signals
    return np.concatenate([padded[reach + k : reach + k + n] for k in OFFSETS], axis=1)


def _windows(signals: Floats) -> list[Floats]:
    """Means around each paragraph without itself, of all before it and of all after it."""
    n = len(signals)
    ones = np.ones((n, 1))
    out = []
    for reach in REACHES:
        size = window_sums(ones, reach) - 1.0
        out.append((window_sums(signals, reach) - signals) / np.maximum(size, 1.0))
    total = np.cumsum(signals, axis=0)
    index = np.arange(n, dtype=np.float64)[:, None]
    out.append((total - signals) / np.maximum(index, 1.0))
    out.append((total[-1] - total) / np.maximum(n - 1.0 - index, 1.0))
    return out


def _distance(flags: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Distance to the nearest flagged row before and after each row."""
    n = len(flags)
    index = np.arange(n)
    last = np.maximum.accumulate(np.where(flags, index, -1))
    last = np.concatenate(([-1], last[:-1]))
    nearest = np.minimum.accumulate(np.where(flags, index, n)[::-1])[::-1]
    nearest = np.concatenate((nearest[1:], [n]))
    return (
        np.where(last >= 0, index - last, NOWHERE).astype(np.float64),
        np.where(nearest < n, nearest - index, NOWHERE).astype(np.float64),
    )


def _runs(long: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Runs of paragraphs that are all long or all not: run of each row, first row of each run."""
    change = np.concatenate(([True], long[1:] != long[:-1]))
    return np.cumsum(change) - 1, np.flatnonzero(change)


def _position(own: Floats, signals: Floats, long: NDArray[np.bool_]) -> Floats:
    n = len(own)
    index = np.arange(n, dtype=np.float64)
    words = own[:, 0]
    before = np.cumsum(words) - words
    longs: NDArray[np.intp] = np.cumsum(long) - long
    long_after = long.sum() - longs - long
    to_before, to_after = _distance(long)
    run, first = _runs(long)
    length = np.diff(np.append(first, n)).astype(np.float64)
    sums = np.add.reduceat(signals, first, axis=0) / length[:, None]
    bullets_before, _ = _distance(own[:, _AT["bullet"]] > 0)
    return np.stack(
        [
            index, n - 1 - index, index / n, before / max(words.sum(), 1.0), longs, long_after,
            to_before, to_after, (longs == 0) & ~long, (long_after == 0) & ~long, length[run],
            index - first[run], sums[run, 0], sums[run, 1], sums[run, 2], sums[run, 5],
            bullets_before,
        ],
        axis=1,
    )  # fmt: skip


def _shapes(own: Floats) -> NDArray[np.intp]:
    """Shape class of each paragraph: what a pattern of teasers is made of."""
    words = own[:, 0]
    shape = np.where(words > SHORT_WORDS, 1, 0)
    shape[words >= LONG_WORDS] = 2
    shape = shape * 2 + (own[:, _AT["ends_stop"]] > 0)
    shape[own[:, _AT["date_like"]] > 0] = 6
    shape[(own[:, _AT["bullet"]] > 0)] += 7
    return shape.astype(np.intp)


def _pattern(shape: NDArray[np.intp]) -> Floats:
    """How often the shapes around a paragraph come again at each distance."""
    n = len(shape)
    again = np.zeros((n, len(PERIODS)))
    for column, period in enumerate(PERIODS):
        same = (shape[period:] == shape[:-period]) & (shape[period:] != 5)
        again[period:, column] += same
        again[: max(n - period, 0), column] += same
    near = window_sums(again, 4) / 18.0
    onehot = np.zeros((n, 14))
    onehot[np.arange(n), shape] = 1.0
    share = window_sums(onehot, 5)[np.arange(n), shape]
    return np.concatenate((near, near.max(axis=1)[:, None], shape[:, None], share[:, None]), axis=1)


def _document(own: Floats, signals: Floats, lexical: Floats) -> Floats:
    n = len(own)
    mean = signals.mean(axis=0)
    row = [
        n, own[:, 0].sum(), own[:, 0].mean(), mean[4], mean[3], mean[0], mean[1], mean[8], mean[6],
        mean[5], mean[7], lexical[:, 3].mean(),
    ]  # fmt: skip
    return np.tile(np.array(row, dtype=np.float64), (n, 1))


def _title(words: list[list[str]]) -> Floats:
    """Words shared with the first paragraph, which is often the title."""
    first = {word for word in words[0] if len(word) > 2}
    size = len(first) or 1
    rest: set[str] = set()
    for found in words[1:]:
        rest.update(found)
    in_rest = len(first & rest) / size
    rows = []
    for found in words:
        mine = {word for word in found if len(word) > 2}
        shared = len(mine & first)
        rows.append((shared / (len(mine) or 1), found == words[0], len(words[0]), in_rest))
    return np.array(rows, dtype=np.float64)
