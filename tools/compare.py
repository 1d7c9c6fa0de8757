"""Are two runs of a cell the same? What is printed token by token, figures by their content.

Text that is no number is compared exactly, and integers too. Two floats agree if they differ by at most a relative
tolerance (1e-6) or by one unit of the last printed place, whichever is larger; the unit counts only where at least two
significant digits are printed, so that 0.5 is never 0.6. A cell may state a wider tolerance in its metadata, with the
reason: {"dlbook": {"rtol": 0.03, "reason": "..."}}. Integers stay exact even there, unless it says "integers": true.
"""
import dataclasses
import hashlib
import json
import math
import re

from tools import compare_figures
from tools.notebooks import WIDGET_STATE, WIDGET_VIEW

DEFAULT_RTOL = 1e-6
IMAGES = ("image/png", "image/jpeg")
IGNORING_TAGS = ("nbval-ignore-output", "nbval-skip")

# A sign belongs to a number only where no word or number stands before it; digits inside a word (float32) are no number.
NUMBER = re.compile(r"""(?<![\w.])[-+−]?(?>
      (?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][-+−]?\d+)? | \.\d+(?:[eE][-+−]?\d+)? | (?:nan|NaN|inf|Infinity)\b )(?!\.\d)""", re.X)


@dataclasses.dataclass(frozen=True)
class Tolerance:
    """How far two runs of a cell may differ."""
    rtol: float = DEFAULT_RTOL
    integers: bool = False  # True: integers get the same relative tolerance as floats

    @property
    def stated(self):
        return self.rtol > DEFAULT_RTOL


def tolerance_of(cell):
    """The tolerance that the cell's metadata states; ValueError where it has no reason or makes no sense."""
    stated = cell.metadata.get("dlbook", {})
    if "rtol" not in stated:
        if "integers" in stated:
            raise ValueError('metadata says "integers" but states no "rtol"')
        return Tolerance()
    rtol = stated["rtol"]
    if isinstance(rtol, bool) or not isinstance(rtol, (int, float)) or not DEFAULT_RTOL < rtol <= 0.5:
        raise ValueError(f"rtol must be a number above {DEFAULT_RTOL} and at most 0.5, got {rtol!r}")
    if not str(stated.get("reason", "")).strip():
        raise ValueError(f"rtol {rtol} without a reason: add \"reason\" to the cell's metadata")
    return Tolerance(float(rtol), stated.get("integers") is True)


def is_exempt(cell):
    """Whether the outputs of this cell are not compared, by tag or by nbval's comment in its source."""
    if set(IGNORING_TAGS) & set(cell.metadata.get("tags", [])):
        return True
    comments = {line.strip().lstrip("#").strip() for line in cell.source.splitlines() if line.strip().startswith("#")}
    return bool({"NBVAL_IGNORE_OUTPUT", "NBVAL_SKIP", "PYTEST_VALIDATE_IGNORE_OUTPUT"} & comments)


def exemption_problem(cell):
    """What is wrong with the exemption of this cell: a mark without a reason, or a reason without the mark; else None."""
    reason = cell.metadata.get("dlbook", {}).get("exempt")
    if is_exempt(cell) and not (isinstance(reason, str) and reason.strip()):
        return 'is exempt from comparison without a reason: add {"dlbook": {"exempt": "reason"}} to its metadata'
    if reason is not None and not is_exempt(cell):
        return "states a reason for an exemption but lacks the tag nbval-ignore-output"
    return None


def source_digest(cell):
    """The fingerprint of the source that made an exempt cell's outputs; nothing else would show that they are out of date."""
    return hashlib.sha256(cell.source.encode()).hexdigest()[:12]


def stored_problems(cell):
    """What is wrong with the stored outputs of a code cell, seen without running it."""
    if not cell.source.strip():
        return ["has outputs but no source"] if cell.outputs else []
    problems = [problem] if (problem := exemption_problem(cell)) else []
    if cell.execution_count is None:
        problems.append("was never executed: it has no execution count")
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
            problems.append(f"has a stored error: {output.ename}: {output.evalue}")
        if output.output_type == "stream" and output.name == "stderr":
            problems.append(f"has stored stderr output: {_short(output.text)}")
    if is_exempt(cell) and cell.outputs and cell.metadata.get("dlbook", {}).get("source") != source_digest(cell):
        problems.append("is exempt and its outputs are older than its source: run tools/execute.py")
    try:
        tolerance_of(cell)
    except ValueError as error:
        problems.append(str(error))
    return problems


