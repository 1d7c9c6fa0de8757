"""Exercises that answer back.

`check("concepts.softmax", softmax)` says whether an answer is not attempted, not yet right, or passed, and aims its hint at the
mistake. `hint("concepts.softmax")` gives one hint more at each call. Both print and return nothing, so that a notebook stores only
what the learner reads. Graders and tests use `judge`, which returns the verdict as an object.
"""

from dlbook.exercises.catalogue import UnknownExercise, find
from dlbook.exercises.judging import Verdict, judge
from dlbook.exercises.reporting import report
from dlbook.exercises.wording import hint_text, printable

__all__ = ["Verdict", "check", "hint", "judge"]

hints_given = {}  # name of an exercise → how many hints were asked for


def check(name, answer):
    """Print the verdict on an answer; nothing that the answer does makes this raise."""
    verdict = judge(name, answer)
    report(verdict)
    print(printable(verdict.text))


def hint(name):
    """Print the next hint for an exercise; after the last one, the last one again."""
    try:
        exercise = find(name)
    except UnknownExercise as error:
        print(printable(str(error)))
        return
    stage = min(hints_given.get(exercise.name, 0) + 1, len(exercise.hints))
    hints_given[exercise.name] = stage
    print(hint_text(exercise, stage))
