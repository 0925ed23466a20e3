"""From items to tasks: each with the name of its output, and what the ledger knows of its page."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress

from cleaner.batch.options import STDIN, BatchOptions
from cleaner.batch.places import taken
from cleaner.batch.report.summary import Summary
from cleaner.batch.sources.discover import in_groups
from cleaner.batch.sources.items import SourceItem
from cleaner.batch.state.ledger import Ledger
from cleaner.batch.state.planned import PlannedNames
from cleaner.batch.state.rows import Entry, key_of
from cleaner.batch.task import Task
from cleaner.batch.workers.contents import digest, read_content
from cleaner.errors import CleanerError, OutputTaken


class Planner:
    """Makes the tasks of a run. `before` holds what the ledger knew of each page, in their order,
    for those that have not been accounted for."""

    def __init__(
        self, options: BatchOptions, ledger: Ledger, planned: PlannedNames, summary: Summary
    ) -> None:
        self.options = options
        self.ledger = ledger
        self.planned = planned
        self.summary = summary
        self.before: deque[Entry | None] = deque()
        self._mirrored = options.source != STDIN and options.source.is_dir()

    def tasks(self, items: Iterator[SourceItem]) -> Iterator[Task]:
        """Yield the tasks of the items that this run has not met before."""
        number = 0
        for group in in_groups(items):
            self._estimate(number, group)
            if self.ledger.unclaimed:
                self._claim(group)
            entries = self.ledger.entries(group)
            planned = self.ledger.plan(group, self.options.ending, mirrored=self._mirrored)
            tasks: list[Task] = []
            new: list[str] = []
            for item, target in planned:
                entry = entries.get(key_of(item))
                ours = entry is not None and entry.target == target
                if target and not ours and not item.record.error:
                    item = self._unless_taken(item, target)  # noqa: PLW2901 - or its error
                    new.append(target)
                same = ours and entry is not None and entry.setup == self.ledger.setup
                known = entry.digest if same and entry and not self.options.force else b""
                self.before.append(entry)
                tasks.append(Task(number, item, target, known))
                number += 1
            self.planned.add(new)
            yield from tasks

    def _estimate(self, number: int, group: Sequence[SourceItem]) -> None:
        """Reckon from the share of the source that is read how many pages it has."""
        share = group[-1].record.share
        if share and group[-1].path == str(self.options.source):
            self.summary.expected = round((number + len(group)) / share)

    def _unless_taken(self, item: SourceItem, target: str) -> SourceItem:
        """Return an item, or its error if a file of no run stands where its output would go."""
        path = self.options.out / target
        if not os.path.lexists(path) or target in self.planned.earlier or self.ledger.wrote(target):
            return item
        record = item.record._replace(data=None, error=OutputTaken.code, reason=taken(path))
        return item._replace(record=record)

    def _claim(self, group: Sequence[SourceItem]) -> None:
        """Take over pages of a ledger that did not know where they came from, if a page of this
        source is among them with the same content: then it is the same source."""
        digests = self.ledger.digests_unclaimed(group)
        for item in group:
            if item.source in digests and not item.record.error:
                with suppress(CleanerError, OSError):
                    data, _ = read_content(item, self.options.cleaning.max_bytes)
                    if data and digest(data, item.record) == digests[item.source]:
                        self.ledger.claim(item.origin)
                        return
