"""The FAQ is whole: every question and every misconception is there, with a permanent link, a short answer, evidence and a chapter.

The lists below are the contract. A page that lacks one of them, or a part of one, fails; the second half of this file breaks a copy
of the page in every such way and sees that it is noticed.
"""
import ast
import builtins
import copy
import functools
import itertools
import re
from dataclasses import dataclass

import pytest

from tools import notebooks, structure_links
from tools.structure_chapter import _names as names_of

PAGE = notebooks.CHAPTERS / "faq.ipynb"
SHORTEST, LONGEST, LINES = 40, 120, 10  # words of an answer, lines of a piece of evidence

# Permanent link → what the heading must say. A link that has been published never changes.
QUESTIONS = {
    "faq-deep-learning": "What is deep learning?", "faq-neural-network": "What is a neural network?",
    "faq-machine-learning": "differ from machine learning", "faq-used": "Where is deep learning used?", "faq-limits": "its limits",
    "faq-weights-and-biases": "weights and biases", "faq-activation-function": "activation function",
    "faq-forward-propagation": "forward propagation", "faq-loss-function": "loss function",
    "faq-euclidean-distance": "Euclidean distance", "faq-mse": "MSE", "faq-cross-entropy": "cross-entropy",
    "faq-objective-function": "objective function", "faq-gradient": "a gradient", "faq-gradient-descent": "What is gradient descent",
    "faq-backpropagation": "backpropagation", "faq-batch-gradient-descent": "batch gradient descent",
    "faq-stochastic-gradient-descent": "stochastic gradient descent", "faq-learning-rate": "What is the learning rate",
    "faq-optimizer": "What is an optimizer", "faq-vanishing-gradient": "vanishing gradient",
    "faq-exploding-gradient": "exploding gradient", "faq-dead-or-saturated-unit": "dead or saturated unit", "faq-cnn": "CNN",
    "faq-pooling": "pooling", "faq-rnn": "RNN", "faq-lstm": "LSTM", "faq-transformer": "Transformer",
    "faq-overfitting": "What is overfitting",
    "faq-underfitting": "underfitting", "faq-regularisation": "What is regularisation", "faq-l1": "L1", "faq-l2": "L2",
    "faq-model-selection": "model selection", "faq-cross-validation": "cross-validation", "faq-grid-search": "grid search",
    "faq-random-forest": "random forest", "faq-support-vector-machine": "support vector machine",
    "faq-computer-vision": "computer vision", "faq-nlp": "NLP", "faq-reinforcement-learning": "reinforcement learning",
    "faq-bioinformatics": "bioinformatics", "faq-choose-framework": "choose a framework", "faq-improve-model": "improve a model",
    "faq-fight-overfitting": "fight overfitting", "faq-choose-optimizer": "choose an optimizer",
    "faq-choose-activation": "choose an activation", "faq-choose-loss": "choose a loss",
    "faq-choose-learning-rate": "choose a learning rate", "faq-bug-or-hyper-parameter": "tell a bug from a bad hyper-parameter",
    "faq-how-much-data": "How much data",
}
MISCONCEPTIONS = {
    "faq-not-only-supervised": "is a supervised method", "faq-feature-design": "needs no feature design",
    "faq-convolution-index": "convolution computes sums over x[k−i+1, l−j+1]", "faq-pooling-index": "Pooling reads x[i−k+1, j−l+1]",
    "faq-pooling-does-not-normalise": "normalises the features, prevents overfitting, and adds a bias",
    "faq-lstm-gates": "LSTM has four gates", "faq-gradients-vanish-in-backpropagation": "gradients come from gradient descent",
    "faq-dead-is-not-saturated": "sigmoid stuck at 0 or 1", "faq-bias-is-learned": "initial value, or its hypothesis space",
    "faq-depth-and-width-are-free": "three layers, and the hidden layer is wider",
    "faq-backpropagation-does-not-update": "updates the weights",
    "faq-direction-of-backpropagation": "propagating the input from the output layer forward",
    "faq-recursive-is-not-recurrent": "Recurrent and recursive", "faq-one-sample-or-mini-batch": "SGD uses",
    "faq-noise-of-sgd": "always noisy but efficient", "faq-penalties-in-networks": "for linear and logistic regression",
    "faq-extrapolation": "predict at x = 2", "faq-current-code": "input_shape", "faq-references": "references",
    "faq-brain": "human brain",
}
ENTRY = re.compile(r"\((?P<label>faq-[\w-]+)\)=\n### (?P<heading>[^\n]+)\n(?P<answer>.*)", re.S)
UNLINKED = re.compile(r"(?P<label>)(?:.*?\n)??### (?P<heading>[^\n]+)\n(?P<answer>.*)", re.S)
BEGINNING = re.compile(r"^###? \S|^\(faq-", re.M)  # of a section or of a question
LINK = re.compile(r"\]\(([\w./-]+\.(?:ipynb|md))(?:#([\w-]+))?\)")


