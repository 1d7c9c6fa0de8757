"""What later chapters need of the engine: answers that are classes, generators of steps, dicts of results."""

import itertools

import numpy as np
import pytest

from dlbook.exercises import judge, judging
from dlbook.exercises.comparing import compare
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.running import PRINTED, run
from dlbook.exercises.wording import LINES, WIDTH, compose, shorten, show


def register(monkeypatch, exercise):
    """Make judge find this exercise by any name."""
    monkeypatch.setattr(judging, "find", lambda name: exercise)
    return exercise


class Doubler:
    """A layer y = 2 x."""

    def forward(self, x):
        return 2 * x

    def backward(self, grad):
        return {"x": 2 * grad}


class ForgetsTheFactor(Doubler):
    def backward(self, grad):
        return {"x": grad}


class AccumulatesGradients(Doubler):
    total = 0

    def backward(self, grad):
        AccumulatesGradients.total = AccumulatesGradients.total + 2 * grad
        return {"x": AccumulatesGradients.total}


def there_and_back(layer_class, x, grad):
    layer = layer_class()
    return layer.forward(x), layer.backward(grad)


LAYER = Exercise(
    name="test.Doubler",
    tier=2,
    reference=Doubler,
    cases=(Case((np.array([1.0, 2, 4]), np.array([1.0, 0, 3])), there_and_back),),
    hints=("Forward.", "Backward."),
    mistakes=(Mistake("B04", "factor forgotten in backward", "Which link of the chain is missing?", (ForgetsTheFactor,)),),
    returns=("y", "grads"),
)


def halving(start):
    while True:
        start /= 2
        yield start, {"left": start}


def first_steps(answer, start):
    return list(itertools.islice(answer(start), 3))


STEPS = Exercise(
    name="test.halving",
    tier=1,
    reference=halving,
    cases=(Case((8.0,), first_steps),),
    hints=("One step.", "All steps."),
    mistakes=(
        Mistake(
            "",
            "yields before the step",
            "What is the state after no step?",
            (lambda start: ((start / 2**i, {"left": start / 2**i}) for i in range(9)),),
        ),
    ),
)


def test_answer_that_is_a_class(monkeypatch):
    register(monkeypatch, LAYER)
    assert judge("test.Doubler", Doubler).status == "passed"
    verdict = judge("test.Doubler", ForgetsTheFactor)
    assert verdict.mistake is LAYER.mistakes[0]
    assert "in grads['x']" in verdict.text and "\n  grad " in verdict.text
    assert "Two calls" in judge("test.Doubler", AccumulatesGradients).text


def test_class_whose_methods_are_stubs(monkeypatch):
    class Stub:
        def forward(self, x):
            raise NotImplementedError

    register(monkeypatch, LAYER)
    assert judge("test.Doubler", Stub).status == "not attempted"


def test_class_that_returns_other_keys(monkeypatch):
    class OtherNames(Doubler):
        def backward(self, grad):
            return {"dx": 2 * grad}

    register(monkeypatch, LAYER)
    assert "the keys differ: dx, expected x" in judge("test.Doubler", OtherNames).text


def test_answer_that_is_a_generator_of_steps(monkeypatch):
    register(monkeypatch, STEPS)
    assert judge("test.halving", halving).status == "passed"
    verdict = judge("test.halving", STEPS.mistakes[0].wrong[0])
    assert verdict.mistake is STEPS.mistakes[0]
    assert "in [0][0]" in verdict.text
    short = judge("test.halving", lambda start: iter([(start / 2, {"left": start / 2})]))
    assert short.status == "not yet" and "1 came back" in short.text


def test_mistake_by_symptom(monkeypatch):
    def negative(attempts):
        return any(np.any(np.asarray(tried.first.value) < 0) for tried in attempts)

    register(
        monkeypatch,
        Exercise(
            name="test.square",
            tier=1,
            reference=lambda x: x**2,
            cases=(Case((np.array([1.0, -2.0]),)), Case((np.array([3.0, 5.0, -1.0]),))),
            hints=("a", "b"),
            mistakes=(
                Mistake("", "negative", "Can a square be negative?", (lambda x: -(x**2),), negative),
                Mistake("", "doubled", "Twice is not squared.", (lambda x: abs(2 * x),)),
            ),
        ),
    )
    assert judge("test.square", lambda x: x).mistake.name == "negative"
    assert judge("test.square", lambda x: 2 * abs(x)).mistake.name == "doubled"
    assert judge("test.square", lambda x: abs(x) + 7).mistake is None


