"""Score paragraphs by learned weights of their words and phrases.

A lexicon maps a token to two weights that linear models learned: the log-odds of body against the
rest, and of chrome against sidebar. The scores of a paragraph are the sums over its tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cleaner._native import is_compiled
from cleaner.locks import cached_property
from cleaner.text.tokens import Tokens
from cleaner.types import Floats, Ints

if TYPE_CHECKING:
    from cleaner._native.core import Lexicon as CompiledLexicon
    from cleaner._native.core import Rarity as CompiledRarity
    from cleaner._native.core import Words

BODY, CHROME, KNOWN = range(3)  # columns of the scores


class Occurrences(NamedTuple):
    """Where tokens of a lexicon occur among the words of `Tokens`, all paragraphs together.

    `rows` are those of the lexicon's weights; a token begins at the word `starts` and ends before
    the word `ends`.
    """

    rows: Ints
    starts: Ints
    ends: Ints


class Lexicon:
    """Token weights: `tokens`, and `weights` of shape (tokens, 2), body and chrome.

    A token is a word, a pair of words ("a b"), a first word ("^a") or the whole of a very short
    paragraph ("=a b c"). `rarity` maps words to their inverse document frequency, scaled to between
    0 and 1: how much a word says of a topic. Words that it does not hold count as 1.
    """

    def __init__(
        self,
        tokens: Sequence[str],
        weights: Floats,
        rarity: Mapping[str, float] | None = None,
    ) -> None:
        self.rarity = dict(rarity or {})
        self.tokens = list(tokens)
        self.weights = np.asarray(weights, dtype=np.float64).reshape(-1, 2)
        # Rows of the weights, from 1 on; row 0 stands for all unknown tokens.
        self._rows = {token: i for i, token in enumerate(self.tokens, 1)}
        self._size = 1 + len(self.tokens)
        self._body, self._chrome = np.concatenate((np.zeros((1, 2)), self.weights)).T.copy()
        plain = {token: i for token, i in self._rows.items() if token[0] not in "^="}
        self.words = {token: i for token, i in plain.items() if " " not in token}
        word, opening = self.words.get, np.zeros(self._size, dtype=np.intp)
        for token, row in self._rows.items():
            if token[0] == "^":
                opening[word(token[1:], 0)] = row
        # A pair is looked up by one number made of those of its words; the first entry is no pair
        # and larger than all, so that a search never runs past the end.
        keys, rows = [1 << 62], [0]
        for token, row in plain.items():
            first, space, second = token.partition(" ")
            if space:
                keys.append(word(first, 0) * self._size + word(second, 0))
                rows.append(row)
        opening[0] = 0
        self._opening = opening  # row of "^word" by that of the word
        pairs = np.array((keys, rows), dtype=np.int64)
        self._pair_keys, self._pair_rows = pairs[:, np.argsort(pairs[0], kind="stable")]
        # Words that are the first of any pair, and those that are the second.
        self._begins, self._ends = np.zeros((2, self._size), dtype=bool)
        self._begins[self._pair_keys[:-1] // self._size] = True
        self._ends[self._pair_keys[:-1] % self._size] = True
        self._begins[0] = self._ends[0] = False

    def __reduce__(self) -> tuple[Any, ...]:
        return (Lexicon, (self.tokens, self.weights, self.rarity))

    @cached_property
    def compiled(self) -> CompiledLexicon | None:
        """The same for the compiled core; None if that does not run, or cannot hold it."""
        if not is_compiled():
            return None
        from cleaner._native import core

        if len(self.tokens) >= core.MOST_TABLE_ROWS:
            return None
        return core.Lexicon(self.tokens, self.weights.tobytes())

    @cached_property
    def compiled_rarity(self) -> CompiledRarity | None:
        """The rarity of words for the compiled core; None if that does not run, or cannot hold
        it."""
        if not is_compiled():
            return None
        from cleaner._native import core

        if len(self.rarity) >= core.MOST_TABLE_ROWS:
            return None
        values = np.array(list(self.rarity.values()), np.float64)
        return core.Rarity(list(self.rarity), values.tobytes())

    def scores(self, tokens: Tokens | Words) -> Floats:
        """Return the body and chrome scores and the number of known tokens of each paragraph, shape
        (paragraphs, 3). Words of the compiled core need `compiled`."""
        n = len(tokens)
        if not isinstance(tokens, Tokens):
            if self.compiled is None:
                raise ValueError("the words are those of a compiled core, which does not run")
            return np.frombuffer(tokens.scores_by(self.compiled), np.float64).reshape(n, 3)
        word, second, pair, filled, opening, whole = self._look_up(tokens)
        rows = np.concatenate((word, pair, opening, whole))
        owner = np.concatenate((tokens.row, tokens.row[second], filled, tokens.short))
        scores = np.empty((n, 3))
        scores[:, BODY] = np.bincount(owner, self._body[rows], n)
        scores[:, CHROME] = np.bincount(owner, self._chrome[rows], n)
        scores[:, KNOWN] = np.bincount(owner, rows > 0, n)
        return scores

    def occurrences(self, tokens: Tokens) -> Occurrences:
        """Return where the tokens of the lexicon occur."""
        word, second, pair, filled, opening, whole = self._look_up(tokens)
        index, first, short = np.arange(len(word)), tokens.first[filled], tokens.first[tokens.short]
        starts = np.concatenate((index, second - 1, first, short))
        short_ends = short + tokens.lengths[tokens.short]
        ends = np.concatenate((index + 1, second + 1, first + 1, short_ends))
        rows = np.concatenate((word, pair, opening, whole))
        weighted = np.flatnonzero(rows)
        return Occurrences(rows[weighted] - 1, starts[weighted], ends[weighted])

    def _look_up(self, tokens: Tokens) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
        """Return the rows of all words; the second words of known pairs, and the rows of these; the
        paragraphs that have words, and the rows of their first ones; and the rows of short
        paragraphs as a whole."""
        word = np.fromiter(map(self.words.get, tokens.words, repeat(0)), np.intp, len(tokens.words))
        # Few words begin or end a pair: most pairs need no search.
        pairable = self._begins[word[:-1]] & self._ends[word[1:]]
        second = np.flatnonzero(pairable) + 1
        second = second[tokens.row[second] == tokens.row[second - 1]]
        keys = word[second - 1] * self._size + word[second]
        at = np.searchsorted(self._pair_keys, keys)
        pair = np.flatnonzero(self._pair_keys[at] == keys)
        filled = np.flatnonzero(tokens.lengths)
        opening = self._opening[word[tokens.first[filled]]]
        whole = np.fromiter(
            map(self._rows.get, tokens.wholes, repeat(0)), np.intp, len(tokens.wholes)
        )
        return word, second[pair], self._pair_rows[at[pair]], filled, opening, whole
