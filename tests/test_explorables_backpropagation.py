"""The stepper's numbers are those of the book's tape: values, gradients after every turn, and the sums where a value is used twice."""
import itertools

import numpy as np
import pytest
import traitlets

from dlbook import explorables
from dlbook.autograd import Tensor
from dlbook.explorables.bundle import FOLDER
from tests.explorables_bench import javascript, spoiled

FORMULAS = {
    "one neuron": (lambda x, w, b, t: ((w * x + b).tanh() - t) ** 2, "xwbt"),
    "a value used twice": (lambda a, b: (a * b) * (a * b + a), "ab"),
    "two units": (lambda w1, x, w2, t: ((w1 * x).relu() + (w2 * x).relu() - t) ** 2, ["w₁", "x", "w₂", "t"]),
}
CODE = """
    const graph = m.graphs[v.graph];
    const values = m.forward(graph, v.inputs);
    return { names: Object.keys(graph.inputs), values, turns: m.backward(graph, values), nodes: graph.nodes.map(([name]) => name) };
"""


def walk(graph, inputs, folder=FOLDER):
    return javascript("backpropagation.mjs", CODE, folder, graph=graph, inputs=inputs)


def check(folder):
    rng = np.random.default_rng(0)
    for graph, (formula, names) in FORMULAS.items():
        for _ in range(5):
            inputs = dict(zip(names, rng.uniform(-2, 2, len(names)), strict=True))
            received = walk(graph, inputs, folder)
            tensors = {name: Tensor(value) for name, value in inputs.items()}
            loss = formula(*tensors.values())
            loss.backward()
            np.testing.assert_allclose(received["values"]["L"], loss.value, rtol=1e-12)
            for name, tensor in tensors.items():
                np.testing.assert_allclose(received["turns"][-1]["grads"][name], tensor.grad, rtol=1e-12, atol=1e-12)


def test_agrees_with_the_tape():
    check(FOLDER)


@pytest.mark.parametrize(("right", "wrong"), [
    ("(grads[to] ?? 0) + grad", "grad"),
    ("1 - Math.tanh(a) ** 2", "1 - Math.tanh(a)"),
    ("[1, -1]", "[1, 1]"),
    ("a > 0 ? 1 : 0", "1"),
])
def test_a_spoiled_formula_is_noticed(right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, "backpropagation.mjs", right, wrong))


@pytest.mark.parametrize("graph", FORMULAS)
def test_a_node_takes_its_turn_after_all_its_users_and_keeps_its_gradient(graph):
    names = FORMULAS[graph][1]
    turns = walk(graph, dict.fromkeys(names, 0.5))["turns"]
    for earlier, later in itertools.pairwise(turns):
        done = [turn["node"] for turn in turns[: turns.index(later)]]
        assert all(later["grads"][name] == earlier["grads"][name] for name in [*done, later["node"]])


def test_the_formulas_name_the_inputs_in_order():
    for graph, (_, names) in FORMULAS.items():
        assert walk(graph, dict.fromkeys(names, 1.0))["names"] == list(names)


def test_the_walk_has_one_step_a_node_each_way_and_one_to_begin_the_way_back():
    code = """return Object.values(m.graphs).map((graph) => {
        const { last } = m.position(graph, 0);
        return [graph.nodes.length, last, m.position(graph, last).sent];
    });"""
    for nodes, last, sent in javascript("backpropagation.mjs", code):
        assert (last, sent) == (2 * nodes + 1, nodes)


def test_the_state_is_checked():
    assert explorables.backpropagation(graph="two units", inputs=[1.0, 0.5], step=3).state()["inputs"] == [1.0, 0.5]
    for wrong in ({"inputs": [4.0]}, {"inputs": [1.0] * 5}, {"graph": "no such graph"}, {"step": -1}):
        with pytest.raises(traitlets.TraitError):
            explorables.backpropagation(**wrong)


def test_the_chapters_task_with_the_training_figure_turns_out_as_promised():
    """Three hidden layers of eight on the circles: after a hundred epochs sigmoids still guess, and two single changes cure it."""
    code = """return v.changes.map((change) => {
        const settings = { layers: 3, units: 8, activation: "sigmoid", optimizer: "sgd", learning_rate: 0.3, batch_size: 10, seed: 1 };
        Object.assign(settings, { l2: 0 }, change);
        const training = m.createTraining(settings), { points } = m.createData("circles");
        for (let i = 0; i < 100; i++) m.trainEpoch(training, points, settings);
        return m.evaluate(training, points).loss;
    });"""
    changes = [{}, {"activation": "tanh"}, {"activation": "relu"}, {"layers": 1}, {"optimizer": "adam"}]
    sigmoid, tanh, relu, shallow, adam = javascript("training.mjs", code, changes=changes)
    assert abs(sigmoid - np.log(2)) < 0.01
    assert tanh < 0.01 and relu < 0.01 and shallow < 0.5
    assert adam > 0.5
