"""Types that several rooms share: arrays, formats, profiles, and what can be cleaned.

The array types are quoted, so that importing this module does not import numpy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
Flags: TypeAlias = "NDArray[np.bool_]"
Ints: TypeAlias = "NDArray[np.intp]"
Matrix: TypeAlias = "NDArray[np.float32]"
"""One row a paragraph, one column a feature."""

Format = Literal["html", "text"]
"""The format of an input."""

Profile = Literal["labels", "article"]
"""The convention of what counts as body: that of the annotation guideline ("labels"), or that of
public gold corpora, which keep only the article ("article")."""

OutputFormat = Literal["text", "markdown", "json", "html"]
"""The format of an output that holds one document."""


class LxmlElement(Protocol):
    """An element of a page parsed by lxml."""

    def getroottree(self) -> Any:
        """Return the tree that the element belongs to."""


class LxmlTree(Protocol):
    """A page parsed by lxml."""

    def getroot(self) -> Any:
        """Return the root element."""


class Soup(Protocol):
    """A page parsed by BeautifulSoup, or an element of one."""

    def decode_contents(self) -> str:
        """Return the inner HTML."""

    def find_all(self) -> Any:
        """Return the elements inside."""


Page: TypeAlias = "str | bytes | bytearray | memoryview | Path | LxmlElement | LxmlTree | Soup"
"""What can be cleaned: text, bytes in any encoding, the path of a file, or a parsed page."""

PageOrPair: TypeAlias = "Page | tuple[Page, str | None]"
"""A page, or a pair of a page and its URL."""
