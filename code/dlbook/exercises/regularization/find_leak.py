"""Six short stories, five of which let the test data into the training."""

from dlbook.exercises.choosing import UNLISTED, confusions, unlisted
from dlbook.exercises.exercise import Case, Exercise

# A leak and how it would look.
LEAKS = {
    "fitted before the split": "In that leak a number that the pipeline uses (a mean, a choice of columns) is computed from all rows.",
    "copies on both sides": "In that leak rows are copied or changed a little, and only then split: test rows have twins in training.",
    "groups on both sides": "In that leak one person or place gives several rows, and some of them stand on either side.",
    "chosen on the test set": "In that leak the test score decides something: an epoch, a setting, a model.",
    "none": "A clean story fits, chooses and copies within the training part, and looks at the test part once.",
}

# For each story what it is, and where to look.
STORIES = {
    "A": ("groups on both sides", "How many recordings does one speaker give, and where does the split put them?"),
    "B": ("fitted before the split", "Suppose the test rows arrive next year: could the hundred genes have been chosen today?"),
    "C": ("chosen on the test set", "How often did the program look at the test set before the number was reported?"),
    "D": ("none", "What was computed from which rows? And is there anything that the test rows could have changed?"),
    "E": ("copies on both sides", "Where is the nearest training row of a doubled test row?"),
    "F": ("fitted before the split", "From which rows do the mean and the deviation of the series come?"),
}

RIGHT = {letter: name for letter, (name, _) in STORIES.items()}
NUMBER = {name: i for i, name in enumerate(LEAKS, start=1)}


def find_leak(story):
    """Return the name of the leak in a story, given its letter."""
    return RIGHT[story]


def verdict(answer, story):
    """Return whether the name is right, which is compared first and shown, and the number of the name on the list.

    Errors: ValueError for a name that is not on the list.
    """
    said = answer(story)
    if said not in NUMBER:
        raise ValueError(f"{said!r} {UNLISTED} of leaks")
    return said == RIGHT[story], NUMBER[said]


def hint(story, name):
    """Return what is said to somebody who found this leak in this story."""
    return f"You said {name!r}. {LEAKS[name]} And story {story}? {STORIES[story][1]}"


EXERCISE = Exercise(
    name="regularization.find_leak",
    tier=3,
    reference=find_leak,
    returns=("right_name", "number_of_name"),
    cases=tuple(Case((letter,), verdict) for letter in STORIES),
    hints=(
        "For each story, ask of every number that the model sees: could it have been computed if the test rows did not exist yet?",
        "Then ask what a test row shares with its nearest training row (a person, a copy?) that rows in real use will not share. "
        "And what did the test score decide?",
    ),
    mistakes=(
        unlisted("Return one of the five names exactly as they stand in the text, in lower case."),
        *confusions("story", RIGHT, LEAKS, hint, lambda name: (False, NUMBER[name])),
    ),
)
