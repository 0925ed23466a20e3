"""Views of the pages of a source: each page is cleaned and shown with its labels and reasons.

The output folder holds `index.html`, the list of pages, and a view of each in `pages/`, under the
name that its result would have. Views that an earlier run wrote there, and nothing else, are
replaced and removed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from cleaner.batch.options import STATE, BatchOptions
from cleaner.batch.outputs.files import clear_parts, make_state, write_whole
from cleaner.batch.outputs.names import candidates
from cleaner.batch.places import check_folders
from cleaner.batch.sources.discover import count, find
from cleaner.batch.sources.items import SourceItem
from cleaner.batch.state.site_counts import count_sites
from cleaner.batch.views.earlier_labels import EarlierLabels
from cleaner.batch.views.writer import INDEX, Viewed, ViewTask, ViewWriter, shown_name
from cleaner.errors import WrongFolders
from cleaner.many import number_of_jobs
from cleaner.model.file import load_model
from cleaner.show.index import Failed, Listed, by_doubt, index
from cleaner.show.view import with_neighbours
from cleaner.workers.pool import Pool, run_here
from cleaner.workers.startup import require_startable

PAGES = "pages"
LOST = "the process that cleaned this page died (crashed or out of memory)"
WRITTEN = "views.json"  # the list, in the state folder, of the views that the last run wrote
_ENDING = ".html"


def write_views(
    options: BatchOptions,
    jobs: int | None = None,
    *,
    other: Path | EarlierLabels | None = None,
    on_page: Callable[[Viewed], None] = lambda page: None,
    isolated: bool | None = None,
) -> list[Viewed]:
    """Show every page of `options.source` in `options.out`, and return what became of each.

    `jobs` and `isolated` are those of `run_batch`. `on_page` is called with each page. What is read
    and how is the business of `options`, whose output format must be "html".

    Raises WrongFolders, MissingExtra, ModelError, WorkersFail before anything is written; OSError.
    """
    isolated = jobs != 1 if isolated is None else isolated
    jobs = number_of_jobs(jobs)
    if isolated:
        require_startable()
    out, without = options.out, check_folders(options.source, options.out)
    _require_models(options, other, count(options, without).formats)
    earlier = _earlier(out)
    make_state(out)
    clear_parts(out)
    mark = secrets.token_hex(4)
    written = dict.fromkeys(earlier)
    _write_list(out, written, mark)
    count_sites(options, without, jobs, isolated=isolated)
    writer = ViewWriter(options, other, mark)
    pages: list[Viewed] = []
    try:
        with closing(run_views(writer, _tasks(find(options, without)), jobs, isolated)) as results:
            for page in results:
                pages.append(page)
                on_page(page)
    finally:
        now = dict.fromkeys(page.target for page in pages if page.figures)
        _write_list(out, written | now, mark)
        clear_parts(out)
    _join(out, pages, mark)
    compared = "" if other is None else str(other)
    write_whole(out, INDEX, list_of(options.source.name, pages, compared), f"{mark}-index")
    for target in written.keys() - now.keys():
        _remove(out, target)
    _write_list(out, now, mark)
    return pages


def run_views(
    writer: ViewWriter, tasks: Iterable[ViewTask], jobs: int, isolated: bool
) -> Generator[Viewed, None, None]:
    """Yield what became of the pages of tasks, in their order."""
    if not isolated:
        return run_here(writer, tasks)
    timeout = writer.options.timeout
    pool: Pool[ViewTask, Viewed] = Pool(
        writer,
        lambda task: _failed(task, LOST),
        jobs,
        late=lambda task: _failed(task, f"not done after {timeout:g} s"),
        timeout=timeout,
        weight=lambda thing: thing.item.weight if isinstance(thing, ViewTask) else 0,
    )
    return pool.run(iter(tasks))


def list_of(title: str, pages: Iterable[Viewed], compared: str = "") -> str:
    """Return the list of pages as HTML; views are found relative to it."""
    listed = [Listed(p.source, quote(p.target), p.figures) for p in pages if p.figures]
    failed = [Failed(page.source, page.reason) for page in pages if not page.figures]
    return index(title or "pages", listed, failed, compared=compared)


def _join(out: Path, pages: Iterable[Viewed], mark: str) -> None:
    """Link each view to those before and after it in the list."""
    views = [(page.target, page.figures) for page in pages if page.figures]
    targets = [target for target, _ in sorted(views, key=lambda view: by_doubt(view[1]))]
    for number, target in enumerate(targets):
        up = "../" * target.count("/")
        before, after = targets[max(number - 1, 0) : number], targets[number + 1 : number + 2]
        addresses = (up + quote(other[0]) if other else "" for other in (before, after))
        html = with_neighbours((out / target).read_bytes().decode("utf-8"), *addresses)
        write_whole(out, target, html, f"{mark}-{number}")


def _tasks(items: Iterable[SourceItem]) -> Iterator[ViewTask]:
    """Yield tasks, each with a name of its own."""
    taken: set[str] = set()
    for number, item in enumerate(items):
        target = ""
        if not item.record.error:
            names = candidates(item.names, _ENDING)
            target = next(name for name in names if name.casefold() not in taken)
            taken.add(target.casefold())
            target = f"{PAGES}/{target}"
        yield ViewTask(number, item, target)


def _require_models(
    options: BatchOptions, other: Path | EarlierLabels | None, formats: set[str]
) -> None:
    """Raise ModelError if a model that is needed is bad."""
    folders = [options.cleaning.model, *([other] if isinstance(other, Path) else [])]
    for folder in folders:
        for name in sorted(formats or {"html"}):
            load_model(name, folder, options.cleaning.profile)


def _failed(task: ViewTask, reason: str) -> Viewed:
    return Viewed(shown_name(task.item.source), task.target, reason=reason)


def _earlier(out: Path) -> list[str]:
    """Return the views of an earlier run. Raises WrongFolders for a folder with other files."""
    path = out / STATE / WRITTEN
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if out.exists() and any(out.iterdir()):
            raise WrongFolders(
                f"{out} holds files that are not views and could be overwritten: name a new or "
                "an empty folder"
            ) from None
        return []
    except ValueError as error:
        raise WrongFolders(f"{path} is damaged: name another output folder") from error
    return [name for name in names if isinstance(name, str)]


def _write_list(out: Path, targets: Iterable[str], mark: str) -> None:
    text = json.dumps(list(targets), indent=0) + "\n"
    write_whole(out, f"{STATE}/{WRITTEN}", text, f"{mark}-list")


def _remove(out: Path, target: str) -> None:
    """Remove a view of an earlier run, and nothing outside the folder of views."""
    path = out / target
    if path.parent.resolve().is_relative_to((out / PAGES).resolve()):
        path.unlink(missing_ok=True)
