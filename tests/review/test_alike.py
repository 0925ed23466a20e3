"""What makes paragraphs of a site alike."""

from __future__ import annotations

from cleaner.review.alike import alike_keys
from cleaner.segment.html import segment_html

PAGE = """<body><nav class="top-menu"><ul><li><a href="/a">Home</a></li>
<li><a href="/b">Sport</a></li></ul></nav><main class="post-{number}">
<p>The ferry came back.</p><p>A goat had a ticket.</p>
<p>Read also: <a href="/c">Why the bridge was never built</a></p>
<p>After eleven winters without a boat the people of the island woke to the sound of a horn.</p>
</main><div class="teasers"><ul><li><a href="/d">Home</a></li></ul></div></body>"""


def keys(number: int = 7, site: str = "larch.example", labels: str = "ssbbbbs") -> list[int]:
    page = segment_html(PAGE.format(number=number))
    return alike_keys(page, ["text"] * len(page), labels, site)


def test_entries_of_a_menu_are_alike_and_those_of_another_list_are_not() -> None:
    home, sport, *_, teaser = keys()
    assert home == sport
    assert teaser != home


def test_numbers_in_names_and_other_pages_of_the_site_make_no_difference() -> None:
    assert keys(7) == keys(4_711)
    assert not set(keys()) & set(keys(site="heron.example"))


def test_links_and_sentences_are_not_like_short_prose() -> None:
    _, _, ferry, goat, read_also, long, _ = keys()
    assert ferry == goat
    assert len({ferry, read_also, long}) == 3


def test_what_the_model_labels_otherwise_is_not_alike() -> None:
    _, _, ferry, goat, *_ = keys(labels="ssbcbbs")
    assert ferry != goat
