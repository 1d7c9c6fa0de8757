"""Six short stories, five of which let the test data into the training."""

from functools import partial

from dlbook.exercises.exercise import Case, Exercise, Mistake

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

NUMBER = {name: i for i, name in enumerate(LEAKS, start=1)}


def find_leak(story):
    """Return the name of the leak in a story, given its letter."""
    return {letter: name for letter, (name, _) in STORIES.items()}[story]


def verdict(answer, story):
    """Return whether the name is right, which is compared first and shown, and the number of the name on the list.

    Errors: ValueError for a name that is not on the list.
    """
    said = answer(story)
    if said not in NUMBER:
        raise ValueError(f"{said!r} is not on the list of leaks")
    return said == STORIES[story][0], NUMBER[said]


def choice(wrong_story, wrong_name, story):
    """Return the right name for every story but one."""
    return wrong_name if story == wrong_story else find_leak(story)


def first_wrong_is(letter, name, attempts):
    """Tell whether the first story with a wrong name is this one, and the name this."""
    for tried in attempts:
        if tried.first.failure:
            return False
        if tried.problem:
            return tried.case.args == (letter,) and tried.first.value[1] == NUMBER[name]
    return False


def not_on_the_list(attempts):
    """Tell whether the first thing wrong is a name that is not on the list."""
    wrong = next((tried for tried in attempts if tried.first.failure or tried.problem), None)
    return bool(wrong and wrong.first.failure) and "is not on the list of leaks" in wrong.first.failure.message


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
        Mistake(
            "",
            "not on the list",
            "Return one of the five names exactly as they stand in the text, in lower case.",
            (lambda story: "no leak that I know",),
            not_on_the_list,
        ),
        *(
            Mistake(
                "",
                f"story {letter} taken for {name}",
                f"You said {name!r}. {LEAKS[name]} And story {letter}? {where}",
                (partial(choice, letter, name),),
                partial(first_wrong_is, letter, name),
            )
            for letter, (right, where) in STORIES.items()
            for name in LEAKS
            if name != right
        ),
    ),
)
