"""A session of review: the pages by doubt, what is said of their paragraphs, and every change.

A change is on the disk before it is answered. All tabs share one session, which takes one request
after the other. What it says of labels is what the file says, which others may have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.evaluation.standoff_labels import LETTERS
from cleaner.review.alike import Key
from cleaner.review.corrections import UNKNOWN, Corrections, Letters, Page, carried
from cleaner.review.preparing import Prepared
from cleaner.show.index import Failed, Listed, by_doubt, index

EXAMPLES = 5  # paragraphs that are shown of those that are like one
Answer = dict[str, Any]


@dataclass(slots=True)
class _Change:
    """What a change did: of each page, the letters before and after."""

    before: dict[int, dict[int, str]] = field(default_factory=dict)
    after: dict[int, dict[int, str]] = field(default_factory=dict)


class Session:
    """What can be seen and changed in a review. Pages are named by their numbers."""

    def __init__(
        self, corrections: Corrections, pages: Iterable[Prepared], *, compared: str = ""
    ) -> None:
        self.corrections = corrections
        self.compared = compared
        every = list(pages)
        self.failed = [Failed(page.source, page.reason) for page in every if page.page is None]
        self.pages = {number: page for number, page in enumerate(every) if page.page is not None}
        self.order = sorted(self.pages, key=lambda n: (by_doubt(self._figures(n)), n))
        self._carried: dict[int, str] = {}
        self.notes: dict[int, str] = {}
        # Like paragraphs are a group. Groups have numbers, since each answer looks up thousands.
        groups: dict[Key, int] = {}
        self._groups = {
            number: [groups.setdefault(key, len(groups)) for key in page.keys]
            for number, page in self.pages.items()
        }
        self._members: list[list[tuple[int, int]]] = [[] for _ in groups]
        for number, own in self._groups.items():
            for paragraph, group in enumerate(own):
                self._members[group].append((number, paragraph))
            self._carry_over(number)
        # The letters of each page that are counted in `_unlabelled`, by group.
        self._counted = {number: UNKNOWN * len(own) for number, own in self._groups.items()}
        self._unlabelled = [len(members) for members in self._members]
        self._changes: dict[int, _Change] = {}

    # What can be seen

    def index(self, title: str) -> str:
        """Return the list of pages, the most doubtful first."""
        listed = []
        for number in self.order:
            letters = self.letters(number)
            given = len(letters) - letters.count(UNKNOWN)
            notes = [f"{given:,} labelled" if given else "", self.notes.get(number, "")]
            page = self.pages[number]
            listed.append(
                Listed(
                    page.source, f"page/{number}", self._figures_now(number, letters),
                    "; ".join(filter(None, notes)), given == len(letters),
                )
            )  # fmt: skip
        return index(title, listed, self.failed, compared=self.compared)

    def view(self, number: int) -> str:
        """Return the view of a page."""
        return self._text(self.pages[number].view)

    def next(self, number: int) -> int | None:
        """Return the page after this one, by doubt, that is not labelled as a whole; None if all
        others are."""
        at = self.order.index(number) + 1
        others = [*self.order[at:], *self.order[: at - 1]]
        return next((other for other in others if UNKNOWN in self.letters(other)), None)

    def previous(self, number: int) -> int | None:
        """Return the page before this one, by doubt, whether it is labelled or not; None if this is
        the first."""
        at = self.order.index(number)
        return self.order[at - 1] if at else None

    def letters(self, number: int) -> str:
        """Return a letter for each paragraph of a page: what people said of it."""
        stored = self.corrections.letters(self._page(number))
        if set(stored) == {UNKNOWN}:
            return self._carried.get(number, stored)
        return stored

    def state(self, number: int) -> Answer:
        """Return the letters of a page, how many unlabelled paragraphs of all pages are like each
        of its own, and what else is to be said about it."""
        for page in self.pages:
            self._count(page, self.letters(page))
        own, unlabelled = self._counted[number], self._unlabelled
        others = [
            unlabelled[group] - (letter == UNKNOWN)
            for group, letter in zip(self._groups[number], own)
        ]
        note = self.notes.get(number, "")
        about = note and f"This page: {note}."
        return {"labels": own, "others": others, "about": about}

    def _count(self, number: int, letters: str) -> None:
        """Count the paragraphs of a page that have no label, by group; only changes cost time."""
        before = self._counted[number]
        if letters == before:
            return
        for group, old, new in zip(self._groups[number], before, letters):
            if old != new:
                self._unlabelled[group] += (new == UNKNOWN) - (old == UNKNOWN)
        self._counted[number] = letters

    # What can be changed

    def label(self, number: int, letters: Letters) -> Answer:
        """Set letters of paragraphs of a page. Raises CorpusError, OSError; nothing is changed
        then."""
        answer = self._do({number: dict(letters)})
        if len(letters) == 1:
            (paragraph,) = letters
            answer["alike"] = self._offer(number, paragraph)
        return answer

    def label_alike(self, number: int, paragraph: int, letter: str) -> Answer:
        """Set the letter of all paragraphs like one that nobody has labelled. Raises as `label`
        does."""
        letters: dict[int, dict[int, str]] = defaultdict(dict)
        for page, other in self._like(number, paragraph):
            letters[page][other] = letter
        answer = self._do(letters, number)
        count = sum(map(len, letters.values()))
        answer["note"] = f"{count:,} labelled on {len(letters):,} page{_s(len(letters))}."
        return answer

    def confirm(self, number: int) -> Answer:
        """Set the letters of all paragraphs of a page that nobody has labelled to the model's.
        Raises as `label` does."""
        now = enumerate(zip(self.letters(number), self.pages[number].letters))
        return self._do({number: {n: model for n, (letter, model) in now if letter == UNKNOWN}})

    def undo(self, change: int, number: int) -> Answer:
        """Take a change back, but what was changed again since. Returns what `state` does of a
        page, and what was undone; `elsewhere` leads to the page of that if it is another one.
        Raises as `label` does."""
        made = self._changes.get(change, _Change())
        letters, left = {}, 0
        for page, before in made.before.items():
            now = self.letters(page)
            same = {n: old for n, old in before.items() if now[n] == made.after[page][n]}
            letters[page] = same
            left += len(before) - len(same)
        self._write(letters)
        self._changes.pop(change, None)
        answer = self.state(number)
        undone = {page: own for page, own in letters.items() if own}
        answer["note"] = self._undone(undone, number)
        if left:
            answer["note"] += f" What was changed again since stays: {left:,} label{_s(left)}."
        if undone and number not in undone:
            answer["elsewhere"] = str(next(iter(undone)))
        return answer

    def _undone(self, letters: Mapping[int, Letters], shown: int) -> str:
        """Say what was taken back, and where, to whoever looks at a page."""
        count = sum(map(len, letters.values()))
        what = f"Undone: {count:,} label{_s(count)}"
        if not letters:
            return "Nothing was undone."
        if len(letters) > 1:
            return f"{what} on {len(letters):,} pages."
        ((number, own),) = letters.items()
        page = self.pages[number]
        text = f" (“{page.snippets[next(iter(own))]}”)" if count == 1 else ""
        where = self._figures(number).title or page.source
        return f"{what}{text} on {'this page' if number == shown else f'“{where}”'}."

    def _do(self, letters: Mapping[int, Mapping[int, str]], shown: int | None = None) -> Answer:
        """Make a change, and remember it."""
        change = _Change()
        for page, wanted in letters.items():
            now = self.letters(page)
            new = {n: letter for n, letter in wanted.items() if now[n : n + 1] != letter}
            change.before[page] = {n: now[n] for n in new if 0 <= n < len(now)}
            change.after[page] = new
        self._write(change.after)
        (number, *_) = letters if shown is None else (shown,)
        answer = self.state(number)
        if any(change.after.values()):
            answer["change"] = max(self._changes, default=0) + 1
            self._changes[answer["change"]] = change
        return answer

    def _write(self, letters: Mapping[int, Letters]) -> None:
        changes, files = {}, {}
        for number, wanted in letters.items():
            if not wanted:
                continue
            page, own = self._page(number), {}
            if set(self.corrections.letters(page)) == {UNKNOWN}:
                carried_over = enumerate(self._carried.get(number, ""))
                own = {n: letter for n, letter in carried_over if letter != UNKNOWN}
            changes[page] = {**own, **wanted}
            files[page.id] = self.pages[number].html
        if changes:
            self.corrections.change(changes, lambda page_id: self._text(files[page_id]))

    def _like(self, number: int, paragraph: int) -> Iterator[tuple[int, int]]:
        """Yield the pages and paragraphs like one, but itself and those that have labels."""
        letters: dict[int, str] = {}
        for page, other in self._members[self._groups[number][paragraph]]:
            if page not in letters:
                letters[page] = self.letters(page)
            if (page, other) != (number, paragraph) and letters[page][other] == UNKNOWN:
                yield page, other

    def _offer(self, number: int, paragraph: int) -> Answer:
        """Return what is shown of paragraphs like one."""
        texts: dict[str, None] = {}
        for page, other in self._like(number, paragraph):
            texts[self.pages[page].snippets[other]] = None
            if len(texts) == EXAMPLES:
                break
        return {"number": paragraph, "examples": [*texts]}

    def _carry_over(self, number: int) -> None:
        """Take over the labels of what the page was before it changed, as far as they fit."""
        page = self._page(number)
        earlier = self.corrections.earlier(page)
        if not earlier:
            return
        given = sum(len(marks.letters) - marks.letters.count(UNKNOWN) for marks in earlier)
        note = f"it has changed since {given:,} label{_s(given)} were given, which are kept"
        if set(self.corrections.letters(page)) == {UNKNOWN}:
            html = self._text(self.pages[number].html)
            rows = zip(*(carried(marks, html) for marks in earlier))
            letters = "".join(next((x for x in row if x != UNKNOWN), UNKNOWN) for row in rows)
            self._carried[number] = letters
            fit = len(letters) - letters.count(UNKNOWN)
            note += f"; {fit:,} of them still fit" if fit else "; none of them fits any more"
        self.notes[number] = note

    def _page(self, number: int) -> Page:
        page = self.pages[number].page
        if page is None:
            raise KeyError(number)
        return page

    def _figures(self, number: int) -> Any:
        return self.pages[number].figures

    def _figures_now(self, number: int, letters: str) -> Any:
        """Return the figures of a page whose labels are `letters`, and the model's where these are
        unknown: as its view counts what differs, which shows the same labels."""
        figures, page = self._figures(number), self.pages[number]
        if not self.compared or figures.differing is None:
            return figures
        now = (own if own != UNKNOWN else model for own, model in zip(letters, page.letters))
        differing = sum(their not in (UNKNOWN, own) for own, their in zip(now, page.theirs))
        return figures._replace(differing=differing)

    def _text(self, file: str) -> str:
        return Path(self.corrections.folder, file).read_text(encoding="utf-8")


def parse_letters(labels: object) -> dict[int, str]:
    """Return letters by paragraph out of what was sent. Raises ValueError for anything else."""
    if not isinstance(labels, dict) or not labels or not set(labels.values()) <= set(LETTERS):
        raise ValueError("labels are letters by the numbers of paragraphs")
    if not all(number.isascii() and number.isdigit() for number in labels):
        raise ValueError("the number of a paragraph has digits alone")
    return {int(number): letter for number, letter in labels.items()}


def parse_number(sent: Mapping[str, object], name: str) -> int:
    """Return a whole number from 0 on out of what was sent. Raises ValueError for anything else."""
    number = sent.get(name)
    if type(number) is not int or number < 0:  # true, 1.5 and 1e400, too, are numbers in JSON
        raise ValueError(f"{name!r} is a whole number from 0 on")
    return number


def _s(number: int) -> str:
    return "" if number == 1 else "s"
