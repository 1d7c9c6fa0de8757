"""Running a learner's code with limits: it may loop for ever, exit, print without end or change its arguments.

All calls run in one daemon thread, which works on every platform and in every notebook. When the time is up, an exception is raised
inside the thread; code that catches even that, or that sits inside a long call of a compiled function, is left behind and said to be.
"""

import copy
import ctypes
import sys
import threading
import time
import warnings
from dataclasses import dataclass, field

import numpy as np

from dlbook.exercises.failures import Failure, failure

PRINTED = 2000  # characters kept of what one call prints
NUMBERS = 1_000_000  # entries of the largest array that is kept


class Stop(SystemExit):
    """Raised inside the thread when the time is up; being a SystemExit, it ends a thread without a message."""


@dataclass(frozen=True)
class Other:
    """Stands for a returned object that cannot be compared, such as a generator; `what` says what it is, with its article."""

    what: str


@dataclass(frozen=True)
class Outcome:
    """What one call did: it returned a value or failed, and may have changed arguments, printed or been warned on the way."""

    value: object = None
    failure: Failure | None = None
    changed: tuple = ()
    printed: str = ""
    warning: str = ""


@dataclass
class Run:
    """What all the calls did. `ended`: finished, stopped, left running, or interrupted."""

    outcomes: list = field(default_factory=list)
    ended: str = "finished"


class Switch:
    """A stand-in for sys.stdout or sys.stderr that keeps what one thread writes, up to a limit, and passes on the rest."""

    def __init__(self, stream, thread, kept):
        self.stream, self.thread, self.kept = stream, thread, kept  # kept: a list of characters

    def write(self, text):
        if threading.current_thread() is not self.thread:
            return self.stream.write(text)
        if len(self.kept) < PRINTED:
            self.kept.extend(text[:PRINTED])
        return len(text)

    def flush(self):
        if threading.current_thread() is not self.thread:
            self.stream.flush()

    def __getattr__(self, name):
        return getattr(self.stream, name)


class AnswerThread(threading.Thread):
    """Makes the calls one after the other and keeps what each did."""

    def __init__(self, answer, cases, caught):
        super().__init__(daemon=True)
        self.answer, self.cases, self.caught = answer, cases, caught
        self.outcomes, self.printed, self.cancelled = [], [], False

    def run(self):
        try:
            for case in self.cases:
                self.outcomes.append(attempt(self.answer, case, self.printed, self.caught))
                if self.cancelled or self.outcomes[0].failure and self.outcomes[0].failure.kind == "NotImplementedError":
                    break
        except Stop:  # came between two calls
            pass


def attempt(answer, case, printed=(), caught=()):
    """Return what one call did; the answer gets copies of the arguments."""
    given = copy.deepcopy(case.args)
    value, problem = None, None
    try:
        value = settle(case.run(answer, *given))
    except BaseException as error:  # also SystemExit and Stop
        problem = failure(error)
    changed = tuple(i for i, (before, after) in enumerate(zip(case.args, given, strict=True)) if not unchanged(before, after))
    outcome = Outcome(value, problem, changed, "".join(printed), str(caught[0].message) if caught else "")
    for heard in (printed, caught):
        if heard:
            heard.clear()
    return outcome


def settle(value):
    """Return the value as copies of plain arrays, so that what the answer does later does not change it."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return value
    if isinstance(value, dict):
        return {key: settle(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return settle_sequence(value)
    if isinstance(value, np.generic) or hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.dtype == object and array.ndim == 1 and any(isinstance(item, np.ndarray) for item in array):
            return tuple(map(settle, array))  # arrays in an array, which no operation on numbers can read
        return keep(array)
    if callable(value):
        return Other("a function" if not isinstance(value, type) else "a class")
    return Other(f"a {type(value).__name__}" if "generator" in type(value).__name__ else f"an object of type {type(value).__name__}")


def kind_of(value):
    """Say what a thing is that should have been a function."""
    return "None" if value is None else f"an object of type {type(value).__name__}"


def keep(array):
    """Return a copy of an array, or only its description if it is huge."""
    return array.copy() if array.size <= NUMBERS else Other(f"an array of shape {array.shape}")


def settle_sequence(value):
    """Return a list of numbers, or of lists of numbers, as an array; anything else item by item."""
    if isinstance(value, list):
        try:
            array = np.array(value)
        except ValueError:  # rows of different lengths
            array = None
        if array is not None and array.dtype.kind in "biufc":
            return keep(array)
    return type(value)(settle(item) for item in value) if type(value) in (list, tuple) else tuple(map(settle, value))


def unchanged(before, after):
    """Tell whether an argument is as it was; generators of random numbers may move on."""
    if isinstance(before, np.ndarray):
        same_kind = before.shape == after.shape and before.dtype == after.dtype
        return same_kind and np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(unchanged(before[key], after[key]) for key in before)
    return True


def run(answer, cases, seconds):
    """Call the answer on all cases within the given time for all of them together, and return what happened."""
    result = Run()
    stdout, stderr = sys.stdout, sys.stderr
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        thread = AnswerThread(answer, cases, caught)
        sys.stdout, sys.stderr = Switch(stdout, thread, thread.printed), Switch(stderr, thread, [])
        try:
            thread.start()
            if not wait(thread, seconds):
                result.ended = stop(thread)
        except KeyboardInterrupt:
            result.ended = "interrupted"
            stop(thread)
        finally:
            if not thread.is_alive():  # a thread left behind must not print into later cells
                sys.stdout, sys.stderr = stdout, stderr
    result.outcomes = list(thread.outcomes)
    return result


def wait(thread, seconds):
    """Return whether the thread ended in time. Short waits let an interrupt through on every platform."""
    end = time.monotonic() + seconds
    while thread.is_alive() and time.monotonic() < end:
        thread.join(0.05)
    return not thread.is_alive()


def stop(thread):
    """Stop the thread, trying for about a second; return `stopped` or `left running`."""
    thread.cancelled = True
    for _ in range(10):
        if not thread.is_alive():
            break
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stop))
        thread.join(0.1)
    return "left running" if thread.is_alive() else "stopped"
