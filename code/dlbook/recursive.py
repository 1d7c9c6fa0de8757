"""A recursive network reads a tree: one small network, the same everywhere, turns the states of two children into that of their parent.

A recurrent network is the special case of a tree that is a chain. Here the trees are those of `dlbook.datasets.expression_trees`: a leaf
is a number 0, 1, …, any other place a triple (operator, left tree, right tree).

The places of all trees of a batch are computed together, height by height: a place can be computed as soon as its children are.
"""
import numpy as np

from dlbook.initializers import glorot_uniform, zeros
from dlbook.layers import Layer


class Recursive(Layer):
    """The frame of a tree filled with states, from the leaves to the root.

    Formula: a leaf v has the state leaves[v]; above it s = tanh(tanh([left, right] K₁ + operators[o]) K₂ + b₂), o the operator's number.
    Shapes: x a list of trees, y (batch, n_out), the states of the roots; leaves (n_leaves, n_out), operators (operators, n_hidden),
    kernel_1 (2 n_out, n_hidden), kernel_2 (n_hidden, n_out), bias_2 (n_out,).
    Errors: ValueError for an unknown operator or leaf. `backward` returns None: a tree has no gradient.
    Source: Goller and Küchler, ICNN 1996, pages 347–352; two layers a place instead of one.
    """

    def __init__(self, operators, n_leaves, n_out, n_hidden, rng):
        super().__init__(leaves=glorot_uniform((n_leaves, n_out), rng), operators=glorot_uniform((len(operators), n_hidden), rng),
                         kernel_1=glorot_uniform((2 * n_out, n_hidden), rng), kernel_2=glorot_uniform((n_hidden, n_out), rng),
                         bias_2=zeros((n_out,)))
        self.numbers = {name: number for number, name in enumerate(operators)}

    def forward(self, x, training=False):
        leaves, operators, kernel_1, kernel_2, bias_2 = self.params.values()
        levels, roots = self.by_height(x)
        states, inner = [leaves], []  # states[k]: (places of height k, n_out)
        for numbers, left, right in levels:
            known = np.concatenate(states)
            pairs = np.concatenate([known[left], known[right]], axis=1)
            inner.append((pairs, np.tanh(pairs @ kernel_1 + operators[numbers])))
            states.append(np.tanh(inner[-1][1] @ kernel_2 + bias_2))
        return self.remember(np.concatenate(states)[roots], levels, roots, states, inner)

    def backward(self, grad):
        levels, roots, states, inner = self.recall(grad)
        _, _, kernel_1, kernel_2, _ = self.params.values()
        self.grads = {name: np.zeros_like(param) for name, param in self.params.items()}
        starts = np.cumsum([0, *map(len, states)])
        grads = np.zeros((starts[-1], grad.shape[1]))
        np.add.at(grads, roots, grad)
        for k in reversed(range(len(levels))):
            (numbers, left, right), (pairs, hidden) = levels[k], inner[k]
            grad_2 = grads[starts[k + 1] : starts[k + 2]] * (1 - states[k + 1] ** 2)
            grad_1 = (grad_2 @ kernel_2.T) * (1 - hidden**2)
            self.grads["kernel_2"] += hidden.T @ grad_2
            self.grads["bias_2"] += grad_2.sum(axis=0)
            self.grads["kernel_1"] += pairs.T @ grad_1
            np.add.at(self.grads["operators"], numbers, grad_1)
            grad_left, grad_right = np.split(grad_1 @ kernel_1.T, 2, axis=1)
            np.add.at(grads, left, grad_left)
            np.add.at(grads, right, grad_right)
        self.grads["leaves"] = grads[: starts[1]]

    def by_height(self, trees):
        """Return the places level by level, as arrays (operators, left children, right children), and the places of the roots.

        The leaves come first, one place for each kind; then the places of height 1, of height 2, and so on.
        """
        n_leaves = len(self.params["leaves"])
        levels = []  # for each height from 1: triples (operator, place of the left child, place of the right child)

        def visit(tree):
            if not isinstance(tree, tuple):
                if not 0 <= tree < n_leaves:
                    raise ValueError(f"leaves are the numbers 0 to {n_leaves - 1}, but received {tree!r}")
                return 0, int(tree)
            operator, left, right = tree
            if operator not in self.numbers:
                raise ValueError(f"operators are {', '.join(self.numbers)}, but received {operator!r}")
            children = visit(left), visit(right)
            height = 1 + max(children[0][0], children[1][0])
            while len(levels) < height:
                levels.append([])
            levels[height - 1].append((self.numbers[operator], *children))
            return height, len(levels[height - 1]) - 1

        places = [visit(tree) for tree in trees]
        starts = np.cumsum([0, n_leaves, *map(len, levels)])
        at = [[(number, starts[left[0]] + left[1], starts[right[0]] + right[1]) for number, left, right in level] for level in levels]
        return [tuple(np.array(level).T) for level in at], np.array([starts[height] + i for height, i in places])
