"""Judging an answer: run it, compare, and where something is wrong look for the mistake that gives the same results."""
import threading
import warnings
from dataclasses import dataclass
from functools import cache

import numpy as np

from dlbook.exercises.catalogue import find
from dlbook.exercises.comparing import Problem, compare
from dlbook.exercises.exercise import Mistake
from dlbook.exercises.running import AnswerThread, Outcome, attempt, run
from dlbook.exercises.verdicts import changed_verdict, failed_verdict, passed_text, state_verdict, unfinished_text, value_verdict

SECONDS = 5.0  # for all calls of one check together


@dataclass(frozen=True)
class Verdict:
    """What is to be said about an answer. `status`: passed, not yet, not attempted, or not judged."""

    name: str
    status: str
    text: str
    mistake: Mistake | None = None


@dataclass(frozen=True)
class Attempt:
    """A case with what the answer did on it, twice, what was expected, and the first problem (None if there is none)."""

    case: object
    first: Outcome
    second: Outcome
    expected: object
    problem: Problem | None


def judge(name, answer, seconds=SECONDS):
    """Return the Verdict on an answer. Whatever the answer does, this does not raise."""
    shown = name if isinstance(name, str) else "check"
    try:
        with np.errstate(all="ignore"):
            return judged(name, answer, seconds)
    except LookupError as error:
        return Verdict(shown, "not judged", str(error))
    except KeyboardInterrupt:
        return Verdict(shown, "not judged", f"{shown}: interrupted.")
    except Exception as error:  # an answer that the engine was not prepared for
        return Verdict(shown, "not judged", f"{shown}: this answer could not be judged ({type(error).__name__} while comparing).")


def judged(name, answer, seconds):
    """Return the Verdict on an answer.

    Errors: LookupError for an unknown name.
    """
    if callable(name) and isinstance(answer, str):
        raise LookupError(f'The name comes first: check("{answer}", {getattr(name, "__name__", "answer")}).')
    exercise = find(name)
    if isinstance(threading.current_thread(), AnswerThread):
        return Verdict(name, "not judged", f"{name}: check was called inside the answer, and did nothing.")
    if not callable(answer):
        return not_callable(exercise, answer)
    result = run(answer, [case for case in exercise.cases for _ in range(2)], seconds)
    outcomes = result.outcomes
    if outcomes and outcomes[0].failure and outcomes[0].failure.kind == "NotImplementedError":
        return Verdict(name, "not attempted", f"{name}: not attempted. Replace the line with `raise` by your own code.")
    if result.ended == "interrupted":
        return Verdict(name, "not judged", f"{name}: interrupted.")
    if result.ended != "finished":
        return Verdict(name, "not yet", unfinished_text(exercise, result, seconds))
    attempts = tuple(
        Attempt(case, first, second, want, None if first.failure else compare(first.value, want, exercise))
        for case, first, second, want in zip(exercise.cases, outcomes[::2], outcomes[1::2], expected(exercise))
    )
    return decide(exercise, attempts, result.warnings)


def not_callable(exercise, answer):
    """Return the Verdict on something that is no function."""
    short = exercise.name.partition(".")[2]
    text = f'{exercise.name}: not yet. check needs the function itself, but received {type(answer).__name__}.\nHint: Write check("{exercise.name}", {short}), with no brackets after {short}.'
    return Verdict(exercise.name, "not yet", text)


def decide(exercise, attempts, warned):
    """Return the Verdict on complete attempts: values and errors first, then what a caller would notice later."""
    for tried in attempts:
        if not same(tried.first, tried.second):
            return Verdict(exercise.name, "not yet", state_verdict(exercise, tried))
        if tried.first.failure or tried.problem:
            mistake = find_mistake(exercise, attempts)
            write = failed_verdict if tried.first.failure else value_verdict
            return Verdict(exercise.name, "not yet", write(exercise, tried, mistake, warned), mistake)
    for tried in attempts:
        if tried.first.changed or tried.second.changed:
            mistake = find_mistake(exercise, attempts)
            return Verdict(exercise.name, "not yet", changed_verdict(exercise, tried, mistake), mistake)
    return Verdict(exercise.name, "passed", passed_text(exercise, attempts[0]))


@cache
def expected(exercise):
    """Return what the reference gives for every case."""
    return tuple(attempt(exercise.reference, case).value for case in exercise.cases)


def find_mistake(exercise, attempts):
    """Return the mistake that explains the attempts, or None: first one that agrees everywhere, then one that agrees where it matters."""
    for agreed in (everywhere, by_value, by_error):
        for mistake in exercise.mistakes:
            if mistake.symptom and mistake.symptom(attempts):
                return mistake
            for wrong in mistake.wrong:
                if agreed(attempts, tried_wrong(wrong, exercise)):
                    return mistake
    return None


def tried_wrong(wrong, exercise):
    """Return what a wrong function does on the cases, each tried twice."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [(attempt(wrong, case), attempt(wrong, case)) for case in exercise.cases]


def everywhere(attempts, wrong):
    """Tell whether all outcomes agree, with the texts of errors and the changes of arguments."""
    return all(alike(tried.first, first) and alike(tried.second, second) for tried, (first, second) in zip(attempts, wrong))


def by_value(attempts, wrong):
    """Tell whether the first wrong result is the same."""
    return any(
        tried.problem and not tried.first.failure and same(tried.first, first) for tried, (first, _) in list(zip(attempts, wrong))[: first_wrong(attempts) + 1]
    )


def by_error(attempts, wrong):
    """Tell whether the first error has the same cause."""
    i = first_wrong(attempts)
    got, other = attempts[i].first.failure, wrong[i][0].failure
    return bool(got and other) and got.family == other.family


def first_wrong(attempts):
    """Return the place of the first attempt that is wrong, or of the last one."""
    return next((i for i, tried in enumerate(attempts) if tried.first.failure or tried.problem), len(attempts) - 1)


def alike(one, other):
    """Tell whether two outcomes agree in all that matters."""
    if one.failure and other.failure:
        return (one.failure.kind, one.failure.message) == (other.failure.kind, other.failure.message)
    return same(one, other) and one.changed == other.changed


def same(one, other):
    """Tell whether two outcomes are both errors of one kind, or equal values."""
    if one.failure or other.failure:
        return bool(one.failure and other.failure) and one.failure.kind == other.failure.kind
    return same_value(one.value, other.value)


def same_value(one, other):
    """Tell whether two results are equal but for rounding."""
    if isinstance(one, (list, tuple)) or isinstance(other, (list, tuple)):
        return isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)) and len(one) == len(other) and all(map(same_value, one, other))
    if isinstance(one, dict) or isinstance(other, dict):
        return isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys() and all(same_value(one[key], other[key]) for key in one)
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape:
        return False
    if one.dtype.kind in "biufc" and other.dtype.kind in "biufc":
        scale = np.abs(other[np.isfinite(other)]).max(initial=1)
        return np.allclose(one, other, rtol=1e-5, atol=1e-9 * scale, equal_nan=True)
    return bool(np.all(one == other))