def test_one_number_that_agrees_by_chance_is_no_mistake(monkeypatch):
    register(
        monkeypatch,
        Exercise(
            name="test.mean",
            tier=1,
            reference=lambda x: x.mean(),
            cases=(Case((np.array([1.0, 3.0]),)), Case((np.array([1.0, 2.0, 6.0]),))),
            hints=("a", "b"),
            mistakes=(Mistake("", "sum", "Divide.", (lambda x: x.sum(),)), Mistake("", "first", "All of them.", (lambda x: x[0],))),
        ),
    )
    assert judge("test.mean", lambda x: x.sum()).mistake.name == "sum"
    assert judge("test.mean", lambda x: x.max() + 1).mistake is None  # 4 on the first case, as the sum


def test_random_generators_may_move_on(monkeypatch):
    exercise = register(
        monkeypatch,
        Exercise(
            name="test.noise",
            tier=1,
            reference=lambda rng, n: rng.normal(size=n),
            cases=(Case((np.random.default_rng(0), 3)),),
            hints=("a", "b"),
            mistakes=(),
        ),
    )
    assert judge("test.noise", exercise.reference).status == "passed"


class Tolerance:
    """What compare needs to know of an exercise."""

    rtol, atol, returns = 1e-6, 1e-9, ()


@pytest.mark.parametrize(
    "got, want, same",
    [
        (1.0 + 1e-8, 1.0, True),
        (1.0 + 1e-5, 1.0, False),
        (np.float32(0.1), 0.1, True),
        (np.float32(0.1002), 0.1, False),
        (np.float32(0.100005), 0.1, True),
        (np.float64(0.100005), 0.1, False),
        (np.zeros((1, 3)), np.zeros(3), True),
        (np.zeros((3, 1)), np.zeros(3), False),
        (np.zeros(1), np.zeros(()), False),
        (True, 1, True),
    ],
)
def test_tolerance_and_shape(got, want, same):
    assert (compare(got, want, Tolerance) is None) == same


@pytest.mark.parametrize(
    "value, text",
    [
        (np.array([[1.0, 2.5], [0.0, -3.0]]), "[[1 2.5] [0 -3]]"),
        (np.arange(100.0).reshape(20, 5), "[[0 1 ... 3 4] [5 6 ... 8 9] ... [90 91 ... 93 94] [95 96 ... 98 99]] (shape (20, 5))"),
        (np.array(0.123456), "0.1235"),
        (np.zeros((0, 3)), "[] (shape (0, 3))"),
        (1 / 3, "0.3333"),
        ([1, 2], "[1, 2]"),
        ((np.zeros(2), 1), "([0 0], 1)"),
        ("text\nof lines", "'text\\nof lines'"),
    ],
)
def test_values_on_one_line(value, text):
    assert show(value) == text


def test_numbers_that_differ_late_are_shown_with_more_digits(monkeypatch):
    register(
        monkeypatch,
        Exercise(name="test.pi", tier=1, reference=lambda x: x * np.pi, cases=(Case((1.0,)),), hints=("a", "b"), mistakes=()),
    )
    text = judge("test.pi", lambda x: x * 3.1415).text
    assert "3.1415\n" in text and "3.141592654" in text


def test_only_the_wrong_row_of_a_large_array_is_shown(monkeypatch):
    def answer(x):
        result = 2 * x
        result[7] += 1
        return result

    register(
        monkeypatch,
        Exercise(
            name="test.twice",
            tier=1,
            reference=lambda x: 2 * x,
            cases=(Case((np.arange(40.0).reshape(10, 4),)),),
            hints=("a", "b"),
            mistakes=(),
        ),
    )
    text = judge("test.twice", answer).text
    assert "first at [7]" in text
    assert "returned  [57 59 61 63]" in text and "expected  [56 58 60 62]" in text


def test_long_verdicts_keep_their_hint():
    rows = [(f"argument{i}", "value " * 50) for i in range(20)]
    text = compose("A headline. " * 30, rows, "Look here. " * 20, ["A note. " * 50])
    lines = text.splitlines()
    assert len(lines) == LINES and max(map(len, lines)) <= WIDTH
    assert text.endswith("Look here.") and lines[0].startswith("A headline.")


def test_letters_that_cannot_be_seen_are_replaced():
    assert shorten("a\x1b[31mb\x00\n c", 20) == "a?[31mb? c"


def test_only_the_beginning_of_what_is_printed_is_kept():
    def answer(x):
        for _ in range(1000):
            print("0123456789")
        return x

    outcome = run(answer, [Case((1.0,))], seconds=20).outcomes[0]
    assert outcome.printed.startswith("0123456789\n0123456789\n")
    assert PRINTED <= len(outcome.printed) < PRINTED + 20


