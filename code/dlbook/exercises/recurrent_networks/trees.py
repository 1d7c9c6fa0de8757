"""A recursive computation over a tree, for any way of combining two states."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def tree_state(tree, leaves, combine):
    """Return the state of a tree: leaves[v] for a leaf v, combine(operator, left state, right state) for a node."""
    if isinstance(tree, tuple):
        operator, left, right = tree
        return combine(operator, tree_state(left, leaves, combine), tree_state(right, leaves, combine))
    return leaves[tree]


def digits(operator, left, right):
    """Return a number that depends on the operator and on the order of the children."""
    return left / 10 - right / 100 + {"and": 1, "or": 2, "xor": 3}[operator]


def mix(operator, left, right):
    """Return a state that depends on the operator and on the order of the children."""
    return np.tanh({"and": 0.5, "or": -0.5, "xor": 1.0}[operator] + left @ np.array([[0.4, -0.3], [0.2, 0.9]]) - 0.7 * right[::-1])


def value(operator, left, right):
    """Return the truth value."""
    return {"and": left & right, "or": left | right, "xor": left ^ right}[operator]


def children_swapped(tree, leaves, combine):
    """Return the state with left and right exchanged."""
    if not isinstance(tree, tuple):
        return leaves[tree]
    return combine(tree[0], children_swapped(tree[2], leaves, combine), children_swapped(tree[1], leaves, combine))


def left_twice(tree, leaves, combine):
    """Return the state with the left child in both places."""
    if not isinstance(tree, tuple):
        return leaves[tree]
    left = left_twice(tree[1], leaves, combine)
    return combine(tree[0], left, left)


def one_level(tree, leaves, combine):
    """Return the state of a tree whose children are taken for leaves; deeper ones count as the leaf 0."""
    if not isinstance(tree, tuple):
        return leaves[tree]
    return combine(tree[0], *(leaves[0 if isinstance(child, tuple) else child] for child in tree[1:]))


def without_recursion(tree, leaves, combine):
    """Return what `combine` makes of the children themselves: an error as soon as a child is a tree."""
    return combine(*tree) if isinstance(tree, tuple) else leaves[tree]


def leaf_itself(tree, leaves, combine):
    """Return the state with bare leaves instead of their states."""
    if not isinstance(tree, tuple):
        return tree
    return combine(tree[0], leaf_itself(tree[1], leaves, combine), leaf_itself(tree[2], leaves, combine))


def root_everywhere(tree, leaves, combine):
    """Return the state with the operator of the root at all nodes."""

    def visit(node):
        return combine(tree[0], visit(node[1]), visit(node[2])) if isinstance(node, tuple) else leaves[node]

    return visit(tree)


def as_a_chain(tree, leaves, combine):
    """Return the state of the leaves and operators taken from left to right."""
    symbols = []

    def visit(node):
        if isinstance(node, tuple):
            visit(node[1])
            symbols.append(node[0])
            visit(node[2])
        else:
            symbols.append(leaves[node])

    visit(tree)
    state = symbols[0]
    for operator, right in zip(symbols[1::2], symbols[2::2], strict=True):
        state = combine(operator, state, right)
    return state


DEEP = ("xor", ("and", 0, ("or", 1, 0)), ("or", ("xor", 1, 1), ("and", 1, 0)))
STATES = np.array([[0.5, -1.0], [1.5, 0.25]])

TREE_STATE = Exercise(
    name="recurrent_networks.tree_state",
    tier=3,
    reference=tree_state,
    cases=(
        Case((("and", ("or", 1, 0), 1), [10.0, 20.0], digits)),
        Case((1, [10.0, 20.0], digits)),
        Case((("or", 0, ("and", 1, ("xor", 0, 1))), [3.0, 5.0], digits)),
        Case((DEEP, STATES, mix)),
        Case((("or", 0, ("and", ("xor", 0, 1), 1)), [0, 1], value)),
    ),
    hints=(
        "A tree is either a leaf or has two trees below it. What is the answer for a leaf?",
        "For a node, ask the same function for the states of both children.",
        "Tell the two cases apart by the type: a node is a tuple.",
    ),
    mistakes=(
        Mistake(
            "",
            "children exchanged",
            "Is `a and b` the same as `b and a` for a way of combining that cares about the order?",
            (children_swapped,),
        ),
        Mistake("", "left child twice", "Change a leaf on the right: does your result change?", (left_twice,)),
        Mistake("", "trees handed to combine", "`combine` wants states. What did you give it, a state or a tree?", (without_recursion,)),
        Mistake("", "one level only", "What becomes of a child that is itself a tree?", (one_level,)),
        Mistake("", "leaf in place of its state", "A leaf is a number in a list. What stands in that place of the list?", (leaf_itself,)),
        Mistake(
            "",
            "the root's operator everywhere",
            "Every node has an operator of its own. Which one do you use below the root?",
            (root_everywhere,),
        ),
        Mistake(
            "", "read as a chain", "From left to right, without the brackets: is `(1 or 0) and (0 or 1)` still the same?", (as_a_chain,)
        ),
    ),
)

GROUP = (TREE_STATE,)
