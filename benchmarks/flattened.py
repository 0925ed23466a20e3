"""Labelled pages as tools flatten them to plain text, and what the text route makes of that.

    python benchmarks/flattened.py CORPORA [--corpus labels-sites] [--pages N] [--model DIR]

Ten tools (extra `renderers`; those that are installed) flatten each page; each paragraph of their
text has the label of the words of the page that it holds. Prints macro F1, boilerplate removed and
body lost by language, page type and tool. A model that was trained on these sites is flattered:
measure one that was not, or, with --folds-dir, a folder of text models 0, 1, …, each without the
sites of its fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from common import add_corpora, argument_parser, corpus_folders, run, write_results
from labelling import Clean
from phrasebook import fold_models, one_model
from rich.console import Console

from cleaner import CleanerError
from cleaner.evaluation.corpus import load_corpus
from cleaner.evaluation.gold import SYMBOLS_ONLY, GoldPage
from cleaner.evaluation.scores import OURS, PageScore, ScoredLine, score_lines
from cleaner.evaluation.summaries import LOST, MACRO_F1, REMOVED, figures_of, summarise
from cleaner.evaluation.tables import print_figures
from cleaner.paragraph import LABELS
from cleaner.training.data.flatten import label_rendered
from cleaner.training.data.renderers import render, renderers, without_markup

CORPUS = "labels-sites"
NAMES = [label.value for label in LABELS]
TOOLS = (
    "trafilatura-recall", "resiliparse-main", "resiliparse-all", "boilerpipe", "boilerpipe-article",
    "boilerpipe-all", "readability", "newspaper", "inscriptis", "html2text",
)  # fmt: skip
EVERY_PAGE = 1.0
SEED = 0  # of the draw of tools, which takes all


def score_flattened(page: GoldPage, clean: Clean, flattened: Mapping[str, str]) -> list[PageScore]:
    """Return the scores of a labelled page, one for each tool that flattened it.

    Paragraphs of symbols alone, and those whose words are on no labelled line, don't count.
    """
    scores = []
    for tool, text in flattened.items():
        paragraphs = clean(text).paragraphs
        texts = [without_markup(paragraph.text) for paragraph in paragraphs]
        gold = label_rendered(texts, page.lines, page.labels)
        lines = [
            ScoredLine(NAMES[label] if label >= 0 else "", paragraph.label.value, paragraph.text)
            for label, paragraph in zip(gold, paragraphs)
            if not SYMBOLS_ONLY.match(paragraph.text)
        ]
        if any(line.gold for line in lines):
            score = PageScore(OURS, tool, page.id, page.page_type, page.lang, "text")
            score.language_source, score.labelled_by = page.language_source, page.labelled_by
            score_lines(score, lines)
            scores.append(score)
    return scores


def sampled(pages: list[GoldPage], count: int) -> list[GoldPage]:
    """Return so many of the pages, evenly over their order; all of them if there are fewer."""
    if count <= 0 or count >= len(pages):
        return pages
    return [pages[i * len(pages) // count] for i in range(count)]


def summary_line(name: str, scores: Iterable[PageScore]) -> str:
    """Return the three measures that count, of all these texts."""
    figures = summarise(list(scores))
    return (
        f"{name}: macro F1 {figures.get(MACRO_F1, 0):.3f}, boilerplate removed "
        f"{figures.get(REMOVED, 0):.3f}, body lost {figures.get(LOST, 0):.3f} "
        f"({figures['pages']:,} texts)"
    )


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [CORPUS, "the pages that its records name"])
    parser.add_argument("--corpus", default=CORPUS, help="a labelled corpus with pages")
    parser.add_argument("--tools", nargs="+", default=TOOLS, help="which tools (default: ten)")
    parser.add_argument("--pages", type=int, default=0, help="so many, evenly drawn; 0 for all")
    parser.add_argument("--model", type=Path, help="folder of a text model (default: shipped)")
    parser.add_argument("--folds-dir", type=Path, help="folder of text models 0, 1, … of folds")
    parser.add_argument("--folds-seed", type=int, default=0, help="seed of the folds, as trained")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    if options.model and options.folds_dir:
        parser.error("--model and --folds-dir: it is one or the other")
    console = Console(highlight=False)
    folders = corpus_folders(options.corpora, [options.corpus])
    left_out = {tool: 0.0 for tool in renderers() if tool not in options.tools}
    if len(left_out) == len(renderers()):
        raise CleanerError(
            f"none of {', '.join(options.tools)} is installed: "
            "pip install 'paragraph-cleaner[renderers]'"
        )
    pages = sampled([page for page in load_corpus(folders[0]) if page.html], options.pages)
    clean_of = (
        fold_models(options.folds_dir, options.folds_seed)
        if options.folds_dir
        else one_model(options.model)
    )
    scores = [
        score
        for page in pages
        for score in score_flattened(
            page, clean_of(page.domain)[0], render(page, left_out, EVERY_PAGE, SEED)
        )
    ]
    figures = figures_of(scores)
    for score in scores:
        score.corpus = f"{options.corpus}, flattened"
    whole = figures_of(scores)
    print_figures(console, whole)
    for tool, of_tool in figures.items():
        measures = of_tool[OURS]["all"]
        console.print(
            f"{tool}: macro F1 {measures[MACRO_F1]:.3f}, removed {measures[REMOVED]:.3f}, lost "
            f"{measures[LOST]:.3f}"
        )
    console.print(summary_line(f"{len(figures)} tools, {len(pages):,} pages", scores))
    foreign = [s for s in scores if s.page_type == "article" and s.lang not in ("", "en")]
    console.print(summary_line("articles that are not in English", foreign))
    if options.json:
        write_results(options.json, "flattened", whole | figures, options, folders)


if __name__ == "__main__":
    run(main)
