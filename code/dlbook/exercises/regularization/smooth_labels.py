"""Targets that are not quite sure."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def smooth_labels(labels, n_classes, epsilon):
    """Return targets (n, n_classes): a share epsilon spread evenly over all classes, the rest on the label."""
    return (1 - epsilon) * np.eye(n_classes)[labels] + epsilon / n_classes


def pair(hot, other):
    """Return a function with these values at the label and elsewhere."""

    def targets(labels, n_classes, epsilon):
        return np.where(np.arange(n_classes) == labels[:, None], hot(n_classes, epsilon), other(n_classes, epsilon))

    return targets


EXERCISE = Exercise(
    name="regularization.smooth_labels",
    tier=1,
    reference=smooth_labels,
    cases=(
        Case((np.array([2, 0]), 4, 0.2)),
        Case((np.array([1, 4, 2, 2, 0, 3, 1]), 5, 0.1)),
        Case((np.array([1, 0, 2, 1]), 3, 0.0)),
    ),
    hints=(
        "A row is a probability distribution: what must it add up to? How much of it is spread, and over how many classes?",
        "Mix two distributions: the one that is sure of the label, and the one that knows nothing.",
    ),
    mistakes=(
        Mistake(
            "",
            "only added",
            "Add up a row: the share that you spread has to be taken from somewhere.",
            (pair(lambda k, e: 1 + e / k, lambda k, e: e / k), pair(lambda k, e: 1.0, lambda k, e: e / k)),
        ),
        Mistake(
            "",
            "label left out of the spreading",
            "You spread the share over the other classes. Here it goes over all of them, the label included.",
            (pair(lambda k, e: 1 - e, lambda k, e: e / (k - 1)),),
        ),
        Mistake(
            "",
            "row too small",
            "Add up a row: a little is missing. The label gets its part of what is spread, too.",
            (pair(lambda k, e: 1 - e, lambda k, e: e / k),),
        ),
        Mistake(
            "",
            "not divided by the classes",
            "Every class gets the whole share. How many have to share it?",
            (pair(lambda k, e: 1 - e, lambda k, e: e), pair(lambda k, e: 1.0, lambda k, e: e)),
        ),
        Mistake(
            "",
            "taken from all",
            "Some targets are negative. Take epsilon away only from the 1 of the label.",
            (pair(lambda k, e: 1 - e + e / k, lambda k, e: e / k - e),),
        ),
        Mistake("", "not smoothed", "Those are plain targets, quite sure. Where is epsilon?", (pair(lambda k, e: 1.0, lambda k, e: 0.0),)),
        Mistake(
            "",
            "shares exchanged",
            "With epsilon 0 your targets know nothing at all. Which of the two shares belongs to the label?",
            (pair(lambda k, e: e + (1 - e) / k, lambda k, e: (1 - e) / k),),
        ),
    ),
)
