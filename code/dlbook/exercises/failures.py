"""What is kept of an exception: its type, its message, and the line of the learner's code that raised it."""
import linecache
import sysconfig
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = (str(Path(__file__).parent), *(sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")))


@dataclass(frozen=True)
class Failure:
    """An exception, as text. `line` and `number` are empty where no line of the learner's code took part."""

    kind: str
    message: str
    line: str = ""
    number: int = 0

    @property
    def family(self):
        """Return a name that errors with the same cause share: shapes that do not fit a product or each other, or else the type."""
        if self.message.startswith("matmul:") or "not aligned" in self.message:
            return "product"
        if "broadcast" in self.message:
            return "broadcast"
        return self.kind


def failure(error):
    """Return what is to be told about an exception."""
    try:
        message = str(error).strip()
    except Exception:
        message = ""
    line, number = last_line(error)
    return Failure(type(error).__name__, message, line, number)


def last_line(error):
    """Return the last line outside the libraries that the exception passed, and its number."""
    found, trace = ("", 0), error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        line = linecache.getline(filename, trace.tb_lineno, trace.tb_frame.f_globals).strip()
        if line and not filename.startswith(LIBRARIES):
            found = line, trace.tb_lineno
        trace = trace.tb_next
    return found
