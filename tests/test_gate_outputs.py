"""Gate 1, end to end: pytest --nbval on small notebooks, whole and harmed in every way that the gate must notice."""
import copy

import pytest
from gate_notebooks import change, notebook_of, run_nbval
from nbformat.v4 import new_notebook, new_output

from tools import execute, notebooks

TEXT = 'import numpy as np\nvalues = np.linspace(0.0, 1.0, 5)\nprint("mean", values.mean(), "of", values.size)'
WIDE = 'print("loss 0.5000", "steps 10")'
FAILING = "raise ValueError(3)"
FIGURE = """from dlbook import plotting
fig, ax = plotting.figure()
ax.plot({values}, "o-", label="{word}")
ax.legend()
plotting.show(ax, alt="Five points on a line that rises from left to right.")"""
TOLERANT = {"dlbook": {"rtol": 0.03, "reason": "a test"}}


def text_of(cells, place, old, new):
    output = cells[place].outputs[0]
    assert old in output.text
    output.text = output.text.replace(old, new)


def set_tags(cell, *tags, **metadata):
    cell.metadata["tags"] = list(tags)
    cell.metadata.update(metadata)


def graft(values="values", word="train"):
    """Put the figure that other code draws in the place of the stored one."""
    def edit(cells):
        other = new_notebook(cells=copy.deepcopy(cells))
        other.cells[1].source = FIGURE.format(values=values, word=word)
        execute.run(other, "other.ipynb")
        cells[1].outputs = other.cells[1].outputs
    return edit


# The whole notebooks; a harm is done to a copy of the first one, or to one of the second if its name is in DRAWN.
TEXTS = (TEXT, WIDE, FAILING)
DRAWING = (TEXT, FIGURE.format(values="values", word="train"))
DRAWN = ("moved_point", "legend_word", "one_percent")

# name: (what is done to the cells, what the report must say)
HARMS = {
    "text": (lambda cells: text_of(cells, 0, "mean", "median"), "the text differs"),
    "integer": (lambda cells: text_of(cells, 0, "of 5", "of 6"), "the integer 6 became 5"),
    "float": (lambda cells: text_of(cells, 0, "0.5", "0.505"), "the number 0.505 became 0.5"),
    "tolerance_exceeded": (lambda cells: text_of(cells, 1, "0.5000", "0.5300"), "the number 0.5300 became 0.5000"),
    "integer_under_tolerance": (lambda cells: text_of(cells, 1, "10", "11"), "integers are exact here"),
    "tolerance_without_reason": (lambda cells: cells[1].metadata["dlbook"].pop("reason"), "without a reason"),
    "error_message": (lambda cells: cells[2].outputs[0].update(evalue="4"), "ValueError"),
    "moved_point": (graft("values + [0, 0, 0.02, 0, 0]"), "image/svg+xml"),
    "legend_word": (graft(word="test"), "image/svg+xml"),
    "one_percent": (graft("1.01 * values"), "image/svg+xml"),
    "unexecuted": (lambda cells: cells[0].update(execution_count=None, outputs=[]), "was never executed"),
    "no_outputs": (lambda cells: cells[0].update(outputs=[]), "0 outputs are stored, the run gave 1"),
    "stored_error": (lambda cells: set_tags(cells[2]), "ValueError"),
    "stored_warning": (lambda cells: cells[0].outputs.append(new_output("stream", name="stderr", text="old\n")), "stderr"),
    "ignored_without_reason": (lambda cells: set_tags(cells[0], "nbval-ignore-output"), "exempt from comparison without a reason"),
    "skipped_without_reason": (lambda cells: set_tags(cells[1], "nbval-skip"), "exempt from comparison without a reason"),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """One run of the gate over a whole notebook and a harmed copy for each harm, in parallel by notebook."""
    folder = tmp_path_factory.mktemp("outputs")
    whole = notebook_of(folder / "whole.ipynb", *TEXTS, metadata={1: TOLERANT, 2: {"tags": ["raises-exception"]}})
    drawing = notebook_of(folder / "drawing.ipynb", *DRAWING)
    notebooks.set_kernel_environment()
    assert execute.execute(whole) and execute.execute(drawing)
    for name, (harm, _) in HARMS.items():
        copied = folder / f"{name}.ipynb"
        copied.write_bytes((drawing if name in DRAWN else whole).read_bytes())
        change(copied, harm)
    return run_nbval(folder, "-n", "2", "--dist", "loadscope")


@pytest.mark.parametrize("name", ["whole", "drawing"])
def test_whole_notebook_passes(report, name):
    status, failures, text = report
    assert status == 1 and name not in failures, failures.get(name) or text[-2000:]
    assert f"s  {name}.ipynb" in text


@pytest.mark.parametrize("name", HARMS)
def test_harm_is_caught(report, name):
    _, failures, text = report
    assert name in failures, text[-2000:]
    assert HARMS[name][1] in "\n".join(failures[name])


def test_only_the_harmed_cells_fail(report):
    _, failures, _ = report
    assert {name: len(messages) for name, messages in failures.items()} == dict.fromkeys(HARMS, 1)


def test_message_names_cell_and_both_sides(report):
    _, failures, _ = report
    message = failures["float"][0]
    assert "float.ipynb, code cell 0 (In [1])" in message
    assert "stored:" in message and "now:" in message and "linspace" in message


def test_summary_counts_cells_and_seconds(report):
    text = report[2]
    cells = 3 * (len(HARMS) - len(DRAWN) + 1) + 2 * (len(DRAWN) + 1)
    assert f"notebook cells: {cells}, exempt: 2 (" in text


def exempt_notebooks(folder, cells, exempt):
    sources = [f"x = {number}" for number in range(cells)]
    marked = {number: {"tags": ["nbval-ignore-output"], "dlbook": {"exempt": "a test"}} for number in range(exempt)}
    path = notebook_of(folder / "counted.ipynb", *sources, metadata=marked)
    execute.execute(path)
    return run_nbval(folder)


def test_three_percent_exempt_fails(tmp_path):
    status, failures, text = exempt_notebooks(tmp_path, cells=100, exempt=3)
    assert not failures and "100 passed" in text
    assert status == 1 and "notebook cells: 100, exempt: 3 (3.0 %)" in text and "too many cells are exempt" in text


def test_two_percent_exempt_passes(tmp_path):
    status, _, text = exempt_notebooks(tmp_path, cells=100, exempt=2)
    assert status == 0 and "notebook cells: 100, exempt: 2 (2.0 %)" in text and "too many" not in text
