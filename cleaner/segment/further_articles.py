"""Find further articles: below the article of a page, a site may go on with the next story."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

import numpy as np

from cleaner.segment.page import HEADINGS, HtmlPage
from cleaner.types import Flags

LONG_CHARS = 80  # from here on a paragraph counts as prose
LEAST_PROSE = 2  # paragraphs of prose that make a story
LOWEST_RANK = 2  # of the heading of a story, unless the page's own title has a lower one
NEAR = 2  # paragraphs before a heading that may announce it
REPEATS = 0.75  # share of the words of a heading that stand in the title: an answer to it, not news

_STORY_TAG = "article"
_STORY_TYPE = re.compile(r"(?:article|posting|report)$", re.IGNORECASE)
_STORY_CLASS = re.compile(r"article|story|post|entry|news", re.IGNORECASE)
_NEXT_CLASS = re.compile(
    r"(?:^|[\W_])(?:up-?next|next-?(?:article|story|post|up|read)|infinite|read-?next|more-?story"
    r"|following-?(?:article|story)|continue-?reading|autoload|lazy-?article)",
    re.IGNORECASE,
)
_NEXT_WORDS = re.compile(
    r"(?:up next|next up|next (?:article|story|post)|read (?:next|this next)|also of interest"
    r"|nächster artikel|weiterlesen|à lire ensuite|article suivant|siguiente (?:artículo|noticia))"
    r"\W*$",
    re.IGNORECASE,
)


def further_articles(page: HtmlPage) -> Flags:
    """Mark the paragraphs, (n,), that stand in a further article of the page.

    A further article stands below the element that holds the page's title and its prose. It has
    prose and a heading of its own, and is built like the first: the same element with the same
    class, two <article>, or a heading of the same rank and class as the title; or it is announced
    as the next. A page whose title heads none of its stories, or all of them, has none.
    """
    further = np.zeros(len(page), dtype=bool)
    if not page.is_title.any():
        return further
    stories = _Stories(page)
    # The page's own title is the first of the highest rank: headings of its parts may repeat it.
    title = min(stories.titles, key=stories.standing, default=-1)
    first = stories.around(title) if title >= 0 else -1
    if first <= 0:
        return further
    below = stories.end_of[first]
    lowest = max(LOWEST_RANK, stories.ranks[title])
    for i in range(below, len(page)):
        if further[i] or not 0 < stories.ranks[i] <= lowest or page.title_share[i] >= REPEATS:
            continue
        story = stories.around(i, below)
        if story <= 0 or stories.holds_title(story):
            continue
        if stories.are_alike(first, story, title, i) or stories.is_announced(story, i, below):
            further[stories.first_of[story] : stories.end_of[story]] = True
    return further


class _Stories:
    """What a page's elements and headings say of the stories that it holds."""

    def __init__(self, page: HtmlPage) -> None:
        elements = page.elements
        self.page, self.blocks = page, page.blocks
        self.tag_of, self.parent_of = elements.tag, elements.parent
        self.first_of, self.end_of = elements.first, elements.end
        self.key_of, self.keys = elements.key, elements.keys
        get, tag_of, parent_of = HEADINGS.get, self.tag_of, self.parent_of
        # A heading is the block of its text, or the element around it.
        self.ranks = [get(tag_of[b], 0) or get(tag_of[parent_of[b]], 0) for b in self.blocks]
        long = [len(text) >= LONG_CHARS for text in page.texts]
        self.prose_before = [0, *accumulate(long)]
        self.headings_before: dict[int, list[int]] = {}
        named = np.flatnonzero(page.is_title).tolist()
        self.all_titles = named
        self.titles = [i for i in named if self.ranks[i]] or named

    def standing(self, paragraph: int) -> tuple[int, int]:
        """Return the rank of a heading, that of other text being the lowest, and its place."""
        return self.ranks[paragraph] or len(HEADINGS) + 1, paragraph

    def around(self, paragraph: int, below: int = 0) -> int:
        """Return the element of the story that a heading heads, -1 if there is none.

        That is the innermost one around it that also holds prose after it and begins at paragraph
        `below` or later. If that stands in an <article> (or the like) that holds no other heading
        of its rank, it is only the head of the story, and the <article> is the whole.
        """
        element = self.blocks[paragraph]
        while element > 0 and self.first_of[element] >= below:
            prose = self.prose_before[self.end_of[element]] - self.prose_before[paragraph]
            if prose >= LEAST_PROSE:
                return self._whole(element, paragraph, below)
            element = self.parent_of[element]
        return -1

    def _whole(self, head: int, heading: int, below: int) -> int:
        """Return the <article> around the head of a story if it is of this story alone, else the
        head."""
        element, rank = head, self.ranks[heading]
        while element > 0 and self.first_of[element] >= below:
            if self._is_story(element):
                before = self._headings_before(rank)
                alone = before[self.end_of[element]] - before[self.first_of[element]] <= 1
                return element if alone else head
            element = self.parent_of[element]
        return head

    def _headings_before(self, rank: int) -> list[int]:
        """Return how many headings of a rank, or higher, stand before each paragraph."""
        if rank not in self.headings_before:
            highest = (0 < other <= rank for other in self.ranks)
            self.headings_before[rank] = [0, *accumulate(highest)]
        return self.headings_before[rank]

    def holds_title(self, element: int) -> bool:
        """Return whether the page's title stands inside an element."""
        titles, first, end = self.all_titles, self.first_of[element], self.end_of[element]
        return bisect_left(titles, first) < bisect_left(titles, end)

    def are_alike(self, first: int, story: int, title: int, heading: int) -> bool:
        """Return whether a story is built like the first one."""
        same_rank = self.ranks[title] == self.ranks[heading]
        kind = self._kind(story)
        if kind[1] and kind[:2] == self._kind(first)[:2]:
            return (same_rank and self.ranks[title] == 1) or _STORY_CLASS.search(
                kind[1]
            ) is not None
        if self._is_story(story) and (self._is_story(first) or self.ranks[heading] == 1):
            return True
        headings = self.key_of[self.blocks[title]], self.key_of[self.blocks[heading]]
        if not same_rank or headings[0] != headings[1]:
            return False
        named = not isinstance(self.keys[headings[0]], str)
        return named or self.ranks[title] == 1 or self.tag_of[first] == self.tag_of[story]

    def is_announced(self, story: int, heading: int, below: int) -> bool:
        """Return whether a story, or what holds it and nothing of the first, is said to be the
        next."""
        element = story
        while element > 0 and self.first_of[element] >= below:
            if any(name and _NEXT_CLASS.search(name) for name in self._kind(element)[1:]):
                return True
            element = self.parent_of[element]
        before = self.page.texts[max(below, heading - NEAR) : heading]
        return any(_NEXT_WORDS.match(text.strip()) for text in before)

    def _kind(self, element: int) -> tuple[str | None, ...]:
        """Return tag, class and id of an element."""
        key = self.keys[self.key_of[element]]
        return (key, None, None) if isinstance(key, str) else key[:3]

    def _is_story(self, element: int) -> bool:
        key = self.keys[self.key_of[element]]
        if self.tag_of[element] == _STORY_TAG:
            return True
        return not isinstance(key, str) and bool(
            (key[5] and _STORY_TYPE.search(key[5])) or key[3] == _STORY_TAG
        )
