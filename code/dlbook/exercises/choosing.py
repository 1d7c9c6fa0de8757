"""What exercises share that ask for a name from a list, such as a diagnosis for each of eight curves: their typical mistakes."""

from functools import partial

from dlbook.exercises.attempts import first_wrong, same_value
from dlbook.exercises.exercise import Mistake

UNLISTED = "is not on the list"  # in the message of the ValueError with which a verdict refuses a name


def unlisted(hint):
    """Return the mistake of an answer that is none of the names."""
    return Mistake("", "not on the list", hint, (lambda item: "another name",), was_unlisted)


def confusions(kind, right, names, hint, verdict):
    """Return a mistake for every item and every wrong name.

    `kind`: what the items are, in one word; `right`: item → its name; `hint(item, name)`; `verdict(name)`: the result where an answer
    gives this wrong name.
    """
    return tuple(
        Mistake("", f"{kind} {item} taken for {name}", hint(item, name), (partial(choice, right, item, name),),
                partial(first_wrong_is, item, verdict(name)))
        for item in right
        for name in names
        if name != right[item]
    )  # fmt: skip


def choice(right, wrong_item, wrong_name, item):
    """Return the right name for every item but one."""
    return wrong_name if item == wrong_item else right[item]


def first_wrong_is(item, value, attempts):
    """Tell whether the first item with a wrong name is this one, and the verdict on it this value."""
    tried = attempts[first_wrong(attempts)]
    return bool(tried.problem) and tried.case.args == (item,) and same_value(tried.first.value, value)


def was_unlisted(attempts):
    """Tell whether the first thing wrong is a name that is not on the list."""
    failure = attempts[first_wrong(attempts)].first.failure
    return bool(failure) and UNLISTED in failure.message
