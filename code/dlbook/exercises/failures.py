"""What is kept of an exception: its type, its message, and the line of the learner's code that raised it."""

import linecache
import re
import sysconfig
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = (str(Path(__file__).parent), *(sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")))

KINDS = {
    "does not have enough dimensions": "number in a product",
    "truth value of an array": "truth of an array",
    "only integers, slices": "entry as an index",
}


@dataclass(frozen=True)
class Failure:
    """An exception, as text. `line` and `number` are empty where no line of the learner's code took part."""

    kind: str
    message: str
    line: str = ""
    number: int = 0

    @property
    def family(self):
        """Return what kind of error it is: one of KINDS, sizes that do not fit a `product`, shapes that do not `broadcast`, or the type."""
        for words, kind in KINDS.items():
            if words in self.message:
                return kind
        if self.message.startswith("matmul:") or "not aligned" in self.message:
            return "product"
        return "broadcast" if "broadcast" in self.message else self.kind

    @property
    def cause(self):
        """Return what errors with the same cause share, however they are worded: the family and the sizes or shapes that clash."""
        if self.family == "product":  # matmul: (size 4 is different from 3); dot: 3 (dim 1) != 4 (dim 0)
            clash = re.search(r"size (\d+) is different from (\d+)|(\d+) \(dim \d\) != (\d+)", self.message)
            return self.family, frozenset(filter(None, clash.groups())) if clash else self.message
        if self.family == "broadcast":
            return self.family, tuple(sorted(re.findall(r"\([\d,]*\)", self.message)))
        return self.family, self.message


def failure(error):
    """Return what is to be told about an exception."""
    try:
        message = str(error).strip()
    except Exception:
        message = ""
    message = re.sub(r", with gufunc signature \S+", "", message)  # leaves the two sizes that clash
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
