"""The learner's edition: solutions gone, all else kept, leaks caught, learners' work safe."""

import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import notebooks, student

STUB = 'def double(x):\n    """Return twice x."""\n    raise NotImplementedError\n\ncheck("concepts.double", double)'
SOLUTION = (
    'def double(x):\n    """Return twice x."""\n    secret = x + x  # add it up\n    return secret\n\ncheck("concepts.double", double)'
)
SOLUTION_METADATA = {"tags": ["solution", "hide-cell"], "jupyter": {"source_hidden": True}}


def chapter():
    """A chapter with one exercise; every output is stored."""
    stub_output = new_output("stream", name="stdout", text="concepts.double: not attempted.\n")
    passed = new_output("stream", name="stdout", text="concepts.double: passed.\n")
    cells = [
        new_markdown_cell("# A chapter\n\nTwice a number.", id="a"),
        new_code_cell(STUB, execution_count=1, outputs=[stub_output], id="b"),
        new_code_cell(SOLUTION, execution_count=2, outputs=[passed], metadata=SOLUTION_METADATA, id="c"),
        new_markdown_cell("Now use it.", id="d"),
        new_code_cell(
            "double(4)", execution_count=3, outputs=[new_output("execute_result", {"text/plain": "8"}, execution_count=3)], id="e"
        ),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = dict(notebooks.KERNELSPEC)
    return notebook


@pytest.fixture
def book(tmp_path):
    """A folder of chapters: one notebook at the top, one in a subfolder, and a page."""
    folder = tmp_path / "chapters"
    (folder / "case_studies").mkdir(parents=True)
    for name in ("concepts.ipynb", "case_studies/digits.ipynb"):
        (folder / name).write_text(notebooks.text(chapter()), encoding="utf-8")
    (folder / "notation.md").write_text("# Notation\n", encoding="utf-8")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "concepts-checkpoint.ipynb").write_text("not even a notebook", encoding="utf-8")
    return folder


def save(book, notebook, name="concepts.ipynb"):
    (book / name).write_text(notebooks.text(notebook), encoding="utf-8")


def test_solutions_are_dropped_and_all_else_stays(book, tmp_path):
    counts, notes = student.write_edition(tmp_path / "out", book)
    assert counts == {"notebooks": 2, "solutions": 2, "pages": 1} and notes == []
    written = nbformat.read(tmp_path / "out" / "concepts.ipynb", as_version=4)
    expected = chapter()
    del expected.cells[2]
    assert written == expected
    assert (tmp_path / "out" / "notation.md").read_text() == "# Notation\n"
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert names == {"concepts.ipynb", "case_studies/digits.ipynb", "notation.md", student.MARKER}


def test_nothing_is_left_beside_the_edition(book, tmp_path):
    student.write_edition(tmp_path / "out", book)
    assert {path.name for path in tmp_path.iterdir()} == {"out", "chapters"}


def test_a_folder_is_made_with_its_parents(book, tmp_path):
    student.write_edition(tmp_path / "a" / "b" / "out", book)
    assert (tmp_path / "a" / "b" / "out" / "concepts.ipynb").exists()


def leak_output(notebook):
    notebook.cells[4].outputs.append(new_output("stream", name="stdout", text="line 3: secret  =  x + x\n"))


def leak_traceback(notebook):
    notebook.cells[1].outputs.append(new_output("error", ename="E", evalue="no", traceback=["----> 3     secret = x + x"]))


def leak_html(notebook):
    notebook.cells[4].outputs[0].data["text/html"] = "<pre>secret = x + x</pre>"


def leak_cell_metadata(notebook):
    notebook.cells[1].metadata["answer"] = {"lines": ["secret = x + x"]}


def leak_metadata_key(notebook):
    notebook.cells[1].metadata["secret = x + x"] = 1


def leak_notebook_metadata(notebook):
    notebook.metadata["notes"] = "secret = x + x"


def leak_markdown(notebook):
    notebook.cells[3].source += "\n\n```python\nsecret = x + x\n```"


def leak_comment_in_stub(notebook):
    notebook.cells[1].source = STUB.replace("    raise", "    # secret = x + x\n    raise")


def leak_docstring_in_stub(notebook):
    notebook.cells[1].source = STUB.replace("twice x.", "twice x: secret = x + x.")


def leak_comment_in_code(notebook):
    notebook.cells[4].source += "\n# secret = x + x"


LEAKS = {name.removeprefix("leak_"): function for name, function in list(globals().items()) if name.startswith("leak_")}


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_is_caught_and_nothing_is_written(name, book, tmp_path, capsys):
    notebook = chapter()
    LEAKS[name](notebook)
    save(book, notebook)
    with pytest.raises(student.Refusal, match=r"concepts\.ipynb, .*'secret = x \+ x' stands in a solution"):
        student.write_edition(tmp_path / "out", book)
    assert not (tmp_path / "out").exists()


def test_a_solution_without_its_tag_is_caught(book, tmp_path):
    notebook = chapter()
    del notebook.cells[2].metadata["tags"]
    save(book, notebook)
    with pytest.raises(student.Refusal, match="cell 2: a check without a stub"):
        student.write_edition(tmp_path / "out", book)


