"""How large random weights should be, for a layer of a given shape."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def kernel_deviation(n_in, n_out, activation):
    """Return the standard deviation of a start: He's before a ReLU ("relu"), Glorot's before a "tanh"."""
    return np.sqrt(2 / n_in) if activation == "relu" else np.sqrt(2 / (n_in + n_out))


def rule(relu, tanh):
    """Return a function that uses one formula for ReLU and one for tanh."""
    return lambda n_in, n_out, activation: (relu if activation == "relu" else tanh)(n_in, n_out)


def he(n_in, n_out):
    """Return √(2 / n_in)."""
    return np.sqrt(2 / n_in)


def glorot(n_in, n_out):
    """Return √(2 / (n_in + n_out))."""
    return np.sqrt(2 / (n_in + n_out))


EXERCISE = Exercise(
    name="activations.kernel_deviation",
    tier=2,
    reference=kernel_deviation,
    cases=(
        Case((50, 22, "relu")),
        Case((2, 6, "tanh")),
        Case((784, 128, "relu")),
        Case((300, 100, "tanh")),
    ),
    hints=(
        "He's start keeps the signals of the forward pass: only one of the two sizes counts. Glorot's is a compromise of both.",
        "The rules give variances. What must you do to a variance to get a standard deviation?",
    ),
    mistakes=(
        Mistake(
            "A14",
            "variance instead of deviation",
            "That is the variance. `rng.normal` wants the standard deviation: which operation is missing?",
            (rule(lambda n_in, n_out: 2 / n_in, lambda n_in, n_out: 2 / (n_in + n_out)),),
        ),
        Mistake(
            "A14",
            "no scaling at all",
            "Does your number change with the size of the layer? A sum of 784 terms is larger than a sum of 2.",
            (lambda n_in, n_out, activation: 1.0, lambda n_in, n_out, activation: 0.05),
        ),
        Mistake(
            "",
            "outputs counted instead of inputs",
            "A unit adds up its inputs. Which of the two sizes says how many terms its sum has?",
            (rule(lambda n_in, n_out: np.sqrt(2 / n_out), glorot), lambda n_in, n_out, activation: np.sqrt(2 / n_out)),
        ),
        Mistake(
            "",
            "Glorot's rule for both",
            "A ReLU removes half of the mean square. Where in your rule is that made good?",
            (rule(glorot, glorot),),
        ),
        Mistake(
            "",
            "He's rule for both",
            "A tanh near 0 passes its input on unchanged. Does it need the extra factor of a ReLU?",
            (rule(he, he),),
        ),
        Mistake(
            "",
            "limit of the uniform distribution",
            "That is how far a uniform draw must reach. What is its standard deviation?",
            (
                rule(lambda n_in, n_out: np.sqrt(6 / n_in), lambda n_in, n_out: np.sqrt(6 / (n_in + n_out))),
                rule(he, lambda n_in, n_out: np.sqrt(6 / (n_in + n_out))),
                lambda n_in, n_out, activation: np.sqrt(6 / (n_in + n_out)),
            ),
        ),
        Mistake(
            "",
            "the two rules exchanged",
            "Both formulas are right, each for the other activation. Which of the two silences half of its inputs?",
            (rule(glorot, he),),
        ),
        Mistake(
            "",
            "only the forward pass for tanh",
            "Right for the signals. Going back, a gradient is added up over the outputs: Glorot's rule listens to both.",
            (rule(he, lambda n_in, n_out: np.sqrt(1 / n_in)),),
        ),
        Mistake(
            "",
            "factor 2 forgotten",
            "How much of a symmetric signal's mean square is left behind a ReLU? The weights have to make up for it.",
            (
                rule(lambda n_in, n_out: np.sqrt(1 / n_in), glorot),
                rule(lambda n_in, n_out: np.sqrt(1 / n_in), lambda n_in, n_out: np.sqrt(1 / (n_in + n_out))),
            ),
        ),
    ),
)