@dataclass
class Entry:
    """One question: its permanent link, heading and answer, the cell below the answer, and all that follows up to the next question."""

    label: str
    heading: str
    answer: str
    evidence: object
    rest: str
    section: str


def entries(cells):
    """Return the page's questions in order; a heading without a permanent link has an empty label."""
    found, section = [], ""
    for place, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        if heading := re.match(r"## (.+)", cell.source):
            section = heading.group(1)
        if re.search(r"^### ", cell.source, re.M):
            match = ENTRY.fullmatch(cell.source) or UNLINKED.fullmatch(cell.source)
            following = list(itertools.takewhile(lambda other: not BEGINNING.search(other.source), cells[place + 1:]))
            evidence = following[0] if following and following[0].cell_type == "code" else None
            rest = "\n\n".join(other.source for other in following if other.cell_type == "markdown")
            found.append(Entry(match["label"], match["heading"], match["answer"], evidence, rest, section))
    return found


@functools.cache
def anchors(page):
    """The anchors of a page, read once: the chapters are large."""
    return structure_links.anchors(page)


def words(markdown):
    return re.findall(r"[A-Za-z][\w'’-]*", re.sub(r"<!--.*?-->|\$[^$]*\$", " ", markdown, flags=re.S))


def shown(cell):
    """The outputs that a reader sees: glued values are not among them."""
    return [output for output in cell.outputs if output.output_type == "stream" or "scrapbook" not in output.get("metadata", {})]


def is_picture_or_table(cell):
    return any(any(mime.startswith("image/") for mime in output.get("data", {})) or output.get("text", "").count("\n") >= 3
               for output in shown(cell))


def stored_names(cells):
    """The names that the cells give a value, imports included."""
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell.source))]
    imported = {(alias.asname or alias.name).split(".")[0] for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))
                for alias in node.names}
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    handlers = {node.name for node in nodes if isinstance(node, ast.ExceptHandler)}
    defined = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return imported | arguments | handlers | defined | {node.id for node in nodes if isinstance(node, ast.Name)
                                                          and isinstance(node.ctx, ast.Store)}


