"""Gate 3: a changed constant in the package that changes what a chapter shows turns the chapter's test red."""
import shutil

import pytest
from gate_notebooks import notebook_of, run_nbval

from tools import execute, notebooks

SOURCES = ("import numpy as np\nfrom dlbook.activations import LeakyReLU",
           'print("below zero:", LeakyReLU().forward(np.array([-1.0, 2.0])))')

# A chapter and how many of its code cells (None: a small notebook made here), a module of the package, its text, the changed text.
CHANGES = [
    (None, 0, "activations.py", "negative_slope=0.3", "negative_slope=0.31"),
    ("concepts", 4, "datasets/embedded.py", "seed=0", "seed=1"),  # other digits are drawn; no printed shape changes
]


def notebook_in(folder, chapter, cells):
    """The beginning of a chapter with its stored outputs, or a small notebook, in a folder of its own."""
    folder.mkdir()
    if chapter is None:
        path = notebook_of(folder / "small.ipynb", *SOURCES)
        execute.execute(path)
        return
    notebook = notebooks.read(notebooks.find(chapter))
    last = notebook.cells.index(notebooks.code_cells(notebook)[cells - 1])
    del notebook.cells[last + 1:]
    notebooks.write(folder / f"{chapter}.ipynb", notebook)


def package_copy(folder):
    """A copy of the package that shadows the installed one."""
    shutil.copytree(notebooks.ROOT / "code" / "dlbook", folder / "dlbook", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize("chapter, cells, module, before, after", CHANGES, ids=lambda value: str(value))
def test_changed_constant_is_caught(tmp_path, chapter, cells, module, before, after):
    notebook_in(tmp_path / "notebook", chapter, cells)
    package = package_copy(tmp_path / "package")
    status, failures, text = run_nbval(tmp_path / "notebook", python_path=package)
    assert status == 0 and not failures, text[-3000:]

    source = package / "dlbook" / module
    assert before in source.read_text(), f"{module} no longer holds {before!r}"
    source.write_text(source.read_text().replace(before, after))
    status, failures, text = run_nbval(tmp_path / "notebook", python_path=package)
    assert status == 1 and failures, text[-3000:]
    assert "Cell outputs differ" in "".join(message for messages in failures.values() for message in messages)
