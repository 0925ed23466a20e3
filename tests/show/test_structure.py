"""The page's own structure, found again from the paths of its paragraphs."""

from __future__ import annotations

from documents import BODY, document, ferry

from cleaner.document import Document
from cleaner.show.structure import CHUNK, LONG, MOST_NESTED, heading_ranks, steps


def drawn(page: Document) -> str:
    """The structure as a line: boxes in brackets, paragraphs by number."""
    line = ""
    for step in steps(page.paragraphs):
        if step.what == "open":
            name = step.names if step.kind == "region" else step.kind
            line += f"{name}("
        else:
            line += ")" if step.what == "close" else f"{step.number} "
    return line.replace(" )", ")").strip()


def page(*paths: str) -> Document:
    return document(*((path, "text", BODY) for path in paths))


def test_regions_lists_and_tables_are_found_again() -> None:
    assert drawn(ferry()) == (
        "nav(ul(li(0)li(1)))"
        "main › article(2 3 4 ol(li(5)li(6))table(tr(td(7)td(8))))"
        "footer › form(9)"
    )


def test_lists_in_lists_stay_inside_their_items() -> None:
    nested = page("/html/ul/li", "/html/ul/li/ul/li", "/html/ul/li/ul/li[2]", "/html/ul/li[2]")
    assert drawn(nested) == "ul(li(0 ul(li(1)li(2)))li(3))"


def test_what_stands_right_in_a_list_or_a_row_gets_an_item_or_a_cell() -> None:
    assert drawn(page("/html/ul/h3", "/html/ul/li")) == "ul(li(0)li(1))"
    table = page("/html/table/caption", "/html/table/tr/td")
    table.paragraphs[0].kind, table.paragraphs[1].row = "caption", 1
    assert drawn(table) == "table(tr(td(0))tr(td(1)))"


def test_an_item_outside_a_list_is_no_item() -> None:
    assert drawn(page("/html/div/li", "/html/dd/td")) == "0 1"


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    assert drawn(page("/html/table/tr/td", "/html/table/tr/td[2]/ul/li")) == "0 ul(li(1))"


def test_the_same_element_is_one_box_and_its_twin_another() -> None:
    twins = page("/html/section/p", "/html/section/p[2]", "/html/section[2]/p")
    assert drawn(twins) == "section(0 1)section(2)"


def test_deep_nesting_is_cut_where_html_allows() -> None:
    deep = page("/html" + "/section/ul/li" * 30, "/html" + "/section/ul/li" * 30)
    line = drawn(deep)
    assert line.count("(") <= MOST_NESTED
    assert "ul(0" not in line
    assert line.count("0") == line.count("1") == 1


def test_plain_text_has_no_boxes() -> None:
    assert drawn(page("line 1", "line 2")) == "0 1"
    assert drawn(page()) == ""


def test_only_a_long_page_is_shown_in_chunks() -> None:
    short = page(*(f"/html/main/p[{n}]" for n in range(1, LONG + 1)))
    assert "chunk" not in drawn(short)
    long = page(*(f"/html/main/p[{n}]" for n in range(1, LONG + 2)))
    line = drawn(long)
    assert line.startswith("main(chunk(0 1 2 ")
    assert line.count("chunk(") == LONG // CHUNK + 1


def test_chunks_stand_only_where_html_allows_them() -> None:
    items = page(*(f"/html/main/ul/li[{n}]/p" for n in range(1, LONG + 2)))
    assert "ul(chunk" not in drawn(items)


def test_headings_leave_out_no_rank_on_the_way_down() -> None:
    heads = page("/html/h3", "/html/p", "/html/h6", "/html/h2", "/html/h1", "/html/h2")
    assert heading_ranks(heads.paragraphs) == [2, 0, 3, 3, 2, 3]
