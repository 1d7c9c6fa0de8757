"""Every exercise of the book: stub, reference, each known mistake, hints. Nothing here names a single exercise."""

import inspect
import io
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest

import dlbook.exercises
from dlbook.exercises import check, hint, judge
from dlbook.exercises.catalogue import CHAPTERS, everything, exercises
from dlbook.exercises.wording import LINES, WIDTH

EVERYTHING = everything()
MISTAKES = [(exercise, mistake, i) for exercise in EVERYTHING for mistake in exercise.mistakes for i in range(len(mistake.wrong))]
each_exercise = pytest.mark.parametrize("exercise", EVERYTHING, ids=lambda exercise: exercise.name)
each_wrong_answer = pytest.mark.parametrize(
    "exercise, mistake, i", MISTAKES, ids=[f"{exercise.name}: {mistake.name} {i}" for exercise, mistake, i in MISTAKES]
)


def lines_of(text):
    """Return the text as a list of lines without spaces, to compare code however it is laid out."""
    return ["".join(line.split()) for line in text.splitlines()]


def test_every_chapter_module_is_listed():
    folder = Path(dlbook.exercises.__file__).parent
    written = {
        path.parent.name if path.name == "__init__.py" else path.stem
        for path in folder.rglob("*.py")
        if "\nEXERCISES = " in path.read_text()
    }
    assert written == set(CHAPTERS)


def test_names_are_chapter_and_function_and_unique():
    names = [exercise.name for exercise in EVERYTHING]
    assert len(set(names)) == len(names)
    for chapter in CHAPTERS:
        assert all(exercise.name.startswith(f"{chapter}.") for exercise in exercises(chapter))
    assert all(exercise.name.endswith(f".{exercise.reference.__name__}") for exercise in EVERYTHING)


@each_exercise
def test_stub_is_not_attempted(exercise):
    def stub(*args):
        raise NotImplementedError

    verdict = judge(exercise.name, stub)
    assert verdict.status == "not attempted"
    assert "not attempted" in verdict.text


@each_exercise
def test_reference_passes(exercise):
    verdict = judge(exercise.name, exercise.reference)
    assert verdict.status == "passed", verdict.text
    assert verdict.mistake is None


@each_exercise
def test_reference_is_finite_and_quiet(exercise, recwarn):
    for case in exercise.cases:
        result = case.run(exercise.reference, *case.args)
        parts = result if isinstance(result, tuple) else (result,)
        assert all(np.all(np.isfinite(part)) for part in parts)
    assert not [warning for warning in recwarn if "overflow" in str(warning.message)]


@each_exercise
def test_there_are_two_mistakes_two_hints_and_two_cases(exercise):
    assert len(exercise.mistakes) >= 2 and all(mistake.wrong for mistake in exercise.mistakes)
    assert len(exercise.hints) >= 2
    assert len(exercise.cases) >= 2
    assert exercise.tier in (1, 2, 3)


@each_wrong_answer
def test_each_mistake_gets_its_own_hint_and_no_other(exercise, mistake, i):
    verdict = judge(exercise.name, mistake.wrong[i])
    assert verdict.status == "not yet"
    assert verdict.mistake is mistake, verdict.text
    text = "".join(verdict.text.split())
    own = "".join(mistake.hint.split())
    assert text.endswith("Hint:" + own)
    assert not [other.name for other in exercise.mistakes if other is not mistake and "".join(other.hint.split()) in text]


@each_exercise
def test_hints_of_mistakes_differ(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes]
    assert len(set(hints)) == len(hints)


@each_wrong_answer
def test_verdict_is_short(exercise, mistake, i):
    lines = judge(exercise.name, mistake.wrong[i]).text.splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH


@each_wrong_answer
def test_verdict_quotes_input_and_result(exercise, mistake, i):
    verdict = judge(exercise.name, mistake.wrong[i])
    if "has changed" not in verdict.text:
        names = exercise.cases[0].names(exercise.reference)
        assert all(f"\n  {name} " in verdict.text for name in names)
        assert "\n  error " in verdict.text or "\n  returned " in verdict.text and "\n  expected " in verdict.text


@each_exercise
def test_no_hint_contains_a_line_of_the_reference(exercise):
    source = inspect.getsource(exercise.reference).split('"""')[-1]  # without signature and docstring
    secret = [line.removeprefix("return") for line in lines_of(source)]
    secret = [line for line in secret if len(line) >= 8]
    assert secret
    said = "".join("".join(hint.split()) for hint in (*exercise.hints, *(mistake.hint for mistake in exercise.mistakes)))
    assert not [line for line in secret if line in said]


@each_exercise
def test_staged_hints_come_one_by_one_and_stay_at_the_last(exercise, monkeypatch):
    monkeypatch.setattr(dlbook.exercises, "hints_given", {})
    texts = []
    for _ in range(len(exercise.hints) + 1):
        with redirect_stdout(io.StringIO()) as out:
            assert hint(exercise.name) is None
        texts.append(" ".join(out.getvalue().split()))
    for text, words in zip(texts, exercise.hints, strict=False):
        assert words in text
    assert texts[-1] == texts[-2] and len(set(texts)) == len(exercise.hints)
    assert ["solution stands below" in text for text in texts[:-1]] == [False] * (len(exercise.hints) - 1) + [True]


@each_exercise
def test_arguments_of_the_cases_stay_as_they_are(exercise):
    def vandal(*args):
        for arg in args:
            if isinstance(arg, np.ndarray):
                arg[...] = 0
            elif isinstance(arg, list):
                arg.clear()
        return exercise.reference(*exercise.cases[0].args)

    assert judge(exercise.name, vandal).status == "not yet"
    assert judge(exercise.name, exercise.reference).status == "passed"


@each_exercise
def test_at_least_two_cases_have_no_square_table(exercise):
    """So that a wrong axis or a wrong product shows as an error or as another shape."""
    lopsided = 0
    for case in exercise.cases:
        named = dict(zip(case.names(exercise.reference), case.args, strict=False))
        named.pop("recurrent_kernel", None)  # from units to the same units: always square
        lopsided += all(arg.shape[0] != arg.shape[1] for arg in named.values() if isinstance(arg, np.ndarray) and arg.ndim == 2)
    assert lopsided >= 2


def test_verdicts_are_the_same_on_every_run():
    texts = [[judge(exercise.name, mistake.wrong[0]).text for exercise in EVERYTHING for mistake in exercise.mistakes] for _ in range(2)]
    assert texts[0] == texts[1]


def test_check_prints_the_verdict_and_returns_nothing(capsys):
    for exercise in EVERYTHING:
        assert check(exercise.name, exercise.reference) is None
        assert capsys.readouterr().out == judge(exercise.name, exercise.reference).text + "\n"
