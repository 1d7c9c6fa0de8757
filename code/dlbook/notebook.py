"""What a notebook stores for its own text: the numbers that a cell measured and the prose quotes."""
import numbers

from IPython.display import publish_display_data

GLUE_PREFIX = "application/papermill.record/"  # no frontend shows this type; myst-nb's `glue` roles read it
DIGITS = 6  # significant digits of a stored float


def glue(**values):
    """Store each value under its name as a hidden output of the running cell.

    The prose then quotes it with its key, `97.2%<!--=test_accuracy-->`, and the tests compare the two. Floats are stored
    to 6 significant digits, integers and strings as they are.

    Raises TypeError for a value that is neither a number nor a string.
    """
    for name, value in values.items():
        publish_display_data({GLUE_PREFIX + "text/plain": _text(name, value)},
                             metadata={"scrapbook": {"name": name, "mime_prefix": GLUE_PREFIX}})


def _text(name, value):
    if getattr(value, "size", None) == 1:  # NumPy's own scalars, and an array that holds one number
        value = value.item()
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return f"{float(value):.{DIGITS}g}"
    raise TypeError(f"glue stores numbers and strings, got {name}={value!r} ({type(value).__name__})")
