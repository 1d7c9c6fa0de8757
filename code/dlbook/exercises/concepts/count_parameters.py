"""How many numbers a fully connected network learns."""

from itertools import pairwise

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def count_parameters(sizes):
    """Return the number of weights and biases of a fully connected network."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def one_too_far(sizes):
    """Ask for a neighbour of the last size."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes)))


def three_sizes(sizes):
    """Count for a network of exactly three sizes."""
    n_in, n_hidden, n_out = sizes
    return (n_in + 1) * n_hidden + (n_hidden + 1) * n_out


EXERCISE = Exercise(
    name="concepts.count_parameters",
    tier=1,
    reference=count_parameters,
    cases=(Case(([3, 2, 4],)), Case(([3, 2],)), Case(([64, 32, 10],)), Case(([5, 7, 4, 2],)), Case(([784, 512, 10],))),
    hints=(
        "Draw a network with 3 inputs and 2 outputs. How many arrows are there, and what else does each output unit own?",
        "A list of three sizes describes two layers, not three: pair each size with the next.",
        "One layer has a table of n_in by n_out weights and a row of n_out more numbers; add this up over the pairs.",
    ),
    mistakes=(
        Mistake(
            "",
            "one pair too many",
            "How many pairs of neighbours does a list of 3 have? Which pairs does your index make?",
            (one_too_far, lambda sizes: one_too_far(np.array(sizes))),
        ),
        Mistake(
            "",
            "weights and biases apart",
            "One number is asked for: weights and biases together.",
            (
                lambda sizes: (sum(a * b for a, b in pairwise(sizes)), sum(sizes[1:])),
                lambda sizes: [sum(a * b for a, b in pairwise(sizes)), sum(sizes[1:])],
                lambda sizes: (sum(sizes[1:]), sum(a * b for a, b in pairwise(sizes))),
            ),
        ),
        Mistake(
            "",
            "biases left out",
            "You have counted the arrows. What does each unit add when all its inputs are zero?",
            (lambda sizes: sum(a * b for a, b in pairwise(sizes)),),
        ),
        Mistake(
            "",
            "biases for the inputs, too",
            "Which units compute something? An input only passes on a number of the data: does it need parameters?",
            (lambda sizes: sum(a * b for a, b in pairwise(sizes)) + sum(sizes),),
        ),
        Mistake(
            "",
            "biases of the wrong end",
            "Does a bias belong to a unit that sends, or to one that receives?",
            (lambda sizes: sum(a * b + a for a, b in pairwise(sizes)),),
        ),
        Mistake(
            "",
            "biases of the outputs left out",
            "Does an output unit add nothing of its own? It computes just as a hidden one.",
            (lambda sizes: sum(a * b for a, b in pairwise(sizes)) + sum(sizes[1:-1]),),
        ),
        Mistake(
            "",
            "layers not added up",
            "These are the numbers of the layers, one by one. How many does the network have?",
            (lambda sizes: [(a + 1) * b for a, b in pairwise(sizes)],),
        ),
        Mistake(
            "",
            "units counted",
            "This counts units. How many numbers does a single unit need to weigh all its inputs?",
            (lambda sizes: sum(sizes), lambda sizes: sum(sizes[1:])),
        ),
        Mistake(
            "",
            "all sizes multiplied",
            "Are there arrows from the first layer straight to the third? Only neighbours are connected.",
            (lambda sizes: int(np.prod(sizes)), lambda sizes: int(np.prod(sizes)) + sum(sizes[1:])),
        ),
        Mistake(
            "",
            "first layer only",
            "Right for one layer. Does your loop reach the last pair of the list, or return too early?",
            (lambda sizes: (sizes[0] + 1) * sizes[1],),
        ),
        Mistake(
            "",
            "last layer only",
            "Right for one layer. What becomes of the number of the first pair when your code comes to the next?",
            (lambda sizes: (sizes[-2] + 1) * sizes[-1],),
        ),
        Mistake(
            "",
            "written for three sizes",
            "The list may hold two sizes, or five. What has to be done once for each pair of neighbours?",
            (three_sizes, lambda sizes: (sizes[0] + 1) * sizes[1] + (sizes[1] + 1) * sizes[2]),
        ),
        Mistake(
            "",
            "one bias for each layer",
            "Do all units of a layer share one bias, or has each its own?",
            (lambda sizes: sum(a * b + 1 for a, b in pairwise(sizes)),),
        ),
    ),
)
