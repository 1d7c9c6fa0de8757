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
    line = " ".join(str(text)[: 4 * width].split())
    return line if len(line) <= width else line[: width - 4].rstrip() + " ..."


def show(value, details=False, width=WIDTH):
    """Return a value on one line, arrays with their shape if shortened or if the shape is the matter."""
    if isinstance(value, Other):
        return f"<{value.kind}>"
    if isinstance(value, (list, tuple)):
        ends = "()" if isinstance(value, tuple) else "[]"
        return shorten(ends[0] + ", ".join(show(item, details, width) for item in value[:12]) + (", ..." if value[12:] else "") + ends[1], width)
    if isinstance(value, (np.ndarray, np.generic)):
        return show_array(np.asarray(value), details, width)
    if isinstance(value, float):
        return f"{value:.6g}"
    return shorten(repr(value), width)


def show_array(array, details, width):
    """Return an array on one line: all of it if it is small, its corners if not."""
    facts = f"   (shape {array.shape}, dtype {array.dtype})" if details else f"   (shape {array.shape})"
    if array.ndim == 0:
        return shorten(number(array[()]) + (f"   (dtype {array.dtype})" if details else ""), width)
    if array.size == 0:
        return f"[]{facts}"
    for edge in (None, 2, 1):
        whole = edge is None and array.size <= 40
        if edge is None and not whole:
            continue
        text = np.array2string(
            array, max_line_width=10_000, threshold=array.size if whole else 0, edgeitems=edge or 3, formatter={"all": number}, separator=" "
        )
        text = " ".join(text.split()) + (facts if details or not whole else "")
        if len(text) <= width:
            return text
    return shorten(text.removesuffix(facts), width - len(facts)) + facts


def number(value):
    """Return one entry of an array with at most four digits."""
    kind = np.asarray(value).dtype.kind
    if kind in "iub":
        return str(value)
    if kind == "f":
        return f"{float(value):.4g}"
    return shorten(value, 30)


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
    return [(name, show(value, width=WIDTH - 14)) for name, value in zip(case.names(reference), case.args)]


def hint_text(exercise, stage):
    """Return one staged hint."""
    last = " This is the last one; the book's solution stands below the exercise." if stage == len(exercise.hints) else ""
    return textwrap.fill(f"{exercise.name}, hint {stage} of {len(exercise.hints)}: {exercise.hints[stage - 1]}{last}", WIDTH, subsequent_indent="  ")
