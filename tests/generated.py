"""Pages that hypothesis makes up: elements inside elements, with words of any script."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from hypothesis import strategies as st

BLOCKS = ["div", "section", "article", "main", "aside", "blockquote", "header", "footer", "form"]
LEAVES = ["p", "h1", "h2", "h3", "div", "pre", "figcaption", "address", "button"]
INLINES = ["span", "a", "em", "strong", "b", "i", "small", "mark", "abbr"]

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["class", "id", "role", "title", "lang", "data-x"]), WORDS, max_size=3
)


@dataclass
class Element:
    """An element of a generated page; `children` are elements or strings."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str]

    def write(self, *, pretty: bool = False, backwards: bool = False, indent: str = "\n") -> str:
        """The element as HTML: with line breaks between blocks, attributes in either order."""
        pairs = list(self.attributes.items())
        shown = "".join(
            f' {name}="{escape(value)}"' for name, value in (pairs[::-1] if backwards else pairs)
        )
        around = indent if pretty and self.tag in BLOCKS and self.blocks_only else ""
        inside = [
            escape(child)
            if isinstance(child, str)
            else child.write(pretty=pretty, backwards=backwards, indent=indent + "  ")
            for child in self.children
        ]
        return f"<{self.tag}{shown}>{around}{around.join(inside)}{around}</{self.tag}>"

    @property
    def blocks_only(self) -> bool:
        return all(isinstance(c, Element) and c.tag not in INLINES for c in self.children)

    @property
    def text(self) -> str:
        """Everything that it says."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


def elements(tags: list[str], children: st.SearchStrategy[object]) -> st.SearchStrategy[Element]:
    return st.builds(
        Element, st.sampled_from(tags), ATTRIBUTES, st.lists(children, min_size=1, max_size=4)
    )


INLINE = st.recursive(WORDS, lambda inner: elements(INLINES, inner), max_leaves=5)
LEAF = elements(LEAVES, INLINE)
PAGE = elements(["div"], st.recursive(LEAF, lambda inner: elements(BLOCKS, inner), max_leaves=12))


# Soft hyphens and zero-width characters that only say where a line may break.
STEERING = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def visible(text: str) -> str:
    return "".join(text.translate(STEERING).split())
