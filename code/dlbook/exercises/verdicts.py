"""The texts of the verdicts, put together from what an answer did."""

import textwrap

import numpy as np

from dlbook.exercises.wording import WIDTH, compose, inputs, shorten, show

ADVICE = {
    "RecursionError": "Your function calls itself without an end: which call should be the last?",
    "NameError": "Is the name spelt as where it was made, and is it made before this line runs?",
    "UnboundLocalError": "Is the variable given a value on every way to this line?",
    "ZeroDivisionError": "Which number in the input makes the divisor zero?",
    "OverflowError": "Which number grows too large for its exponential or power, and what could make it smaller first?",
    "IndexError": "Print the index, and the shape or length of what it goes into: which place does not exist?",
    "SystemExit": "Leave out exit() and quit(): a function ends with `return`.",
    "MemoryError": "Print the shapes: which array is far larger than the input?",
    "product": "For a product the inner sizes have to match: write both shapes side by side.",
    "number in a product": "`@` needs an array on both sides, and here one side is a single number. Which operator takes a number?",
    "entry as an index": "An index counts places: 0, 1, 2 and so on. Did you use an entry of an array as if it were its place?",
    "truth of an array": "`if` asks one question, but this array answers it once for each entry. np.where chooses entry by entry.",
    "broadcast": "Write the shapes that met in this line side by side, aligned at the right: which sizes clash?",
    "UFuncTypeError": "`-=`, `*=` and the like write into the array given, and that one holds whole numbers. Make a new array.",
    "_UFuncOutputCastingError": "`-=`, `*=` and the like write into the array given, and that one holds whole numbers. Make a new array.",
}

WARNED = {  # where a NumPy warning says how nan or inf came about
    "divide by zero encountered in log": "log 0 is minus infinity, and 0 times that is nan: which number is 0 when it meets log?",
    "overflow encountered in exp": "Which number is too large for exp, and what could make it smaller first?",
}


def value_verdict(exercise, tried, hint):
    """Say that a result is wrong, and what was expected."""
    problem = tried.problem
    of = f" in {problem.part}" if problem.part else ""
    rows = inputs(tried.case, exercise.reference)
    got, want = (show(value, problem.details) for value in (problem.got, problem.want))
    if got == want:  # they differ in later digits
        got, want = (show(value, problem.details, digits=10) for value in (problem.got, problem.want))
    rows += [("returned", got), ("expected", want)]
    notes = [f"NumPy warned: {shorten(tried.first.warning, 80)}."] if tried.first.warning else []
    hint = hint or warned(tried) or problem.hint
    return compose(f"{exercise.name}: not yet. Here {problem.what}{of}:", rows, hint, notes + printed(tried))


def warned(tried):
    """Return a hint if the result is nan or inf, and a NumPy warning says why."""
    got = tried.problem.got
    numbers = isinstance(got, (np.ndarray, np.generic)) and got.dtype.kind == "f"
    return WARNED.get(tried.first.warning, "") if numbers and not np.isfinite(got).all() else ""


def failed_verdict(exercise, tried, hint):
    """Say that the answer raised an error, and where."""
    rows = inputs(tried.case, exercise.reference) + error_rows(tried.first.failure)
    hint = hint or advice(exercise, tried, tried.first.failure)
    return compose(f"{exercise.name}: not yet. Your code stopped with an error:", rows, hint, printed(tried))


def broken_text(exercise, error):
    """Say that there is no answer to call, because a line that it needs raised an error."""
    hint = ADVICE.get(error.family) or ADVICE.get(error.kind) or "Restart the kernel and run the cells from the top: where does it stop?"
    return compose(f"{exercise.name}: not yet. A line that the answer needs stopped with an error:", error_rows(error), hint)


def error_rows(error):
    """Return the labelled lines of an error: at most two of the message, and where it was raised."""
    text = " ".join(f"{error.kind}: {error.message}"[:400].split()).rstrip(":")
    rows = list(zip(("error", ""), textwrap.wrap(text, WIDTH - 16), strict=False))
    return rows + [(f"line {error.number}", error.line)] if error.line else rows


def advice(exercise, tried, error):
    """Return a hint for an error that no known mistake explains."""
    if error.kind == "TypeError" and not error.line:
        names = tried.case.names(exercise.reference)
        return f"The exercise calls it as {exercise.name.partition('.')[2]}({', '.join(names)})."
    return ADVICE.get(error.family) or ADVICE.get(error.kind) or "Run that line by itself and print what each name in it holds."


def state_verdict(exercise, tried):
    """Say that the same input gave two results."""
    rows = inputs(tried.case, exercise.reference)
    rows += [("call 1", outcome_text(tried.first)), ("call 2", outcome_text(tried.second))]
    hint = "Does something outlive the call, such as a global variable or a default argument, or is chance involved?"
    return compose(f"{exercise.name}: not yet. Two calls with the same input gave different results:", rows, hint, printed(tried))


def outcome_text(outcome):
    """Return what a call did, on one line."""
    return f"{outcome.failure.kind}: {outcome.failure.message}" if outcome.failure else show(outcome.value)


def changed_verdict(exercise, tried, mistake):
    """Say kindly that the result is right, but the caller's arrays are not what they were."""
    names = tried.case.names(exercise.reference)
    changed = " and ".join(names[i] for i in sorted({*tried.first.changed, *tried.second.changed}))
    hint = (
        mistake.hint
        if mistake
        else "Which line writes into the array it was given (`-=`, `[...] =`, `sort`, `pop`), instead of making a new one?"
    )
    headline = (
        f"{exercise.name}: not yet, but close. The result is right, yet the call has changed {changed}, which the caller still needs."
    )
    return compose(headline, (), hint, printed(tried))


def unfinished_text(exercise, result, seconds):
    """Say that the time was up, on which input, and whether the code still runs."""
    i = min(len(result.outcomes) // 2, len(exercise.cases) - 1)
    rest = "It could not be stopped and goes on in the background: restart the kernel." if result.ended == "left running" else ""
    headline = f"{exercise.name}: not yet. No result after {seconds:g} seconds; it was still at work on this input:"
    hint = "Does a loop wait for something that never comes true? Print what it counts, for a few rounds."
    return compose(headline, inputs(exercise.cases[i], exercise.reference), hint, [rest] if rest else [])


def passed_text(exercise, tried):
    """Say that the answer is right."""
    praise = {1: "", 2: " Well done.", 3: " Well done, this was a hard one."}[exercise.tier]
    return compose(f"{exercise.name}: passed.{praise}", notes=printed(tried))


def printed(tried):
    """Return a note on what the first call printed."""
    text = tried.first.printed.strip()
    return [f"Your function printed: {shorten(text, 70)}"] if text else []