def factor_verdict(monkeypatch, answer, cases=((2.0,), (5.0,), (0.0,))):
    """Return the verdict on a wrong answer to an exercise without known mistakes, whose right answer is x."""
    reference = Exercise(name="test.same", tier=1, reference=lambda x: x, cases=tuple(map(Case, cases)), hints=("a", "b"), mistakes=())
    register(monkeypatch, reference)
    return judge("test.same", answer).text


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda x: 2 * x, "twice the expected one"),
        (lambda x: x / 2, "half the expected one"),
        (lambda x: -x, "Only the sign is wrong"),
        (lambda x: 0, "Everything is zero"),
        (lambda x: x + 3, "off by the same amount, 3"),
        (lambda x: x / np.log(2), "base of your logarithm"),
    ],
)
def test_recognisable_factors_are_told(monkeypatch, answer, words):
    assert words in factor_verdict(monkeypatch, answer)


@pytest.mark.parametrize(
    "answer", [lambda x: x * 0.8659, lambda x: 3 * x, lambda x: 2 * x if x == 2 else x * 1.4, lambda x: 2 * x if x else 1.0]
)
def test_accidental_factors_are_not_told(monkeypatch, answer):
    assert "Follow one example by hand" in factor_verdict(monkeypatch, answer)


def test_a_factor_is_not_told_after_a_single_case(monkeypatch):
    assert "twice" not in factor_verdict(monkeypatch, lambda x: 2 * x, cases=((2.0,), (0.0,)))


def test_a_factor_that_is_a_size_is_named(monkeypatch):
    cases = ((np.ones((2, 3)),), (np.ones((4, 5)),))
    assert "times the number of columns of x" in factor_verdict(monkeypatch, lambda x: x * x.shape[1], cases)
    assert "divided by the length of x" in factor_verdict(monkeypatch, lambda x: x / len(x), cases)


def test_warnings_explain_nan_and_inf_only(monkeypatch):
    def logarithm(x):
        return 0 * np.log(np.float64(0) * x)

    assert "0 times that is nan" in factor_verdict(monkeypatch, logarithm)
    assert "0 times that is nan" not in factor_verdict(monkeypatch, lambda x: np.log(np.zeros(1)) and x * 1.5)
    assert "too large for exp" in factor_verdict(monkeypatch, lambda x: np.exp(np.float64(x * 1e4)))


def test_arrays_inside_an_object_array_are_compared_part_by_part(monkeypatch):
    def pair(x):
        return x[:, 0], x

    exercise = register(
        monkeypatch, Exercise("a.pair", 1, pair, (Case((np.array([[1.0, 2.0], [3.0, 4.0]]),)),), (), (), ("column", "whole"))
    )

    def in_one_array(x, factor=1):
        parts = np.empty(2, dtype=object)
        parts[:] = x[:, 0], factor * x
        return parts

    assert judge(exercise.name, in_one_array).status == "passed"
    verdict = judge(exercise.name, lambda x: in_one_array(x, 2))
    assert verdict.status == "not yet" and "in whole" in verdict.text


def test_numbers_may_come_as_a_list_and_answers_as_yes_or_no(monkeypatch):
    exercise = register(monkeypatch, Exercise("a.two", 1, lambda x: (x, 2 * x), (Case((1.5,)),), (), (), ("one", "two")))
    assert judge(exercise.name, lambda x: [x, 2 * x]).status == "passed"
    assert "in two" in judge(exercise.name, lambda x: [x, 3 * x]).text
    questions = register(monkeypatch, Exercise("a.positive", 1, lambda x: x > 0, (Case((np.array([1.0, -1.0, 2.0]),)),), (), ()))
    verdict = judge(questions.name, lambda x: x > 1)
    assert verdict.status == "not yet" and "Some places are right" in verdict.text


@pytest.mark.parametrize("kind", [tuple, list, np.array])
def test_a_mistake_is_known_however_its_numbers_are_packed(monkeypatch, kind):
    tripled = Mistake("", "tripled", "Which factor?", (lambda x: (x, 3 * x),))
    exercise = register(monkeypatch, Exercise("a.two", 1, lambda x: (x, 2 * x), (Case((1.5,)),), (), (tripled,), ("one", "two")))
    assert judge(exercise.name, lambda x: kind([x, 3 * x])).mistake is tripled
    assert judge(exercise.name, lambda x: kind([x, 4 * x])).mistake is None
