"""Are two printed texts the same? Words exactly, numbers as numbers.

Text that is no number is compared exactly, and integers too. Two floats agree if they differ by at most a relative
tolerance (1e-6) or by one unit of the last printed place, whichever is larger; the unit counts only where at least two
significant digits are printed, so that 0.5 is never 0.6. A cell may state a wider tolerance in its metadata, with the
reason: {"dlbook": {"rtol": 0.03, "reason": "..."}}. Integers stay exact even there, unless it says "integers": true.
"""
import math
import re

from tools.cells import STRICT

# A sign belongs to a number only where no word or number stands before it; digits inside a word (float32) are no number.
NUMBER = re.compile(r"""(?<![\w.])[-+−]?(?>
      (?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][-+−]?\d+)? | \.\d+(?:[eE][-+−]?\d+)? | (?:nan|NaN|inf|Infinity)\b )(?!\.\d)""", re.X)


def compare_text(stored, new, tolerance=STRICT):
    """The first difference between two texts in a sentence, or None.

    The spaces beside numbers may differ only where a float itself is printed differently (NumPy aligns columns).
    """
    if stored == new:
        return None
    old_numbers, new_numbers = NUMBER.findall(stored), NUMBER.findall(new)
    aligned = any(a != b and not (_is_integer(a) and _is_integer(b)) for a, b in zip(old_numbers, new_numbers, strict=False))
    old_words, new_words = NUMBER.split(stored), NUMBER.split(new)
    for place, (a, b) in enumerate(zip(old_words, new_words, strict=False)):
        if (_squeezed(a) != _squeezed(b)) if aligned else (a != b):
            return f"the text differs: stored {short(_around(a, b))!r}, now {short(_around(b, a))!r}"
        if place < min(len(old_numbers), len(new_numbers)):
            if problem := compare_numbers(old_numbers[place], new_numbers[place], tolerance):
                return problem
    if len(old_numbers) != len(new_numbers):
        return f"{len(old_numbers)} numbers were stored, now there are {len(new_numbers)}"
    return None


def compare_numbers(stored, new, tolerance=STRICT):
    """Why two printed numbers are not the same number, or None."""
    if stored == new:
        return None
    a, b = value_of(stored), value_of(new)
    if _is_integer(stored) and _is_integer(new):
        if a == b or tolerance.integers and abs(a - b) <= max(1, tolerance.rtol * max(abs(a), abs(b))):
            return None
        return f"the integer {stored} became {new}" + (" (integers are exact here)" if tolerance.stated and not tolerance.integers else "")
    if a == b or math.isnan(a) and math.isnan(b):
        return None
    if not (math.isfinite(a) and math.isfinite(b)):
        return f"{stored} became {new}"
    allowed = max(tolerance.rtol * max(abs(a), abs(b)), min(_unit(stored), _unit(new)))
    if abs(a - b) <= allowed * (1 + 1e-9):
        return None
    return f"the number {stored} became {new}, a difference of {abs(a - b):.3g} where {allowed:.3g} is allowed"


def value_of(number):
    """The value of a printed number; knows thousands commas and the minus sign of typesetting."""
    return float(number.replace(",", "").replace("−", "-"))


def _unit(number):
    """One unit of the last printed place; 0 where fewer than two significant digits are printed."""
    mantissa, _, exponent = number.lower().replace(",", "").replace("−", "-").lstrip("+-").partition("e")
    whole, _, decimals = mantissa.partition(".")
    if len((whole + decimals).lstrip("0")) < 2 or "." not in mantissa and not exponent or not decimals and not exponent:
        return 0.0
    return 10.0 ** (int(exponent or 0) - len(decimals))


def _is_integer(number):
    return re.fullmatch(r"[-+−]?[\d,]+", number) is not None


def _squeezed(words):
    return re.sub(r"[ \t]+", " ", words).strip(" ")


def _around(text, other):
    """The part of `text` where it begins to differ from `other`."""
    start = next((place for place, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    return text[max(0, start - 20):]


def short(text, length=80):
    """The beginning of a text on one line."""
    text = " ".join(str(text).split()) if "\n" in str(text) else str(text)
    return text if len(text) <= length else text[:length] + " ..."
