"""Where the exercises are found: one module a chapter, each with a tuple `EXERCISES`."""
from difflib import get_close_matches
from importlib import import_module

CHAPTERS = ("concepts",)


def exercises(chapter):
    """Return the exercises of a chapter."""
    return import_module(f"dlbook.exercises.{chapter}").EXERCISES


def everything():
    """Return the exercises of all chapters, in the order of the book."""
    return [exercise for chapter in CHAPTERS for exercise in exercises(chapter)]


def find(name):
    """Return the exercise of this name.

    Errors: LookupError with the nearest names.
    """
    if not isinstance(name, str):
        raise LookupError(f'The name of an exercise is a text such as "concepts.softmax", but {type(name).__name__} was given.')
    chapter = name.partition(".")[0]
    for exercise in exercises(chapter) if chapter in CHAPTERS else ():
        if exercise.name == name:
            return exercise
    names = [exercise.name for exercise in everything()]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    near += [known for known in names if known.partition(".")[2] == name and known not in near]
    shown = name if len(name) <= 40 else name[:37] + "..."
    raise LookupError(f'There is no exercise "{shown}". ' + (f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(names)}."))
