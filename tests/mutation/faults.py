"""Faults that must not pass unnoticed: each was once set into the code, or is the like of one.

Most of them change no label of a sample, so only tests that name a value can tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from mutation.source import Mutant, replaced

HTML, TEXT = "cleaner/features/html/", "cleaner/features/text/"


@dataclass(frozen=True)
class Fault:
    """A fault: what it is, the function or class of which file it alters, how, and which tests
    must notice. `before` and `after` are as `mutation.source.replaced` takes them."""

    name: str
    path: str
    scope: str
    before: str
    after: str
    tests: tuple[str, ...]

    def mutant(self) -> Mutant:
        """Return the module with the fault. Raises NoSuchCode."""
        return Mutant(
            self.path, self.name, replaced(self.path, self.scope, self.before, self.after)
        )


def _of(room: str, *tests: str) -> tuple[str, ...]:
    return tuple(f"tests/{room}/test_{test}.py" for test in tests)


def _swapped(path: str, scope: str, one: str, other: str, tests: tuple[str, ...]) -> Fault:
    """Two neighbouring keyword arguments, given as "name=value", with each other's values."""
    name, value = one.split("=", 1)
    name_of_other, value_of_other = other.split("=", 1)
    return Fault(
        f"{path}: {name} and {name_of_other} swapped",
        path,
        scope,
        f"{one}, {other}",
        f"{name}={value_of_other}, {name_of_other}={value}",
        tests,
    )


EVALUATION = [
    Fault("no paragraph is aligned with the gold", "cleaner/evaluation/align.py",
          "heaviest_chain", "", "return []", _of("evaluation", "align")),
    Fault("long paragraphs out of order are not aligned", "cleaner/evaluation/align.py",
          "align_gold", "stretch.mean() <= AGREEMENT", "False", _of("evaluation", "align")),
    Fault("4-grams far apart vote together", "cleaner/evaluation/align.py", "_long_spans",
          "abs(offset - best) <= shift", "True", _of("evaluation", "align")),
    Fault("macro F1 is 1", "cleaner/evaluation/metrics.py", "macro_f1", "", "return 1.0",
          _of("evaluation", "metrics")),
    Fault("F1 of words is .5", "cleaner/evaluation/metrics.py", "word_f1", "", "return 0.5",
          _of("evaluation", "metrics")),
    Fault("no snippet counts", "cleaner/evaluation/metrics.py", "snippet_counts", "",
          "return (0, 0, 0)", _of("evaluation", "metrics")),
    Fault("a card names no weakness", "cleaner/evaluation/card.py", "_weaknesses", "",
          "return", _of("evaluation", "card")),
    Fault("a card shows the best groups as weaknesses", "cleaner/evaluation/card.py",
          "render_card", "sorted(_weaknesses(measurements[0].figures))",
          "sorted(_weaknesses(measurements[0].figures))[::-1]",
          _of("evaluation", "card")),
    Fault("precision and recall of shingles swapped", "cleaner/evaluation/metrics.py",
          "shingle_scores", "_overlap(_shingles(text), _shingles(gold))",
          "_overlap(_shingles(gold), _shingles(text))", _of("evaluation", "metrics")),
    Fault("the confusion table transposed", "cleaner/evaluation/metrics.py", "confusion",
          "return table", "return table.T", _of("evaluation", "metrics")),
    Fault("all boilerplate counts as removed", "cleaner/evaluation/metrics.py",
          "boilerplate_removed", "", "return 1.0", _of("evaluation", "metrics")),
    Fault("no body counts as lost", "cleaner/evaluation/metrics.py", "body_lost", "",
          "return 0.0", _of("evaluation", "metrics")),
    Fault("F1 of snippets forgets those that are missing", "cleaner/evaluation/metrics.py",
          "snippet_f1", "2 * right + wrong + missing", "2 * right + wrong",
          _of("evaluation", "metrics")),
]  # fmt: skip

