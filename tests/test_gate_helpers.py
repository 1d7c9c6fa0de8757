"""Gate 3: a changed constant in the package that changes what a chapter shows turns the chapter's test red."""
import re
import shutil

import pytest
from gate_notebooks import run_nbval
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import notebooks

SETUP = """import numpy as np
from dlbook import datasets, plotting
from dlbook.activations import LeakyReLU
from dlbook.notebook import glue"""
SLOPE = 'print("below zero:", LeakyReLU().forward(np.array([-1.0, 2.0])))'

# A module of the package, its text, the changed text, and the cell that shows the change (0: the setup, 1 and 2: from the chapter).
CHANGES = [
    ("datasets/embedded.py", "seed=0", "seed=1", 2),  # other digits are drawn; no printed shape changes
    ("activations.py", "negative_slope=0.3", "negative_slope=0.31", 3),
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A folder with one notebook: the cells of a chapter that load the digits and draw some, as stored, and a cell that prints."""
    chapter = notebooks.code_cells(notebooks.read(notebooks.find("concepts")))
    shown = [cell for cell in chapter if "datasets.digits()" in cell.source or "draw_digits(x_train[:24]" in cell.source]
    assert len(shown) == 2, "the chapter no longer loads and draws the digits in two cells"
    printed = new_output("stream", name="stdout", text="below zero: [-0.3  2. ]\n")
    cells = [new_code_cell(SETUP, execution_count=1), *shown, new_code_cell(SLOPE, execution_count=4, outputs=[printed])]
    folder = tmp_path_factory.mktemp("notebook")
    notebooks.write(folder / "shown.ipynb", new_notebook(cells=cells))
    return folder


@pytest.fixture
def package(tmp_path):
    """A copy of the package that shadows the installed one."""
    shutil.copytree(notebooks.ROOT / "code" / "dlbook", tmp_path / "dlbook", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_an_unchanged_package_shows_what_is_stored(notebook, package):
    status, failures, text = run_nbval(notebook, python_path=package)
    assert status == 0 and not failures and "4 passed" in text, text[-3000:]


def test_changed_constants_are_caught(notebook, package):
    for module, before, after, _ in CHANGES:
        source = package / "dlbook" / module
        assert before in source.read_text(), f"{module} no longer holds {before!r}"
        source.write_text(source.read_text().replace(before, after))
    status, failures, text = run_nbval(notebook, python_path=package)
    assert status == 1 and list(failures) == ["shown"], text[-3000:]
    found = {int(re.search(r"Cell (\d+): Cell outputs differ", message)[1]) for message in failures["shown"]}
    assert found == {cell for *_, cell in CHANGES}, text[-3000:]
