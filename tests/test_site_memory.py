"""What repeats on a site is not the article of one of its pages."""

from __future__ import annotations

import pickle
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from predicted import explained_log_odds, label_log_odds
from predicted import predicted as taken_through

import cleaner
from cleaner import site_memory as site
from cleaner.errors import CleanerError
from cleaner.model.file import load_model
from cleaner.model.prediction import Prediction
from cleaner.model.predictor import predict, run_network
from cleaner.routes.html import HtmlRoute
from cleaner.segment.html import segment_html
from cleaner.site_memory import SiteCounts, SiteMemory, open_counts, site_of, text_hash

PROMISE = "Our newsroom checks every word that it prints, because readers pay for the work."
PLACES = ("north", "south", "east")


def page(place: str) -> str:
    story = "".join(
        f"<p>At the {place} quay, crew number {n} spoke of the {place} wind and of nets that hold. "
        f"“We go out before dawn,” said a skipper of the {place} fleet, “and on {n} days of the "
        f"year we come home with nothing.” The {place} council wants to pay for new moorings.</p>"
        for n in range(6)
    )
    return f"""<html><head><title>The {place} quay - The Tide</title>
        <meta property=og:type content=article></head><body class="single single-post">
        <header class=site-header><nav><ul><li><a href=/news>News</a></ul></nav></header>
        <article class="post type-post"><header class=entry-header>
        <h1 class=entry-title>The {place} quay</h1><div class=entry-meta><time>4 May</time></div>
        </header><div class=entry-content>{story}<p>{PROMISE}</p></div></article></body></html>"""


HTML = HtmlRoute()
NORTH = segment_html(page("north"))


def address(place: str) -> str:
    return f"https://www.tide.example/2024/{place}-quay"


@pytest.fixture
def memory() -> SiteMemory:
    memory = SiteMemory()
    for place in PLACES:
        memory.add(page(place), address(place))
    return memory


def body_probability(document: cleaner.Document, text: str) -> float:
    return next(p.probabilities[cleaner.Label.BODY] for p in document.paragraphs if p.text == text)


def test_what_stands_on_every_page_is_held_against_a_paragraph(memory: SiteMemory) -> None:
    alone = cleaner.clean_html(page("north"), address("north"))
    known = cleaner.Cleaner(site_memory=memory).clean_html(page("north"), address("north"))
    assert body_probability(known, PROMISE) < body_probability(alone, PROMISE)
    dropped = next(p for p in known.paragraphs if p.text == "News")
    assert any("other pages of the site" in reason for reason in dropped.reasons)


def test_pages_without_a_known_site_are_cleaned_as_ever(memory: SiteMemory) -> None:
    alone = cleaner.clean_html(page("north"))
    known = cleaner.Cleaner(site_memory=memory).clean_html(page("north"))
    assert [p.scores for p in known.paragraphs] == [p.scores for p in alone.paragraphs]


def test_the_same_page_twice_is_not_emptied() -> None:
    memory = SiteMemory(least_pages=2)
    for _ in range(2):
        memory.add(page("north"), address("north"))
    alone = cleaner.clean_html(page("north"), address("north"))
    known = cleaner.Cleaner(site_memory=memory).clean_html(page("north"), address("north"))
    assert known.text == alone.text


def test_a_site_of_too_few_pages_has_no_say() -> None:
    memory = SiteMemory(least_pages=3)
    for place in PLACES[:2]:
        memory.add(page(place), address(place))
    assert not memory.repeated(NORTH, address("north")).any()
    memory.add(page("east"), address("east"))
    flags = memory.repeated(NORTH, address("north"))
    assert [t for t, f in zip(NORTH.texts, flags) if f] == ["News", "4 May", PROMISE]


def test_counts_last_in_a_file_and_go_to_other_processes(tmp_path: Path) -> None:
    with SiteMemory(tmp_path / "memory.sqlite") as memory:
        for place in PLACES:
            memory.add(page(place), address(place))
        sent = pickle.loads(pickle.dumps(memory))
        assert sent.repeated(segment_html(page("south")), address("south")).sum() == 3
    again = SiteMemory(tmp_path / "memory.sqlite")
    assert again.pages("tide.example") == 3


def test_counts_that_went_to_the_file_are_those_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = [[n % 7, n % 11, n, n] for n in range(60)]
    flags = []
    for spill in (site.SPILL, 5):
        monkeypatch.setattr(site, "SPILL", spill)
        with SiteMemory() as memory:
            for n, texts in enumerate(hashes):
                memory.count(f"{n % 2}.example", texts)
            assert memory._counts.held <= spill
            memory.flush()
            flags.append([memory._counts.repeated(f"{n}.example") for n in range(2)])
    assert flags[0] == flags[1]
    assert flags[0][0] >= {*range(11)}


def test_a_memory_without_a_file_says_why_it_cannot_be_sent() -> None:
    with pytest.raises(TypeError, match=r"SiteMemory\(path\)"):
        pickle.dumps(SiteMemory())


def test_a_file_that_is_no_memory_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 99)
    with pytest.raises(CleanerError, match=r"notes\.txt"):
        SiteMemory(path)


