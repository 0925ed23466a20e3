"""Take the pictures of the tutorial on corrections, by doing what it says in headless Chromium.

    python docs/screens.py

Writes docs/tutorial/corrections-*.png. Needs Chromium and playwright (extra `dev`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ISLAND = HERE / "tutorial" / "island"
PICTURES = HERE / "tutorial"
TOMORROW = "pool"  # the page that is cleaned with what was learned from the others
SCREEN = {"width": 1080, "height": 560}
PATIENCE = 180_000  # milliseconds that a page may take to say something
# What is set right on the first page, and then on all that are like it: how a paragraph begins, the
# key, and how many others like it there are, by what the button then says.
CORRECTIONS = [("Read also", "s", "2 others"), ("The Post appears", "s", "others like this")]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


class Story(NamedTuple):
    """What `cleaner train` said, and the text of tomorrow's page by each of the two models."""

    trained: str
    before: str
    after: str


def take(folder: Path, pictures: Path, browser: Any) -> Story:
    """Do what the tutorial says in an empty folder, and put its pictures into another."""
    pages = folder / "pages"
    pages.mkdir()
    for path in ISLAND.glob("*.html"):
        shutil.copy(path, folder if path.stem == TOMORROW else pages)
    page = f"{TOMORROW}.html"
    before = cleaner(folder, "clean", page)
    picture(folder, "before", pictures, browser)
    with reviewing(folder) as address:
        correct(browser.new_page(viewport=SCREEN), address, pictures / "corrections-review.png")
    trained = cleaner(folder, "train", "--base", "shipped", "corrections", "--out", "models/mine")
    picture(folder, "after", pictures, browser, "--model", "models/mine")
    after = cleaner(folder, "clean", page, "--model", "models/mine")
    return Story(trained, before, after)


def cleaner(folder: Path, *arguments: str) -> str:
    """Run `cleaner` as a reader does; returns what it prints."""
    done = subprocess.run(
        command(*arguments), cwd=folder, env=environment(), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout


def command(*arguments: str) -> list[str]:
    """Return the command line that runs `cleaner`."""
    return [sys.executable, "-m", "cleaner", *arguments]


def environment() -> dict[str, str]:
    """Return the environment in which the package is found from any folder."""
    return {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONUNBUFFERED": "1"}


def picture(folder: Path, name: str, pictures: Path, browser: Any, *options: str) -> None:
    """Take a picture of the view of tomorrow's page."""
    cleaner(folder, "show", f"{TOMORROW}.html", "--html", name, *options)
    (view,) = (path for path in (folder / name).rglob("*.html") if path.name != "index.html")
    page = browser.new_page(viewport=SCREEN)
    page.goto(view.as_uri())
    page.locator(".p", has_text="Read also").hover()
    page.screenshot(path=pictures / f"corrections-{name}.png")
    page.close()


@contextmanager
def reviewing(folder: Path) -> Iterator[str]:
    """Run `cleaner review`, as it is typed; gives the address that it prints, and ends it."""
    with subprocess.Popen(
        command("review", "pages"), cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
    ) as review:
        assert review.stdout is not None
        line = next(line for line in review.stdout if "http://" in line)
        try:
            yield line[line.index("http://") :].strip()
        finally:
            review.send_signal(signal.SIGINT)


def correct(page: Any, address: str, path: Path) -> None:
    """Set labels right, as the tutorial says, and take a picture of the first of them."""
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.locator("a[href*='page/']").first.click()
    for number, (beginning, key, others) in enumerate(CORRECTIONS):
        page.locator(".p", has_text=beginning).click()
        page.keyboard.press(key)
        button = page.locator('[data-do="alike"]', has_text=others)
        button.wait_for()
        if not number:
            page.screenshot(path=path)
        with page.expect_response(lambda response: response.request.method == "POST"):
            button.click()


def main() -> None:
    """Take all pictures."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        sys.exit("screens.py: playwright is missing: pip install 'paragraph-cleaner[dev]'")
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        sys.exit("screens.py: there is no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        story = take(Path(folder), PICTURES, browser)
        browser.close()
    print(story.trained)


if __name__ == "__main__":
    main()
