"""Gate 4: figures have words, chapters have all their parts, links lead somewhere. Each rule is broken once and must be noticed."""
import pytest
from gate_notebooks import HIDDEN, change, copy_book, demo_cells, write_book
from mdit_py_plugins.anchors.index import slugify
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import execute, notebooks, structure, structure_links

FIGURE, AFTER_FIGURE, STUB, SOLUTION = 5, 6, 8, 9  # cell numbers
SUMMARY, QUESTIONS, READING = -3, -2, -1


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The small whole book, executed once."""
    path = write_book(tmp_path_factory.mktemp("structure") / "book", demo_cells())
    notebooks.set_kernel_environment()
    execute.execute(path)
    return path


def all_problems(root):
    pages = [problem for page in structure_links.markdown_pages(root) for problem in structure_links.problems(page, root)]
    notebooks_found = [problem for path in notebooks.chapters(root / "chapters") for problem in structure.problems(path, root)]
    return notebooks_found + structure.book_problems(root) + pages


def test_whole_book_has_no_problem(book):
    assert all_problems(book.parent.parent) == []
    assert "9 visible code cells of median 4 lines, 1 figures, 6 exercises" in structure.report(book)


def replace(place, old, new):
    def edit(cells):
        assert old in cells[place].source
        cells[place].source = cells[place].source.replace(old, new, 1)
    return edit


def add(text):
    return replace(2, "One cell measures", f"{text} One cell measures")


def alt(text):
    def edit(cells):
        for mime in ("image/png", "image/svg+xml"):
            cells[FIGURE].outputs[0].metadata[mime] = {"alt": text}
    return edit


def second_figure(cells):
    cells.insert(FIGURE + 2, notebooks.nbformat.from_dict({**cells[FIGURE], "id": "second"}))
    cells.insert(FIGURE + 3, notebooks.nbformat.from_dict({**cells[AFTER_FIGURE], "id": "words"}))


def split_alt(cells):
    cells[FIGURE].outputs[0].metadata["image/png"] = {"alt": "Another sentence about the same straight line."}


def long_cell(hidden=False):
    source = "\n".join(f"x{number} = {number}" for number in range(26))
    return lambda cells: cells.insert(3, new_code_cell(source, metadata={"tags": ["hide-input"] * hidden}))


def metadata(place, key, value):
    return lambda cells: cells[place].metadata.update({key: value})


HARMS = {
    "missing alt": (lambda cells: cells[FIGURE].outputs[0].update(metadata={}), "no alt text"),
    "file name as alt": (alt("a plot of chapters/figure_1.png in five words"), "the alt text is a file name"),
    "path as alt": (alt("_images/abc"), "the alt text is a file name"),
    "short alt": (alt("A straight line."), "the alt text has 3 words"),
    "the same alt twice": (second_figure, "the same alt text as in cell 5"),
    "two alts": (split_alt, "the alt texts of SVG and PNG differ"),
    "pixels only": (lambda cells: cells[FIGURE].outputs[0].data.pop("image/svg+xml"), "no SVG beside the image/png"),
    "no caption": (lambda cells: cells.pop(AFTER_FIGURE), "neither a caption nor"),
    "heading after a figure": (lambda cells: cells[AFTER_FIGURE].update(source="### What a long heading that interprets nothing at all"),
                               "neither a caption"),
    "picture without alt": (add("![](figure.svg)"), "is no alt text"),
    "no title": (replace(0, "# A demo", "A demo"), "the first cell is not Markdown that begins with a title"),
    "two titles": (replace(SUMMARY, "## Summary", "# Summary"), "2 titles"),
    "no promise": (replace(0, "This chapter measures one small thing, draws it, and says in words what came out of it.\n", ""),
                   "no promise"),
    "no objectives": (replace(0, "**You will be able to**", "You can"), "objectives"),
    "one objective": (replace(0, "- read a figure,\n- do an exercise.\n", ""), "found 1"),
    "no prerequisites": (replace(0, "**You need** nothing.", ""), "no **You need**"),
    "no duration": (replace(0, "**Time:** about 5 minutes", "**Time:** a while"), "no **Time:** about N minutes"),
    "no summary": (lambda cells: cells.pop(SUMMARY), "no section ## Summary"),
    "empty summary": (replace(SUMMARY, "A number that is measured has a key, and a figure has a sentence that says what to see.", ""),
                      "says nothing"),
    "wrong order": (lambda cells: cells.append(cells.pop(SUMMARY)), "the last sections must be"),
    "four questions": (replace(QUESTIONS, "**Question 5.**", "**Puzzle.**"), "4 self-check questions"),
    "two right choices": (replace(QUESTIONS, "**Not quite.** You have added nothing", "**Right.** You have added nothing"),
                          "question 1: 2 choices are **Right.**"),
    "no right choice": (replace(QUESTIONS, "**Right.**", "**Not quite.**"), "question 1: 0 choices are **Right.**"),
    "a mute choice": (replace(QUESTIONS, "**Not quite.** You have doubled 1 instead of adding one.", "No."), "begins with neither"),
    "a copied reply": (replace(QUESTIONS, "You have doubled 1 instead of adding one.", "You have added nothing at all to 1."),
                       "a reply of its own"),
    "code in a choice": (replace(QUESTIONS, "<summary>", "<summary>`9` "), "a summary shows Markdown as it is written: '`9` "),
    "a reply that is not rendered": (replace(QUESTIONS, "</summary>\n\n", "</summary>\n"), "a blank line is missing"),
    "misnumbered questions": (replace(QUESTIONS, "**Question 4.**", "**Question 3.**"), "numbered 1, 2, 3, 3, 5"),
    "five exercises": (lambda cells: [cells.pop(STUB - 1) for _ in range(3)], "5 exercises"),
    "a stub that does not say so": (replace(STUB, "raise NotImplementedError", "return 0"), "does not raise NotImplementedError"),
    "a stub that goes on": (replace(STUB, "\n\ncheck", "\n\nprint()\ncheck"), None),
    "the book uses the learner's function": (lambda cells: cells.insert(SOLUTION + 1, new_code_cell("print(successor_1(2))")),
                                             "it uses successor_1, which the learner may not have written yet"),
    "the book uses a function of its own": (
        lambda cells: cells.insert(SOLUTION + 1, new_code_cell("successor_1 = max\nprint(successor_1(2, 3))")), None),
    "code after the check": (lambda cells: cells[STUB].update(source=cells[STUB].source + "\nprint()"),
                             "the stub does not end in its check"),
    "another chapter's name": (lambda cells: [cells[place].update(source=cells[place].source.replace("demo.", "other."))
                                              for place in (STUB, SOLUTION)],
                               "does not begin with 'demo'"),
    "no solution": (lambda cells: cells.pop(SOLUTION), "no cell tagged solution follows"),
    "solution not tagged": (metadata(SOLUTION, "tags", ["hide-cell"]), "no cell tagged solution follows"),
    "solution not hidden": (metadata(SOLUTION, "tags", ["solution"]), "lacks the tag hide-cell"),
    "solution open in Jupyter": (metadata(SOLUTION, "jupyter", {"source_hidden": True}), "outputs_hidden are not true"),
    "solution without its prompt": (metadata(SOLUTION, "mystnb", {}), 'code_prompt_show is not "Solution"'),
    "solution of another exercise": (replace(SOLUTION, "demo.successor_1", "demo.successor_2"), "does not run the same check"),
    "stray solution": (lambda cells: cells.insert(SUMMARY, new_code_cell("x = 1", metadata=HIDDEN)), "a solution without a stub"),
    "nothing cited": (replace(READING, "{cite}`demo2020`", "nothing"), "cites nothing"),
    "long cell": (long_cell(), "26 lines of code"),
    "long hidden cell": (long_cell(hidden=True), None),
    "broken reference": (replace(2, "<the-end>", "<the-start>"), "{ref} leads to 'the-start', which is no label"),
    "broken anchor": (replace(2, "(#summary)", "(#sumary)"), "no heading or label '#sumary'"),
    "broken link": (replace(READING, "notes.md#a-note", "note.md"), "the link 'note.md' leads to no file"),
    "broken anchor elsewhere": (replace(READING, "notes.md#a-note", "notes.md#b-note"), "leads to no heading or label of notes.md"),
    "unknown citation": (replace(READING, "demo2020", "demo2020,demo2021"), "no entry 'demo2021'"),
    "http": (replace(READING, "https://example.org", "http://example.org"), "http://example.org is not https"),
    "broken document": (add("{doc}`nothing`"), "{doc} leads to 'nothing'"),
    "unknown equation": (add("{eq}`unknown`"), "{eq} leads to 'unknown'"),
    "links in code": (add("`[a](b.md)` is how one writes a link."), None),
    "a label of its own": (add("[here](#measure)"), None),
}


@pytest.mark.parametrize("harm", HARMS)
def test_harm_is_caught(book, tmp_path, harm):
    edit, message = HARMS[harm]
    path = change(copy_book(book, tmp_path / "book"), edit)
    found = structure.problems(path, tmp_path / "book")
    if message is None:
        assert found == []
        return
    assert any(message in problem for problem in found), found
    assert all(problem.startswith("chapters/demo.ipynb") for problem in found)


def test_caption_in_the_same_cell_is_enough(book, tmp_path):
    def edit(cells):
        caption = new_output("display_data", {"text/markdown": "*See.*"}, metadata={"dlbook": {"caption": True}})
        cells[FIGURE].outputs.append(caption)
        cells.pop(AFTER_FIGURE)
    assert structure.problems(change(copy_book(book, tmp_path / "book"), edit), tmp_path / "book") == []


def test_chapter_missing_from_the_contents(book, tmp_path):
    root = copy_book(book, tmp_path / "book").parent.parent
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text().replace("  - file: chapters/demo\n", ""))
    assert structure.book_problems(root) == ["chapters/demo is in chapters/ but not in _toc.yml"]


def test_contents_name_a_chapter_that_is_not_there(book, tmp_path):
    root = copy_book(book, tmp_path / "book").parent.parent
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text() + "  - file: chapters/more\n  - file: chapters/notes\n")
    assert structure.book_problems(root) == ["_toc.yml names chapters/more, but there is no such page",
                                             "_toc.yml names chapters/notes twice"]


def test_function_defined_in_two_notebooks(book, tmp_path):
    root = copy_book(book, tmp_path / "book").parent.parent
    notebooks.write(root / "chapters" / "second.ipynb", new_notebook(cells=[new_code_cell("def check(a):\n    return a")]))
    found = structure.book_problems(root)
    assert any(problem.startswith("check is defined in ") and "second.ipynb" in problem for problem in found)


def test_markdown_pages_are_checked(book, tmp_path):
    root = copy_book(book, tmp_path / "book").parent.parent
    (root / "index.md").write_text("# A book\n\n[gone](chapters/gone.ipynb)\n")
    assert structure_links.problems(root / "index.md", root) == [
        "index.md, cell 0: the link 'chapters/gone.ipynb' leads to no file\n    [gone](chapters/gone.ipynb)"]


def test_headings_become_anchors(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One & two\n\n## The `softmax`, *again*\n\n## Why $x^2$?\n\n## Same\n\n## Same\n\n#### Too deep\n")
    assert structure_links.anchors(page) == {"one--two", "the-softmax-again", "why-", "same", "same-1"}


@pytest.mark.parametrize("heading", ["One & two", "Step 1: measure, then look", "A – B", "What is it?", "A_b-c (d)"])
def test_anchors_equal_those_of_myst(tmp_path, heading):
    page = tmp_path / "page.md"
    page.write_text(f"# {heading}\n")
    assert structure_links.anchors(page) == {slugify(heading)}


def test_case_studies_and_questions_have_rules_of_their_own():
    assert structure.kind_of(notebooks.CHAPTERS / "case_studies" / "mnist.ipynb") == "case study"
    assert structure.kind_of(notebooks.CHAPTERS / "faq.ipynb") == "faq"
    assert structure.kind_of(notebooks.CHAPTERS / "concepts.ipynb") == "chapter"


def test_a_case_study_lacks_what_a_chapter_would_but_needs_fewer_questions_and_exercises(tmp_path):
    path = tmp_path / "case_studies" / "empty.ipynb"
    path.parent.mkdir()
    notebooks.write(path, new_notebook(cells=[new_markdown_cell("# Empty")]))
    text = "\n".join(structure.problems(path, tmp_path))
    for part in ("no promise", "objectives", "## Further reading", "0 exercises (stubs ending in check(...)), at least 4",
                 "0 self-check questions (**Question N.**), at least 4"):
        assert part in text


def test_empty_chapter_lacks_everything(tmp_path):
    path = tmp_path / "empty.ipynb"
    notebooks.write(path, new_notebook(cells=[new_markdown_cell("# Empty")]))
    text = "\n".join(structure.problems(path, tmp_path))
    for part in ("no promise", "objectives", "You need", "Time", "## Summary", "## Check yourself", "## Further reading", "0 exercises",
                 "0 self-check"):
        assert part in text
