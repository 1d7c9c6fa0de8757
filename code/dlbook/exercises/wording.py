"""The sentences of verdicts and hints: short lines that read the same on every run."""

import sys
import textwrap

import numpy as np

from dlbook.exercises.running import Other

WIDTH = 100
LINES = 12


def printable(text):
    """Return the text with what the output cannot encode escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def shorten(text, width):
    """Return the text on one line of at most so many characters."""
    line = "".join(letter if letter.isprintable() else "?" for letter in " ".join(str(text)[: 4 * width].split()))
    return line if len(line) <= width else line[: width - 4].rstrip() + " ..."


def show(value, details="", width=WIDTH - 14, digits=4):
    """Return a value on one line; `details` adds the `shape` or the `dtype` of an array, which has its shape anyway if shortened."""
    if isinstance(value, Other):
        return value.what
    if isinstance(value, (list, tuple)):
        ends = "()" if isinstance(value, tuple) else "[]"
        return shorten(
            ends[0] + ", ".join(show(item, "", width, digits) for item in value[:12]) + (", ..." if value[12:] else "") + ends[1], width
        )
    if isinstance(value, (np.ndarray, np.generic)):
        return show_array(np.asarray(value), details, width, digits)
    if isinstance(value, float):
        return number(value, digits)
    return shorten(repr(value), width)


def show_array(array, details, width, digits):
    """Return an array on one line: all of it if it is small, its corners if not."""
    facts = f" (dtype {array.dtype})" if details == "dtype" else f" (shape {array.shape})"
    if array.ndim == 0:
        return shorten(number(array[()], digits), width - len(facts)) + (facts if details else "")
    if array.size == 0:
        return f"[]{facts}"
    if array.size <= 40:
        text = one_line(array, digits) + (facts if details else "")
        if len(text) <= width:
            return text
    for edge in (2, 1):
        text = one_line(array, digits, threshold=0, edgeitems=edge)
        if len(text + facts) <= width:
            break
    return shorten(text, width - len(facts)) + facts


def one_line(array, digits, **how):
    """Return the entries of an array in nested brackets."""
    text = np.array2string(array, separator=" ", max_line_width=10_000, formatter={"all": lambda entry: number(entry, digits)}, **how)
    return " ".join(text.split())


def number(value, digits=4):
    """Return one number with so many significant digits; whole numbers whole."""
    kind = np.asarray(value).dtype.kind
    if kind == "f":
        value = float(value)
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e6 else f"{value:.{digits}g}"
    return f"{complex(value):.{digits}g}" if kind == "c" else shorten(value, 30)


def row(label, text, width=9):
    """Return one labelled line of a verdict."""
    return f"  {label:<{width}} {text}"


def compose(headline, rows=(), hint="", notes=()):
    """Return the text of a verdict: what is the matter, labelled rows, notes, a hint."""
    width = max([9, *(len(label) for label, _ in rows)])
    lines = textwrap.wrap(headline, WIDTH)[:2]
    lines += [row(label, shorten(text, WIDTH - width - 3), width) for label, text in rows]
    lines += [line for note in notes for line in textwrap.wrap(note, WIDTH)[:1]]
    advice = textwrap.wrap("Hint: " + hint, WIDTH, subsequent_indent="      ") if hint else []
    return "\n".join(lines[: LINES - len(advice)] + advice)


def inputs(case, reference):
    """Return the labelled arguments of a case."""
    return [(name, show(value)) for name, value in zip(case.names(reference), case.args, strict=True)]


def hint_text(exercise, stage):
    """Return one staged hint."""
    last = " This is the last one; the book's solution stands below the exercise." if stage == len(exercise.hints) else ""
    return textwrap.fill(
        f"{exercise.name}, hint {stage} of {len(exercise.hints)}: {exercise.hints[stage - 1]}{last}", WIDTH, subsequent_indent="  "
    )
