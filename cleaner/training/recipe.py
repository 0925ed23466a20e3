"""Recipes: everything that was chosen about fitting a model, as data.

A recipe is a frozen dataclass without defaults. Its values stand in a TOML file, each with its
reason: `recipes/html.toml` and `recipes/text.toml` are what the shipped models were fitted with. A
file of your own names its format and only what differs from the shipped recipe of that format:

    format = "html"
    [network]
    epochs = 4

Shares and probabilities are between 0 and 1. Weights of examples are relative to each other.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, overload

from cleaner.errors import RecipeError
from cleaner.model.description import Settings

Rule = float | Literal["best_f1", "runs"]
Values = Mapping[str, Any]  # of a recipe, by name; those of a section are a mapping again

FEWEST_FOLDS = 2
SHIPPED = Path(__file__).with_name("recipes")


@dataclass(frozen=True, slots=True)
class LexiconRecipe:
    """How token weights are learned (`parts.lexicon.LexiconModel`)."""

    strength: float  # inverse of the L2 regularisation
    limit: int  # tokens at most: the most widespread
    min_domains: int  # domains that a token must stand on


@dataclass(frozen=True, slots=True)
class TreesRecipe:
    """How the boosted trees are grown (`parts.trees.BoostedTrees`)."""

    body_trees: int  # trees of body against boilerplate
    chrome_trees: int  # trees of chrome against sidebar
    learning_rate: float
    max_leaf_nodes: int
    min_samples_leaf: int
    max_bins: int
    l2_regularization: float
    max_features: float  # share of the columns that is drawn anew for each split
    random_state: int


@dataclass(frozen=True, slots=True)
class NetworkRecipe:
    """How a sequence network is built and fitted (`parts.sequence.SequenceNetwork`)."""

    width: int  # numbers in the state of a paragraph
    dilations: tuple[int, ...]  # distance of the neighbours that each block looks at
    epochs: int
    learning_rate: float  # highest of the one-cycle schedule
    weight_decay: float
    input_dropout: float
    dropout: float
    chrome_share: float  # weight of the second task, chrome against sidebar
    first_share: float  # weight of the first guess at the body; used with sentence vectors only
    step_paragraphs: int  # paragraphs in one step of the optimiser
    random_state: int


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """How the sentence encoder is distilled (`parts.sentence_vectors.StudentEncoder`)."""

    width: int  # numbers in the embedding of a word
    channels: int  # of the convolution over three words
    hidden: int  # units of the hidden layer
    epochs: int
    learning_rate: float  # highest of the one-cycle schedule
    weight_decay: float
    word_dropout: float
    step_texts: int  # texts in one step of the optimiser
    min_domains: int  # domains that a word must stand on to be in the vocabulary
    random_state: int


@dataclass(frozen=True, slots=True)
class DecisionRecipe:
    """How log-odds become labels; written into the model file as its settings."""

    blend: float  # share of the trees in the log-odds; the network has the rest
    labels: Rule  # rule of the profile "labels": a threshold of P(body), or a way to choose
    article: Rule  # rule of the profile "article"

    @property
    def settings(self) -> Settings:
        """The settings of a model file."""
        return {"rules": {"labels": self.labels, "article": self.article}, "blend": self.blend}


@dataclass(frozen=True, slots=True)
class ConventionWeights:
    """Weight of a page by the convention that its gold follows."""

    labels: float  # three labels under the annotation guideline
    pages: float  # gold text of pages of all types
    news: float  # gold text of news
    snippets: float  # snippets that must or must not be in the output


@dataclass(frozen=True, slots=True)
class ExamplesRecipe:
    """Which paragraphs of HTML pages are learned from, and with what weight."""

    word_power: float  # weight of a paragraph on its page: (words + 1) to this power
    convention: ConventionWeights
    labels_emphasis: float  # further weight of labelled pages in parts of the profile "labels"
    labels_alone: tuple[str, ...]  # corpora that only these parts learn from
    labels_network: Literal["all", "labelled"]  # pages that their network learns from
    most_paragraphs: int  # that trees learn from, of a page without labels
    wordless: float  # share of the pages whose columns are computed without token weights
    wordless_languages: dict[str, float]  # that share for pages of some languages
    learned_as: dict[str, str]  # types of pages in corpora that are learned as another type


@dataclass(frozen=True, slots=True)
class PhraseRowsRecipe:
    """How phrases of a phrasebook teach token weights."""

    row_weight: float  # of a phrase beside the mean weight of a paragraph; 0: they teach nothing
    held_out: tuple[str, ...]  # languages whose phrases are left out


@dataclass(frozen=True, slots=True)
class HtmlRecipe:
    """Everything that was chosen about the HTML model."""

    format: Literal["html"]
    folds: int  # sites are split into so many; each number is learned without its own fold
    seed: int  # of the folds and of the paragraphs that are drawn
    examples: ExamplesRecipe
    phrases: PhraseRowsRecipe
    lexicon: LexiconRecipe
    class_names: LexiconRecipe
    page_types: LexiconRecipe
    trees: TreesRecipe
    network: NetworkRecipe
    labels_epochs: int  # epochs of the network of the parts of the profile "labels"
    decision: DecisionRecipe


@dataclass(frozen=True, slots=True)
class FlattenRecipe:
    """How labelled pages become plain text."""

    shares: dict[str, float]  # share of the pages that a renderer flattens, if it is not all
    article_weight: float  # weight of an article that an extractor has been over
    articles_from_labels: bool  # body lines of labelled articles are clean articles, too


@dataclass(frozen=True, slots=True)
class SpliceRecipe:
    """What is set into clean articles. Each share is a probability for one article."""

    count: int  # spliced documents
    places: dict[str, float]  # share of the places: "tail", "head", "middle", "none"
    longest_run: int  # paragraphs of a foreign run
    teasers: float  # of the runs are made-up teasers
    prose: float  # of the other runs are prose of another article
    same_site: float  # of these come from an article of the same site, if it has one
    masthead: float  # get title, byline and date lines on top
    credits: float  # get photo credits between their paragraphs
    sign_off: float  # end on their author's name
    initials: float  # of the names are initials
    pointers: float  # get "read also" lines between their paragraphs
    most_inserts: int  # single lines that are inserted into one article
    mails: int  # clean articles that are sent as mails


@dataclass(frozen=True, slots=True)
class PhrasesRecipe:
    """How a phrasebook is learned from."""

    row_weight: float  # of a phrase, as a document of one line, in the lexicon; 0: it is left out
    encoder: bool  # whether the sentence encoder learns the phrases, too
    documents: int  # clean articles with phrases set in (`data.furnish`)
    most_inserts: int  # of one article: single phrases or blocks
    blocks: float  # share of the inserted boilerplate that are blocks of several phrases
    lookalikes: float  # share of the inserts that are body
    anywhere: float  # share of the inserts that stand anywhere, not where their kind usually does
    held_out: tuple[str, ...]  # languages whose phrases are left out


@dataclass(frozen=True, slots=True)
class PseudoLabelRecipe:
    """How pages that nobody labelled are labelled by the HTML model, and what they weigh."""

    renders: float  # share of the renders of such a page
    whole_pages: float  # share of such pages that are learned from as a whole, too
    weight: float  # of such a document beside a labelled one
    unsure: tuple[float, float]  # P(body) between which the model alone is not believed
    gold_suffices: float  # P(body) above which gold text makes a paragraph body
    sure_despite_gold: float  # P(body) above which it is body although an article's gold lacks it


@dataclass(frozen=True, slots=True)
class RowsRecipe:
    """Which paragraphs of flattened pages are learned from."""

    per_document: int  # paragraphs of a document that the trees learn from
    wordless: float  # share of the documents whose columns are computed without a lexicon
    wordless_languages: dict[str, float]  # that share for documents of some languages
    wordless_vectors: bool  # whether sentence vectors of those documents know no word either
    rarity_articles: int  # articles that a word must stand in for its rarity to be known


@dataclass(frozen=True, slots=True)
class TextRecipe:
    """Everything that was chosen about the text model."""

    format: Literal["text"]
    folds: int  # sites are split into so many; each number is learned without its own fold
    seed: int  # of the folds and of everything that is drawn
    flatten: FlattenRecipe
    splices: SpliceRecipe
    phrases: PhrasesRecipe
    pseudo_labels: PseudoLabelRecipe
    rows: RowsRecipe
    lexicon: LexiconRecipe
    encoder: EncoderRecipe
    trees: TreesRecipe
    network: NetworkRecipe
    with_vectors: tuple[bool, ...]  # for each network to average: whether it has sentence vectors
    decision: DecisionRecipe


Recipe = HtmlRecipe | TextRecipe
_KINDS: dict[str, type[HtmlRecipe] | type[TextRecipe]] = {"html": HtmlRecipe, "text": TextRecipe}


@overload
def make_recipe(format: Literal["html"], values: Values | None = None) -> HtmlRecipe: ...
@overload
def make_recipe(format: Literal["text"], values: Values | None = None) -> TextRecipe: ...
def make_recipe(format: Literal["html", "text"], values: Values | None = None) -> Recipe:
    """Return the shipped recipe of a format, with these values instead of its own.

    Raises RecipeError if a value has an unknown name or the wrong type.
    """
    return _checked(format, _merged(_read(SHIPPED / f"{format}.toml"), values or {}))


def load_recipe(path: Path) -> Recipe:
    """Read a recipe; what the file leaves out is as in the shipped recipe of its format.

    Raises RecipeError if it is no TOML, names no format, or has an unknown name or a wrong type.
    """
    values = _read(path)
    format = values.get("format")
    if format not in _KINDS:
        raise RecipeError(f'{path}: say which model it is for: format = "html" or format = "text"')
    try:
        return _checked(format, _merged(_read(SHIPPED / f"{format}.toml"), values))
    except RecipeError as error:
        raise RecipeError(f"{path}: {error}") from error


def recipe_values(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as data that JSON and TOML can hold."""
    return asdict(recipe)


