"""Adam: a running mean of the gradients, divided by their running size."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def adam_path(theta, grads, learning_rate, beta_1, beta_2, epsilon):
    """Return the places after each gradient, with both running means corrected for having started at zero."""
    mean, square, path = np.zeros_like(theta), np.zeros_like(theta), []
    for step, grad in enumerate(grads, start=1):
        mean = beta_1 * mean + (1 - beta_1) * grad
        square = beta_2 * square + (1 - beta_2) * grad**2
        corrected_mean = mean / (1 - beta_1**step)
        corrected_square = square / (1 - beta_2**step)
        theta = theta - learning_rate * corrected_mean / (np.sqrt(corrected_square) + epsilon)
        path.append(theta)
    return np.array(path)


def variant(
    first=1,
    power=lambda beta, step: 1 - beta**step,
    mean_part=None,
    square_part=None,
    root=np.sqrt,
    squared=np.square,
    sign=-1,
    correct="both",
):
    """Return Adam with one piece exchanged."""
    mean_part = mean_part or (lambda beta: 1 - beta)
    square_part = square_part or (lambda beta: 1 - beta)

    def path_of(theta, grads, learning_rate, beta_1, beta_2, epsilon):
        mean, square, path = np.zeros_like(theta), np.zeros_like(theta), []
        for step, grad in enumerate(grads, start=first):
            mean = beta_1 * mean + mean_part(beta_1) * grad
            square = beta_2 * square + square_part(beta_2) * squared(grad)
            by_mean = power(beta_1, step) if correct in ("both", "mean") else 1
            by_square = power(beta_2, step) if correct in ("both", "square") else 1
            theta = theta + sign * learning_rate * (mean / by_mean) / (root(square / by_square) + epsilon)
            path.append(theta)
        return np.array(path)

    return path_of


def swapped(theta, grads, learning_rate, beta_1, beta_2, epsilon):
    """Exchange the two decay rates."""
    return adam_path(theta, grads, learning_rate, beta_2, beta_1, epsilon)


def no_memory(theta, grads, learning_rate, beta_1, beta_2, epsilon):
    """Take every gradient for itself."""
    return theta - learning_rate * np.cumsum(grads / (np.abs(grads) + epsilon), axis=0)


def corrected_for_good(theta, grads, learning_rate, beta_1, beta_2, epsilon):
    """Write the corrected means back into the running means."""
    mean, square, path = np.zeros_like(theta), np.zeros_like(theta), []
    for step, grad in enumerate(grads, start=1):
        mean = (beta_1 * mean + (1 - beta_1) * grad) / (1 - beta_1**step)
        square = (beta_2 * square + (1 - beta_2) * grad**2) / (1 - beta_2**step)
        theta = theta - learning_rate * mean / (np.sqrt(square) + epsilon)
        path.append(theta)
    return np.array(path)


def one_array(*args):
    """Step in place, so that every entry of the path is the last place."""
    path = adam_path(*args)
    return np.tile(path[-1], (len(path), 1))


EXERCISE = Exercise(
    name="gradient_descent.adam_path",
    tier=3,
    reference=adam_path,
    cases=(
        Case((np.array([1.0, 0.0]), np.array([[2.0, -0.1], [2.0, 0.3], [-1.0, 0.1]]), 0.1, 0.9, 0.999, 1e-10)),
        Case((*numbers(12, (4,), (7, 4)), 0.01, 0.8, 0.95, 1e-10)),
        Case((np.zeros(3), np.array([1.0, 100.0, 0.01]) * np.ones((30, 3)), 0.1, 0.9, 0.999, 1e-10)),
    ),
    hints=(
        "Three arrays live through the loop: the place, the running mean of g and the running mean of g². The last two start at zero.",
        "Check the correction for t = 1: the corrected mean of one gradient must be that gradient, whatever β is.",
        "Keep the uncorrected means for the next step; the corrected ones are only for this step's division.",
    ),
    mistakes=(
        Mistake(
            "G11",
            "counter starts at 0",
            "What is one minus β to the power of your counter, at the very first step?",
            (variant(first=0),),
        ),
        Mistake(
            "G12",
            "counter one too high",
            "With one gradient seen, the corrected mean should be that gradient. What does your counter say at the first step?",
            (variant(first=2),),
        ),
        Mistake(
            "G13", "no bias correction", "Both means start at zero. How far off are they after one gradient?", (variant(correct="none"),)
        ),
        Mistake(
            "G13",
            "only one of the means corrected",
            "Both running means started at zero: is each of them corrected, with its own β?",
            (variant(correct="mean"), variant(correct="square")),
        ),
        Mistake(
            "G13",
            "β times t, or no power",
            "Check your correction for a very large t: it should tend to dividing by 1.",
            (
                variant(power=lambda beta, step: 1 - beta * step),
                variant(power=lambda beta, step: 1 - beta),
                variant(power=lambda beta, step: 1 - beta**2),
            ),
        ),
        Mistake(
            "",
            "corrected means kept",
            "The first step is right, later ones are not: which version of the means do you carry into the next step?",
            (corrected_for_good,),
        ),
        Mistake(
            "",
            "square root missing",
            "Measure the gradient in other units, ten times larger: should the step change?",
            (variant(root=lambda square: square),),
        ),
        Mistake(
            "",
            "gradient not squared",
            "The second running mean measures size. What happens to it when the gradient is negative?",
            (variant(squared=lambda grad: grad),),
        ),
        Mistake("", "β₁ and β₂ exchanged", "Which of the two means should have the longer memory?", (swapped,)),
        Mistake(
            "",
            "means that add up",
            "A running mean of a constant is that constant. To what does yours grow?",
            (
                variant(mean_part=lambda beta: 1, square_part=lambda beta: 1),
                variant(mean_part=lambda beta: 1),
                variant(square_part=lambda beta: 1),
            ),
        ),
        Mistake(
            "B11",
            "one array stored many times",
            "All your rows are one and the same array: `+=` and `-=` write into the one that you have stored already. "
            "Which operator makes a new one?",
            (one_array,),
        ),
        Mistake("", "no memory", "Turn the sign of one gradient: do the steps after it notice?", (no_memory,)),
        Mistake("G02", "step uphill", "Does the gradient point to higher or to lower loss?", (variant(sign=1),)),
    ),
)