FEATURES = [
    _swapped(HTML + "own.py", "own_columns", "ends_with_stop=counts.ends_with_stop",
             "digits=counts.digits / counts.chars", _of("features/html", "own")),
    Fault("HTML: commas counted for digits, and digits for commas", HTML + "own.py",
          "own_columns", "",
          "from dataclasses import replace\n"
          "commas, digits = page.counts.digits, page.counts.commas\n"
          "page = replace(page, counts=replace(page.counts, commas=commas, digits=digits))",
          _of("features/html", "own")),
    Fault("HTML: commas and digits declared in the other order", HTML + "own.py", "Own",
          "", "digits: Annotated[Column, 'early']", _of("features", "golden")),
    Fault("HTML: the spread of paragraphs marked up alike doubled", HTML + "alike.py",
          "alike_columns", "np.sqrt(np.maximum(variance, 0)) / n",
          "2 * np.sqrt(np.maximum(variance, 0)) / n", _of("features/html", "alike")),
    Fault("HTML: neighbours above for neighbours below", HTML + "neighbours.py",
          "neighbour_columns", "_shifted(columns, offset)", "_shifted(columns, -offset)",
          _of("features/html", "neighbours")),
    Fault("HTML: all containers are the nearest one", HTML + "containers.py", "containers",
          "current = wider.take(current)", "pass", _of("features/html", "containers")),
    Fault("HTML: no page has a title", HTML + "position.py", "title_of", "", "return None",
          _of("features/html", "position")),
    Fault("HTML: hidden paragraphs pass for shown ones", HTML + "own.py", "own_columns",
          "(page.flags & HIDDEN_BIT) != 0", "page.flags < 0", _of("features/html", "own")),
    Fault("HTML: all types of page are equally likely", "cleaner/features/class_names.py",
          "ClassNameWeights._type_probabilities", "np.exp(scores - scores.max())",
          "np.ones(len(scores))", _of("features", "class_names")),
    Fault("ids have no weight", "cleaner/features/class_names.py",
          "ClassNameWeights._rows_of_identifiers", "", "return [() for _ in identifiers]",
          _of("features", "class_names")),
    Fault("pairs of words have no weight", "cleaner/features/lexicon.py", "Lexicon._look_up",
          "self._pair_rows[at[pair]]", "0 * self._pair_rows[at[pair]]",
          _of("features", "lexicon")),
    Fault("text: columns of the document are zero", TEXT + "document.py", "document_columns",
          "", "return Document(**dict.fromkeys(Document.column_names(), 0.0))",
          _of("features/text", "document")),
    _swapped(TEXT + "neighbours.py", "signals_of", "date_like=own.date_like",
             "opens_lower=own.opens_lower", _of("features/text", "neighbours")),
    _swapped(TEXT + "neighbours.py", "signals_of", "body=lexical.body",
             "chrome=lexical.chrome", _of("features/text", "neighbours")),
    Fault("text: likeness doubled", TEXT + "topic.py", "topic_columns", "likeness=likeness",
          "likeness=2 * likeness", _of("features/text", "topic")),
    Fault("text: windows reach one paragraph less far down", TEXT + "neighbours.py",
          "window_sums", "at + reach + 1", "at + reach", _of("features/text", "neighbours")),
    Fault("text: no paragraph continues a sentence", TEXT + "sentences.py",
          "sentence_openings", "", "return np.ones(len(texts), dtype=bool)",
          _of("features/text", "sentences")),
    Fault("text: patterns of three lines are not seen", TEXT + "pattern.py",
          "pattern_columns", "count[period:] += same", "count[period:] += same * (period != 3)",
          _of("features/text", "pattern")),
    _swapped(TEXT + "compiled.py", "compiled_lines", "first_words=float(read.first_words)",
             "first_in_rest=read.first_in_rest", _of("native", "text")),
    Fault("the core: constants of one module alone are compared", HTML + "compiled.py",
          "_is_set_up", "agrees(core.COLUMN_CONSTANTS, *known) and "
          "agrees(core.NAME_CONSTANTS, class_names, page_type)",
          "agrees(core.COLUMN_CONSTANTS, *known)", _of("native", "features")),
    Fault("the core: numbers of networks are not compared", "cleaner/model/networks.py",
          "Networks.ready", "np.allclose(compiled.margins(probe), expected, atol=PROBE_TOLERANCE)",
          "True", _of("native", "network")),
    Fault("the class of cue words “comment” never counts", "cleaner/text/cues.py",
          "cue_counts", "return counts",
          "counts[list(ALL_CUES).index('comment')] = 0\n    return counts",
          _of("text", "cues")),
    Fault("imperatives count anywhere in a paragraph", "cleaner/text/cues.py", "_index",
          "' ' * entry.startswith('^')", "''", _of("text", "cues")),
    Fault("tokens of the tail are those of the head", "cleaner/text/tokens.py", "split_words",
          "w[-TAIL_TOKENS:]", "w[:TAIL_TOKENS]", _of("text", "tokens")),
    Fault("two characters without spaces are two words", "cleaner/text/tokens.py",
          "count_words", "len(UNSPACED.findall(text)) // 2", "len(UNSPACED.findall(text))",
          _of("text", "tokens")),
    Fault("an abbreviation ends a sentence", "cleaner/text/sentences.py", "_owns_its_stop",
          "", "return False", _of("text", "sentences")),
]  # fmt: skip

