"""Cutting the data into small random batches."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def minibatches(x, y, batch_size, rng):
    """Return one epoch of batches as a list of pairs (x, y), the examples in random order; the last batch may be smaller."""
    order = rng.permutation(len(x))
    starts = range(0, len(x), batch_size)
    return [(x[order[start : start + batch_size]], y[order[start : start + batch_size]]) for start in starts]


def epochs(answer, x, y, batch_size, seed):
    """Return what must hold whatever the order: sizes of the batches, the sorted table of all pairs, and three yes-or-no answers.

    These are 1 if the examples of a batch are not neighbours in the data, 1 if two epochs differ, and 1 if a generator with the same
    seed gives the first epoch again; else 0.
    """
    rng = np.random.default_rng(seed)
    first, second = (list(answer(x, y, batch_size, rng)) for _ in range(2))
    sizes = np.array([len(part_x) for part_x, _ in first])
    repeated = list(answer(x, y, batch_size, np.random.default_rng(seed)))
    table, again, once_more = (np.concatenate([np.column_stack(pair) for pair in batches]) for batches in (first, second, repeated))
    original = np.column_stack([x, y])
    blocks = {tuple(original[i : i + batch_size].ravel()) for i in range(0, len(x), batch_size)}
    mixed = not all(tuple(np.column_stack(pair).ravel()) in blocks for pair in first)
    return sizes, table[np.lexsort(table.T)], int(mixed), int(not np.array_equal(table, again)), int(np.array_equal(table, once_more))


def tables(attempts):
    """Return the table of pairs and the right one for every attempt, as lists of rows; none at all if some attempt has no table."""
    found = [(tried.first.value[1], tried.expected[1]) for tried in attempts if isinstance(tried.first.value, tuple)]
    if len(found) < len(attempts) or any(np.ndim(got) != 2 or np.shape(got)[1] != want.shape[1] for got, want in found):
        return []
    return [([*map(tuple, got)], [*map(tuple, want)]) for got, want in found]


def pairs_broken(attempts):
    """Tell whether an input and a target of the data came together that do not belong together."""
    for got, want in tables(attempts):
        inputs, targets = {row[:-1] for row in want}, {row[-1] for row in want}
        if any(row not in want and row[:-1] in inputs and row[-1] in targets for row in got):
            return True
    return False


def drawn_twice(attempts):
    """Tell whether all pairs are pairs of the data, and some came more than once in an epoch."""
    found = tables(attempts)
    return all(row in want for got, want in found for row in got) and any(len(set(got)) < len(got) for got, _ in found)


def another_generator(attempts):
    """Tell whether the one thing wrong is that a generator with the same seed gave another order."""
    values = [tried.first.value for tried in attempts]
    return all(isinstance(value, tuple) and len(value) == 5 and value[4] == 0 for value in values) and all(
        tried.problem and tried.problem.part == "same_seed_same_order" for tried in attempts
    )


def in_batches(x, y, batch_size, order, order_y=None):
    """Return the batches of a given order."""
    order_y = order if order_y is None else order_y
    parts = range(0, len(order), batch_size)
    return [(x[order[i : i + batch_size]], y[order_y[i : i + batch_size]]) for i in parts]


def two_permutations(x, y, batch_size, rng):
    """Shuffle inputs and targets each for itself."""
    return in_batches(x, y, batch_size, rng.permutation(len(x)), rng.permutation(len(x)))


def last_dropped(x, y, batch_size, rng):
    """Leave out the last, smaller batch."""
    return [pair for pair in minibatches(x, y, batch_size, rng) if len(pair[0]) == batch_size]


def batches_shuffled(x, y, batch_size, rng):
    """Shuffle the batches, not the examples."""
    batches = in_batches(x, y, batch_size, np.arange(len(x)))
    return [batches[i] for i in rng.permutation(len(batches))]


def always_one_order(x, y, batch_size, rng):
    """Shuffle with a seed of its own, the same at every call."""
    return minibatches(x, y, batch_size, np.random.default_rng(0))


def batches_with_replacement(x, y, batch_size, rng):
    """Draw every batch from all examples."""
    drawn = [rng.integers(0, len(x), batch_size) for _ in range(-(-len(x) // batch_size))]
    return [(x[rows], y[rows]) for rows in drawn]


def own_generator(x, y, batch_size, rng):
    """Draw from a generator that nobody can seed."""
    return minibatches(x, y, batch_size, np.random.default_rng())


PAIRS = np.arange(7.0)

EXERCISE = Exercise(
    name="gradient_descent.minibatches",
    tier=2,
    reference=minibatches,
    cases=(
        Case((np.column_stack([PAIRS, 10 * PAIRS]), 100 * PAIRS, 3, 1), epochs),
        Case((*numbers(9, (23, 4), (23,)), 5, 2), epochs),
        Case((*numbers(10, (12, 5), (12,)), 4, 3), epochs),
    ),
    hints=(
        "Shuffle the row numbers, not the rows.",
        "Use one and the same list of row numbers for x and for y, and cut it into pieces.",
        "`rng.permutation(n)` gives the numbers from 0 to n − 1 in random order; a slice that runs past the end stops there.",
    ),
    mistakes=(
        Mistake(
            "G09",
            "inputs and targets shuffled separately",
            "Pick one row of a batch and look its target up in the original table: do they belong together?",
            (two_permutations, lambda x, y, size, rng: in_batches(x, y, size, rng.permutation(len(x)), np.arange(len(x)))),
            pairs_broken,
        ),
        Mistake(
            "",
            "last batch dropped",
            "Count the examples in all your batches: are there as many as you were given?",
            (last_dropped,),
        ),
        Mistake(
            "",
            "batches shuffled, examples not",
            "Neighbours in the table stay neighbours for ever. What if the table is sorted by class?",
            (batches_shuffled,),
        ),
        Mistake(
            "G08",
            "not shuffled",
            "Suppose that the table is sorted by class: what would a batch hold? You were given a generator.",
            (lambda x, y, size, rng: in_batches(x, y, size, np.arange(len(x))),),
        ),
        Mistake(
            "",
            "the same order in every epoch",
            "The second epoch runs through the same batches as the first: which generator do you draw from?",
            (always_one_order,),
        ),
        Mistake(
            "",
            "drawn with replacement",
            "In one epoch every example comes once. Do some come twice here, and some never?",
            (lambda x, y, size, rng: in_batches(x, y, size, rng.integers(0, len(x), len(x))), batches_with_replacement),
            drawn_twice,
        ),
        Mistake(
            "",
            "drawn from another generator",
            "The order has to come from the generator that you were given: with the same seed, the same order. Which one do you draw from?",
            (own_generator,),
            another_generator,
        ),
    ),
    returns=("sizes", "all_pairs_sorted", "examples_mixed", "epochs_differ", "same_seed_same_order"),
)
