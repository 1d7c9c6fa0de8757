"""Judging an answer: run it, compare, and where something is wrong look for the mistake that gives the same results."""

import threading
from dataclasses import dataclass

import numpy as np

from dlbook.exercises.attempts import attempts_of, same
from dlbook.exercises.catalogue import UnknownExercise, find
from dlbook.exercises.exercise import Mistake
from dlbook.exercises.factors import common_change
from dlbook.exercises.mistakes import find_mistake
from dlbook.exercises.running import AnswerThread, kind_of, run
from dlbook.exercises.verdicts import changed_verdict, failed_verdict, passed_text, state_verdict, unfinished_text, value_verdict
from dlbook.exercises.wording import compose

SECONDS = 5.0  # for all calls of one check together


@dataclass(frozen=True)
class Verdict:
    """What is to be said about an answer. `status`: passed, not yet, not attempted, or not judged."""

    name: str
    status: str
    text: str
    mistake: Mistake | None = None


def judge(name, answer, seconds=SECONDS):
    """Return the Verdict on an answer. Whatever the answer does, this does not raise."""
    shown = name if isinstance(name, str) else "check"
    try:
        with np.errstate(all="ignore"):
            return judged(name, answer, seconds)
    except UnknownExercise as error:
        return Verdict(shown, "not judged", compose(str(error)))
    except KeyboardInterrupt:
        return Verdict(shown, "not judged", f"{shown}: interrupted.")
    except Exception as error:  # an answer that the engine was not prepared for
        return Verdict(shown, "not judged", f"{shown}: this answer could not be judged ({type(error).__name__} while comparing).")


def judged(name, answer, seconds):
    """Return the Verdict on an answer.

    Errors: UnknownExercise for an unknown name.
    """
    if callable(name) and isinstance(answer, str):
        raise UnknownExercise(f'The name comes first: check("{answer}", {getattr(name, "__name__", "answer")}).')
    exercise = find(name)
    if isinstance(threading.current_thread(), AnswerThread):
        return Verdict(name, "not judged", f"{name}: check was called inside the answer, and did nothing.")
    if not callable(answer):
        return not_callable(exercise, kind_of(answer))
    result = run(answer, [case for case in exercise.cases for _ in range(2)], seconds)
    return concluded(exercise, result, seconds)


def concluded(exercise, result, seconds):
    """Return the Verdict on what all the calls of an answer did (two for each case), wherever they were made."""
    outcomes = result.outcomes
    if outcomes and outcomes[0].failure and outcomes[0].failure.kind == "NotImplementedError":
        return Verdict(exercise.name, "not attempted", f"{exercise.name}: not attempted. Replace the line with `raise` by your own code.")
    if result.ended == "interrupted":
        return Verdict(exercise.name, "not judged", f"{exercise.name}: interrupted.")
    if result.ended != "finished":
        return Verdict(exercise.name, "not yet", unfinished_text(exercise, result, seconds))
    return decide(exercise, attempts_of(exercise, outcomes))


def not_callable(exercise, kind):
    """Return the Verdict on something of this kind, which is no function."""
    short = exercise.name.partition(".")[2]
    hint = f'Write check("{exercise.name}", {short}), with no brackets after {short}.'
    return Verdict(
        exercise.name, "not yet", compose(f"{exercise.name}: not yet. check needs the function itself, but received {kind}.", hint=hint)
    )


def decide(exercise, attempts):
    """Return the Verdict on complete attempts: values and errors first, then what a caller would notice later."""
    for tried in attempts:
        if not same(tried.first, tried.second):
            return Verdict(exercise.name, "not yet", state_verdict(exercise, tried))
        if tried.first.failure or tried.problem:
            mistake = find_mistake(exercise, attempts)
            hint = mistake.hint if mistake else common_change(exercise, attempts)
            write = failed_verdict if tried.first.failure else value_verdict
            return Verdict(exercise.name, "not yet", write(exercise, tried, hint), mistake)
    for tried in attempts:
        if tried.first.changed or tried.second.changed:
            mistake = find_mistake(exercise, attempts)
            return Verdict(exercise.name, "not yet", changed_verdict(exercise, tried, mistake), mistake)
    return Verdict(exercise.name, "passed", passed_text(exercise, attempts[0]))
