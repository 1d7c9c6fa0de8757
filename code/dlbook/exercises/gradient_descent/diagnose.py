"""What is wrong with a training run, read off its loss curve.

The curves are drawn in the chapter from eight real runs; here stand what each is, and for every wrong diagnosis a hint that says what
such a run would look like and where to look in this one.
"""

from dlbook.exercises.choosing import UNLISTED, confusions, unlisted
from dlbook.exercises.exercise import Case, Exercise

# A diagnosis and what its curve would look like.
LOOKS = {
    "healthy": "A healthy run falls fast, then ever more slowly, and its two curves stay close together.",
    "rate too low": "A rate that is too low gives a smooth curve that is still falling, in nearly a straight line, when the run ends.",
    "rate too high": "A rate that is too high makes the loss jump up and down without settling, yet it moves all the time.",
    "exploding": "An exploding run grows by about the same factor from step to step: a rising straight line on a logarithmic axis.",
    "overfitting": "Overfitting needs two curves that begin together: both fall, then one goes on falling while the other turns up.",
    "dead units": "A network of dead units gives one answer to every input: its loss all but stands still, at or near guessing.",
    "label bug": "With labels that do not belong to their inputs, nothing carries over: validation never gets better than guessing.",
    "not shuffled": "Data in the order of their classes give a saw-tooth: the loss falls within a class and jumps at the next one.",
}

# For each curve what it is, and where to look.
CURVES = {
    "A": ("overfitting", "What does each of its two curves do in the second half?"),
    "B": ("rate too low", "How much has its loss changed between the first epoch and the last?"),
    "C": ("exploding", "What is its scale, and in which direction is it going at the end?"),
    "D": ("healthy", "Is there anything in it that you would want to change?"),
    "E": ("label bug", "Compare its dashed curve with the dotted line of guessing, from the first epoch on."),
    "F": ("rate too high", "Does it stand still, drift, or jump?"),
    "G": ("dead units", "Does anything move after the first epochs, and at which height does it stand?"),
    "H": ("not shuffled", "An epoch has 45 steps: how many peaks does it have?"),
}

RIGHT = {letter: name for letter, (name, _) in CURVES.items()}
NUMBER = {name: i for i, name in enumerate(LOOKS, start=1)}


def diagnose(curve):
    """Return the diagnosis of a curve, given its letter."""
    return RIGHT[curve]


def verdict(answer, curve):
    """Return 0 for the right diagnosis, and the number of the diagnosis on the list for a wrong one.

    Errors: ValueError for a diagnosis that is not on the list.
    """
    said = answer(curve)
    if said not in NUMBER:
        raise ValueError(f"{said!r} {UNLISTED} of diagnoses")
    return 0 if said == RIGHT[curve] else NUMBER[said]


EXERCISE = Exercise(
    name="gradient_descent.diagnose",
    tier=3,
    reference=diagnose,
    cases=tuple(Case((letter,), verdict) for letter in CURVES),
    hints=(
        "Begin with the scale and the shape: does the training loss fall, stand still, jump, or grow? If it jumps, do the jumps repeat?",
        "Then compare the two curves of a panel, and both with the dotted line of guessing.",
        "Did validation ever get better than guessing? Does anything move at all? These two questions settle the hard pairs.",
    ),
    mistakes=(
        unlisted("Return one of the eight strings exactly as they stand in the text, in lower case."),
        *confusions("curve", RIGHT, LOOKS, lambda curve, name: f"{LOOKS[name]} And curve {curve}? {CURVES[curve][1]}", NUMBER.get),
    ),
)