MODEL = [
    Fault("the network takes a long document in at once", "cleaner/model/predictor.py",
          "run_network", "range(0, len(matrix), window)", "range(0, len(matrix), len(matrix))",
          _of("model", "predictor")),
    Fault("log-odds of the network for the paragraph below",
          "cleaner/model/predictor.py", "run_network", "matrix[start : start + window]",
          "np.roll(matrix[start : start + window], 1, axis=0)", _of("model", "predictor")),
    Fault("the best F1 is a threshold of one half", "cleaner/model/selection.py",
          "maximise_f1", "", "return body >= 0.5", _of("model", "selection")),
    Fault("every tail is kept", "cleaner/model/selection.py", "select_runs",
          "kept[start:] = False", "pass", _of("model", "selection")),
    Fault("paragraphs in a row are decided one by one", "cleaner/model/selection.py",
          "select_runs", "kept[start:end] = log_odds[start:end].sum() > 0",
          "kept[start:end] = log_odds[start:end] > 0", _of("model", "selection")),
    Fault("sidebar for chrome, and chrome for sidebar", "cleaner/model/prediction.py",
          "three_labels", "(body, rest * (1.0 - chrome), rest * chrome)",
          "(body, rest * chrome, rest * (1.0 - chrome))", _of("model", "prediction")),
    Fault("the share of the trees is that of the network", "cleaner/model/prediction.py",
          "blend", "share * tree + (1 - share) * net", "share * net + (1 - share) * tree",
          _of("model", "prediction")),
    Fault("adjustments do not count", "cleaner/model/prediction.py",
          "Prediction.body_log_odds", "log_odds = log_odds + change.body", "pass",
          _of("model", "prediction")),
    Fault("nothing is kept if nothing is certain", "cleaner/model/selection.py",
          "select_uncertain", "", "return np.zeros(len(body), dtype=bool)",
          _of("model", "selection")),
    Fault("a model of other columns is taken", "cleaner/model/description.py",
          "_check_columns", "", "return", _of("model", "description")),
]  # fmt: skip

SHOW = [
    Fault("markup of a page gets into its view", "cleaner/show/frame.py", "_environment",
          "autoescape=True", "autoescape=False", _of("show", "view")),
    Fault("a view may fetch what it likes", "cleaner/show/frame.py", "_policy", "",
          "return 'default-src *'", _of("show", "view")),
    Fault("characters that HTML forbids are kept", "cleaner/show/frame.py", "visible_text", "",
          "return text", _of("show", "view")),
    Fault("a page may write over the terminal", "cleaner/show/terminal.py", "visible", "",
          "return text", _of("show", "terminal")),
    Fault("a table that lays out the page is a table", "cleaner/show/structure.py", "_fitting",
          "key in layout", "False", _of("show", "structure")),
    Fault("the most doubtful page comes last", "cleaner/show/index.py", "by_doubt",
          "figures.confidence", "-figures.confidence", _of("show", "index")),
    Fault("views outside the folder of views are removed", "cleaner/batch/views/run.py",
          "_remove", "path.parent.resolve().is_relative_to((out / PAGES).resolve())", "True",
          _of("batch/views", "run")),
]  # fmt: skip

REVIEW = [
    Fault("a change counts before it is on the disk", "cleaner/review/corrections.py",
          "write_durably", "os.fsync(file.fileno())", "pass", _of("review", "corrections")),
    Fault("a file that others changed is not read again", "cleaner/review/corrections.py",
          "Corrections._read", "stamp == self._stamp", "self._stamp", _of("review", "corrections")),
    Fault("what others change in the last moment is overwritten", "cleaner/review/corrections.py",
          "write_durably", "not still()", "False", _of("review", "corrections")),
    Fault("what others added to a line goes", "cleaner/review/corrections.py", "_fields",
          "old.fields", "{}", _of("review", "corrections")),
    Fault("two reviews write to one folder", "cleaner/review/corrections.py", "Corrections.held",
          "lock.execute('BEGIN EXCLUSIVE')", "pass", _of("review", "corrections")),
    Fault("labels of a page that has changed are not carried over", "cleaner/review/session.py",
          "Session.letters", "self._carried.get(number, stored)", "stored",
          _of("review", "session")),
    Fault("undo takes back what was changed again", "cleaner/review/session.py", "Session.undo",
          "now[n] == made.after[page][n]", "True", _of("review", "session")),
    Fault("any host is served", "cleaner/review/server.py", "Gate._refused",
          "headers.getlist('host') != [self.host]", "False", _of("review", "server")),
    Fault("any token opens the review", "cleaner/review/server.py", "Gate._refused",
          "not secrets.compare_digest(token.encode(), self.token.encode())", "False",
          _of("review", "server")),
    Fault("pages of other origins are served", "cleaner/review/server.py", "Gate._refused",
          "origin != own", "False", _of("review", "server")),
    Fault("agreement by chance counts", "cleaner/review/agreement.py", "Agreement.kappa",
          "(self.share - chance) / (1 - chance)", "self.share", _of("review", "agreement")),
]  # fmt: skip

FAULTS: list[Fault] = [*EVALUATION, *FEATURES, *MODEL, *SHOW, *REVIEW]