def setup(cells):
    """The code before the first question that every piece of evidence may use; removed cells are not part of it."""
    first = next(place for place, cell in enumerate(cells) if re.search(r"^### ", cell.source, re.M) and cell.cell_type == "markdown")
    return [cell for cell in cells[:first] if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", [])]


def question_list(found):
    """The list of all questions that stands at the top of the page, a paragraph a section."""
    by_section = itertools.groupby(found, key=lambda entry: entry.section)
    return "\n\n".join(f"**{section}:** " + " · ".join(f"[{entry.heading}](#{entry.label})" for entry in group)
                       for section, group in by_section)


def problems(cells, folder=notebooks.CHAPTERS):
    """What the page in `folder` lacks, a sentence each."""
    found = entries(cells)
    known = {entry.label: entry for entry in found}
    labels = [entry.label for entry in found if entry.label]
    wrong = [f"{label}: the permanent link stands {labels.count(label)} times" for label in known if labels.count(label) > 1]
    for label, heading in {**QUESTIONS, **MISCONCEPTIONS}.items():
        if label not in known:
            wrong.append(f"{label}: no heading has this permanent link ({heading})")
        elif heading.lower() not in known[label].heading.lower():
            wrong.append(f"{label}: its heading does not say {heading!r}: {known[label].heading!r}")
        elif (known[label].section == "Misconceptions") != (label in MISCONCEPTIONS):
            wrong.append(f"{label}: it stands in the section {known[label].section!r}")
    common = stored_names(setup(cells)) | set(dir(builtins))
    for entry in found:
        wrong += [f"{entry.label or repr(entry.heading)}: {problem}" for problem in lacks(entry, common, folder)]
    if question_list(found) not in "\n\n".join(cell.source for cell in cells[:4]):
        wrong.append("the list of questions at the top is out of date; it should read:\n" + question_list(found))
    seen = [is_picture_or_table(entry.evidence) for entry in found if entry.evidence]
    if 3 * sum(seen) < len(seen):
        wrong.append(f"only {sum(seen)} of {len(seen)} pieces of evidence show a picture or a table")
    return wrong


def lacks(entry, common, folder):
    """What one entry lacks."""
    wrong, count = [], len(words(entry.answer))
    if not entry.label:
        wrong.append("no permanent link, (faq-...)=, right before the heading")
    if not SHORTEST <= count <= LONGEST:
        wrong.append(f"the answer has {count} words, not {SHORTEST} to {LONGEST}")
    if entry.section == "Misconceptions" and not (entry.heading.startswith("“") and entry.answer.strip().startswith("**What is true:**")):
        wrong.append("the claim stands in quotation marks, and **What is true:** begins the answer")
    links = LINK.findall(entry.answer + entry.rest)
    if not links:
        wrong.append("no link to a chapter")
    wrong += [f"the link to {page}#{anchor} does not land" for page, anchor in links
              if not (folder / page).is_file() or anchor and anchor not in anchors(folder / page)]
    if entry.evidence is None:
        return [*wrong, "no evidence: a code cell right after the answer"]
    lines = len(entry.evidence.source.splitlines())
    if lines > LINES:
        wrong.append(f"the evidence has {lines} lines, more than {LINES}")
    if not shown(entry.evidence) or any(output.output_type == "error" for output in entry.evidence.outputs):
        wrong.append("the evidence shows nothing")
    unknown = names_of(entry.evidence.source)[1] - stored_names([entry.evidence]) - common
    if unknown:
        wrong.append(f"the evidence does not run alone: {', '.join(sorted(unknown))} comes from another cell")
    if not words(entry.rest.split("*More:*")[0]):
        wrong.append("no sentence says what the evidence shows")
    return wrong


@pytest.fixture(scope="module")
def page():
    return notebooks.read(PAGE).cells


def test_nothing_is_missing(page):
    found = problems(page)
    assert not found, "\n" + "\n".join(found)


def test_the_lists_are_those_of_the_contract(page):
    assert (len(QUESTIONS), len(MISCONCEPTIONS)) == (51, 20)
    assert len(entries(page)) >= 71


# Negative controls: each edit harms a copy of the page in one way.

def cell_of(cells, label):
    return next(place for place, cell in enumerate(cells) if cell.source.startswith(f"({label})="))


def without(label):
    def edit(cells):
        place = cell_of(cells, label)
        del cells[place:place + 3]
    return edit


def replaced(label, old, new, offset=0):
    def edit(cells):
        cell = cells[cell_of(cells, label) + offset]
        assert re.search(old, cell.source, re.S)
        cell.source = re.sub(old, new, cell.source, count=1, flags=re.S)
    return edit


def only_glued(cells):
    evidence = cells[cell_of(cells, "faq-gradient-descent") + 1]
    evidence.outputs = [output for output in evidence.outputs if "scrapbook" in output.get("metadata", {})]
    assert evidence.outputs


def without_evidence(cells):
    del cells[cell_of(cells, "faq-mse") + 1]


def without_pictures(cells):
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": "one line\n"}] if cell.outputs else []
    for place, cell in enumerate(cells):
        if cell.cell_type == "code":
            cells[place] = notebooks.nbformat.from_dict(cell)


HARM = {
    "a question is gone": (without("faq-nlp"), "faq-nlp: no heading has this permanent link"),
    "a misconception is gone": (without("faq-brain"), "faq-brain: no heading has this permanent link"),
    "no permanent link": (replaced("faq-gradient", r"\(faq-gradient\)=\n", ""), "'What is a gradient?': no permanent link"),
    "a changed link": (replaced("faq-lstm", r"\(faq-lstm\)=", "(faq-memory)="), "faq-lstm: no heading has this permanent link"),
    "a link twice": (replaced("faq-l2", r"\(faq-l2\)=", "(faq-l1)="), "faq-l1: the permanent link stands 2 times"),
    "another question": (replaced("faq-l1", "What is L1", "What is a"), "faq-l1: its heading does not say 'L1'"),
    "a short answer": (replaced("faq-rnn", r"\n\n.*", "\n\nA network with a state.\n"), "faq-rnn: the answer has 5 words"),
    "a long answer": (replaced("faq-rnn", r"\Z", " and so on" * 40), "not 40 to 120"),
    "no evidence": (without_evidence, "faq-mse: no evidence"),
    "long evidence": (replaced("faq-mse", r"\A", "x = 1\n" * 6, 1), "faq-mse: the evidence has 12 lines"),
    "evidence without output": (only_glued, "faq-gradient-descent: the evidence shows nothing"),
    "evidence that needs another": (replaced("faq-mse", r"\A", "print(other_cell)\n", 1), "run alone: other_cell comes from"),
    "no chapter": (replaced("faq-mse", r"\[Distances.*?\)", "the chapter", 2), "faq-mse: no link to a chapter"),
    "a chapter that is not there": (replaced("faq-mse", r"concepts\.ipynb#[\w-]+", "concept.ipynb", 2), "concept.ipynb# does not land"),
    "a section that is not there": (replaced("faq-mse", "#distances", "#remoteness", 2), "concepts.ipynb#remoteness-mean"),
    "nothing said about it": (replaced("faq-mse", r"\A.*?\*More", "*More", 2), "faq-mse: no sentence says what the evidence shows"),
    "an unmarked truth": (replaced("faq-brain", r"\*\*What is true:\*\* ", ""), "faq-brain: the claim stands in quotation marks"),
    "an old list": (replaced("faq-cnn", r"\(CNN\)", "(CNN, of course)"), "the list of questions at the top is out of date"),
    "only words": (without_pictures, "pieces of evidence show a picture or a table"),
}


@pytest.mark.parametrize("harm", HARM)
def test_what_is_missing_is_noticed(page, harm):
    edit, message = HARM[harm]
    cells = copy.deepcopy(page)
    edit(cells)
    found = problems(cells)
    assert any(message in problem for problem in found), "\n".join(found)
