"""The tape that the chapter on backpropagation builds, cell by cell, gives the library's gradients, and stays under 100 lines."""
import ast
import itertools
from pathlib import Path

import nbformat
import numpy as np
import pytest

from dlbook import autograd
from dlbook.autograd import Tensor
from dlbook.gradcheck import relative_error

CHAPTER = Path(__file__).parents[1] / "chapters/backpropagation.ipynb"
TAPE = {"Node", "apply", "relu_of", "exp_of", "log_of", "row_sums", "walk_back"}


def definitions():
    """Return the chapter's definitions that make up its tape, as source: name → text."""
    cells = [cell.source for cell in nbformat.read(CHAPTER, 4).cells if cell.cell_type == "code"]
    found = [(node, source) for source in cells for node in ast.parse(source).body if getattr(node, "name", "") in TAPE]
    return {node.name: ast.get_source_segment(source, node) for node, source in found}


@pytest.fixture
def chapter():
    scope = {"np": np, "itertools": itertools, "autograd": autograd}
    for text in definitions().values():
        exec(text, scope)
    return scope


def cross_entropy_on(node, arrays, relu, exp, log, row_sums):
    x, kernel, bias, shares = (node(array) for array in arrays)
    logits = relu(x @ kernel + bias)
    return node(np.ones((1, len(arrays[0])))) @ (log(row_sums(exp(logits))) + row_sums(logits * logits * shares)), (x, kernel, bias, shares)


def test_the_chapter_builds_the_whole_tape_in_under_100_lines():
    assert set(definitions()) == TAPE
    assert sum(len(text.splitlines()) for text in definitions().values()) < 100


@pytest.mark.parametrize("seed", range(3))
def test_both_tapes_give_the_same_gradients(chapter, seed):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in ((5, 3), (3, 4), (4,), (5, 1))]
    ours, our_leaves = cross_entropy_on(chapter["Node"], arrays, *(chapter[name] for name in ("relu_of", "exp_of", "log_of", "row_sums")))
    chapter["walk_back"](ours)
    loss, leaves = cross_entropy_on(Tensor, arrays, Tensor.relu, Tensor.exp, Tensor.log, lambda t: t.sum(axis=1))
    loss.backward()
    assert relative_error(ours.value, loss.value) < 1e-12
    for one, other in zip(our_leaves, leaves, strict=True):
        assert np.abs(other.grad).max() > 0 and relative_error(one.grad, other.grad) < 1e-12


def test_the_chapters_diamond_adds_up(chapter):
    a, b = chapter["Node"](2.0), chapter["Node"](1.5)
    product = a * b
    chapter["walk_back"](product * (product + a))
    assert (a.grad, b.grad) == (15, 16)
