"""The way back through attention: two products with a softmax between them."""

import numpy as np

from dlbook.activations import softmax
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def gradients(grad, queries, keys, values, root=True, own=True, turned=True, way_back=True):
    """Return the gradients; each switch leaves out one step."""
    divisor = np.sqrt(queries.shape[1])
    shares = softmax(queries @ keys.T / divisor)
    grad_shares = grad @ values.T
    passed = shares * (grad_shares - (grad_shares * shares).sum(axis=1, keepdims=True)) if own else shares * (1 - shares) * grad_shares
    grad_scores = (passed if way_back else grad_shares) / (divisor if root else 1)
    return grad_scores @ keys, (grad_scores.T if turned else grad_scores) @ queries, shares.T @ grad


def attention_backward(grad, queries, keys, values):
    """Return the gradients with respect to queries (n, d), keys (m, d) and values (m, e), given that of softmax(QKᵀ/√d) V, (n, e)."""
    return gradients(grad, queries, keys, values)


def column_sums(grad, queries, keys, values):
    """Take the softmax's sum over the queries instead of over the keys."""
    root = np.sqrt(queries.shape[1])
    shares = softmax(queries @ keys.T / root)
    grad_shares = grad @ values.T
    grad_scores = shares * (grad_shares - (grad_shares * shares).sum(axis=0)) / root
    return grad_scores @ keys, grad_scores.T @ queries, shares.T @ grad


def changed_softmax(way_back):
    """Return the gradients with another way back through the softmax."""

    def answer(grad, queries, keys, values):
        root = np.sqrt(queries.shape[1])
        shares = softmax(queries @ keys.T / root)
        grad_scores = way_back(shares, grad @ values.T) / root
        return grad_scores @ keys, grad_scores.T @ queries, shares.T @ grad

    return answer


def keys_for_queries(grad, queries, keys, values):
    """Exchange the first two gradients."""
    to_queries, to_keys, to_values = gradients(grad, queries, keys, values)
    return to_keys, to_queries, to_values


EXERCISE = Exercise(
    name="attention.attention_backward",
    tier=3,
    reference=attention_backward,
    returns=("queries", "keys", "values"),
    cases=(
        Case(
            (
                np.array([[1.0, 0.0], [0.0, 2.0]]),
                np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 0.0]]),
                np.array([[2.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 2.0]]),
                np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]),
            )
        ),
        Case(tuple(numbers(1, (4, 2), (4, 3), (5, 3), (5, 2)))),
        Case(tuple(numbers(2, (3, 6), (3, 2), (7, 2), (7, 6), size=2))),
    ),
    hints=(
        "Y = A V is a product like that of a dense layer: how does a gradient come back to either factor?",
        "Behind A stands a softmax in each row, and behind that a division by a constant. Then comes another product, S = Q Kᵀ.",
        "Write down the shapes: A is (n, m), and each of the three results has the shape of its argument. That decides all transposes.",
    ),
    mistakes=(
        Mistake(
            "T01",
            "root forgotten on the way back",
            "Gradients of queries and keys are all too large by one factor. Which constant did the scores meet on their way forward?",
            (lambda *args: gradients(*args, root=False),),
        ),
        Mistake(
            "A08",
            "only the diagonal of the softmax",
            "A larger score for one key takes share away from all others. Your slope a (1 − a) knows only of the key itself.",
            (lambda *args: gradients(*args, own=False), lambda *args: gradients(*args, own=False, root=False)),
        ),
        Mistake(
            "",
            "softmax left out",
            "The gradient went from the shares straight to the scores. Which function lies between them?",
            (lambda *args: gradients(*args, way_back=False), lambda *args: gradients(*args, way_back=False, root=False)),
        ),
        Mistake(
            "A08",
            "the sum g·a forgotten",
            "If all scores of a query grow alike, its shares stay: so each row of the scores' gradient adds up to 0. Does yours? Look at "
            "g·a in the formula.",
            (changed_softmax(lambda a, g: a * g),),
        ),
        Mistake(
            "T08",
            "one sum g·a for all queries",
            "Each query has a softmax of its own. How many sums g·a are there?",
            (changed_softmax(lambda a, g: a * (g - (g * a).sum())),),
        ),
        Mistake(
            "",
            "softmax of the gradient",
            "You sent the gradient forward through the softmax. On its way back it is multiplied by shares: a (g − g·a).",
            (changed_softmax(lambda a, g: softmax(g)),),
        ),
        Mistake(
            "T08",
            "softmax's sum over the wrong axis",
            "Each *row* of shares adds up to 1. Over which axis must the sum g·a of its way back run?",
            (column_sums,),
        ),
        Mistake(
            "",
            "gradients in another order",
            "Queries first, then keys, then values.",
            (keys_for_queries,),
        ),
    ),
)