def test_lines_that_stand_openly_and_short_lines_are_no_leak(book, tmp_path):
    notebook = chapter()
    notebook.cells[2].source += "\nx += 1\ny = 3 * secret"
    notebook.cells[3].source += "\n```python\nx += 1\nsecret = x + x\ny = 3 * secret\n```"
    save(book, notebook)
    with pytest.raises(student.Refusal) as refusal:
        student.write_edition(tmp_path / "out", book)
    assert "'secret = x + x'" in str(refusal.value) and "'y = 3 * secret'" in str(refusal.value)
    notebook.cells.append(new_code_cell("secret = x + x", id="f"))
    notebook.cells.append(new_markdown_cell("It ends with `y = 3 * secret`.", id="g"))
    save(book, notebook)
    student.write_edition(tmp_path / "out", book)


def test_the_edition_is_replaced_by_a_newer_one(book, tmp_path):
    out = tmp_path / "out"
    student.write_edition(out, book)
    notebook = chapter()
    notebook.cells[0].source = "# A better chapter"
    save(book, notebook)
    (book / "notation.md").unlink()
    counts, notes = student.write_edition(out, book)
    assert notes == []
    assert "A better chapter" in (out / "concepts.ipynb").read_text()
    assert not (out / "notation.md").exists()


def change(path):
    """Do the exercise, as a learner would."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "def double(x):\n    return 2 * x"
    nbformat.write(notebook, path)
    return path.read_bytes()


def test_a_learners_work_is_kept_when_the_book_is_the_same(book, tmp_path):
    out = tmp_path / "out"
    student.write_edition(out, book)
    work = change(out / "concepts.ipynb")
    (out / "my notes.txt").write_text("mine")
    for _ in range(2):
        _, notes = student.write_edition(out, book)
        assert notes == ["concepts.ipynb was changed there and is kept."]
        assert (out / "concepts.ipynb").read_bytes() == work
        assert (out / "my notes.txt").read_text() == "mine"
        assert not (out / "concepts.new.ipynb").exists()


def test_a_learners_work_is_kept_when_the_book_is_newer(book, tmp_path):
    out = tmp_path / "out"
    student.write_edition(out, book)
    work = change(out / "concepts.ipynb")
    notebook = chapter()
    notebook.cells[0].source = "# A better chapter"
    save(book, notebook)
    _, notes = student.write_edition(out, book)
    assert notes == ["concepts.ipynb was changed there and is kept; the new edition is concepts.new.ipynb."]
    assert (out / "concepts.ipynb").read_bytes() == work
    assert "A better chapter" in (out / "concepts.new.ipynb").read_text()
    _, notes = student.write_edition(out, book)
    assert (out / "concepts.ipynb").read_bytes() == work and "concepts.ipynb was changed there and is kept" in notes[0]


def test_a_learners_work_on_a_dropped_chapter_is_kept(book, tmp_path):
    out = tmp_path / "out"
    student.write_edition(out, book)
    work = change(out / "concepts.ipynb")
    (book / "concepts.ipynb").unlink()
    _, notes = student.write_edition(out, book)
    assert "no longer in the book" in notes[0]
    assert (out / "concepts.ipynb").read_bytes() == work


def test_a_folder_of_somebody_else_is_not_touched(book, tmp_path):
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "concepts.ipynb").write_text("years of work")
    with pytest.raises(student.Refusal, match="name an empty folder"):
        student.write_edition(other, book)
    assert [path.name for path in other.iterdir()] == ["concepts.ipynb"]
    assert (other / "concepts.ipynb").read_text() == "years of work"


@pytest.mark.parametrize("place", ["chapters", "chapters/student", "."])
def test_the_chapters_are_not_overwritten(place, book, tmp_path):
    before = (book / "concepts.ipynb").read_bytes()
    with pytest.raises(student.Refusal, match="where the chapters are"):
        student.write_edition(tmp_path / place, book)
    assert (book / "concepts.ipynb").read_bytes() == before
    assert not (book / "student").exists()


def test_a_file_is_no_folder(book, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(student.Refusal, match="name a folder"):
        student.write_edition(tmp_path / "out", book)


def test_the_whole_book_from_the_command_line(tmp_path):
    out = tmp_path / "learners"
    command = [sys.executable, str(notebooks.ROOT / "tools" / "student.py"), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    originals = notebooks.chapters()
    solutions = [json.loads(path.read_text(encoding="utf-8"))["cells"] for path in originals]
    count = sum("solution" in cell["metadata"].get("tags", []) for cells in solutions for cell in cells)
    assert f"{len(originals)} notebook" in done.stdout and f"{count} solution cell" in done.stdout and str(out) in done.stdout
    assert not [path for path in notebooks.chapters(out) if '"solution"' in path.read_text(encoding="utf-8")]
    assert len(notebooks.chapters(out)) == len(originals)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    refused = subprocess.run([*command[:2], str(tmp_path / "full")], capture_output=True, text=True)
    assert refused.returncode == 1 and refused.stderr.startswith("student: ") and "Traceback" not in refused.stderr
