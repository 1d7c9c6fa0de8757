"""Recompute the stored outputs of chapters.

Usage: python tools/execute.py [--force] [name ...]        (a chapter's name or a path; without names, all chapters)

A notebook whose new outputs agree with the stored ones (by the rules of tools/compare.py) stays as it is, byte for byte;
`--force` stores the new ones anyway. A notebook in which a cell fails, warns or prints a place of this machine stays as it is.
"""
import argparse
import copy
import getpass
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from jupyter_client.manager import AsyncKernelManager  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager  # noqa: E402
from tqdm import tqdm  # noqa: E402

from tools import needs, notebooks  # noqa: E402
from tools.cells import is_exempt, source_digest, tolerance_of  # noqa: E402
from tools.compare import IMAGES, compare_outputs  # noqa: E402

ANSI = re.compile(r"\x1b\[[0-9;]*m")
TRACEBACK_LINES = 20  # a message fits on one screen


class ExecutionProblem(Exception):
    """A notebook that cannot be stored; the message says which cell and why."""


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help="a chapter's name or a path; without any: all chapters")
    parser.add_argument("--force", action="store_true", help="store the new outputs even where they agree with the old ones")
    options = parser.parse_args(arguments)
    try:
        paths = [notebooks.find(name) for name in options.names] or notebooks.chapters()
    except FileNotFoundError as error:
        sys.exit(str(error))
    notebooks.set_kernel_environment()
    failed = 0
    for path in paths:
        start = time.perf_counter()
        if reason := needs.missing_data(notebooks.read(path)):
            print(f"{notebooks.label(path)}: NOT RUN, left as it was: {reason}", flush=True)
            failed += bool(options.names)  # who asks for it by name expects it done
            continue
        try:
            verdict = "rewritten" if execute(path, options.force) else "unchanged"
        except ExecutionProblem as problem:
            failed += 1
            verdict = f"FAILED, left as it was\n{problem}"
        print(f"{notebooks.label(path)}: {time.perf_counter() - start:.1f} s, {verdict}", flush=True)
    return 1 if failed else 0


def execute(path, force=False):
    """Run the notebook at `path` and store its outputs; returns whether the file changed. Raises ExecutionProblem."""
    stored = notebooks.read(path)
    fresh = copy.deepcopy(stored)
    run(fresh, path)
    notebooks.normalise(fresh)
    if problems := leaks(fresh):
        raise ExecutionProblem("\n".join(problems))
    if not force:
        keep_equal_outputs(stored, fresh)
    for cell in fresh.cells:
        if cell.cell_type == "code" and is_exempt(cell):
            cell.metadata.setdefault("dlbook", {})["source"] = source_digest(cell)
    notebooks.normalise(fresh)
    return notebooks.write(path, fresh)


def run(notebook, path):
    """Execute all cells in place, with a progress bar on stderr."""
    cells = notebooks.code_cells(notebook)
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    running = []
    manager = AsyncKernelManager(kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=NbvalKernelspecManager())
    with tqdm(total=len(cells), desc=pathlib.Path(path).stem, unit="cell", file=sys.stderr, leave=False, mininterval=0) as bar:
        client = NotebookClient(notebook, km=manager, timeout=notebooks.CELL_TIMEOUT, record_timing=False,
                                coalesce_streams=True, store_widget_state=False,
                                resources={"metadata": {"path": str(pathlib.Path(path).parent)}},
                                on_cell_start=lambda cell, cell_index: running.append(cell),
                                on_cell_executed=lambda cell, cell_index, execute_reply: bar.update())
        try:
            client.execute(cleanup_kc=True, stderr=subprocess.DEVNULL)  # the kernel's own messages; a cell's stderr is an output
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise ExecutionProblem(_failure(notebook, path, running[-1] if running else cells[0], error)) from None


def leaks(notebook):
    """Every place in the outputs that shows a path or the name of this machine, or a warning."""
    written = "\n".join(cell.source for cell in notebook.cells)
    host = socket.gethostname().split(".")[0]
    traces = {
        "the book's folder": re.escape(str(notebooks.ROOT)),
        "a Python's folder": re.escape(sys.base_prefix) + r"/lib\b",
        "the home folder": re.escape(os.path.expanduser("~")) + r"/\S+",
        "a home folder": r"(?:/home/|/Users/|/root/|\b[A-Z]:\\Users\\)\S+",
        "a temporary file": rf"(?:{re.escape(tempfile.gettempdir())}|/tmp)/\S+|ipykernel_\d+",
    }
    # A short or common host name may be a word of the book.
    names = {"the name of this machine": host, "the name of its user": _user()}
    traces |= {what: rf"\b{re.escape(name)}\b" for what, name in names.items()
               if len(name) > 3 and name not in written and name != "localhost"}
    problems = []
    for cell in notebooks.code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                problems.append(f"{_place(notebook, cell)} wrote to stderr: {_first_lines(output.text, 3)}")
            for mime, text in _texts(output):
                for what, pattern in traces.items():
                    if found := re.search(pattern, text):
                        problems.append(f"{_place(notebook, cell)}: its output ({mime}) holds {what}: {found.group()[:80]!r}")
                        break
    return problems


def keep_equal_outputs(stored, fresh):
    """Put the stored outputs back, in place, wherever the new ones agree with them."""
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        if new.cell_type == "code" and _agrees(old, new):
            new.outputs = old.outputs


def _agrees(old, new):
    if old.execution_count is None:
        return False
    if is_exempt(new):  # what it prints differs at every run: keep it as long as its source is the one that printed it
        return new.metadata.get("dlbook", {}).get("source") == source_digest(new)
    try:
        tolerance = tolerance_of(new)
    except ValueError as error:
        raise ExecutionProblem(f"a cell that begins with {_first_lines(new.source, 1)!r}: {error}") from None
    return not compare_outputs(old.outputs, new.outputs, tolerance)


def _failure(notebook, path, failed, error):
    reason = str(error)
    if isinstance(error, CellExecutionError):
        reason = ANSI.sub("", error.traceback)
    lines = reason.strip().splitlines()
    lines = lines if len(lines) <= TRACEBACK_LINES else ["...", *lines[-TRACEBACK_LINES:]]
    return "\n".join([f"{notebooks.label(path)}, {_place(notebook, failed)} failed:", *(f"  {line[:160]}" for line in lines)])


def _place(notebook, cell):
    number = next(place for place, other in enumerate(notebook.cells) if other is cell)
    return f"cell {number} ({_first_lines(cell.source, 1)!r})"


def _first_lines(text, count):
    return " / ".join(line.strip() for line in text.strip().splitlines()[:count])[:200]


def _user():
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return ""


def _texts(output):
    if output.output_type == "stream":
        return [(output.name, output.text)]
    if output.output_type == "error":
        return [("error", ANSI.sub("", "\n".join([output.evalue, *output.traceback])))]
    return [(mime, data if isinstance(data, str) else str(data)) for mime, data in output.data.items() if mime not in IMAGES]


if __name__ == "__main__":
    sys.exit(main())
