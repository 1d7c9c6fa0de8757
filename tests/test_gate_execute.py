"""tools/execute.py: an unchanged notebook stays as it is, a failing one too, and what is stored tells nothing of the machine."""
import json
import socket

import pytest
from gate_notebooks import change, notebook_of
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import execute, notebooks

SOURCES = ("print('mean', 0.25)", "", "import time\nprint(time.time())", "raise ValueError('as shown')")
METADATA = {0: {"collapsed": False, "ExecuteTime": {"start": 1}, "tags": ["keep"]},
            2: {"tags": ["nbval-ignore-output"], "dlbook": {"exempt": "prints the time"}}, 3: {"tags": ["raises-exception"]}}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The text of a notebook that was executed once."""
    path = notebook_of(tmp_path_factory.mktemp("execute") / "first.ipynb", *SOURCES, metadata=METADATA)
    assert execute.main([str(path)]) == 0
    return path.read_text()


@pytest.fixture
def path(executed, tmp_path):
    path = tmp_path / "page.ipynb"
    path.write_text(executed)
    return path


def outputs(path, cell):
    return json.loads(path.read_text())["cells"][cell]["outputs"]


def test_stored_notebook_is_normal(executed):
    stored = json.loads(executed)
    assert [cell["execution_count"] for cell in stored["cells"]] == [1, None, 2, 3]
    assert stored["metadata"] == {"kernelspec": notebooks.KERNELSPEC, "language_info": notebooks.LANGUAGE_INFO}
    assert stored["cells"][0]["metadata"] == {"tags": ["keep"]}
    assert stored["nbformat_minor"] == 5 and all(cell["id"] for cell in stored["cells"])
    assert executed.endswith("}\n")


def test_unchanged_notebook_stays_byte_identical(path, executed, capsys):
    assert execute.main([str(path)]) == 0
    assert path.read_text() == executed
    printed = capsys.readouterr()
    assert ", unchanged" in printed.out and " s, " in printed.out
    assert "3/3" in printed.err  # the progress bar


def test_noise_does_not_rewrite_but_a_change_does(path, executed, capsys):
    change(path, lambda cells: cells[0].outputs[0].update(text="mean 0.24\n"))  # one unit of the last place
    noisy = path.read_text()
    execute.main([str(path)])
    assert path.read_text() == noisy
    change(path, lambda cells: cells[0].outputs[0].update(text="mean 0.22\n"))
    execute.main([str(path)])
    assert path.read_text() == executed and "rewritten" in capsys.readouterr().out


def test_force_stores_what_came_out(path):
    change(path, lambda cells: cells[0].outputs[0].update(text="mean 0.24\n"))
    before = outputs(path, 2)
    execute.main(["--force", str(path)])
    assert outputs(path, 0)[0]["text"] == ["mean 0.25\n"] and outputs(path, 2) != before


def test_exempt_cell_is_stored_anew_when_its_source_changes(path):
    before = outputs(path, 2)
    change(path, lambda cells: cells[2].update(source="import time\nprint(time.time() + 1)"))
    execute.main([str(path)])
    assert outputs(path, 2) != before


@pytest.mark.parametrize("source, message", [
    ("def f(x):\n    return 1 / x\nf(0)", "ZeroDivisionError: division by zero"),
    ("import warnings\nwarnings.warn('old')", "wrote to stderr"),
    ("import os\nos._exit(3)", "died"),
    ("import os\nprint(os.getcwd())", "holds a temporary file"),
    ("import os\nos.__file__", "holds a Python's folder"),
    ("import os\nprint(os.path.expanduser('~') + '/x')", "holds "),
])
def test_failing_notebook_is_left_as_it_was(path, executed, capsys, source, message):
    change(path, lambda cells: cells[2].update(source=source, metadata={}))
    before = path.read_text()
    assert execute.main([str(path)]) == 1
    printed = capsys.readouterr().out
    assert message in printed and "left as it was" in printed and "cell 2 (" in printed
    assert len(printed.splitlines()) <= 30
    assert path.read_text() == before and [file.name for file in path.parent.iterdir()] == ["page.ipynb"]


def test_timeout_names_the_cell(path, monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT", 1)
    change(path, lambda cells: cells[2].update(source="import time\ntime.sleep(30)", metadata={}))
    assert execute.main([str(path)]) == 1
    assert "cell 2 ('import time')" in capsys.readouterr().out


def test_tolerance_without_reason_is_refused(path, capsys):
    change(path, lambda cells: cells[0].metadata.update(dlbook={"rtol": 0.1}))
    assert execute.main([str(path)]) == 1
    assert "without a reason" in capsys.readouterr().out


@pytest.mark.parametrize("text", [str(notebooks.ROOT) + "/x", "/home/someone/book", "C:\\Users\\someone", "/tmp/ipykernel_12/3.py"])
def test_places_of_a_machine_are_found(text):
    cell = new_code_cell("x", outputs=[new_output("display_data", {"text/html": f"<p>{text}</p>", "image/png": "AAAA"})])
    assert "text/html" in execute.leaks(new_notebook(cells=[cell]))[0]


def test_name_of_the_machine_is_found(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "quokka.example.org")
    cell = new_code_cell("x", outputs=[new_output("stream", text="made on quokka\n")])
    assert "the name of this machine" in execute.leaks(new_notebook(cells=[cell]))[0]
    clean = new_code_cell("x", outputs=[new_output("stream", text="loss 0.5 (10/50), a/b, quokkas\n")])
    assert execute.leaks(new_notebook(cells=[clean])) == []


def test_traceback_without_places():
    line = f'File {notebooks.ROOT}/code/dlbook/losses.py:33, in mse; File /any/lib/python3.11/site-packages/keras/a.py:1'
    assert notebooks.without_paths(line) == "File code/dlbook/losses.py:33, in mse; File keras/a.py:1"


def test_widget_views_are_not_stored():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "ab12"}, "text/html": "<div></div>", "text/plain": "neuron()"}
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[new_output("display_data", view)])], metadata={"widgets": {"a": 1}})
    notebooks.normalise(notebook)
    assert set(notebook.cells[0].outputs[0].data) == {"text/html", "text/plain"} and "widgets" not in notebook.metadata


def test_names_of_chapters(tmp_path):
    for name in ("one", "deep/two"):
        notebook_of(tmp_path / f"{name}.ipynb", "x")
    assert notebooks.find("two", tmp_path) == tmp_path / "deep" / "two.ipynb"
    assert notebooks.find("one.ipynb", tmp_path) == tmp_path / "one.ipynb"
    assert notebooks.find(tmp_path / "one.ipynb") == tmp_path / "one.ipynb"
    with pytest.raises(FileNotFoundError, match="no chapter called 'three'; there are: deep/two, one"):
        notebooks.find("three", tmp_path)
    with pytest.raises(SystemExit, match="no chapter called 'no-such-chapter'"):
        execute.main(["no-such-chapter"])


def test_notebook_without_ids_reads_the_same_twice(tmp_path):
    path = notebook_of(tmp_path / "old.ipynb", "x = 1", "x")
    stored = json.loads(path.read_text())
    stored["nbformat_minor"] = 4
    for cell in stored["cells"]:
        del cell["id"]
    path.write_text(json.dumps(stored))
    assert notebooks.text(notebooks.read(path)) == notebooks.text(notebooks.read(path))
