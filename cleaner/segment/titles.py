"""Which paragraphs repeat the page's own title."""

from __future__ import annotations

from cleaner.features.tokens import WORD

TITLE_WORDS = 40  # a longer paragraph is no title, whatever it shares with one
TITLE_CHARS = 300


def title_shares(texts: list[str], page_titles: list[str]) -> tuple[list[float], list[bool]]:
    """For each paragraph the share of its words that stand in the page's own title elements, and
    whether it is that title: all of its words, and at least half of the title's."""
    titles = [set(WORD.findall(title.lower())) for title in page_titles if title]
    shares = [0.0] * len(texts)
    is_title = [False] * len(texts)
    if not titles:
        return shares, is_title
    known = set().union(*titles)
    for i, text in enumerate(texts):
        if len(text) > TITLE_CHARS:
            continue
        lowered = text.lower()
        if known.isdisjoint(lowered.split()):  # most paragraphs; cheaper than finding the words
            continue
        words = WORD.findall(lowered)
        if not words or len(words) > TITLE_WORDS:
            continue
        hits = sum([word in known for word in words])
        shares[i] = hits / len(words)
        if hits == len(words) and (hits >= 2 or len(text) >= 6):
            unique = len(set(words))
            is_title[i] = any(unique * 2 >= len(title) for title in titles)
    return shares, is_title
