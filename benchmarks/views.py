"""How quickly the view of a long page, and its review, answer in a real browser.

    python benchmarks/views.py [PARAGRAPHS] [--rounds 12]

Shows a made page of so many paragraphs in headless Chromium, on a wide and on a narrow screen, and
prints the milliseconds from a key, or from scrolling, to the next frame: median and slowest. Then
the same of `cleaner review` of such a page, and how long it takes until a correction, and its undo,
are on the disk and shown.
Needs Chromium, and playwright (extra `dev`).
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from common import argument_parser, write_results

from cleaner.batch.options import STATE
from cleaner.document import Document
from cleaner.paragraph import LABELS, Metadata, Paragraph
from cleaner.show.view import view

SCREENS = {"wide": 1400, "narrow": 390}
ACTIONS = {
    "next paragraph": "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j'}))",
    "next doubtful": "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'n'}))",
    "hide or show sidebar": "document.dispatchEvent(new KeyboardEvent('keydown', {key: '2'}))",
    "hide or show chrome": "document.dispatchEvent(new KeyboardEvent('keydown', {key: '3'}))",
    "scroll": "window.scrollTo(0, Math.random() * document.body.scrollHeight)",
}
# Until the frame that comes next has been handed over.
FRAME = """await new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = done;
  port2.postMessage(0);
}));"""
TIMED = """async () => {
  const start = performance.now(); %s;
  FRAME
  return performance.now() - start;
}""".replace("FRAME", FRAME)
# From a key until it is marked that the label was sent, and until it is shown as saved.
ANSWERED = """async () => {
  const paragraph = document.querySelector(".p.current");
  const label = () => [...paragraph.classList].filter((name) => name !== "sent").join(" ");
  const before = label(), start = performance.now();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "%s" }));
  FRAME
  const marked = performance.now() - start;
  while (label() === before) await new Promise((done) => setTimeout(done));
  FRAME
  return [marked, performance.now() - start];
}""".replace("FRAME", FRAME)


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    parser.add_argument("paragraphs", type=int, nargs="?", default=5_000)
    parser.add_argument("--rounds", type=int, default=12, help="how often each is done")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        sys.exit("views.py: playwright is missing: pip install 'paragraph-cleaner[dev]'")
    if chromium is None:
        sys.exit("views.py: there is no Chromium: apt-get install chromium")
    results: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "long.html"
        path.write_text(view(made(options.paragraphs), "long.html").html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium)
        for screen, width in SCREENS.items():
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(path.as_uri())
            results[screen] = measure(page, options.rounds, ACTIONS)
        with reviewing(Path(folder), options.paragraphs) as address:
            page = browser.new_page(viewport={"width": SCREENS["wide"], "height": 900})
            page.goto(address)
            page.click('[data-n="2"]')
            results["review"] = corrected(page, options.rounds) | measure(
                page, options.rounds, ACTIONS
            )
        browser.close()
    for screen, times in results.items():
        for action, milliseconds in times.items():
            middle, slowest = statistics.median(milliseconds), max(milliseconds)
            print(f"{screen:7} {action:20} median {middle:4.0f} ms, slowest {slowest:4.0f} ms")
    if options.json:
        write_results(options.json, "views", results, options)


@contextmanager
def reviewing(folder: Path, paragraphs: int) -> Iterator[str]:
    """Serve a review of a made page; gives the address of the page."""
    from cleaner.batch.options import BatchOptions
    from cleaner.review.corrections import Corrections
    from cleaner.review.preparing import Preparer, prepare_pages
    from cleaner.review.server import Server
    from cleaner.review.session import Session

    rows = "".join(f"<p class='k{n % 5}'>{row.text}" for n, row in enumerate(rows_of(paragraphs)))
    source, out = folder / "source", folder / "corrections"
    (out / STATE / "parts").mkdir(parents=True)
    source.mkdir()
    (source / "long.html").write_text(f"<title>Long</title><main>{rows}", encoding="utf-8")
    options = BatchOptions(source, out, "html", timeout=None)
    server = Server(Session(Corrections(out), prepare_pages(Preparer(options), 1)), "long")
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"{server.address}page/0"
    finally:
        server.stop()
        thread.join()


def corrected(page: Any, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of labels of the current paragraph, and of taking each back."""
    letters = cycle("csb")
    times: dict[str, list[float]] = {"label: sent": [], "label: saved": [], "undo: saved": []}
    for _ in range(rounds):
        for key, names in ((next(letters), list(times)[:2]), ("u", [None, "undo: saved"])):
            for name, time in zip(names, page.evaluate(ANSWERED % key)):
                if name:
                    times[name].append(time)
    return times


def measure(page: Any, rounds: int, actions: Mapping[str, str]) -> dict[str, list[float]]:
    """Return the milliseconds of each action, once for each round."""
    return {
        name: [page.evaluate(TIMED % action) for _ in range(rounds)]
        for name, action in actions.items()
    }


def made(paragraphs: int) -> Document:
    """Make a page of sentences, one in five in a list; one label in five is doubtful."""
    document = Document(rows_of(paragraphs))
    document._metadata = Metadata(title="A long page")
    return document


def rows_of(paragraphs: int) -> list[Paragraph]:
    """Make the same paragraphs at any time."""
    chance = random.Random(1)
    words = "the ferry came back to the island with a horn and a goat that had a ticket".split()
    scores = [(0.9, 0.05, 0.05), (0.1, 0.85, 0.05), (0.02, 0.08, 0.9), (0.6, 0.3, 0.1)]
    places = _Places()
    rows = []
    for number in range(paragraphs):
        of_labels = chance.choice(scores)
        text = " ".join(chance.choices(words, k=chance.randint(4, 60)))
        label = LABELS[of_labels.index(max(of_labels))]
        rows.append(Paragraph(text, label=label, scores=of_labels))
        rows[-1]._context = (places, number)
    return rows


class _Places:
    """Where the paragraphs of a made page stand."""

    def path(self, number: int) -> str:
        inside = f"ul/li[{number}]" if number % 5 == 0 else f"p[{number}]"
        return f"/html/body/main/section[{number // 50 + 1}]/{inside}"

    def reasons(self, number: int) -> list[Any]:
        return []


if __name__ == "__main__":
    main()
