"""Answers that no check should trip over: endless loops, exits, changed arguments, strange results, strange names."""

import _thread
import os
import re
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from dlbook.exercises import check, hint, judge, judging, mistakes
from dlbook.exercises.running import AnswerThread
from dlbook.exercises.wording import LINES, WIDTH

NAME = "concepts.softmax"


def right(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def one_text(verdict):
    """Return the verdict's text on one line, after a look at its size."""
    lines = verdict.text.splitlines()
    assert len(lines) <= LINES and max(map(len, lines)) <= WIDTH
    assert verdict.status in ("passed", "not yet", "not attempted", "not judged")
    assert "could not be judged" not in verdict.text
    return " ".join(verdict.text.split())


class Unspeakable(Exception):
    def __str__(self):
        raise ValueError("no words")


class NoArray:
    def __array__(self, dtype=None, copy=None):
        raise OSError("no array today")


def raiser(error):
    def answer(logits):
        raise error

    return answer


def endless_recursion(logits):
    return endless_recursion(logits)


def contains_itself(logits):
    result = []
    result.append(result)
    return result


def chatty(logits):
    for i in range(20_000):
        print("hello", i)
    return right(logits)


def shy(logits):
    print("\x1b[31mred\x00\ud800", file=sys.stderr)
    return right(logits)


HOSTILE = {
    "None": (lambda logits: None, "not yet", "Did you forget `return`?"),
    "exit": (lambda logits: sys.exit(3), "not yet", "SystemExit: 3"),
    "recursion": (endless_recursion, "not yet", "calls itself without an end"),
    "a list inside itself": (contains_itself, "not yet", "not yet"),
    "generator": (lambda logits: (row for row in logits), "not yet", "a generator came back"),
    "complex": (lambda logits: right(logits) + 0j, "not yet", "dtype complex128"),
    "objects": (lambda logits: right(logits).astype(object), "not yet", "dtype object"),
    "text": (lambda logits: str(right(logits)), "not yet", "a text came back"),
    "dict": (lambda logits: {"rows": right(logits)}, "not yet", "a dict came back"),
    "function": (lambda logits: right, "not yet", "a function came back"),
    "module": (lambda logits: np, "not yet", "an object of type module"),
    "ragged": (lambda logits: [[1.0], [2.0, 3.0]], "not yet", "different lengths"),
    "mixed list": (lambda logits: [None, 1.0], "not yet", "no numbers"),
    "empty list": (lambda logits: [], "not yet", "the shape is (0,)"),
    "empty tuple": (lambda logits: (), "not yet", "not yet"),
    "tuple by a comma": (lambda logits: (right(logits),), "not yet", "a comma"),
    "nan": (lambda logits: right(logits) * np.nan, "not yet", "6 of 6 numbers are nan"),
    "inf": (lambda logits: right(logits) + np.inf, "not yet", "6 of 6 numbers are inf"),
    "huge": (lambda logits: np.broadcast_to(0.5, (10**6, 10**6)), "not yet", "an array of shape (1000000, 1000000)"),
    "large number": (lambda logits: 10**400, "not yet", "not yet"),
    "too much memory": (lambda logits: np.ones(2**60), "not yet", "MemoryError"),
    "no words": (raiser(Unspeakable()), "not yet", "Unspeakable"),
    "long words": (raiser(ValueError("x" * 100_000 + "\n" * 1000)), "not yet", "ValueError: xxx"),
    "interrupt": (raiser(KeyboardInterrupt()), "not yet", "KeyboardInterrupt"),
    "stop iteration": (raiser(StopIteration()), "not yet", "StopIteration"),
    "no array": (lambda logits: NoArray(), "not yet", "no array today"),
    "no arguments": (lambda: 1, "not yet", "calls it as softmax(logits)"),
    "too many arguments": (lambda logits, axis: 1, "not yet", "calls it as softmax(logits)"),
    "builtin": (max, "not yet", "not yet"),
    "class": (dict, "not yet", "not yet"),
    "numpy function": (np.exp, "not yet", "not yet"),
    "chatty": (chatty, "passed", "hello 0 hello 1"),
    "strange letters": (shy, "passed", "passed"),
    "warning": (lambda logits: warnings.warn("careful", stacklevel=1) or right(logits), "passed", "passed"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_are_judged(name, capfd):
    answer, status, words = HOSTILE[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        verdict = judge(NAME, answer)
    assert verdict.status == status, verdict.text
    assert words in one_text(verdict)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("thing", [5, None, np.ones(3), "softmax", [right], NotImplemented], ids=lambda thing: type(thing).__name__)
def test_no_function(thing):
    verdict = judge(NAME, thing)
    assert verdict.status == "not yet"
    assert 'check("concepts.softmax", softmax)' in one_text(verdict)


def test_error_quotes_type_message_and_line():
    def answer(logits):
        shifted = logits - logits.max()
        return shifted / missing_name  # noqa: F821

    text = one_text(judge(NAME, answer))
    assert "NameError: name 'missing_name' is not defined" in text
    number = answer.__code__.co_firstlineno + 2
    assert f"line {number} return shifted / missing_name" in text


def test_the_line_is_the_learners_own_not_a_librarys():
    def answer(logits):
        return np.linalg.inv(logits)

    text = one_text(judge(NAME, answer))
    assert "LinAlgError" in text and "return np.linalg.inv(logits)" in text


def test_not_implemented_later_is_an_error_not_a_stub():
    def answer(logits):
        if logits.shape == (2, 3) and logits.dtype.kind == "f":
            return right(logits)
        raise NotImplementedError("later")

    verdict = judge(NAME, answer)
    assert verdict.status == "not yet" and "NotImplementedError: later" in verdict.text


def test_endless_loop_is_stopped():
    def answer(logits):
        while True:
            pass

    start = time.monotonic()
    verdict = judge(NAME, answer, seconds=0.3)
    assert time.monotonic() - start < 10
    assert verdict.status == "not yet"
    assert "No result after 0.3 seconds" in one_text(verdict)
    assert "could not be stopped" not in verdict.text
    assert not [thread for thread in threading.enumerate() if isinstance(thread, AnswerThread)]


def test_loop_that_catches_exceptions_is_stopped():
    def answer(logits):
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                pass

    verdict = judge(NAME, answer, seconds=0.3)
    assert "No result after 0.3 seconds" in one_text(verdict) and "could not be stopped" not in verdict.text


def test_loop_that_begins_late_names_its_input():
    def answer(logits):
        while logits.shape == (5, 4):
            pass
        return right(logits)

    assert "(shape (5, 4))" in one_text(judge(NAME, answer, seconds=0.3))


def test_loop_that_cannot_be_stopped_is_left_behind_and_stays_silent(capfd):
    free = threading.Event()

    def answer(logits):
        while not free.is_set():
            try:
                print("still here")
                time.sleep(0.01)
            except BaseException:
                pass

    before = sys.stdout
    try:
        verdict = judge(NAME, answer, seconds=0.2)
        assert "could not be stopped" in one_text(verdict)
        capfd.readouterr()
        time.sleep(0.2)
        print("a later cell")
        assert capfd.readouterr().out == "a later cell\n"
        assert judge(NAME, right).status == "passed"
    finally:
        free.set()
        sys.stdout = before


def test_interrupt_says_so():
    def answer(logits):
        while True:
            pass

    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    try:
        verdict = judge(NAME, answer, seconds=20)
    finally:
        timer.join()
    assert verdict.status == "not judged" and "interrupted" in verdict.text


def test_interrupt_while_comparing_says_so(monkeypatch):
    def interrupted(exercise, attempts):
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "decide", interrupted)
    verdict = judge(NAME, right)
    assert verdict.status == "not judged" and "interrupted" in verdict.text


def test_strict_numpy_settings_of_the_learner_do_not_disturb():
    mistakes.attempted.cache_clear()
    with np.errstate(all="raise"):
        verdict = judge(NAME, lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))
    assert verdict.mistake.id == "A05"


def test_answer_that_calls_check():
    def answer(logits):
        check(NAME, answer)
        hint(NAME + "x")
        return right(logits)

    verdict = judge(NAME, answer)
    assert verdict.status == "passed"
    assert "check was called inside the answer" in verdict.text


def test_changed_argument_is_reported_kindly():
    def answer(logits):
        result = right(logits)
        logits *= 0
        return result

    verdict = judge(NAME, answer)
    assert verdict.status == "not yet"
    assert "The result is right, yet the call has changed logits" in one_text(verdict)


def test_changed_list_is_noticed():
    def answer(sizes):
        total = 0
        while len(sizes) > 1:
            total += (sizes.pop(0) + 1) * sizes[0]
        return total

    assert "has changed sizes" in one_text(judge("concepts.count_parameters", answer))


def test_state_is_noticed():
    calls = []

    def counting(logits):
        calls.append(1)
        return right(logits) * len(calls)

    rng = np.random.default_rng(0)
    for answer in (counting, lambda logits: rng.random(logits.shape)):
        assert "Two calls with the same input gave different results" in one_text(judge(NAME, answer))


def test_numpy_warning_is_told_only_with_a_wrong_value():
    def overflowing(logits):
        np.exp(np.array([1e4]))
        return right(logits)

    assert judge(NAME, overflowing).text == judge(NAME, right).text
    assert "overflow encountered in exp" in one_text(judge(NAME, lambda logits: overflowing(logits) ** 1.1))


def test_errstate_and_streams_are_as_before():
    before = sys.stdout, sys.stderr, np.geterr(), list(warnings.filters)
    judge(NAME, lambda logits: np.seterr(all="raise") and right(logits))
    judge(NAME, raiser(ValueError("no")))
    assert (sys.stdout, sys.stderr, np.geterr(), list(warnings.filters)) == before


NAMES = {
    "concepts.sofmax": "Did you mean concepts.softmax",
    "softmax": "Did you mean concepts.softmax",
    "concept.softmax": "Did you mean concepts.softmax",
    "nothing.like.it": "There is no exercise",
    "": "There is no exercise",
    "x" * 10_000: "There is no exercise",
    "concepts": "There is no exercise",
    "judging.judge": "There is no exercise",
}


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:20] or "empty")
def test_unknown_names(name, capsys):
    verdict = judge(name, right)
    assert verdict.status == "not judged"
    assert NAMES[name] in one_text(verdict)
    hint(name)
    assert "There is no exercise" in capsys.readouterr().out


@pytest.mark.parametrize("name", [None, 3, right, ["concepts.softmax"], b"concepts.softmax"], ids=lambda name: type(name).__name__)
def test_names_of_other_types(name, capsys):
    assert judge(name, right).status == "not judged"
    assert check(name, right) is None
    assert hint(name) is None
    assert "concepts.softmax" in capsys.readouterr().out


def test_swapped_arguments():
    assert judge(right, NAME).text == 'The name comes first: check("concepts.softmax", right).'


def test_an_output_that_knows_only_ascii():
    code = "from dlbook.exercises import check\ndef softmax(logits): raise ValueError('größe ≥ 2')\ncheck('concepts.softmax', softmax)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"ValueError: gr\\xf6\\xdfe \\u2265 2", done.stdout)


def test_importing_exercises_is_light():
    code = (
        "import sys, dlbook.exercises; print([name for name in ('tensorflow', 'matplotlib', 'sklearn', 'IPython') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
