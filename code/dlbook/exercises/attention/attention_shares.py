"""The shares of one query: compare, scale, softmax."""

import numpy as np

from dlbook.activations import softmax
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def attention_shares(query, keys):
    """Return the shares of attention of one query (d,) among keys (m, d), scaled by √d: (m,)."""
    return softmax(keys @ query / np.sqrt(len(query)))


def shares_of(score, shares=softmax):
    """Return a function that makes shares out of scores that are computed in another way."""
    return lambda query, keys: shares(score(query, keys))


def plain_exponentials(query, keys):
    """Follow the formula without subtracting the largest score."""
    powers = np.exp(keys @ query / np.sqrt(len(query)))
    return powers / powers.sum()


EXERCISE = Exercise(
    name="attention.attention_shares",
    tier=1,
    reference=attention_shares,
    cases=(
        Case((np.array([2.0, 0.0, 0.0, 0.0]), np.array([[0.0, 1.0, 2.0, 0.0], [1.0, 0.0, 0.0, 3.0], [-1.0, 5.0, 0.0, 0.0]]))),
        Case(tuple(numbers(1, (3,), (5, 3)))),
        Case(tuple(numbers(2, (7,), (4, 7)))),
        Case((np.array([3000.0, -2000.0]), np.array([[2.0, 1.0], [1.0, 2.0], [-3.0, 1.0], [2.0, 0.5], [2.0, 1.001]]))),
    ),
    hints=(
        "Three steps: one score for each key, the division, and a softmax over the scores.",
        "A score is the dot product of the query with a key, and the divisor is the root of the number of entries of the query.",
    ),
    mistakes=(
        Mistake(
            "A05",
            "exponentials overflow",
            "One case has scores in the thousands, and eᶻ is then infinite. What may you subtract from all "
            "scores without changing the shares?",
            (plain_exponentials,),
        ),
        Mistake(
            "T01",
            "no division",
            "For random queries and keys your scores have variance d. What was to be divided by?",
            (shares_of(lambda query, keys: keys @ query),),
        ),
        Mistake(
            "T01",
            "divided by d instead of its root",
            "What is the standard deviation of a sum of d products, and what is its variance? One of them is the divisor.",
            (shares_of(lambda query, keys: keys @ query / len(query)),),
        ),
        Mistake(
            "T01",
            "multiplied by the root",
            "Larger d makes your shares more extreme instead of less. Which way should the root of d work?",
            (shares_of(lambda query, keys: keys @ query * np.sqrt(len(query))),),
        ),
        Mistake(
            "T01",
            "root of the number of keys",
            "How many products are added up in one score? That number belongs under the root, not the number of keys.",
            (shares_of(lambda query, keys: keys @ query / np.sqrt(len(keys))),),
        ),
        Mistake(
            "",
            "scores instead of shares",
            "Your numbers do not add up to 1. Which step turns scores into shares?",
            (lambda query, keys: keys @ query / np.sqrt(len(query)),),
        ),
        Mistake(
            "",
            "scores divided by their sum",
            "Scores may be negative, and then so are your shares. Which function makes positive numbers that add up to 1?",
            (lambda query, keys: keys @ query / (keys @ query).sum(),),
        ),
        Mistake(
            "",
            "distances instead of dot products",
            "You compare by distance. The score of a key is the dot product: it also grows with the length of the key.",
            (
                shares_of(lambda query, keys: -np.linalg.norm(keys - query, axis=1)),
                shares_of(lambda query, keys: -((keys - query) ** 2).sum(axis=1)),
            ),
        ),
    ),
)