def compare_outputs(stored, new, tolerance=Tolerance(), stored_widgets=None, new_widgets=None):
    """The first difference between two lists of outputs as lines to print; an empty list if they agree.

    `stored_widgets` and `new_widgets` hold the states of widget models by id; without them widget views are only counted.
    """
    stored, new = merge_streams(stored), merge_streams(new)
    for number, (old, fresh) in enumerate(zip(stored, new, strict=False), start=1):
        if _kind(old) != _kind(fresh):
            return [f"output {number} is of another kind", f"stored: {_kind(old)}", f"now:    {_kind(fresh)}",
                    *_both(_plain(old), _plain(fresh))]
        for part, before, after in _parts(old, fresh):
            if part == WIDGET_VIEW:
                difference = _compare_widgets(before, after, stored_widgets, new_widgets, tolerance)
            elif part == "image/svg+xml":
                difference = compare_figures.compare_svg(_joined(before), _joined(after), tolerance)
            elif part in IMAGES:
                difference = compare_figures.compare_png(_joined(before), _joined(after), tolerance)
            else:
                difference = compare_text(_joined(before), _joined(after), tolerance)
            if difference:
                shown = [] if part == "image/svg+xml" or part in IMAGES or part == WIDGET_VIEW else _both(_joined(before), _joined(after))
                return [f"output {number}, {part}: {difference}", *shown]
    if len(stored) != len(new):
        extra = (stored if len(stored) > len(new) else new)[min(len(stored), len(new))]
        return [f"{len(stored)} outputs are stored, the run gave {len(new)}; "
                f"the first without a partner is {_kind(extra)}: {_short(_plain(extra))}"]
    return []


def compare_text(stored, new, tolerance=Tolerance()):
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
            return f"the text differs: stored {_short(_around(a, b))!r}, now {_short(_around(b, a))!r}"
        if place < min(len(old_numbers), len(new_numbers)):
            if problem := compare_numbers(old_numbers[place], new_numbers[place], tolerance):
                return problem
    if len(old_numbers) != len(new_numbers):
        return f"{len(old_numbers)} numbers were stored, now there are {len(new_numbers)}"
    return None


def compare_numbers(stored, new, tolerance=Tolerance()):
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


def merge_streams(outputs):
    """The outputs with all text of one stream put together at its first place, and without the effects of carriage returns."""
    merged, streams = [], {}
    for output in outputs:
        if output.output_type != "stream":
            merged.append(output)
        elif output.name in streams:
            streams[output.name]["text"] += _joined(output.text)
        else:
            streams[output.name] = type(output)(output)
            streams[output.name]["text"] = _joined(output.text)
            merged.append(streams[output.name])
    for stream in streams.values():
        stream["text"] = re.sub(r"^.*\r(?=[^\n])", "", stream["text"], flags=re.M).replace("\r\n", "\n")
    return merged


def _parts(old, fresh):
    """Pairs to compare, strictest first: every MIME type of the two outputs (their kinds agree), then their metadata."""
    if old.output_type == "stream":
        return [("text", old.text, fresh.text)]
    if old.output_type == "error":
        return [("error", f"{old.ename}: {old.evalue}", f"{fresh.ename}: {fresh.evalue}")]
    metadata = [("metadata", _as_json(old.get("metadata", {})), _as_json(fresh.get("metadata", {})))]
    return metadata + [(mime, old.data[mime], fresh.data[mime]) for mime in sorted(old.data)]


def _kind(output):
    if output.output_type == "stream":
        return output.name
    return "an error" if output.output_type == "error" else f"{output.output_type} of " + ", ".join(sorted(output.data))


def _plain(output):
    if output.output_type == "stream":
        return _joined(output.text)
    return f"{output.ename}: {output.evalue}" if output.output_type == "error" else _joined(output.data.get("text/plain", ""))


def _compare_widgets(before, after, stored_states, new_states, tolerance):
    if not stored_states or not new_states:
        return None
    old, new = (_unfolded(view["model_id"], states) for view, states in ((before, stored_states), (after, new_states)))
    if old is None:
        return f"no state is stored in the notebook's metadata ({WIDGET_STATE})"
    if new is None:
        return "the run made no such widget"
    difference = compare_text(_as_json(old), _as_json(new), tolerance)
    return f"the widget's state changed: {difference}" if difference else None


def _unfolded(model_id, states, depth=8):
    """The state of a widget with the models that it names put in the place of their ids."""
    if model_id not in states or depth == 0:
        return None

    def inner(value):
        if isinstance(value, dict):
            return {key: inner(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [inner(item) for item in value]
        if isinstance(value, str) and value.startswith("IPY_MODEL_"):
            return _unfolded(value.removeprefix("IPY_MODEL_"), states, depth - 1)
        return value

    return inner(states[model_id]["state"])


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


def _joined(text):
    if isinstance(text, str):
        return text
    return "".join(text) if isinstance(text, list) and all(isinstance(line, str) for line in text) else _as_json(text)


def _as_json(value):
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str)


def _both(stored, new, lines=12):
    def shown(text):
        kept = text.splitlines() or [""]
        return [f"    {line[:160]}" for line in kept[:lines]] + ([f"    ... and {len(kept) - lines} lines more"] if len(kept) > lines else [])

    return ["  stored:", *shown(stored), "  now:", *shown(new)]


def _short(text, length=80):
    text = " ".join(str(text).split()) if "\n" in str(text) else str(text)
    return text if len(text) <= length else text[:length] + " ..."