def _read(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        with path.open("rb") as file:
            values: dict[str, Any] = tomllib.load(file)
            return values
    except OSError as error:
        raise RecipeError(f"{path}: cannot be read ({error})") from error
    except ValueError as error:
        raise RecipeError(f"{path}: not TOML ({error})") from error


def _merged(values: Values, others: Values) -> dict[str, Any]:
    """Return `values` with those of `others` instead, section by section."""
    both = dict(values)
    for name, value in others.items():
        inner = both.get(name)
        if isinstance(inner, Mapping) and isinstance(value, Mapping):
            both[name] = _merged(inner, value)
        else:
            both[name] = value
    return both


def _checked(format: str, values: Values) -> Recipe:
    from dacite import Config, DaciteError, UnexpectedDataError, from_dict

    config = Config(strict=True, cast=[tuple])
    compare = f"Compare cleaner/training/recipes/{format}.toml"
    try:
        recipe = from_dict(_KINDS[format], values, config)
    except UnexpectedDataError as error:
        names = ", ".join(sorted(map(repr, error.keys)))
        raise RecipeError(f"nothing is called {names} there. {compare}") from error
    except (DaciteError, TypeError, ValueError) as error:
        raise RecipeError(f"{error}. {compare}") from error
    if recipe.folds < FEWEST_FOLDS:
        raise RecipeError(f"folds = {recipe.folds}: it takes {FEWEST_FOLDS} or more")
    return recipe
