"""How pytest proves that notebooks show what their code computes (pytest --nbval --nbval-current-env chapters).

nbval runs the cells; its comparison is replaced by the one of tools/compare.py, which knows numbers and figures. Every code
cell must have been executed without an error or a warning, and what is exempt from comparison is counted: at most 2 % of
all cells. Where the data of a case study are missing, its cells are skipped with the reason, except those that compute from
a record alone (tools/needs.py).
"""
import collections
import pathlib

import pytest
from nbval import plugin as nbval

from tools import cells, compare, needs, notebooks

MAX_EXEMPT = 0.02
OUTPUT_TIMEOUT = 30  # seconds to wait for the next output of a cell that has ended


def pytest_configure(config):
    if not config.getoption("nbval", False):
        return
    notebooks.set_kernel_environment()
    if config.option.nbval_cell_timeout == 2000:  # nbval's default: nobody asked for another
        config.option.nbval_cell_timeout = notebooks.CELL_TIMEOUT
    nbval.IPyNbCell.runtest = run_cell
    nbval.IPyNbCell.compare_outputs = compare_cell
    config.pluginmanager.register(Summary(), "notebook-summary")


def pytest_collection_modifyitems(items):
    """Skip what cannot run for want of data."""
    reasons = {}
    for item in items:
        if isinstance(item, nbval.IPyNbCell):
            path = pathlib.Path(item.path)
            if path not in reasons:
                reasons[path] = needs.missing_data(notebooks.read(path))
            if reasons[path] and not needs.from_record(item.cell):
                item.add_marker(pytest.mark.skip(reason=reasons[path]))


def run_cell(item, _run=nbval.IPyNbCell.runtest):
    """Check what is stored, run the cell, compare."""
    item.output_timeout = OUTPUT_TIMEOUT
    problems = cells.stored_problems(item.cell)
    if problems and item.options["skip"]:
        fail(item, problems)
    try:
        _run(item)
    except nbval.NbCellError as error:
        if problems:
            error.args = (f"{error.args[0]}; also, this cell " + "; it ".join(problems),)
        raise
    if problems:
        fail(item, problems)


def fail(item, problems):
    item.raise_cell_error("this cell " + "; it ".join(problems))


def compare_cell(item, test, ref, skip_compare=None):
    """What nbval calls after a run: whether the outputs agree, with the lines of the report in `comparison_traceback`."""
    try:
        tolerance = cells.tolerance_of(item.cell)
    except ValueError:
        tolerance = cells.STRICT  # reported by stored_problems
    difference = compare.compare_outputs(ref, test, tolerance)
    if difference:
        place = f"{notebooks.label(pathlib.Path(item.parent.path))}, code cell {item.cell_num} (In [{item.cell.execution_count}])"
        item.comparison_traceback = [place, *difference]
    return not difference


class Summary:
    """Seconds and exempt cells of each notebook, gathered where pytest reports (with xdist: in the controller)."""

    def __init__(self):
        self.seconds = collections.Counter()
        self.skipped = {}
        self.cells = self.exempt = 0

    @property
    def share(self):
        return self.exempt / self.cells if self.cells else 0.0

    def pytest_runtest_logreport(self, report):
        path = report.nodeid.partition("::")[0]
        if path.endswith(".ipynb"):
            self.seconds[path] += report.duration
            if report.skipped and report.when == "setup" and isinstance(report.longrepr, tuple):
                self.skipped[path] = report.longrepr[2].removeprefix("Skipped: ")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workerinput"):
            return
        paths = {(session.config.rootpath / path).resolve() for path in self.seconds}
        if any(path.is_relative_to(notebooks.CHAPTERS) for path in paths):
            paths |= set(notebooks.chapters())  # the share is that of the book, whichever part of it was run
        for cell in (cell for path in paths for cell in notebooks.code_cells(notebooks.read(path))):
            self.cells += 1
            self.exempt += cells.is_exempt(cell)
        if self.share > MAX_EXEMPT and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if not self.seconds:
            return
        terminalreporter.section("notebooks")
        for path, seconds in sorted(self.seconds.items()):
            terminalreporter.write_line(f"{seconds:7.1f} s  {path}")
            if path in self.skipped:
                terminalreporter.write_line(f"           NOT RUN but for its recorded results: {self.skipped[path]}", yellow=True)
        terminalreporter.write_line(f"notebook cells: {self.cells}, exempt: {self.exempt} ({100 * self.share:.1f} %)")
        if self.share > MAX_EXEMPT:
            terminalreporter.write_line(f"too many cells are exempt from comparison: at most {100 * MAX_EXEMPT:g} % may be", red=True)
