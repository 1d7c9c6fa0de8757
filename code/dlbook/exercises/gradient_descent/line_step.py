"""One step for two parameters at the same time."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def slopes(x, y, weight, bias):
    """Return the slopes of the mean squared error along the weight and along the bias."""
    error = weight * x + bias - y
    return 2 * np.mean(error * x), 2 * np.mean(error)


def line_step(x, y, weight, bias, learning_rate):
    """Return weight and bias after one step on the mean squared error of the line."""
    along_weight, along_bias = slopes(x, y, weight, bias)
    return weight - learning_rate * along_weight, bias - learning_rate * along_bias


def variant(change):
    """Return the step with changed slopes."""

    def step(x, y, weight, bias, learning_rate):
        along_weight, along_bias = change(*slopes(x, y, weight, bias), x)
        return weight - learning_rate * along_weight, bias - learning_rate * along_bias

    return step


def weight_first(x, y, weight, bias, learning_rate):
    """Move the weight, and take the slope along the bias at the new weight."""
    weight = weight - learning_rate * slopes(x, y, weight, bias)[0]
    return weight, bias - learning_rate * slopes(x, y, weight, bias)[1]


def bias_first(x, y, weight, bias, learning_rate):
    """Move the bias, and take the slope along the weight at the new bias."""
    bias = bias - learning_rate * slopes(x, y, weight, bias)[1]
    return weight - learning_rate * slopes(x, y, weight, bias)[0], bias


EXERCISE = Exercise(
    name="gradient_descent.line_step",
    tier=1,
    reference=line_step,
    cases=(
        Case((np.array([1.0, 2.0]), np.array([3.0, 5.0]), 1.0, 0.0, 0.1)),
        Case((*numbers(3, (7,), (7,)), 0.4, -1.2, 0.05)),
        Case((*numbers(4, (5,), (5,), size=3.0), -2.0, 0.7, 0.2)),
    ),
    hints=(
        "Write down the error of every point first: prediction minus target.",
        "Differentiate the square: a factor 2, the error, and what the parameter was multiplied with.",
        "Compute both slopes before you move anything.",
    ),
    mistakes=(
        Mistake(
            "G04",
            "slope of the bias at the new weight",
            "At which weight did you evaluate the second slope: the old one or the new one?",
            (weight_first,),
        ),
        Mistake(
            "G04",
            "slope of the weight at the new bias",
            "At which bias did you evaluate the slope of the weight: the old one or the new one?",
            (bias_first,),
        ),
        Mistake("G02", "step uphill", "Compute the loss before and after your step: did it fall?", (variant(lambda w, b, x: (-w, -b)),)),
        Mistake(
            "G03",
            "one of the two signs turned",
            "One parameter walks downhill and the other uphill: is the error prediction minus target in both slopes?",
            (variant(lambda w, b, x: (-w, b)), variant(lambda w, b, x: (w, -b))),
        ),
        Mistake(
            "G05",
            "summed over the points",
            "Hand in the same points twice over: should the step get longer?",
            (variant(lambda w, b, x: (w * len(x), b * len(x))),),
        ),
        Mistake(
            "",
            "factor 2 lost",
            "The loss is a mean of squares. What does the derivative of a square bring with it?",
            (variant(lambda w, b, x: (w / 2, b / 2)),),
        ),
        Mistake(
            "G06",
            "divided by the number of points twice",
            "Count the places where you divide by the number of points.",
            (variant(lambda w, b, x: (w / len(x), b / len(x))),),
        ),
        Mistake(
            "",
            "inputs left out of the slope of the weight",
            "Stretch all inputs by ten: the loss reacts ten times as strongly to the weight. Does your slope?",
            (variant(lambda w, b, x: (b, b)),),
        ),
        Mistake(
            "",
            "slopes returned",
            "These are the two slopes. Where do the parameters stand after the step?",
            (lambda x, y, w, b, rate: slopes(x, y, w, b),),
        ),
    ),
    returns=("weight", "bias"),
)
