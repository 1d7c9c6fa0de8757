"""Where the exercises are found: one module a chapter, each with a tuple `EXERCISES`."""

from difflib import get_close_matches
from importlib import import_module

CHAPTERS = (
    "concepts",
    "gradient_descent",
    "backpropagation",
    "activations",
    "convolutional_networks",
    "recurrent_networks",
    "attention",
    "regularization",
    "applications",
    "mnist_dense",
    "cifar10_cnn",
    "imdb_sentiment",
)


class UnknownExercise(LookupError):
    """No exercise has this name; the message says which come near."""


def exercises(chapter):
    """Return the exercises of a chapter."""
    return import_module(f"dlbook.exercises.{chapter}").EXERCISES


def everything():
    """Return the exercises of all chapters, in the order of the book."""
    return [exercise for chapter in CHAPTERS for exercise in exercises(chapter)]


def find(name):
    """Return the exercise of this name.

    Errors: UnknownExercise with the nearest names.
    """
    if not isinstance(name, str):
        raise UnknownExercise(f'The name of an exercise is a text such as "concepts.softmax", but {type(name).__name__} was given.')
    chapter = name.partition(".")[0]
    for exercise in exercises(chapter) if chapter in CHAPTERS else ():
        if exercise.name == name:
            return exercise
    names = [exercise.name for exercise in everything()]
    wanted = name.rpartition(".")[2][:40]
    close = get_close_matches(wanted, [known.partition(".")[2] for known in names], n=2, cutoff=0.6)
    near = [known for known in names if known.partition(".")[2] in close]
    advice = f"Did you mean {' or '.join(near)}?" if near else f"The exercises: {', '.join(names)}."
    raise UnknownExercise(f'There is no exercise "{name[:40]}". {advice}')
