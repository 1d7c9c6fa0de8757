"""In which order the nodes of a graph may pass their gradients on."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def backward_order(parents, output):
    """Return the names of all nodes that the output was made of, each behind all nodes that use it, the output first."""
    order, seen = [], set()

    def visit(name):
        seen.add(name)
        for parent in parents.get(name, ()):
            if parent not in seen:
                visit(parent)
        order.append(name)  # behind everything that it was made of

    visit(output)
    return order[::-1]


def roads(answer, parents, output):
    """Return, for each node, the number of roads to the output, counted by one walk along the order of the answer.

    Every node hands its count on to its parents when its turn comes: right only if all its users have handed theirs to it before.
    """
    names = sorted({output, *parents, *(parent for each in parents.values() for parent in each)})
    counts = dict.fromkeys(names, 0) | {output: 1}
    for name in answer(parents, output):
        for parent in parents.get(name, ()):
            counts[parent] += counts[name]
    return np.array([counts[name] for name in names])


def by_levels(parents, output):
    """Return the nodes as they are met, level by level from the output."""
    order = [output]
    for name in order:
        order += [parent for parent in dict.fromkeys(parents.get(name, ())) if parent not in order]
    return order


def at_first_sight(parents, output):
    """Return the nodes as a recursive walk meets them first."""
    order = []

    def visit(name):
        if name not in order:
            order.append(name)
            for parent in parents.get(name, ()):
                visit(parent)

    visit(output)
    return order


def every_visit(parents, output):
    """Return the nodes as a recursive walk meets them, as often as it does."""
    order = [output]
    for parent in parents.get(output, ()):
        order += every_visit(parents, parent)
    return order


def forwards(parents, output):
    """Return the nodes from the inputs to the output."""
    return backward_order(parents, output)[::-1]


DIAMOND = {"y": ("p", "s"), "s": ("p", "a"), "p": ("a", "b")}
TWO_ROADS = {"loss": ("left", "right"), "left": ("mid",), "right": ("x",), "mid": ("right",)}
LADDER = {f"n{i:02d}": (f"n{i - 1:02d}", f"n{i - 2:02d}" if i > 1 else "n00") for i in range(1, 9)}
SHORTCUT = {"loss": ("h3", "x"), "h3": ("h2", "h1"), "h2": ("h1", "x"), "h1": ("x", "w")}

EXERCISE = Exercise(
    name="backpropagation.backward_order",
    tier=3,
    reference=backward_order,
    cases=(
        Case((DIAMOND, "y"), roads),
        Case((TWO_ROADS, "loss"), roads),
        Case((SHORTCUT, "loss"), roads),
        Case((LADDER, "n08"), roads),
    ),
    hints=(
        "A node may pass its gradient on only when all nodes that use it have paid in. So each node comes after all its users.",
        "Turn it round: an order in which each node comes after everything it was made of is easy to build by recursion. Then reverse it.",
        "In the recursion a node is noted down last, after its parents, and only once, however many roads lead to it.",
    ),
    mistakes=(
        Mistake(
            "B09",
            "noted down at first sight",
            "Some counts are too small: a node handed on what it had before its last user had paid in. When may a node take its turn?",
            (by_levels, at_first_sight, lambda parents, output: at_first_sight({k: v[::-1] for k, v in parents.items()}, output)),
        ),
        Mistake(
            "B09",
            "visited once for every road",
            "Some counts are too large: a node that can be reached by several roads took several turns. How often should each appear?",
            (every_visit,),
        ),
        Mistake(
            "",
            "from the inputs to the output",
            "At the start only the output has something to hand on. Who is first in your list?",
            (forwards,),
        ),
        Mistake(
            "",
            "only one generation",
            "The walk ends too early: do the parents have parents?",
            (lambda parents, output: [output, *parents.get(output, ())],),
        ),
    ),
)
