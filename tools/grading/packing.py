"""The language between the sandbox and the judge: one JSON object a line, arrays as base64.

The judge reads it without trust: no code is run, no size is believed, and whatever is not of the expected form is a Malformed.
"""

import base64
import json
import math

import numpy as np

from dlbook.exercises.failures import Failure
from dlbook.exercises.running import Other, Outcome

KINDS = "biufcSU"  # dtypes of plain data
DEPTH = 20
LONGEST = 5000  # characters of a text


class Malformed(ValueError):
    """What came out of a sandbox is not what the program inside sends."""


def pack(outcome):
    """Return an Outcome as plain data for JSON."""
    error = outcome.failure
    return {
        "value": pack_value(outcome.value),
        "failure": error and [error.kind, error.message, error.line, error.number],
        "changed": list(outcome.changed),
        "printed": outcome.printed,
        "warning": outcome.warning,
    }


def pack_value(value):
    """Return a settled value (see dlbook.exercises.running.settle) as plain data."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": str(value)} if value.bit_length() < 10_000 else {"other": "a very large whole number"}
    if isinstance(value, float):
        return {"float": value.hex()}
    if isinstance(value, complex):
        return {"complex": [value.real.hex(), value.imag.hex()]}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, Other):
        return {"other": value.what}
    if isinstance(value, dict):
        return {"dict": [[pack_value(key), pack_value(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"tuple" if isinstance(value, tuple) else "list": [pack_value(item) for item in value]}
    array = np.ascontiguousarray(value)
    if array.dtype.kind not in KINDS:
        return {"other": f"an array of dtype {array.dtype}"}
    return {"array": [array.dtype.str, list(np.shape(value)), base64.b64encode(array.tobytes()).decode()]}


def unpack(data):
    """Return the Outcome of plain data. Errors: Malformed."""
    try:
        kind_message_line_number = data["failure"]
        error = None
        if kind_message_line_number is not None:
            kind, message, line, number = kind_message_line_number
            error = Failure(text(kind), text(message), text(line), whole(number))
        changed = tuple(whole(place) for place in data["changed"])
        return Outcome(unpack_value(data["value"]), error, changed, text(data["printed"]), text(data["warning"]))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None


def unpack_value(data, depth=0):
    """Return the value of plain data. Errors: Malformed, ValueError, TypeError."""
    if depth > DEPTH:
        raise Malformed("values are nested too deep")
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, str):
        return text(data)
    if not isinstance(data, dict) or len(data) != 1:
        raise Malformed("a value is an object with one entry")
    ((kind, content),) = data.items()
    if kind == "int":
        return int(text(content))
    if kind == "float":
        return float.fromhex(content)
    if kind == "complex":
        return complex(*map(float.fromhex, content))
    if kind == "bytes":
        return base64.b64decode(content, validate=True)
    if kind == "other":
        return Other(text(content))
    if kind in ("list", "tuple"):
        items = [unpack_value(item, depth + 1) for item in content]
        return tuple(items) if kind == "tuple" else items
    if kind == "dict":
        return {unpack_value(key, depth + 1): unpack_value(item, depth + 1) for key, item in content}
    if kind == "array":
        return unpack_array(*content)
    raise Malformed(f"a value of an unknown kind, {str(kind)[:20]!r}")


def unpack_array(dtype, shape, content):
    """Return an array whose numbers are all there. Errors: Malformed, ValueError, TypeError."""
    dtype = np.dtype(text(dtype))
    if dtype.kind not in KINDS:
        raise Malformed(f"an array of dtype {dtype}")
    raw = base64.b64decode(content, validate=True)
    shape = tuple(whole(size) for size in shape)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise Malformed(f"an array of shape {shape} with {len(raw)} bytes")
    return np.frombuffer(raw, dtype).reshape(shape).copy()


def text(data):
    """Return a text of limited length. Errors: Malformed."""
    if not isinstance(data, str) or len(data) > LONGEST:
        raise Malformed("a text is expected")
    return data


def whole(data):
    """Return a whole number that is not negative. Errors: Malformed."""
    if not isinstance(data, int) or isinstance(data, bool) or data < 0:
        raise Malformed("a whole number is expected")
    return data


def read_line(line):
    """Return the object that a line of output holds. Errors: Malformed."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None
    if not isinstance(data, dict):
        raise Malformed("an object is expected")
    return data
