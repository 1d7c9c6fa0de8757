"""The instructor's edition: solutions open, notes at the head of sections, likely wrong answers; and notes that fit their chapters."""
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dlbook.exercises.catalogue import find
from tools import instructor, notebooks, teaching_notes, wrong_answers
from tools.editions import Refusal

NAME = "concepts.predict_line"
STUB = f'def predict_line(x, weight, bias):\n    raise NotImplementedError\n\ncheck("{NAME}", predict_line)'
SOLUTION = STUB.replace("raise NotImplementedError", "return weight * x + bias")
HIDDEN = {"tags": ["solution", "hide-cell"], "jupyter": {"source_hidden": True, "outputs_hidden": True},
          "mystnb": {"code_prompt_show": "Solution"}}
NOTES = f"""# Teaching notes

The whole in a sentence.

## First?

**Minutes:** 12

**Say:** Look at this.

**Stuck:** Here.

**Cut:** That.

**Exercises:**

- `{NAME}`, 5 minutes: Ask
  for the shape.

## Second?

**Minutes:** 6

**Say:** And this.

**Stuck:** There.

**Cut:** Nothing.

## Check yourself

**Minutes:** 2

**Say:** Vote.
"""


def chapter():
    """A chapter of twenty minutes; its second section begins in the middle of a cell."""
    output = new_output("stream", name="stdout", text=f"{NAME}: passed.\n")
    cells = [
        new_markdown_cell("# A chapter\n\n**Time:** about 20 minutes.", id="a"),
        new_code_cell("import numpy", id="b"),
        new_markdown_cell("## First?\n\nWords.", id="c"),
        new_code_cell(STUB, id="d"),
        new_code_cell(SOLUTION, id="e", metadata=HIDDEN, outputs=[output]),
        new_markdown_cell("An end.\n\n```text\n## no heading\n```\n\n## Second?\n\nMore.\n\n"
                          "## Summary\n\nAll.\n\n## Check yourself\n\nAsk.", id="f"),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": dict(notebooks.KERNELSPEC)})


@pytest.fixture
def book(tmp_path):
    """A folder of one chapter and a folder of its notes."""
    chapters, notes = tmp_path / "chapters", tmp_path / "notes"
    chapters.mkdir()
    notes.mkdir()
    (chapters / "demo.ipynb").write_text(notebooks.text(chapter()), encoding="utf-8")
    (chapters / "page.md").write_text("# A page\n", encoding="utf-8")
    (notes / "demo.md").write_text(NOTES, encoding="utf-8")
    return chapters, notes


def written(book, tmp_path):
    counts, kept = instructor.write_edition(tmp_path / "out", *book)
    assert counts == {"notebooks": 1, "pages": 1} and kept == []
    return nbformat.read(tmp_path / "out" / "demo.ipynb", as_version=4)


def test_notes_stand_below_the_headings_and_nothing_is_lost(book, tmp_path):
    notebook = written(book, tmp_path)
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    own = [cell for cell in notebook.cells if instructor.NOTE not in cell.metadata.get("tags", [])]
    assert [cell.source for cell in own] == [
        "# A chapter\n\n**Time:** about 20 minutes.", "import numpy", "## First?", "Words.", STUB, SOLUTION,
        "An end.\n\n```text\n## no heading\n```", "## Second?", "More.", "## Summary\n\nAll.", "## Check yourself", "Ask."]
    places = {cell.source: number for number, cell in enumerate(notebook.cells)}
    assert "**Teaching notes: the whole chapter, 20 minutes**" in notebook.cells[1].source
    assert "12 to 18 | Second?" in notebook.cells[1].source and "`predict_line` (5)" in notebook.cells[1].source
    first, second = notebook.cells[places["## First?"] + 1].source, notebook.cells[places["## Second?"] + 1].source
    assert "12 minutes** (minute 0 to 12 of the chapter)" in first and all(words in first for words in ("Look at this.", "Here.", "That."))
    assert "6 minutes** (minute 12 to 18 of the chapter)" in second
    assert (tmp_path / "out" / "page.md").exists()


def test_solutions_are_open_and_followed_by_the_wrong_answers(book, tmp_path):
    notebook = written(book, tmp_path)
    place = next(number for number, cell in enumerate(notebook.cells) if cell.source == SOLUTION)
    solution, box = notebook.cells[place : place + 2]
    assert dict(solution.metadata) == {"tags": ["solution"]} and solution.outputs[0].text.endswith("passed.\n")
    assert "**Say:** Ask for the shape." in box.source and "warm-up, 5 minutes" in box.source
    exercise = find(NAME)
    for mistake in exercise.mistakes:
        assert f"<summary>{mistake.name}</summary>" in box.source
    for hint in exercise.hints:
        assert hint in box.source
    assert box.source.count("not yet") == len(exercise.mistakes) == box.source.count("Hint: ")


def test_the_words_of_the_check_are_those_that_a_learner_reads():
    exercise = find(NAME)
    for mistake, verdict in wrong_answers.met(exercise):
        assert verdict.mistake is mistake and verdict.text.startswith(f"{NAME}: not yet")
    assert wrong_answers.escaped("a < b & c") == "a &lt; b &amp; c"


def test_work_of_the_instructor_is_kept_and_other_folders_are_refused(book, tmp_path):
    written(book, tmp_path)
    mine = tmp_path / "out" / "demo.ipynb"
    mine.write_text("my own remarks")
    (book[1] / "demo.md").write_text(NOTES.replace("Look at this.", "Look again."), encoding="utf-8")
    _, kept = instructor.write_edition(tmp_path / "out", *book)
    assert kept == ["demo.ipynb was changed there and is kept; the new edition is demo.new.ipynb."]
    assert mine.read_text() == "my own remarks" and "Look again." in (tmp_path / "out" / "demo.new.ipynb").read_text()
    learners = tmp_path / "learners"
    learners.mkdir()
    (learners / ".learners-edition.json").write_text("{}")
    with pytest.raises(Refusal, match="not an instructor's edition"):
        instructor.write_edition(learners, *book)


WRONG = {
    "a heading that is gone": (("## Second?", "## Third?"), "## Third?: the chapter has no such section"),
    "a section without a note": ((NOTES[NOTES.index("## Second?") : NOTES.index("## Check")], ""), "## Second?: the section has no note"),
    "a sum": (("**Minutes:** 6", "**Minutes:** 7"), "the minutes of the notes add up to 21; the stated time is 20"),
    "no minutes": (("**Minutes:** 6\n", ""), "## Second?: no **Minutes:**"),
    "minutes in words": (("**Minutes:** 6", "**Minutes:** six"), "must be a whole number above 0, received 'six'"),
    "nothing to say": (("**Say:** And this.\n", ""), "## Second?: no **Say:**"),
    "no cut": (("**Cut:** Nothing.\n", ""), "## Second?: no **Cut:**"),
    "an exercise left out": ((f"- `{NAME}`, 5 minutes: Ask\n  for the shape.", ""), f"its exercises are {NAME}, the note lists none"),
    "too long exercises": (("5 minutes", "13 minutes"), "the exercises take 13 of its 12 minutes"),
    "no opening": (("The whole in a sentence.", ""), "nothing about the chapter as a whole"),
}


@pytest.mark.parametrize("name", WRONG)
def test_incomplete_notes_are_named_and_nothing_is_written(name, book, tmp_path):
    (old, new), problem = WRONG[name]
    assert NOTES.count(old) == 1
    (book[1] / "demo.md").write_text(NOTES.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        instructor.write_edition(tmp_path / "out", *book)
    assert problem in str(refusal.value) and "workshop/notes/demo.md" in str(refusal.value)
    assert not (tmp_path / "out").exists()


def test_sections_in_another_order_are_named():
    one, two = NOTES.index("## First?"), NOTES.index("## Second?")
    three = NOTES.index("## Check")
    turned = NOTES[:one] + NOTES[two:three] + NOTES[one:two] + NOTES[three:]
    assert any("in another order" in problem for problem in teaching_notes.problems(teaching_notes.parse(turned), chapter().cells))


def test_an_exercise_may_lie_outside_the_stated_time():
    notes = teaching_notes.parse(NOTES.replace("5 minutes", "30 minutes extra"))
    assert teaching_notes.problems(notes, chapter().cells) == []


def test_notes_state_the_time_where_the_notebook_does_not():
    cells = chapter().cells
    cells[0].source = "# A page"
    assert any("neither the notebook nor its notes" in problem for problem in teaching_notes.problems(teaching_notes.parse(NOTES), cells))
    timed = NOTES.replace("The whole", "**Time:** about 20 minutes.\n\nThe whole")
    assert teaching_notes.problems(teaching_notes.parse(timed), cells) == []


def test_missing_and_superfluous_files_are_named(book):
    chapters, folder = book
    (folder / "demo.md").rename(folder / "other.md")
    assert teaching_notes.all_problems(chapters, folder) == [
        "no teaching notes for demo: write workshop/notes/demo.md (see CONTRIBUTING.md)",
        "workshop/notes/other.md: the book has no notebook other"]


def test_the_notes_of_the_book_fit_its_chapters(capsys):
    assert instructor.main(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", ["concepts", "faq"])
def test_a_chapter_of_the_book(name):
    path = notebooks.CHAPTERS / f"{name}.ipynb"
    original, notes = notebooks.read(path), teaching_notes.read(name)
    made = instructor.instructors(notebooks.read(path), notes)
    nbformat.validate(made)
    nbformat.reads(notebooks.text(made), as_version=4)
    code = [cell.source for cell in original.cells if cell.cell_type == "code"]
    assert [cell.source for cell in made.cells if cell.cell_type == "code"] == code
    prose = ["".join(cell.source.split()) for cell in original.cells if cell.cell_type == "markdown"]
    kept = [cell.source for cell in made.cells if cell.cell_type == "markdown" and instructor.NOTE not in cell.metadata.get("tags", [])]
    assert "".join("".join(kept).split()) == "".join(prose)
    exercises = sum(len(note.exercises) for note in notes.sections)
    added = sum(instructor.NOTE in cell.metadata.get("tags", []) for cell in made.cells)
    assert added == 1 + len(notes.sections) + exercises
    assert not any("hide-cell" in cell.metadata.get("tags", []) for cell in made.cells if "solution" in cell.metadata.get("tags", []))
