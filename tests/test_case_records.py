"""The case studies' records and what the notebooks compute from them; and what happens where the data are missing."""
import ast
import builtins

import nbformat
import pytest
from gate_notebooks import notebook_of, run_nbval

from dlbook import records
from tools import cells, execute, needs, notebooks

CASES = [path for path in notebooks.chapters() if path.parent.name == "case_studies"]
KNOWN = set(dir(builtins)) | {"get_ipython"}


def names(source):
    """The names that a cell's source uses from outside, and those that it leaves behind."""
    tree, used, made = ast.parse(source), set(), set()
    inner = {id(node) for scope in ast.walk(tree)
             if isinstance(scope, (ast.FunctionDef, ast.Lambda, ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.ClassDef))
             for node in ast.walk(scope) if node is not scope}
    local = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                used.add(node.id)
            else:
                (local if id(node) in inner else made).add(node.id)
        elif isinstance(node, ast.arg):
            local.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            made.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            made |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return used - local - made - KNOWN, made


def strangers(notebook):
    """Names that a cell with the tag `record` takes from a cell without it: such a cell would fail where the data are missing."""
    there, problems = set(), []
    for cell in notebooks.code_cells(notebook):
        if needs.from_record(cell):
            used, made = names(cell.source)
            problems += [f"{name!r} in: {cell.source.splitlines()[0]}" for name in sorted(used - there)]
            there |= made
    return problems


@pytest.mark.parametrize("path", CASES, ids=notebooks.label)
def test_what_a_page_computes_from_its_record_needs_no_data(path):
    notebook = notebooks.read(path)
    assert needs.data_of(notebook), 'a case study names its data: {"dlbook": {"data": ["mnist"]}} in the notebook\'s metadata'
    marked = [cell for cell in notebooks.code_cells(notebook) if needs.from_record(cell)]
    assert any("load(" in cell.source for cell in marked) and len(marked) > 5, "tag the cells that compute from the record: record"
    assert strangers(notebook) == []
    assert [problem for cell in notebooks.code_cells(notebook) for problem in cells.stored_problems(cell)] == []


def test_a_cell_of_the_record_that_leans_on_the_data_is_found(tmp_path):
    sources = ["import numpy as np", "x = [3]", "y = [i + 1 for i in x]\ndef f(z):\n    return z * np.pi", "print(f(y))"]
    record = {"tags": ["record"]}
    path = notebook_of(tmp_path / "page.ipynb", *sources, metadata={0: record, 2: record, 3: record})
    assert strangers(notebooks.read(path)) == ["'x' in: y = [i + 1 for i in x]"]


@pytest.fixture(scope="module")
def without_data(tmp_path_factory):
    """A page of three cells, executed with its data at hand; then the gate where they are missing, on it and on a harmed copy."""
    folder = tmp_path_factory.mktemp("case")
    data = folder / "data"
    data.mkdir()
    (data / "mnist.npz").touch()  # what matters here is whether it is there
    environment = pytest.MonkeyPatch()
    environment.setenv("DLBOOK_DATA", str(data))
    environment.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    path = notebook_of(folder / "pages" / "whole.ipynb", "x = 1.5", "print('recorded', x)", "print('live')",
                       metadata={0: {"tags": ["record"]}, 1: {"tags": ["record"]}})
    notebook = notebooks.read(path)
    notebook.metadata["dlbook"] = {"data": ["mnist"]}
    notebooks.write(path, notebook)
    assert execute.main([str(path)]) == 0
    harmed = notebooks.read(path)
    for cell in harmed.cells[1:]:
        cell.outputs = [nbformat.v4.new_output("stream", text=cell.outputs[0].text.replace("1.5", "1.7").replace("live", "dead"))]
    notebooks.write(path.with_name("harmed.ipynb"), harmed)
    (data / "mnist.npz").unlink()
    yield path, *run_nbval(path.parent, "-rs")
    environment.undo()


def test_without_data_the_gate_skips_the_live_cells_and_says_so(without_data):
    _, _, failures, printed = without_data
    assert "whole" not in failures and "4 passed" not in printed
    assert "2 skipped" in printed and "NOT RUN but for its recorded results: there is no mnist.npz" in printed and "make data" in printed


def test_without_data_a_wrong_number_from_the_record_is_still_found(without_data):
    _, status, failures, _ = without_data
    assert status == 1 and len(failures["harmed"]) == 1 and "1.7" in failures["harmed"][0]


def test_without_data_execute_leaves_the_page_alone_and_says_so(without_data, capsys):
    path, *_ = without_data
    before = path.read_bytes()
    assert execute.main([str(path)]) == 1
    assert "NOT RUN, left as it was: there is no mnist.npz" in capsys.readouterr().out and path.read_bytes() == before


RUNS = [{"recipe": "a", "seed": seed, "epochs": [{"seconds": 2.0 + seed, "test_accuracy": 0.8}, {"seconds": 4.0, "test_accuracy": last}]}
        for seed, last in enumerate((0.9, 0.85))]


def test_time_to_an_accuracy_is_that_of_the_first_epoch_that_stood_there():
    record = records.Record({"case": "made", "machine": {}, "date": "", "data": {}, "runs": RUNS})
    assert record.time_to("a", 0.8).tolist() == [2.0, 3.0]
    assert record.time_to("a", 0.9).tolist() == [4.0, float("inf")]
    assert record.final("a").tolist() == [0.9, 0.85] and record.curve("a", "seconds").shape == (2, 2)
    with pytest.raises(KeyError, match="no runs of 'b' in the record of made; there are: a"):
        record.runs("b")


def test_the_calibration_error_weighs_the_gaps_of_the_bins():
    bins = [{"examples": 1, "confidence": 0.5, "accuracy": 1.0}, {"examples": 3, "confidence": 0.9, "accuracy": 0.8}]
    runs = [{"recipe": "a", "seed": seed, "calibration": bins[:n]} for seed, n in ((0, 2), (1, 1))]
    record = records.Record({"case": "made", "machine": {}, "date": "", "data": {}, "runs": runs})
    assert record.calibration_error("a") == pytest.approx([0.25 * 0.5 + 0.75 * 0.1, 0.5])


def test_a_missing_record_names_the_command_that_makes_it():
    with pytest.raises(FileNotFoundError, match="make bench-cases CASE=nothing"):
        records.load("nothing")
