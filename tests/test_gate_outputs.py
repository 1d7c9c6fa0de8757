"""Gate 1, end to end: pytest --nbval on one small notebook whose cells are whole, or harmed in every way that it must notice."""
import copy
import re

import pytest
from gate_notebooks import change, notebook_of, run_nbval
from nbformat.v4 import new_output

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

# The whole cells by name, and the figures that other code would draw.
WHOLE = {"text": TEXT, "wide": WIDE, "failing": FAILING, "figure": FIGURE.format(values="values", word="train")}
METADATA = {1: TOLERANT, 2: {"tags": ["raises-exception"]}}
OTHER_FIGURES = {
    "moved_point": FIGURE.format(values="values + [0, 0, 0.02, 0, 0]", word="train"),
    "legend_word": FIGURE.format(values="values", word="test"),
    "one_percent": FIGURE.format(values="1.01 * values", word="train"),
}


def text_of(cell, old, new):
    output = cell.outputs[0]
    assert old in output.text
    output.text = output.text.replace(old, new)


def set_tags(cell, *tags):
    cell.metadata["tags"] = list(tags)


# name: (which whole cell is harmed, what is done to it, what the report must say). A harm to a figure: another one is stored.
HARMS = {
    "text": ("text", lambda cell: text_of(cell, "mean", "median"), "the text differs"),
    "integer": ("text", lambda cell: text_of(cell, "of 5", "of 6"), "the integer 6 became 5"),
    "float": ("text", lambda cell: text_of(cell, "0.5", "0.505"), "the number 0.505 became 0.5"),
    "tolerance_exceeded": ("wide", lambda cell: text_of(cell, "0.5000", "0.5300"), "the number 0.5300 became 0.5000"),
    "integer_under_tolerance": ("wide", lambda cell: text_of(cell, "10", "11"), "integers are exact here"),
    "tolerance_without_reason": ("wide", lambda cell: cell.metadata["dlbook"].pop("reason"), "without a reason"),
    "error_message": ("failing", lambda cell: cell.outputs[0].update(evalue="4"), "ValueError"),
    "moved_point": ("figure", None, "image/svg+xml"),
    "legend_word": ("figure", None, "image/svg+xml"),
    "one_percent": ("figure", None, "image/svg+xml"),
    "unexecuted": ("text", lambda cell: cell.update(execution_count=None, outputs=[]), "was never executed"),
    "no_outputs": ("text", lambda cell: cell.update(outputs=[]), "0 outputs are stored, the run gave 1"),
    "stored_error": ("failing", set_tags, "ValueError"),
    "stored_warning": ("text", lambda cell: cell.outputs.append(new_output("stream", name="stderr", text="old\n")), "stderr"),
    "ignored_without_reason": ("text", lambda cell: set_tags(cell, "nbval-ignore-output"), "exempt from comparison without a reason"),
    "skipped_without_reason": ("wide", lambda cell: set_tags(cell, "nbval-skip"), "exempt from comparison without a reason"),
}
# The cells of the notebook: the whole ones, a copy of one of them for each harm, the whole ones again.
CELLS = [*WHOLE, *HARMS, *WHOLE]
HARMED = range(len(WHOLE), len(WHOLE) + len(HARMS))


def put_together(cells):
    """From the executed cells, the whole ones and the other figures, to the list CELLS."""
    whole, other = dict(zip(WHOLE, cells, strict=False)), dict(zip(OTHER_FIGURES, cells[len(WHOLE):], strict=True))
    made = list(whole.values())
    for name, (place, harm, _) in HARMS.items():
        cell = copy.deepcopy(whole[place])
        if name in OTHER_FIGURES:
            cell.outputs = other[name].outputs
        else:
            harm(cell)
        made.append(cell)
    made += copy.deepcopy(list(whole.values()))
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"
    cells[:] = made


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """One run of the gate over the notebook: exit status, the message of each failed cell by its number, printed text."""
    path = notebook_of(tmp_path_factory.mktemp("outputs") / "mixed.ipynb", *WHOLE.values(), *OTHER_FIGURES.values(), metadata=METADATA)
    notebooks.set_kernel_environment()
    assert execute.execute(path)
    status, failures, text = run_nbval(change(path, put_together).parent)
    messages = failures.get("mixed", [])
    return status, {int(re.search(r"Cell (\d+): ", message)[1]): message for message in messages}, text


def test_whole_cells_pass_and_only_the_harmed_ones_fail(report):
    status, failures, text = report
    assert status == 1 and list(failures) == list(HARMED), text[-2000:]


@pytest.mark.parametrize("number", HARMED, ids=HARMS)
def test_harm_is_caught(report, number):
    _, failures, text = report
    assert number in failures, text[-2000:]
    assert HARMS[CELLS[number]][-1] in failures[number]


def test_message_names_cell_and_both_sides(report):
    _, failures, _ = report
    number = HARMED[list(HARMS).index("float")]
    assert f"mixed.ipynb, code cell {number} (In [1])" in failures[number]
    assert "stored:" in failures[number] and "now:" in failures[number] and "linspace" in failures[number]


def test_summary_counts_cells_and_seconds(report):
    text = report[2]
    assert "s  mixed.ipynb" in text
    assert f"notebook cells: {len(CELLS)}, exempt: 2 (" in text


def run_with_exempt(folder, cells, exempt):
    """The gate on a notebook of cells without output, some of them exempt."""
    sources = [f"x = {number}" for number in range(cells)]
    marked = {number: {"tags": ["nbval-ignore-output"], "dlbook": {"exempt": "a test"}} for number in range(exempt)}
    path = notebook_of(folder / "counted.ipynb", *sources, metadata=marked)
    change(path, lambda cells: [cell.update(execution_count=number) for number, cell in enumerate(cells, start=1)])
    return run_nbval(folder)


def test_three_percent_exempt_fails(tmp_path):
    status, failures, text = run_with_exempt(tmp_path, cells=100, exempt=3)
    assert not failures and "100 passed" in text
    assert status == 1 and "notebook cells: 100, exempt: 3 (3.0 %)" in text and "too many cells are exempt" in text


def test_two_percent_exempt_passes(tmp_path):
    status, failures, text = run_with_exempt(tmp_path, cells=100, exempt=2)
    assert status == 0 and not failures and "100 passed" in text
    assert "notebook cells: 100, exempt: 2 (2.0 %)" in text and "too many" not in text
