"""Pages that go on with the next story: only the first is what the page is about."""

from __future__ import annotations

import pytest
from predicted import explained_log_odds, label_log_odds, predicted
from support import PROSE

import cleaner
from cleaner.segment.further_articles import further_articles
from cleaner.segment.html import segment_html

NEXT = (
    "The council of Birch Harbour has put off its vote on the new swimming pool until the autumn.",
    "A study that it paid for finds that the building would cost twice what was planned in May.",
    "“We will not build what we cannot heat,” said the mayor, who had spoken for it a year ago.",
)


def story(title: str, prose: tuple[str, ...], tag: str = "article") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in prose)
    heading = f'<header class="entry-header"><h1 class="entry-title">{title}</h1></header>'
    return f'<{tag} class="post">{heading}<div class="entry-content">{text}</div></{tag}>'


def with_rank(written: str, rank: int) -> str:
    return written.replace("<h1", f"<h{rank}").replace("</h1>", f"</h{rank}>")


SECTION = (
    '<div class="section"><h2>What it costs</h2>' + "".join(f"<p>{p}</p>" for p in NEXT) + "</div>"
)


def page(*stories: str) -> str:
    return f"""<html><head><title>The ferry returns - The Tide</title>
        <meta property="og:type" content="article">
        <script type="application/ld+json">{{"@type": "NewsArticle"}}</script></head>
        <body class="single single-post"><nav><ul>
        <li><a href="/">Home</a></ul></nav><main>{"".join(stories)}</main></body></html>"""


def headed(title: str, standfirst: tuple[str, ...], prose: tuple[str, ...]) -> str:
    """A story whose head holds prose of its own, apart from the rest."""
    head = f'<div class="head"><h1>{title}</h1><p>{"</p><p>".join(standfirst)}</p></div>'
    return f'<article id="main">{head}<div><p>{"</p><p>".join(prose)}</p></div></article>'


FIRST = story("The ferry returns", PROSE)
BOTH = page(FIRST, story("No pool before autumn", NEXT))


def test_the_story_below_is_no_body_and_says_why() -> None:
    document = cleaner.clean_html(BOTH)
    assert [p.text for p in document.body if p.text in PROSE] == list(PROSE)
    dropped = [p for p in document.paragraphs if p.text in NEXT]
    assert len(dropped) == len(NEXT)
    for paragraph in dropped:
        assert paragraph.label is cleaner.Label.SIDEBAR
        assert any(
            reason.text == "in a further article of the page" for reason in paragraph.reasons
        )


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        (BOTH, ["No pool before autumn", *NEXT]),
        (page(FIRST), []),
        (page(story("No pool before autumn", NEXT), FIRST), []),  # what stands above is not next
        (page(FIRST, story("No pool before autumn", NEXT, "section")),
         ["No pool before autumn", *NEXT]),
        (page(story("The ferry returns", PROSE, "div"), story("No pool", NEXT, "div")),
         ["No pool", *NEXT]),
        (page(FIRST, with_rank(story("No pool", NEXT), 2)), ["No pool", *NEXT]),
        (page(with_rank(FIRST, 2), with_rank(story("No pool", NEXT, "section"), 2)),
         ["No pool", *NEXT]),
        (page(FIRST, f'<p>Up next</p><div><h2>No pool</h2><p>{"</p><p>".join(NEXT)}</p></div>'),
         ["No pool", *NEXT]),
        (page(FIRST, f'<div id="next-article"><h2>No pool</h2><p>{"</p><p>".join(NEXT)}</p></div>'),
         ["No pool", *NEXT]),
        (page(FIRST, SECTION), []),  # further parts of the same article
        (page(FIRST.replace('class="post"', 'class="section"').replace("article", "div"), SECTION),
         []),
        (page("<h1>Notices</h1>", story("No pool", NEXT), story("A goat", PROSE)).replace(
            "The ferry returns - The Tide", "Notices - The Tide"), []),
        (page(FIRST, story("The ferry returns", NEXT)), []),  # the same title: a part of it
        (page(FIRST, story("Re: The ferry returns", NEXT)), []),  # an answer to it
        (page(headed("The ferry returns", PROSE, PROSE), headed("No pool", NEXT[:2], NEXT[2:])),
         ["No pool", *NEXT]),
        (page(FIRST).replace("The ferry returns</h1>", "</h1>"), []),
        (page(FIRST.replace("</div></article>", story("Inside", NEXT) + "</div></article>")),
         []),
        ("", []),
    ],
    ids=["next", "alone", "above", "section", "div", "lower rank", "both of rank 2", "announced",
         "named so", "sections", "like sections", "several stories", "same title", "answer",
         "heads", "no title", "inside", "empty"],
)  # fmt: skip
def test_what_is_a_further_article(html: str, marked: list[str]) -> None:
    segmented = segment_html(html)
    flags = further_articles(segmented)
    assert [text for text, flag in zip(segmented.texts, flags) if flag] == marked


def test_the_credits_and_what_is_held_against_it_add_up() -> None:
    document = predicted(BOTH, "html")
    assert document.prediction.adjustments["further article"].body.any()
    log_odds = explained_log_odds(document, "html")
    assert log_odds == pytest.approx(label_log_odds(document), abs=1e-4)