@pytest.mark.parametrize(
    ("url", "html", "site"),
    [
        ("https://www.tide.example:8080/a", "", "tide.example"),
        (None, "<link rel=canonical href='https://tide.example/b'>", "tide.example"),
        ("no address", "", ""),
        ("http://[broken", "", ""),
        (None, "", ""),
    ],
)
def test_the_site_is_the_host(url: str | None, html: str, site: str) -> None:
    assert site_of(url, segment_html(html)) == site


def test_counters_and_case_make_no_difference() -> None:
    assert text_hash("12 Comments") == text_hash("3 comments")
    assert text_hash("Comments") != text_hash("Comment")


def test_what_fails_in_the_middle_is_not_counted_at_all(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"

    def interrupted() -> None:
        with SiteMemory(path) as memory:
            memory.count("tide.example", [1, 2, 3])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with SiteMemory(path) as memory:
        assert memory.pages("tide.example") == 0


def test_a_site_may_be_a_folder_whose_name_is_no_text(memory: SiteMemory) -> None:
    for _ in range(3):
        memory.count("folder\udcff", [text_hash(PROMISE)])
    assert memory.repeated(segment_html(f"<p>{PROMISE}</p>"), None, "folder\udcff").all()


def predicted(repeated: np.ndarray | None) -> Prediction:
    model = load_model("html")
    features = HTML.features(NORTH, model, "labels")
    return HTML.adjust(NORTH, predict(features, model), model, repeated)


def test_reasons_are_exact_if_a_site_is_remembered(memory: SiteMemory) -> None:
    repeated = memory.repeated(NORTH, address("north"))
    document = taken_through(page("north"), "html", repeated=repeated)
    assert document.prediction.adjustments["site"].body.any()
    log_odds = explained_log_odds(document, "html")
    assert log_odds == pytest.approx(label_log_odds(document), abs=1e-4)


def test_the_network_reads_a_page_again_without_what_repeats(memory: SiteMemory) -> None:
    repeated = memory.repeated(NORTH, address("north"))
    assert 0 < repeated.sum() < len(NORTH)
    whole = predicted(None)
    without = run_network(load_model("html"), whole.matrix[~repeated])
    network = predicted(repeated).network
    for first, second, both in zip(whole.network, without, network):
        assert both[repeated] == pytest.approx(first[repeated])
        assert both[~repeated] == pytest.approx((first[~repeated] + second) / 2, abs=1e-4)
        assert abs(first[~repeated] - second).max() > 0.01


def test_where_all_repeats_the_page_is_the_same_twice_and_nothing_counts() -> None:
    twice = predicted(np.ones(len(NORTH), dtype=bool))
    assert not twice.adjustments
    assert (twice.probabilities == predicted(None).probabilities).all()


# The table of counts


def hashes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_counts_are_held_until_they_are_written_and_wait_for_their_owner_to_commit(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "counts.sqlite")
    with closing(open_counts(path)) as file, closing(open_counts(path)) as reader:
        counts, seen = SiteCounts(file), SiteCounts(reader)
        counts.add("tide.example", hashes(1, 2))
        counts.add("tide.example", hashes(2, 3))
        assert (counts.held, counts.pending, counts.pages("tide.example")) == (4, True, 0)
        counts.write()
        assert (counts.held, counts.pending, counts.pages("tide.example")) == (0, False, 2)
        assert counts.repeated("tide.example") == {2}
        assert seen.pages("tide.example") == 0
        file.commit()
        assert seen.pages("tide.example") == 2
        assert seen.repeated("tide.example") == {2}


def test_a_page_that_is_taken_out_counts_no_more() -> None:
    with closing(open_counts("")) as file:
        counts = SiteCounts(file)
        for page_hashes in (hashes(1, 2), hashes(2, 3), hashes(2)):
            counts.add("tide.example", page_hashes)
        counts.write()
        counts.add("tide.example", hashes(2, 3), -1)
        counts.add("tide.example", hashes(2), -1)
        counts.write()
        assert (counts.pages("tide.example"), counts.repeated("tide.example")) == (1, frozenset())


def test_counts_can_be_dropped_and_cleared() -> None:
    with closing(open_counts("")) as file:
        counts = SiteCounts(file)
        counts.add("tide.example", hashes(1))
        counts.write()
        counts.add("tide.example", hashes(1))
        counts.drop()
        counts.write()
        assert counts.pages("tide.example") == 1
        counts.clear()
        assert counts.pages("tide.example") == 0


def test_a_page_of_no_site_is_not_counted() -> None:
    with closing(open_counts("")) as file:
        counts = SiteCounts(file)
        counts.add("", hashes(1))
        assert not counts.pending


def test_what_another_process_writes_later_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "sites.sqlite"
    with SiteMemory(path) as writes, SiteMemory(path) as reads:
        document = segment_html("<p>the boat<p>the sea")
        assert not reads.repeated(document, "https://larch.example/").any()
        for number in range(3):
            writes.count("larch.example", [text_hash("the boat"), number])
        assert not reads.repeated(document, "https://larch.example/").any()
        writes.flush()
        assert reads.repeated(document, "https://larch.example/").tolist() == [True, False]
