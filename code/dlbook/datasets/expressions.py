"""Logical expressions as trees: a network that reads them has to follow their shape, which differs from one to the next.

A tree is 0 or 1 (a leaf), or a triple (operator, left tree, right tree).
"""
OPERATORS = ("and", "or", "xor")


def expression_trees(n, rng, depth=3):
    """Return n random expressions, none deeper than `depth`, and their values.

    Below the root, each place is a leaf with probability 1/4. "and" and "or" are equally likely, so 0 and 1 are about equally frequent.
    Shapes: a list of n trees and a list of n values, 0 or 1.
    Errors: ValueError for a depth below 1.
    """
    if depth < 1:
        raise ValueError(f"depth counts the operators above the deepest leaf and must be at least 1, but it is {depth}")
    trees = [random_tree(rng, depth) for _ in range(n)]
    return trees, [evaluate(tree) for tree in trees]


def random_tree(rng, depth):
    """Return a tree with an operator at its root."""
    left, right = (int(rng.integers(2)) if depth == 1 or rng.random() < 0.25 else random_tree(rng, depth - 1) for _ in range(2))
    return OPERATORS[rng.integers(len(OPERATORS))], left, right


def evaluate(tree):
    """Return the value of a tree, 0 or 1.

    Errors: ValueError for an unknown operator.
    """
    if tree in (0, 1):
        return tree
    operator, left, right = tree
    if operator not in OPERATORS:
        raise ValueError(f"operators are {', '.join(OPERATORS)}, but received {operator!r}")
    a, b = evaluate(left), evaluate(right)
    return {"and": a & b, "or": a | b, "xor": a ^ b}[operator]


def show(tree):
    """Return a tree as we would write it, with brackets: `(1 and (0 xor 1))`."""
    return str(tree) if tree in (0, 1) else f"({show(tree[1])} {tree[0]} {show(tree[2])})"
