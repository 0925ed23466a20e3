"""Many pages into clean text, every one accounted for.

`runner` is the whole run. `sources` makes one stream of items from a folder, from files that hold
many pages, or from a list; `plan` makes tasks of them, with the names of their outputs; `workers`
clean them, one after another in each process; `outputs` says where results go, `state` what is
done, `report` what came of it. `options` and `task` hold what passes between all of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.batch.options import BatchOptions, Columns
    from cleaner.batch.report.summary import Summary
    from cleaner.batch.runner import list_batch, run_batch
    from cleaner.batch.task import Outcome

__all__ = ["BatchOptions", "Columns", "Outcome", "Summary", "list_batch", "run_batch"]

_MODULES = {
    "BatchOptions": "options",
    "Columns": "options",
    "Outcome": "task",
    "Summary": "report.summary",
    "list_batch": "runner",
    "run_batch": "runner",
}


def __getattr__(name: str) -> Any:
    # numpy and the models are loaded when a run starts, not when the name is imported.
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"cleaner.batch.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'cleaner.batch' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__]
