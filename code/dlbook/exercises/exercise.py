"""What an exercise is: data. A reference, inputs to try an answer on, hints, and the mistakes that learners are known to make.

The engine compares results, never source code. So an answer may be written in any way, and a mistake is described by a wrong function
that makes it: whoever gets the same results has made the same mistake.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass


def call(answer, *args):
    """Return what the answer returns: the usual way to try one."""
    return answer(*args)


@dataclass(frozen=True, eq=False)
class Case:
    """One input to try an answer on.

    `run(answer, *args)` uses the answer and returns what is to be compared: a number, an array, or a tuple, list or dict of them. The
    default calls it. An exercise whose answer is a class builds the object and runs its methods; one whose answer is a generator
    returns a list of its first steps.
    """

    args: tuple
    run: Callable = call

    def names(self, reference):
        """Return the names of the arguments, as the learner knows them."""
        if self.run is call:
            return list(inspect.signature(reference).parameters)
        return list(inspect.signature(self.run).parameters)[1:]


@dataclass(frozen=True, eq=False)
class Mistake:
    """A typical wrong answer, and the hint that is aimed at it.

    `wrong`: functions that make the mistake. An answer made it if its results are theirs, errors and shapes included.
    `symptom`: where results alone do not tell, a function of the attempts (see attempts.Attempt) that says whether the mistake was made;
    the functions in `wrong` are then examples.
    `id`: the entry in the catalogue of misconceptions, or "" where it has none.
    """

    id: str
    name: str
    hint: str
    wrong: tuple
    symptom: Callable | None = None


@dataclass(frozen=True, eq=False)
class Exercise:
    """An exercise of a chapter.

    `name`: chapter.function. `tier`: 1 warm-up, 2 core, 3 stretch. `cases`: the first small enough to follow by hand. `hints`: from a
    nudge to nearly the idea. `mistakes`: the more specific first. `returns`: the names of the parts, where a tuple is returned.
    """

    name: str
    tier: int
    reference: Callable
    cases: tuple
    hints: tuple
    mistakes: tuple
    returns: tuple = ()
    rtol: float = 1e-6
    atol: float = 1e-9
