"""What a training costs, counted in multiplications and additions."""

from dlbook.exercises.exercise import Case, Exercise, Mistake


def training_flops(sizes, examples, epochs):
    """Return 6 · weights · examples · epochs for a dense network with layers of these sizes; biases and activations are left out."""
    weights = sum(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))
    return 6 * weights * examples * epochs


def times(factor, count=None):
    """Return a function that multiplies the weights by another factor, or counts them in another way."""

    def wrong(sizes, examples, epochs):
        n = count(sizes) if count else sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True))
        return factor * n * examples * epochs

    return wrong


def product(sizes):
    """Return the product of all sizes."""
    result = 1
    for size in sizes:
        result *= size
    return result


EXERCISE = Exercise(
    name="applications.training_flops",
    tier=1,
    reference=training_flops,
    cases=(
        Case(([3, 4, 2], 10, 5)),
        Case(([64, 32, 10], 1437, 7)),
        Case(([8, 16, 12, 5], 100, 3)),
        Case(([5, 2], 30, 4)),
    ),
    hints=(
        "Count weights first: the kernel between two layers has one weight for each pair of units.",
        "Each weight is multiplied and added once on the way forward: 2. The way back costs twice as much. Now count examples and epochs.",
    ),
    mistakes=(
        Mistake(
            "",
            "forward only",
            "Yours is a third of the cost: that is the way forward. What else does training do with each example?",
            (times(2),),
        ),
        Mistake(
            "",
            "backward only",
            "You counted the way back. The way forward comes on top.",
            (times(4),),
        ),
        Mistake(
            "",
            "a multiplication and an addition counted as one",
            "Half of what it costs: in a weighted sum each weight is multiplied, and the product is added.",
            (times(3),),
        ),
        Mistake(
            "",
            "first layer passes nothing on",
            "You left out the gradient that the first layer would pass on to the data. Fair, but $6ND$ counts it.",
            (lambda sizes, examples, epochs: training_flops(sizes, examples, epochs) - 2 * sizes[0] * sizes[1] * examples * epochs,),
        ),
        Mistake(
            "",
            "weights counted, not work",
            "That is how often a weight meets an example. How many operations happen at each meeting, forward and backward?",
            (times(1),),
        ),
        Mistake(
            "",
            "examples forgotten",
            "Twice as many examples are twice the work. Does your answer change with them, and with the epochs?",
            (
                lambda sizes, examples, epochs: training_flops(sizes, 1, epochs),
                lambda sizes, examples, epochs: training_flops(sizes, examples, 1),
                lambda sizes, examples, epochs: training_flops(sizes, 1, 1),
            ),
        ),
        Mistake(
            "",
            "units counted instead of weights",
            "You added up units. Between 64 and 32 units there are 64 · 32 weights.",
            (times(6, sum), times(6, lambda sizes: sum(sizes[1:]))),
        ),
        Mistake(
            "",
            "all sizes multiplied",
            "There is no weight between the first layer and the last: multiply neighbours, and add the kernels up.",
            (times(6, product),),
        ),
        Mistake(
            "",
            "biases counted",
            "A little too much: the biases were to be left out.",
            (times(6, lambda sizes: sum((a + 1) * b for a, b in zip(sizes[:-1], sizes[1:], strict=True))),),
        ),
    ),
)
