"""The command `cleaner clean`: what it reads, says and writes."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from crawls import PDF
from support import PROSE, Run, command, environment, on_a_terminal, page
from website import Website

from cleaner import Cleaner
from cleaner.batch import BatchOptions, run_batch
from cleaner.config import MOST_BYTES
from cleaner.output import FORMATS, render

TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """A page in the folder that the commands run in."""
    path = tmp_path / "ferry.html"
    path.write_text(page(), encoding="utf-8")
    return path


def test_clean_prints_the_body(run_process: Run, run: Run, ferry: Path) -> None:
    done = run_process("clean", "ferry.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == Cleaner().clean(ferry).text + "\n"
    assert PROSE[0] in done.stdout
    assert run("clean", "-", input=page()).stdout == done.stdout


def test_clean_unpacks_what_is_packed_wherever_it_comes_from(run: Run, ferry: Path) -> None:
    plain = run("clean", "ferry.html").stdout
    packed = gzip.compress(ferry.read_bytes())
    ferry.with_name("ferry.html.gz").write_bytes(packed)
    assert run("clean", "ferry.html.gz").stdout == plain
    with ferry.with_name("ferry.html.gz").open("rb") as file:
        assert run("clean", "-", stdin=file).stdout == plain
    ferry.with_name("cut.html.gz").write_bytes(packed[:-40])
    done = run("clean", "cut.html.gz")
    assert done.returncode == 0
    assert PROSE[0] in done.stdout
    assert "warning: cut.html.gz: the gzip is cut short" in done.stderr


@pytest.mark.parametrize("output_format", FORMATS)
def test_clean_prints_any_format(run: Run, ferry: Path, output_format: str) -> None:
    printed = run("clean", "ferry.html", "--format", output_format).stdout
    assert printed == render(Cleaner().clean(ferry), output_format)


def test_json_holds_paragraphs_metadata_and_reasons_if_asked_for(run: Run, ferry: Path) -> None:
    address = "https://larch.example/ferry"
    for option in ([], ["--reasons"]):
        done = run("clean", ferry, "--format", "json", "--url", address, *option)
        record = json.loads(done.stdout)
        assert record["metadata"]["url"] == address
        assert {p["label"] for p in record["paragraphs"]} >= {"body"}
        assert all(("reasons" in p) is bool(option) for p in record["paragraphs"])


def test_labels_lists_every_paragraph_with_its_reasons_under_it(run: Run, ferry: Path) -> None:
    lines = run("clean", "ferry.html", "--labels", "--reasons").stdout.splitlines()
    said = [line for line in lines if line.startswith("\t\t")]
    paragraphs = Cleaner().clean(ferry).paragraphs
    assert [line.split("\t") for line in lines if line not in said] == [
        [p.label.value, f"{p.probabilities[p.label]:.2f}", p.text] for p in paragraphs
    ]
    assert [line.strip() for line in said] == [reason for p in paragraphs for reason in p.reasons]


@TERMINAL
def test_labels_are_coloured_on_a_terminal_and_reasons_dim(ferry: Path) -> None:
    printed = on_a_terminal("clean", ferry, "--labels", "--reasons")
    assert "\x1b[2m" in printed
    assert PROSE[2] in printed
    assert "\x1b[2m" not in on_a_terminal("clean", ferry, "--labels")


@TERMINAL
def test_a_page_cannot_write_over_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text("<p>clear \x1b[2J the screen", encoding="utf-8")
    printed = on_a_terminal("clean", path, "--labels")
    assert "clear" in printed
    assert "\x1b[2J" not in printed


def test_the_options_are_those_of_the_library(run: Run, ferry: Path, tmp_path: Path) -> None:
    printed = run("clean", ferry, "--profile", "article", "--threshold", "0.3").stdout
    assert printed == Cleaner(profile="article", threshold=0.3).clean(ferry).text + "\n"
    (tmp_path / "a.txt").write_text(f"{PROSE[0]} Home News Sport\n", encoding="utf-8")
    lines = run("clean", "a.txt", "--labels", "--split-lines").stdout.splitlines()
    assert len(lines) == 2


def test_the_user_says_what_the_input_is(run: Run, tmp_path: Path) -> None:
    source = "<p>One</p>"
    assert run("clean", "-", "--html", "--threshold", 0, input=source).stdout == "One\n"
    assert run("clean", "-", "--text", "--threshold", 0, input=source).stdout == source + "\n"
    (tmp_path / "a.txt").write_bytes("Паром вернулся".encode("koi8-r"))
    done = run("clean", "a.txt", "--encoding", "koi8-r", "--threshold", 0)
    assert done.stdout == "Паром вернулся\n"


@pytest.mark.parametrize(("name", "remedy"), [("a.json", "jq -c"), ("a.csv", "Parquet")])
def test_tables_are_not_cleaned_as_text_in_silence(
    run: Run, tmp_path: Path, name: str, remedy: str
) -> None:
    (tmp_path / name).write_text('[{"html": "a"}]', encoding="utf-8")
    done = run("clean", name)
    assert (done.returncode, done.stdout) == (1, "")
    assert remedy in done.stderr
    assert run("clean", name, "--text", "--threshold", 0).returncode == 0


# Several sources, and where they come from


def test_a_bare_pipe_is_read_and_an_empty_one_is_an_empty_page(run: Run, ferry: Path) -> None:
    with ferry.open("rb") as file:
        assert run("clean", stdin=file).stdout == run("clean", ferry).stdout
    assert run("clean", input=page()).stdout == run("clean", ferry).stdout
    done = run("clean", input="")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no text" in done.stderr


def test_a_page_is_fetched_from_its_address(run: Run, site: Website) -> None:
    body = page("Паром вернулся", ["Паром вернулся в гавань после одиннадцати зим."] * 3)
    url = site.put("/new", body.encode("koi8-r"), "text/html; charset=koi8-r")
    old = site.put("/old", status=301, Location="/new")
    done = run("clean", old, "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert (record["source"], record["url"]) == (old, url)
    assert "Паром вернулся в гавань" in record["text"]
    said = run("clean", old, "--url", "https://larch.example/ferry", "--format", "jsonl").stdout
    assert json.loads(said)["url"] == "https://larch.example/ferry"
    assert run("clean", url, "--encoding", "latin1").stdout != run("clean", url).stdout


def test_what_cannot_be_fetched_is_one_line(run: Run, site: Website) -> None:
    pdf = site.put("/a.pdf", PDF, "application/pdf")
    large = site.put("/large", b"x" * 101)
    for arguments, said in (
        ([f"{site.address}/gone"], r"/gone: HTTP status 404 \(Not Found\)"),
        ([pdf], "content type is application/pdf, neither HTML nor text"),
        ([large, "--max-bytes", "100"], "--max-bytes"),
        (["ftp://larch.example/a"], "http or https"),
        (["www.larch.example"], "https://"),
    ):
        done = run("clean", *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), arguments
        assert done.stderr.startswith("cleaner: error: ")
        assert re.search(said, done.stderr)


def test_of_several_sources_a_bad_one_is_listed_and_the_rest_is_done(
    run: Run, ferry: Path, tmp_path: Path
) -> None:
    (tmp_path / "b.html").write_text(page("Another ferry"), encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(PDF)
    done = run("clean", "ferry.html", "missing.html", "a.pdf", "b.html", "--format", "jsonl")
    assert done.returncode == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["source"] for record in records] == ["ferry.html", "b.html"]
    errors = done.stderr.splitlines()
    assert len(errors) == 2
    assert "error: missing.html: No such file" in errors[0]
    assert "error: a.pdf: " in errors[1]
    joined = run("clean", "ferry.html", "b.html").stdout
    assert joined == f"{Cleaner().clean(ferry).text}\n\n{records[1]['text']}\n"


def test_an_option_that_is_wrong_for_all_sources_ends_at_once(run: Run, ferry: Path) -> None:
    done = run("clean", "ferry.html", "ferry.html", "--model", "nowhere")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_records_are_those_of_a_batch(run: Run, ferry: Path, tmp_path: Path) -> None:
    printed = run("clean", "ferry.html", "--format", "jsonl", "--paragraphs").stdout
    run_batch(BatchOptions(ferry, tmp_path / "out", "jsonl", paragraphs=True), jobs=1)
    assert printed == (tmp_path / "out" / "pages.jsonl").read_text(encoding="utf-8")


def test_output_goes_where_it_is_told(run: Run, ferry: Path, tmp_path: Path) -> None:
    done = run("clean", "ferry.html", "-o", "out/", "--format", "markdown")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "out" / "ferry.md").read_text(encoding="utf-8") == render(
        Cleaner().clean(ferry), "markdown"
    )
    done = run("clean", "ferry.html", "--html", "--output", "ferry.html")
    assert done.returncode == 1
    assert "name another output" in done.stderr
    assert ferry.read_text(encoding="utf-8") == page()


def test_how_much_is_said_can_be_chosen(run: Run, ferry: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.html").write_bytes(page().encode() + b"<p>\xff")
    assert "warning: odd.html" in run("clean", "odd.html").stderr
    assert run("clean", "odd.html", "--quiet").stderr == ""
    done = run("clean", "ferry.html", "odd.html", "missing.html", "-v")
    first, *rest = done.stderr.splitlines()
    assert re.match(r"cleaner: ferry.html: html, 4 of 10 paragraphs are body, confidence ", first)
    assert len(rest) == 3
    assert "error: missing.html" in run("clean", "odd.html", "missing.html", "-q").stderr


def test_warnings_go_to_standard_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.html").write_bytes(page().encode() + "<p>½ ¾ é".encode() + b"\xff")
    done = run("clean", "broken.html")
    assert done.returncode == 0
    assert done.stderr.startswith("cleaner: warning: broken.html: ")


def test_output_is_utf8_whatever_the_locale(run_process: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Zürich — 東京", encoding="utf-8")
    plain = {**environment(), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    assert run_process("clean", "a.txt", "--threshold", 0, env=plain).stdout == "Zürich — 東京\n"


def test_errors_are_one_line_and_exit_code_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    (tmp_path / "a.html.gz").write_bytes(b"\x1f\x8b\x08broken")
    (tmp_path / "a.html").write_bytes(b"<p>x</p>" * 99)
    for arguments, said in (
        (["missing.html"], "missing.html: No such file or directory"),
        (["."], "Is a directory"),
        (["a.pdf"], "PDF|Portable"),
        (["a.html.gz"], "gzip"),
        (["a.html", "--max-bytes", "100"], "100"),
        (["a.html", "--model", "nowhere"], "nowhere.*cleaner train"),
    ):
        done = run("clean", *arguments)
        assert done.returncode == 1, arguments
        assert done.stdout == ""
        assert done.stderr.startswith("cleaner: error: ")
        assert done.stderr.count("\n") == 1
        assert re.search(said, done.stderr)


def test_a_reader_that_stops_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("\n".join(PROSE * 900), encoding="utf-8")
    with subprocess.Popen(
        command("clean", "long.txt", "--threshold", 0),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_the_highest_limit_that_is_allowed_works(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    done = run("clean", "a.html", "--max-bytes", MOST_BYTES)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize(
    ("table", "remedy"),
    [
        (json.dumps([{"html": page()}]), "jq -c"),
        (json.dumps({"html": page()}) + "\n", "cleaner batch"),
        ("url,html\nu,<p>a</p>\n", "Parquet"),
    ],
    ids=["array", "lines", "csv"],
)
def test_a_table_on_standard_input_is_refused_with_the_remedy(
    run: Run, table: str, remedy: str
) -> None:
    done = run("clean", input=table)
    assert (done.returncode, done.stdout) == (1, "")
    assert remedy in done.stderr
    assert run("clean", "--text", input=table).returncode == 0
