"""A pipeline whose pages crash and hang the process that cleans them, for crawls in tests."""

from __future__ import annotations

from typing import Any

from moody import Moody

from cleaner import Cleaner, Document
from cleaner.errors import ModelError
from cleaner.integrations.scrapy import CleanerPipeline


class HostilePipeline(CleanerPipeline):
    """Cleans with what crashes and hangs."""

    def make_cleaner(self, memory: Any) -> Cleaner:
        """Return a cleaner that does what pages say."""
        return Moody.from_config(self.options.cleaning, memory)


class Broken(Cleaner):
    """Has no model."""

    def clean(self, page: Any, url: str | None = None, **options: Any) -> Document:
        """Fail, whatever the page is."""
        raise ModelError("html.model is missing")


class BrokenPipeline(CleanerPipeline):
    """Cleans with what has no model."""

    def make_cleaner(self, memory: Any) -> Cleaner:
        """Return a cleaner without a model."""
        return Broken.from_config(self.options.cleaning, memory)
