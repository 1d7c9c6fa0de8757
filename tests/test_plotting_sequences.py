"""The diagrams of unrolled networks show what they are given: every leaf, every operator, every value."""
from matplotlib import pyplot as plt

from dlbook import plotting
from dlbook.datasets.expressions import evaluate


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_unrolled_shows_the_outputs_of_each_kind():
    axes = plotting.draw_unrolled()
    outputs = {ax.get_title(loc="left") + ax.get_title(): [word for word in words(ax) if word.startswith("$y")] for ax in axes}
    inputs = {ax.get_title(loc="left") + ax.get_title(): [word for word in words(ax) if word.startswith("$x")] for ax in axes}
    assert {kind: len(each) for kind, each in outputs.items()} == {"many-to-one": 1, "many-to-many": 4, "encoder and decoder": 2}
    assert [len(each) for each in inputs.values()] == [4, 4, 2]
    plt.close(axes[0].get_figure())


def test_expression_shows_leaves_operators_and_values():
    ax = plotting.draw_expression(("xor", ("and", 1, 0), ("or", 0, ("xor", 1, 1))), evaluate)
    assert sorted(words(ax)) == sorted(["xor", "and", "or", "xor", "1", "0", "0", "1", "1", "0", "0", "0", "0"])
    assert len(ax.lines) == 8  # two edges for each of four operators
    plt.close(ax.get_figure())


def test_leaves_stand_side_by_side_in_their_order():
    ax = plotting.draw_expression(("and", ("or", "a", "b"), ("or", "c", "d")), lambda tree: "")
    at = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text() in "abcd" and text.get_text()}
    assert [at[name] for name in "abcd"] == [0, 1, 2, 3]
    plt.close(ax.get_figure())
