"""Numbers that both matrices share. The shipped models were trained with them: a change of one
means training anew."""

from __future__ import annotations

from cleaner.text.tokens import MOST_TOKENS

# A paragraph of at least so many words is running text: menus, captions and headlines are shorter.
LONG_WORDS = 15
# The lexicon sees at most this many words of a paragraph, so its scores grow with the words up to
# here; they are divided by the root of the words (at most this many) plus one.
LEXICON_WORDS = float(MOST_TOKENS)
# Distance, in paragraphs, to something that the document does not have.
NOWHERE = 999.0
# Added to a denominator that may be 0.
TINY = 1e-9
