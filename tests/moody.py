"""A cleaner that does to its process what a page says, and notes each process that loads models."""

from __future__ import annotations

import faulthandler
import os
import time
from typing import Any

from cleaner import Cleaner, Document

CRASH = "<p>crash, please"
HANG = "<p>hang, please"
LOADS = "MOODY_LOADS"  # the variable of the environment that names a folder for the notes


class Moody(Cleaner):
    """Crashes and hangs where a page asks for it; all other pages are cleaned."""

    def clean(self, page: Any, url: str | None = None, **options: Any) -> Document:
        """Clean a page, or do what it says."""
        if page in (CRASH, CRASH.encode()):
            faulthandler.disable()  # pytest's would tell of all threads in a child of the tests
            os.abort()
        if page in (HANG, HANG.encode()):
            time.sleep(60)
        return super().clean(page, url, **options)

    def clean_html(self, page: Any, *given: Any, **options: Any) -> Document:
        """Clean a page; the first one of a process comes when it loads its models."""
        if folder := os.environ.get(LOADS):
            with open(os.path.join(folder, str(os.getpid())), "a", encoding="utf-8") as file:
                file.write("loaded\n")
        return super().clean_html(page, *given, **options)
