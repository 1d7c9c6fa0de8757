"""From a returned notebook to verdicts: run each answer in its own sandbox, compare outside, in the words of the checks."""

import pickle
import threading

import cloudpickle

from dlbook.exercises.catalogue import everything, exercises
from dlbook.exercises.failures import Failure
from dlbook.exercises.judging import SECONDS, Verdict, concluded, not_callable
from dlbook.exercises.running import Run
from dlbook.exercises.verdicts import broken_text
from dlbook.exercises.wording import compose
from tools.grading import sandbox
from tools.grading.answers import answer_to
from tools.grading.packing import Malformed, read_line, text, unpack, whole

STOPPED = {
    "time": "It did not end within {seconds:g} seconds and could not be interrupted. Does one line ask for an endless amount of work?",
    "memory": "It was stopped because it took more than {memory} MB of memory. Print the shapes: which array is far larger than the input?",
    "output": "It was stopped because its results are far too large. Print the shapes: which array is far larger than the input?",
    "exited": "It ended the Python process before the results were complete (os._exit, exit in a thread, or a crash). A function ends with"
    " `return`.",
}

REGISTRY = threading.Lock()  # cloudpickle keeps one list of the modules pickled by value, for all threads


def grade(sources, chapter, library, walled=True):
    """Return the Verdicts on all exercises of a chapter, from the sources of a notebook's code cells."""
    return [grade_one(sources, exercise, library, walled) for exercise in exercises(chapter)]


def grade_one(sources, exercise, library, walled=True):
    """Return the Verdict on one answer. Whatever the answer does, this does not raise."""
    answer = answer_to(exercise.name, sources)
    if answer.problem:
        missing = answer.problem.startswith("neither")
        return Verdict(exercise.name, "missing" if missing else "not yet", compose(f"{exercise.name}: {answer.problem}."))
    report = sandbox.run(task(exercise, answer, walled), library, walled=walled)
    return verdict(exercise, report)


def task(exercise, answer, walled=True):
    """Return the pickle that goes into the sandbox: the statements to run, the inputs, the limits. Nothing of the reference is in it."""
    return by_value(
        {
            "cells": answer.cells,
            "expression": answer.expression,
            "cases": exercise.cases,
            "seconds": SECONDS,
            "limits": sandbox.limits(sandbox.SECONDS, walled),
        }
    )


def by_value(data):
    """Return a pickle that carries the functions of the exercises along, since the modules that hold them stay outside."""
    modules = {__import__(name, fromlist=["_"]) for exercise in everything() for name in functions_from(exercise)}
    with REGISTRY:
        for module in modules:
            cloudpickle.register_pickle_by_value(module)
        try:
            return cloudpickle.dumps(data, protocol=pickle.HIGHEST_PROTOCOL)
        finally:
            for module in modules:
                cloudpickle.unregister_pickle_by_value(module)


def functions_from(exercise):
    """Return the names of the modules of the exercises' packages that functions among the inputs of an exercise come from."""
    functions = [case.run for case in exercise.cases] + [arg for case in exercise.cases for arg in case.args if callable(arg)]
    names = {getattr(function, "__module__", None) or "" for function in functions} | {exercise.reference.__module__}
    shared = {f"dlbook.exercises.{name.removesuffix('.py')}" for name in sandbox.SHARED} | {"dlbook.exercises"}
    return {name for name in names if name.startswith("dlbook.exercises.") and name not in shared}


def verdict(exercise, report):
    """Return the Verdict on what came out of a sandbox."""
    name, outcomes, ended = exercise.name, [], None
    try:
        for message in map(read_line, report.lines):
            if "broken" in message:
                kind, words, line, number = message["broken"]
                failure = Failure(text(kind), text(words), text(line), whole(number))
                return Verdict(name, "not yet", broken_text(exercise, failure))
            if "not_callable" in message:
                return not_callable(exercise, text(message["not_callable"]))
            if "outcome" in message:
                outcomes.append(unpack(message["outcome"]))
            if "ended" in message:
                ended = text(message["ended"])
    except (Malformed, ValueError, TypeError):
        return Verdict(
            name,
            "not yet",
            compose(
                f"{name}: not yet. What came back cannot be read as results.",
                hint="Return numbers or arrays, and leave the files of the process alone.",
            ),
        )
    attempted = bool(outcomes) and not (outcomes[0].failure and outcomes[0].failure.kind == "NotImplementedError")
    complete = len(outcomes) == 2 * len(exercise.cases) or not attempted
    if report.ended == "exited" and (ended in ("stopped", "left running") or ended == "finished" and outcomes and complete):
        try:
            return concluded(exercise, Run(outcomes, ended), SECONDS)
        except Exception as error:  # values that the engine was not prepared for
            return Verdict(name, "not yet", compose(f"{name}: not yet. The result could not be compared ({type(error).__name__})."))
    hint = STOPPED[report.ended].format(seconds=sandbox.SECONDS, memory=sandbox.MEMORY >> 20)
    return Verdict(name, "not yet", compose(f"{name}: not yet. There is no result.", hint=hint))
